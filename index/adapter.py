"""A low-rank adapter: what training changed of an embedding model, as small matrices.

The weights of each layer that was trained become `W + up @ down` (LoRA, Hu et al., 2021). That
happens once, when the model is exported, so that answering a question costs what it cost before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from index.errors import ModelError

DIGEST = 16  # hexadecimal digits that tell one adapter from another
DOWN, UP = "down", "up"
CARD, MATRICES = "adapter.json", "adapter.safetensors"
PACKAGED: Traversable = files("index") / "adapters"
INSTALL_AGAIN = "Install rolebot again."


@dataclass(frozen=True, slots=True)
class AdapterCard:
    """What is known about an adapter: the `model` that it changes and the sha256 of that model's
    weights, the sha256 of the adapter itself, what it was trained on and by which `command`.
    `questions` maps the name of each company to how many questions were asked of it."""

    model: str
    weights_sha256: str
    sha256: str
    command: str
    questions: dict[str, int]

    @property
    def digest(self) -> str:
        """What an adapter is called where its whole sha256 would be too long."""
        return self.sha256[:DIGEST]


def _packaged_card() -> AdapterCard:
    path = PACKAGED / CARD
    try:
        return msgspec.json.decode(path.read_bytes(), type=AdapterCard)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        problem = f"What is known about the adapter cannot be read: {error}."
        raise ModelError(path, problem, INSTALL_AGAIN) from error


def adapter_for(model: str) -> AdapterCard | None:
    """The adapter that comes with the package; None if it is for another model than `model`.
    Raises ModelError if there is something wrong with the package."""
    card = _packaged_card()
    return card if card.model == model else None


def is_current(model: str, digest: str) -> bool:
    """Whether an export of `model` with the adapter `digest`, "" for none, has the one that comes
    with the package, if there is one for it."""
    card = adapter_for(model)
    return card is None or card.digest == digest


def read_matrices(card: AdapterCard) -> bytes:
    """The packaged adapter as a safetensors file. Raises ModelError if it is not the one that
    `card` is about."""
    path = PACKAGED / MATRICES
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = f"The adapter cannot be read: {error.strerror}."
        raise ModelError(path, problem, INSTALL_AGAIN) from error
    found = hashlib.sha256(data).hexdigest()
    if found != card.sha256:
        problem = f"The sha256 of the adapter should be {card.sha256}, found: {found}."
        raise ModelError(path, problem, INSTALL_AGAIN)
    return data
