"""Merges an adapter into the weights of the model that it was trained for."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from sentence_transformers import SentenceTransformer
from torch import Tensor, nn

from index.encoder.adapter import DOWN, HEAD, UP, Adapter
from index.errors import ModelError

FIX = "Use an adapter that was trained for this model."


def load_merged(source: Path, adapter: Adapter | None) -> SentenceTransformer:
    """Load the model in the folder `source`. Raises ModelError if the adapter is damaged or for
    another model."""
    model = SentenceTransformer(str(source), device="cpu", local_files_only=True)
    if adapter:
        merge(model, adapter.read(), adapter.card.model)
    return model


def merge(model: nn.Module, adapter: bytes, name: str) -> None:
    """Add the matrices of `adapter`, a safetensors file, to the weights of the `model` called
    `name`, in place. Raises ModelError, and leaves the model as it is, if they are no adapter of
    such a model."""
    try:
        matrices = load(adapter)
    except SafetensorError as error:
        raise ModelError(name, f"The adapter cannot be read: {error}.", FIX) from error
    layers = dict(model.named_modules())
    changes: list[tuple[Tensor, Tensor]] = []
    for layer in sorted({key.rpartition(".")[0] for key in matrices if key not in HEAD}):
        weight = getattr(layers.get(layer), "weight", None)
        up, down = (
            matrices.get(f"{layer}.{kind}", torch.empty(0, 0)).float() for kind in (UP, DOWN)
        )
        if weight is None or weight.shape != (len(up), down.shape[-1]) or up.shape[-1] != len(down):
            raise ModelError(name, f"The adapter does not fit the model's layer {layer}.", FIX)
        changes.append((weight, up @ down))
    with torch.no_grad():
        for weight, change in changes:
            weight += change
