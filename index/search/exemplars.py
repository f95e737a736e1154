"""Questions that role documents never answer, and some that they do, as a model sees them."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from io import BytesIO
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from index.encoder.encode import Encoded, Encoder, Vectors
from index.files import write_whole
from index.words.lists import Wording

DAMAGED = (ValueError, KeyError, EOFError, NotImplementedError, BadZipFile)  # what numpy raises
KEY = 16  # hexadecimal digits
VERSION = "4"  # of what is kept in the cache
SMOOTHING = 0.1  # of the exemplars' spread: there are few of them for so many dimensions


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a question is to exemplars. `leaning`: above 0 if it is more like the answerable
    ones; if it is not, `topic` is the place of the nearest unanswerable one."""

    leaning: float = 0.0
    topic: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Exemplars:
    """`unanswerable`, shape (exemplars, dimensions), has a row for each of `Wording.topics`.
    `direction`, shape (dimensions,), is that in which the answerable ones are on the whole, up from
    `middle`."""

    unanswerable: Vectors
    direction: Vectors
    middle: float

    def compare(self, question: Encoded, outside: NDArray[np.bool_]) -> Nearness:
        """Pieces of `question` that are not `outside` are names of roles, which count only if there
        is nothing else."""
        pieces = outside if outside.any() else np.ones(len(outside), bool)
        mean = question.tokens[pieces].astype(np.float32).mean(axis=0)
        vector = mean / max(float(np.linalg.norm(mean)), 1e-9)
        leaning = self.leaning(vector)
        is_like_some = leaning <= 0 and len(self.unanswerable) > 0
        return Nearness(
            leaning, int((self.unanswerable @ vector).argmax()) if is_like_some else None
        )

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
    """As a file."""
    buffer = BytesIO()
    np.savez(buffer, allow_pickle=False, **asdict(exemplars))
    return buffer.getvalue()


def unpack_exemplars(data: bytes) -> Exemplars:
    """What `pack_exemplars` wrote. Raises one of `DAMAGED` for anything else."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        unanswerable, direction, middle = (arrays[field.name] for field in fields(Exemplars))
    return Exemplars(unanswerable, direction, float(middle))


def encode_exemplars(wording: Wording, encoder: Encoder) -> Exemplars:
    encoded = encoder.encode_documents(wording.exemplars)
    split = len(wording.topics)
    direction, middle = _discriminant(encoded.vectors[split:], encoded.vectors[:split])
    return Exemplars(encoded.vectors[:split], direction, middle)


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
