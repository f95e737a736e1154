"""Questions that role documents never answer, and some that they do, as a model sees them."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from zipfile import BadZipFile

import numpy as np
from platformdirs import user_cache_path

from index.encode import Encoded, Encoder, Vectors, pack, unpack
from index.files import write_whole
from index.wording import Wording

DAMAGED = (ValueError, KeyError, EOFError, NotImplementedError, BadZipFile)  # what numpy raises
KEY = 16  # hexadecimal digits
SMOOTHING = 0.1  # of the exemplars' spread: there are few of them for so many dimensions


@dataclass(frozen=True, slots=True, eq=False)
class Exemplars:
    """The pieces of the unanswerable ones, in the order of `Wording.topics`; and the direction,
    shape (dimensions,), in which the answerable ones are on the whole, up from `middle`."""

    unanswerable: Encoded
    direction: Vectors
    middle: float

    def leaning(self, vector: Vectors) -> float:
        """Above 0 if a question's `vector` is more like that of answerable ones."""
        return float(self.direction @ vector) - self.middle


def load_exemplars(wording: Wording, encoder: Encoder) -> Exemplars:
    """Encoded once for all documents: they are kept in the user's cache, by all that they are
    made from. Without a cache that works they are encoded each time."""
    made_from = "\n".join((encoder.name, str(len(wording.topics)), *wording.exemplars))
    digest = hashlib.sha256(made_from.encode()).hexdigest()[:KEY]
    path = user_cache_path("rolebot") / "models" / f"exemplars-{digest}.npz"
    try:
        return unpack_exemplars(path.read_bytes())
    except (OSError, *DAMAGED):
        exemplars = encode_exemplars(wording, encoder)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, pack_exemplars(exemplars))
    return exemplars


def pack_exemplars(exemplars: Exemplars) -> bytes:
    direction, middle = exemplars.direction, np.array(exemplars.middle)
    return pack(exemplars.unanswerable, direction=direction, middle=middle)


def unpack_exemplars(data: bytes) -> Exemplars:
    unanswerable, more = unpack(data)
    return Exemplars(unanswerable, more["direction"], float(more["middle"]))


def encode_exemplars(wording: Wording, encoder: Encoder) -> Exemplars:
    encoded = encoder.encode_documents(wording.exemplars)
    split = len(wording.topics)
    direction, middle = _discriminant(encoded.vectors[split:], encoded.vectors[:split])
    unanswerable = encoded.take(range(split))
    return Exemplars(replace(unanswerable, vectors=unanswerable.vectors[:, :0]), direction, middle)


def _discriminant(some: Vectors, others: Vectors) -> tuple[Vectors, float]:
    """Fisher's, of two sets of vectors, each of shape (texts, dimensions); and the middle."""
    if not len(some) or not len(others):
        return np.zeros(some.shape[1], np.float32), 0.0
    means = some.mean(axis=0), others.mean(axis=0)
    centred = np.concatenate([some - means[0], others - means[1]]).astype(np.float64)
    spread = centred.T @ centred / len(centred)
    smoothed = spread + SMOOTHING * max(np.trace(spread), 1e-9) / len(spread) * np.eye(len(spread))
    direction = np.linalg.solve(smoothed, (means[0] - means[1]).astype(np.float64))
    middle = float(direction @ (means[0] + means[1]) / 2)
    return direction.astype(np.float32), middle
