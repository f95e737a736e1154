"""Encoded texts: the vectors of whole texts, and of each piece of them in its context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int32]
Tokens = NDArray[np.int8]

UNIT = 127  # the length of a token's vector: each of its numbers fits into a byte


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Texts as a model sees them.

    `vectors` has a row of length 1 for each text, shape (texts, dimensions). `tokens` has a row of
    length `UNIT` for each piece of each text, one after the other, shape (pieces, dimensions):
    bytes take a quarter of the memory, and lose nothing that ranking would notice. `pieces` are
    their numbers in the model's vocabulary, and `places` the characters of the text that they begin
    at. The pieces of text i are `bounds[i]` up to `bounds[i + 1]`, without the special ones that
    the model adds.
    """

    vectors: Vectors
    tokens: Tokens
    pieces: Numbers
    places: Numbers
    bounds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.vectors)

    @property
    def has_tokens(self) -> bool:
        return len(self.tokens) == len(self.pieces)

    def without_tokens(self) -> Encoded:
        return replace(self, tokens=self.tokens[:0])

    def pieces_of(self, text: int) -> slice:
        return slice(int(self.bounds[text]), int(self.bounds[text + 1]))

    def take(self, texts: Sequence[int]) -> Encoded:
        """Return those texts, in that order; a text may come several times."""
        chosen = np.asarray(texts, np.int64)
        firsts = self.bounds[chosen]
        sizes = self.bounds[chosen + 1] - firsts
        bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        rows = np.arange(bounds[-1]) + np.repeat(firsts - bounds[:-1], sizes)
        return Encoded(
            self.vectors[chosen],
            self.tokens[rows] if self.has_tokens else self.tokens,
            self.pieces[rows],
            self.places[rows],
            bounds,
        )


def join(parts: Sequence[Encoded]) -> Encoded:
    """Return the texts of all `parts`, at least one, in order; with tokens if all have them."""
    if not all(part.has_tokens for part in parts):
        parts = [part.without_tokens() for part in parts]
    sizes = [size for part in parts for size in np.diff(part.bounds)]
    return Encoded(
        np.concatenate([part.vectors for part in parts]),
        np.concatenate([part.tokens for part in parts]),
        np.concatenate([part.pieces for part in parts]),
        np.concatenate([part.places for part in parts]),
        np.cumsum([0, *sizes], dtype=np.int64),
    )


def quantize(tokens: Vectors) -> Tokens:
    """Make rows of any length such as `Encoded.tokens` has."""
    lengths = np.linalg.norm(tokens, axis=-1, keepdims=True)
    scaled: Tokens = np.rint(tokens / np.maximum(lengths, 1e-9) * UNIT).astype(np.int8)
    return scaled


def pooled(tokens: Tokens) -> Vectors:
    """Return the mean of `tokens`, of length 1, shape (dimensions,)."""
    mean: Vectors = tokens.astype(np.float32).mean(axis=0)
    return mean / np.float32(max(float(np.linalg.norm(mean)), 1e-9))
