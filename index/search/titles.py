"""The titles of roles as the model sees them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.documents.chunk import Passage
from index.encoder.encoded import Encoded, Vectors, pooled
from index.fold import fold


def title_vectors(passages: Sequence[Passage], encoded: Encoded) -> tuple[tuple[str, ...], Vectors]:
    """Return the titles of roles and the vector of each, shape (titles, dimensions), made of its
    pieces before the first passage of such a role. There are none if `encoded` has no tokens."""
    found: dict[str, Vectors] = {}
    for row, passage in enumerate(passages if encoded.has_tokens else ()):
        title = passage.role.title
        if title not in found:
            pieces = encoded.pieces_of(row)
            is_title = encoded.places[pieces] < len(fold(title))
            found[title] = pooled(encoded.tokens[pieces][is_title])
    shape = len(found), encoded.vectors.shape[1]
    return tuple(found), np.array([*found.values()], np.float32).reshape(shape)
