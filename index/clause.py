"""Long passages by clause: the answer is often in the last one, and the mean hides it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.encode import Encoded, Vectors

BREAK = re.compile(
    r"(?<=[.;:!?])\s+|(?<!\s)\s++[–—-]\s+|,\s++(?:and|or|but|including|which|who|so)\s+|\s(?=\()"
)
SHORTEST = 4  # words; a shorter piece belongs to what is before it


class Clauses(NamedTuple):
    """`vectors` has a row of length 1 for each clause of each text, all texts in order, shape
    (clauses, dimensions); `counts` says how many each text has."""

    vectors: Vectors
    counts: Sequence[int]

    def take(self, texts: Sequence[int]) -> Clauses:
        """Those texts, in that order; a text may come several times."""
        bounds = np.cumsum([0, *self.counts])
        rows = [np.arange(bounds[text], bounds[text + 1]) for text in texts]
        chosen = np.concatenate(rows or [np.arange(0)])
        return Clauses(self.vectors[chosen], [self.counts[text] for text in texts])

    def joined(self, others: Clauses) -> Clauses:
        """Of these texts and the `others` behind them."""
        vectors = np.concatenate([self.vectors, others.vectors])
        return Clauses(vectors, (*self.counts, *others.counts))


def find_clauses(text: str, start: int = 0) -> tuple[tuple[int, int], ...]:
    """Where the clauses of `text` from `start` on are, in characters; at least one.

    >>> find_clauses("Owns the design of services; reviews what other teams plan to build")
    ((0, 28), (29, 67))
    """
    clauses: list[tuple[int, int]] = []
    begin = start
    for gap in [*BREAK.finditer(text, start), None]:
        end = gap.start() if gap else len(text)
        last = clauses[-1] if clauses else None
        if last and (_is_short(text, begin, end) or _is_short(text, *last)):
            clauses[-1] = (last[0], end)
        else:
            clauses.append((begin, end))
        begin = gap.end() if gap else end
    return tuple(clauses)


def _is_short(text: str, start: int, end: int) -> bool:
    return len(text[start:end].split()) < SHORTEST


def pool_clauses(encoded: Encoded, clauses: Sequence[Sequence[tuple[int, int]]]) -> Clauses:
    """For each text of `encoded` the vectors of its `clauses`, each the mean of its pieces. A
    clause that the model cut off has no vector, a text has at least one."""
    rows, counts = [], []
    for text, spans in enumerate(clauses):
        pieces = encoded.pieces_of(text)
        places = encoded.places[pieces]
        tokens = encoded.tokens[pieces].astype(np.float32)
        inside = (np.searchsorted(places, span) for span in spans)
        pooled = [tokens[first:last].mean(axis=0) for first, last in inside if first < last]
        rows += pooled or [tokens.mean(axis=0)]
        counts.append(max(len(pooled), 1))
    vectors = np.array(rows, np.float32).reshape(-1, encoded.vectors.shape[1])
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return Clauses(vectors / np.maximum(lengths, 1e-9), counts)
