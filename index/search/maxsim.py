"""Late interaction: each piece of a question finds the most similar piece of a text.

ColBERT's MaxSim (Khattab and Zaharia, 2020), with the token vectors of any embedding model.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.encoder.encoded import UNIT, Encoded, Vectors

BLOCK = 2_000  # pieces that are multiplied at once; their vectors take 3 MB


def interact(question: Encoded, weights: Vectors, texts: Encoded) -> Vectors:
    """Return how much of the question each text has, at most 1, shape (texts,). `weights`, shape
    (pieces,), are those of the pieces of `question`; without any weight, the result is 0."""
    asked = weights > 0
    if not asked.any():
        return np.zeros(len(texts), np.float32)
    found: Vectors = likeness(question, asked, texts) @ (weights[asked] / weights[asked].sum())
    return found


def likeness(question: Encoded, asked: NDArray[np.bool_], texts: Encoded) -> Vectors:
    """Return how similar the most similar piece of each text is to each piece of `question` that is
    `asked`, shape (texts, pieces asked)."""
    counted = question.tokens[asked].astype(np.float32) / np.float32(UNIT)
    blocks = [np.zeros((0, len(counted)), np.float32)]
    for start, end, bounds in _blocks(texts):
        cosines = texts.tokens[start:end].astype(np.float32) @ counted.T / np.float32(UNIT)
        blocks.append(np.maximum.reduceat(cosines, bounds - start, axis=0))
    return np.concatenate(blocks)


def _blocks(texts: Encoded) -> Iterator[tuple[int, int, NDArray[np.int64]]]:
    """Yield blocks of whole texts, about `BLOCK` pieces each: the first piece, the one after the
    last, and where each text begins."""
    first = 0
    while first < len(texts):
        last = int(np.searchsorted(texts.bounds, texts.bounds[first] + BLOCK))
        last = min(max(last, first + 1), len(texts))
        yield int(texts.bounds[first]), int(texts.bounds[last]), texts.bounds[first:last]
        first = last
