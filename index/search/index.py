"""The index: everything that can be asked about. `index.search.engine` searches it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import faiss
import numpy as np

from index.documents.chunk import Passage
from index.documents.document import Role
from index.encoder.encode import Encoder
from index.encoder.encoded import Encoded, Vectors
from index.question.lexicon import Lexicon
from index.search.confidence import Calibration
from index.search.exemplars import Exemplars
from index.search.titles import title_vectors
from index.words.lists import Wording

# Every vector is compared with every question. With more passages than this, that takes longer
# than encoding the question, and 150 MB (see `rolebot bench`).
MANY_PASSAGES = 100_000
# The vectors of pieces are kept, about 12 kB for each passage. With more pieces than this, which
# take 115 MB, those of the candidates are made when they are needed.
MAX_TOKENS = 300_000


@dataclass(frozen=True)
class Index:
    """`pages` are what describes no role, see `Role`. `vectors` holds a unit vector for each
    passage, in order, for exact inner-product search. `encoded` holds the pieces of passages,
    without `tokens` if there are too many to keep; `exemplars` are those of `wording`; `samples`
    are questions that it answers for certain, for who does not know what to ask. What is worked
    out from these is worked out when it is needed first."""

    roles: tuple[Role, ...]
    pages: tuple[Role, ...]
    passages: tuple[Passage, ...]
    vectors: faiss.Index
    encoded: Encoded
    encoder: Encoder
    wording: Wording
    exemplars: Exemplars
    calibration: Calibration
    samples: tuple[str, ...] = ()

    @cached_property
    def lexicon(self) -> Lexicon:
        """What it takes to read questions."""
        return Lexicon(self.roles, self.passages, self.wording, self.encoder.vocabulary)

    @cached_property
    def titles(self) -> tuple[tuple[str, ...], Vectors]:
        """See `title_vectors`."""
        return title_vectors(self.passages, self.encoded)

    @cached_property
    def idf(self) -> Vectors:
        """BM25's idf of each piece of the vocabulary, shape (pieces,)."""
        size = max(self.encoder.vocabulary.values(), default=0) + 1
        passages = self.encoded
        owners = np.repeat(np.arange(len(passages)), np.diff(passages.bounds))
        pairs = np.unique(owners * np.int64(size) + passages.pieces)
        having = np.bincount(pairs % size, minlength=size)
        rarity: Vectors = np.log1p((len(passages) - having + 0.5) / (having + 0.5))
        return rarity.astype(np.float32)
