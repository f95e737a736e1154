"""Questions that role documents never answer, and some that they do, as a model sees them."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from index.encode import Encoded, Encoder, Vectors, pack, unpack
from index.files import write_whole
from index.late import likeness
from index.wording import Wording

DAMAGED = (ValueError, KeyError, EOFError, NotImplementedError, BadZipFile)  # what numpy raises
KEY = 16  # hexadecimal digits
VERSION = "3"  # of what is kept in the cache
NEAREST = 200  # of which each piece is compared: the nearest of 1,800 is among 128 of them, always
SMOOTHING = 0.1  # of the exemplars' spread: there are few of them for so many dimensions


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a question is to exemplars. `exemplar`: how much of it the nearest unanswerable one
    has, `phrasing` the same with all pieces counting alike; `topic` is the place of that one.
    `leaning`: above 0 if it is more like the answerable ones."""

    exemplar: float = 0.0
    phrasing: float = 0.0
    leaning: float = 0.0
    topic: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Exemplars:
    """The unanswerable ones, in the order of `Wording.topics`. `direction`, shape (dimensions,), is
    that in which the answerable ones are on the whole, up from `middle`."""

    unanswerable: Encoded
    direction: Vectors
    middle: float

    def compare(self, question: Encoded, weights: Vectors, outside: NDArray[np.bool_]) -> Nearness:
        """`weights` say how much each piece of `question` counts; pieces that are not `outside`
        are names of roles, which count only if there is nothing else."""
        pieces = outside if (weights * outside).any() else np.ones(len(weights), bool)
        mean = question.tokens[pieces].astype(np.float32).mean(axis=0)
        vector = mean / max(float(np.linalg.norm(mean)), 1e-9)
        near = Nearness(leaning=self.leaning(vector))
        if not len(self.unanswerable):
            return near
        nearest = self._nearest(vector)
        alike = likeness(question, pieces, self.unanswerable.take(nearest))
        counted = weights[pieces]
        by_weight = alike @ (counted / max(float(counted.sum()), 1e-9))
        return replace(
            near,
            exemplar=float(by_weight.max()),
            phrasing=float(alike.mean(axis=1).max()),
            topic=nearest[int(by_weight.argmax())],
        )

    def _nearest(self, vector: Vectors) -> list[int]:
        """Unanswerable ones, in their order."""
        cosines = self.unanswerable.vectors @ vector
        most = min(NEAREST, len(cosines))
        nearest = np.argpartition(-cosines, most - 1)[:most]
        return sorted(nearest.tolist())

    def leaning(self, vector: Vectors) -> float:
        """Above 0 if a question's `vector` is more like that of answerable ones."""
        return float(self.direction @ vector) - self.middle


def load_exemplars(wording: Wording, encoder: Encoder) -> Exemplars:
    """Encoded once for all documents: they are kept in the user's cache, by all that they are
    made from. Without a cache that works they are encoded each time."""
    made_from = "\n".join((VERSION, encoder.name, str(len(wording.topics)), *wording.exemplars))
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
    return pack(
        exemplars.unanswerable,
        direction=exemplars.direction,
        middle=np.array(exemplars.middle),
    )


def unpack_exemplars(data: bytes) -> Exemplars:
    unanswerable, more = unpack(data)
    return Exemplars(unanswerable, more["direction"], float(more["middle"]))


def encode_exemplars(wording: Wording, encoder: Encoder) -> Exemplars:
    encoded = encoder.encode_documents(wording.exemplars)
    split = len(wording.topics)
    direction, middle = _discriminant(encoded.vectors[split:], encoded.vectors[:split])
    return Exemplars(encoded.take(range(split)), direction, middle)


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
