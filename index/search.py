"""The index: roles by name, passages by meaning."""

from __future__ import annotations

from dataclasses import dataclass

import faiss

from index.chunk import Passage
from index.document import Role
from index.encode import Encoder
from index.fold import fold

# Every vector is compared with every question: above so many passages that takes longer than
# encoding the question, and 150 MB (see `rolebot bench`).
MANY_PASSAGES = 100_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `score` is the cosine to the question, clipped to 0–1."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Index:
    """Everything there is to ask about. `vectors` holds one unit vector for each passage, in
    the same order, for exact inner-product search."""

    roles: tuple[Role, ...]
    passages: tuple[Passage, ...]
    vectors: faiss.Index
    encoder: Encoder

    def passages_of(self, role: Role) -> tuple[Passage, ...]:
        """All that the documents say of `role`, in reading order."""
        return tuple(passage for passage in self.passages if passage.role == role)

    def search(self, question: str, top_k: int) -> tuple[Hit, ...]:
        """The `top_k` passages nearest in meaning, best first; fewer if there are no more."""
        top_k = min(top_k, len(self.passages))  # FAISS fills up with row -1 beyond that
        if top_k == 0:
            return ()
        scores, rows = self.vectors.search(self.encoder.encode_query(fold(question)), top_k)
        return tuple(
            Hit(self.passages[row], min(max(float(score), 0.0), 1.0))
            for row, score in zip(rows[0], scores[0], strict=True)
        )
