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
HEAD = "head.weight", "head.bias"  # of a reranker's last layer
ENCODER, RERANKER = "adapter", "reranker"  # what the files are called, and what it changes
PACKAGED: Traversable = files("index.encoder") / "adapters"
INSTALL_AGAIN = "Install rolebot again."
TRAIN_AGAIN = "Make it again with rolebot train, or remove both of its files."


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
    """An adapter in the folder `place`: `ENCODER` or `RERANKER`, as `kind` says. `fix` says what to
    do if it is damaged."""

    card: AdapterCard
    place: Traversable
    kind: str
    fix: str

    @property
    def digest(self) -> str:
        """The beginning of its sha256."""
        return self.card.sha256[:DIGEST]

    @property
    def name(self) -> str:
        """Its digest, and before that, with a dot, what the adapter is called that training began
        with."""
        return ".".join(filter(None, (self.card.start, self.digest)))

    def read(self) -> bytes:
        """The matrices as a safetensors file. Raises ModelError if they are not those that the
        card is about."""
        path = self.place / matrices_of(self.kind)
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
    if own is not None and (own / card_of(ENCODER)).is_file():
        adapter = _adapter(own, ENCODER, TRAIN_AGAIN)
        if adapter.card.model == model:
            return adapter
    return _packaged(ENCODER, model)


def find_reranker(model: str) -> Adapter | None:
    """The adapter that makes `model` a reranker; None if there is none for it. Raises ModelError
    if its card is damaged."""
    return _packaged(RERANKER, model)


def _packaged(kind: str, model: str) -> Adapter | None:
    adapter = _adapter(PACKAGED, kind, INSTALL_AGAIN)
    return adapter if adapter.card.model == model else None


def _adapter(place: Traversable, kind: str, fix: str) -> Adapter:
    return Adapter(_read_card(place / card_of(kind), fix), place, kind, fix)


def card_of(kind: str) -> str:
    """The name of the file that says what is known about an adapter."""
    return f"{kind}.json"


def matrices_of(kind: str) -> str:
    """The name of the file that holds an adapter."""
    return f"{kind}.safetensors"


def _read_card(path: Traversable, fix: str) -> AdapterCard:
    try:
        return msgspec.json.decode(path.read_bytes(), type=AdapterCard)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        problem = f"What is known about the adapter cannot be read: {error}."
        raise ModelError(path, problem, fix) from error


def is_current(model: str, adapter: str, reranker: str, own: Path | None = None) -> bool:
    """Whether an export of `model` with the adapter called `adapter`, and with the one for the
    reranker that has the digest `reranker`, "" for none, has those that there are for it."""
    best, judge = find_adapter(model, own), find_reranker(model)
    return (best is None or best.name == adapter) and (judge is None or judge.digest == reranker)
