"""Questions that role documents never answer, and some that they do, as a model sees them."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from index.arrays import DAMAGED, pack, unpack
from index.encoder.encode import Encoder
from index.encoder.encoded import Encoded, Vectors, pooled
from index.files import write_whole
from index.words.lists import Wording

DIGITS = 16  # hexadecimal, in the name of a file in the cache
VERSION = "4"  # of what is kept in the cache
SMOOTHING = 0.1  # of the exemplars' spread: they are few for so many dimensions


@dataclass(frozen=True, slots=True)
class Nearness:
    """How close a question is to exemplars. `leaning` is above 0 if it is more like the answerable
    ones; if it is not, `topic` is the place of the nearest unanswerable one."""

    leaning: float = 0.0
    topic: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Exemplars:
    """`unanswerable`, shape (exemplars, dimensions), has a row for each of `Wording.topics`.
    `direction`, shape (dimensions,), points from them to the answerable ones; `middle` is where on
    it the two are equally far."""

    unanswerable: Vectors
    direction: Vectors
    middle: float

    def compare(self, question: Encoded, outside: NDArray[np.bool_]) -> Nearness:
        """Compare the pieces of `question` that are `outside` of names of roles, or all pieces if
        there are no others."""
        vector = pooled(question.tokens[outside] if outside.any() else question.tokens)
        leaning = self.leaning(vector)
        if leaning > 0 or not len(self.unanswerable):
            return Nearness(leaning)
        return Nearness(leaning, int((self.unanswerable @ vector).argmax()))

    def leaning(self, vector: Vectors) -> float:
        """Return how much more a question's `vector` is like answerable ones; see `Nearness`."""
        return float(self.direction @ vector) - self.middle


def load_exemplars(wording: Wording, encoder: Encoder) -> Exemplars:
    """Load the exemplars from the user's cache, where they are named by all that they are made
    from; encode them if they are not there, or if the cache cannot be used."""
    made_from = "\n".join((VERSION, encoder.name, str(len(wording.topics)), *wording.exemplars))
    digest = hashlib.sha256(made_from.encode()).hexdigest()[:DIGITS]
    path = user_cache_path("rolebot") / "models" / f"exemplars-{digest}.npz"
    try:
        return unpack(path.read_bytes(), Exemplars)
    except (OSError, *DAMAGED):
        exemplars = encode_exemplars(wording, encoder)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, pack(exemplars))
    return exemplars


def encode_exemplars(wording: Wording, encoder: Encoder) -> Exemplars:
    encoded = encoder.encode_documents(wording.exemplars)
    split = len(wording.topics)
    direction, middle = _discriminant(encoded.vectors[split:], encoded.vectors[:split])
    return Exemplars(encoded.vectors[:split], direction, middle)


def _discriminant(some: Vectors, others: Vectors) -> tuple[Vectors, float]:
    """Return Fisher's linear discriminant of two sets of vectors, each of shape
    (texts, dimensions), and the middle between them on it."""
    if not len(some) or not len(others):
        return np.zeros(some.shape[1], np.float32), 0.0
    means = some.mean(axis=0), others.mean(axis=0)
    centred = np.concatenate([some - means[0], others - means[1]]).astype(np.float64)
    spread = centred.T @ centred / len(centred)
    smoothed = spread + SMOOTHING * max(np.trace(spread), 1e-9) / len(spread) * np.eye(len(spread))
    direction = np.linalg.solve(smoothed, (means[0] - means[1]).astype(np.float64))
    middle = float(direction @ (means[0] + means[1]) / 2)
    return direction.astype(np.float32), middle
