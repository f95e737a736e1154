"""A low-rank adapter: what training changed of an embedding model, as small matrices.

The weights of each layer that was trained become `W + up @ down` (LoRA, Hu et al., 2021). That
happens once, when the model is exported, so that answering a question costs what it cost before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from index.errors import ModelError

DIGEST = 16  # hexadecimal digits that tell one adapter from another
DOWN, UP = "down", "up"
CARD, MATRICES = "adapter.json", "adapter.safetensors"
PACKAGED: Traversable = files("index") / "adapters"
INSTALL_AGAIN = "Install rolebot again."
TRAIN_AGAIN = f"Make it again with rolebot train, or remove {CARD} and {MATRICES} there."


@dataclass(frozen=True, slots=True)
class AdapterCard:
    """What is known about an adapter: the `model` that it changes and the sha256 of that model's
    weights, the sha256 of the adapter itself, what it was trained on and by which `command`.
    `questions` maps the name of each company to how many questions were asked of it; `start` is
    the digest of the adapter that training began with, "" for none."""

    model: str
    weights_sha256: str
    sha256: str
    command: str
    questions: dict[str, int]
    start: str = ""


@dataclass(frozen=True, slots=True)
class Adapter:
    """An adapter in the folder `place`; `fix` says what to do if it is damaged."""

    card: AdapterCard
    place: Traversable
    fix: str

    @property
    def digest(self) -> str:
        """What an adapter is called: the beginning of its sha256, and before that, with a dot, what
        the adapter is called that training began with."""
        return ".".join(filter(None, (self.card.start, self.card.sha256[:DIGEST])))

    def read(self) -> bytes:
        """The matrices as a safetensors file. Raises ModelError if they are not those that the
        card is about."""
        path = self.place / MATRICES
        try:
            data = path.read_bytes()
        except OSError as error:
            problem = f"The adapter cannot be read: {error.strerror}."
            raise ModelError(path, problem, self.fix) from error
        found = hashlib.sha256(data).hexdigest()
        if found != self.card.sha256:
            problem = f"The sha256 of the adapter should be {self.card.sha256}, found: {found}."
            raise ModelError(path, problem, self.fix)
        return data


def find_adapter(model: str, own: Path | None = None) -> Adapter | None:
    """The adapter for `model`: the one in the folder `own`, if there is one for it, else the one
    that comes with the package; None if that is for another model, too. Raises ModelError if the
    card of either is damaged."""
    places: list[tuple[Traversable, str]] = [(PACKAGED, INSTALL_AGAIN)]
    if own is not None and (own / CARD).is_file():
        places.insert(0, (own, TRAIN_AGAIN))
    found = (Adapter(_read_card(place / CARD, fix), place, fix) for place, fix in places)
    return next((adapter for adapter in found if adapter.card.model == model), None)


def _read_card(path: Traversable, fix: str) -> AdapterCard:
    try:
        return msgspec.json.decode(path.read_bytes(), type=AdapterCard)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        problem = f"What is known about the adapter cannot be read: {error}."
        raise ModelError(path, problem, fix) from error


def is_current(model: str, digest: str, own: Path | None = None) -> bool:
    """Whether an export of `model` with the adapter `digest`, "" for none, has the one that
    `find_adapter` finds, if there is one."""
    adapter = find_adapter(model, own)
    return adapter is None or adapter.digest == digest
