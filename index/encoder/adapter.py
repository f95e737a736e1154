"""Low-rank adapters: what training has changed in an embedding model, as small matrices.

The weights of each trained layer become `W + up @ down` (LoRA, Hu et al., 2021). That happens once,
when the model is exported, so that answering a question costs no more than before.
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
ENCODER, RERANKER = "adapter", "reranker"  # kinds of adapters, which their files are named after
PACKAGED: Traversable = files("index.encoder") / "adapters"
INSTALL_AGAIN = "Install rolebot again."
TRAIN_AGAIN = "Make it again with rolebot train, or remove both of its files."


@dataclass(frozen=True, slots=True)
class AdapterCard:
    """What is known about an adapter: the `model` that it changes and the sha256 of that model's
    weights, the sha256 of the adapter itself, and how it was trained: by which `command`, on how
    many `questions` of each company, by its name, and from which other adapter it started, by its
    name, "" for none."""

    model: str
    weights_sha256: str
    sha256: str
    command: str
    questions: dict[str, int]
    start: str = ""


@dataclass(frozen=True, slots=True)
class Adapter:
    """An adapter in the folder `place`. Its `kind` is `ENCODER` or `RERANKER`, and `fix` is what to
    do if it is damaged."""

    card: AdapterCard
    place: Traversable
    kind: str
    fix: str

    @property
    def digest(self) -> str:
        """The first digits of its sha256."""
        return self.card.sha256[:DIGEST]

    @property
    def name(self) -> str:
        """Its digest, after the name of the adapter that it was trained from and a dot, if any."""
        return ".".join(filter(None, (self.card.start, self.digest)))

    def read(self) -> bytes:
        """Read the matrices, a safetensors file. Raises ModelError if they are not those that the
        card describes."""
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
    """Find the adapter for `model`: the one in the folder `own`, or else the one that comes with
    the package; None if they are for other models. Raises ModelError if the card of either is
    damaged."""
    if own is not None and (own / card_of(ENCODER)).is_file():
        adapter = _find(own, ENCODER, TRAIN_AGAIN)
        if adapter.card.model == model:
            return adapter
    return _packaged(ENCODER, model)


def find_reranker(model: str) -> Adapter | None:
    """Find the adapter that makes `model` a reranker, if there is one. Raises ModelError if its
    card is damaged."""
    return _packaged(RERANKER, model)


def _packaged(kind: str, model: str) -> Adapter | None:
    adapter = _find(PACKAGED, kind, INSTALL_AGAIN)
    return adapter if adapter.card.model == model else None


def _find(place: Traversable, kind: str, fix: str) -> Adapter:
    path = place / card_of(kind)
    try:
        card = msgspec.json.decode(path.read_bytes(), type=AdapterCard)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        problem = f"What is known about the adapter cannot be read: {error}."
        raise ModelError(path, problem, fix) from error
    return Adapter(card, place, kind, fix)


def card_of(kind: str) -> str:
    """Return the name of the file that holds the card of an adapter."""
    return f"{kind}.json"


def matrices_of(kind: str) -> str:
    """Return the name of the file that holds the matrices of an adapter."""
    return f"{kind}.safetensors"


def is_current(model: str, adapter: str, reranker: str, own: Path | None = None) -> bool:
    """Whether an export of `model` has the adapters that would be found now: it was made with the
    adapter called `adapter`, and the reranker's has the digest `reranker`; "" for none."""
    encoder, judge = find_adapter(model, own), find_reranker(model)
    is_same = encoder is None or encoder.name == adapter
    return is_same and (judge is None or judge.digest == reranker)
