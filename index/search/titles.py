"""The titles of roles as the model sees them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.documents.chunk import Passage
from index.encoder.encode import Encoded, Tokens, Vectors
from index.fold import fold


def title_vectors(passages: Sequence[Passage], encoded: Encoded) -> tuple[tuple[str, ...], Vectors]:
    """Of the title of each role, as its pieces stand before the first passage that has it, shape
    (titles, dimensions); none where `encoded` has no pieces."""
    found: dict[str, Vectors] = {}
    for row, passage in enumerate(passages if encoded.has_tokens else ()):
        title = passage.role.title
        if title not in found:
            pieces = encoded.pieces_of(row)
            is_title = encoded.places[pieces] < len(fold(title))
            found[title] = pooled(encoded.tokens[pieces][is_title])
    shape = len(found), encoded.vectors.shape[1]
    return tuple(found), np.array([*found.values()], np.float32).reshape(shape)


def pooled(pieces: Tokens) -> Vectors:
    """Their mean, of length 1, shape (dimensions,)."""
    mean: Vectors = pieces.astype(np.float32).mean(axis=0)
    return mean / np.float32(max(float(np.linalg.norm(mean)), 1e-9))
