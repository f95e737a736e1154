"""Training an adapter and writing it to a folder, as `rolebot train` does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile

import msgspec
import torch
from platformdirs import user_cache_path
from safetensors.torch import load, save
from torch import Tensor

from index.encoder.adapter import ENCODER, RERANKER, Adapter, AdapterCard, card_of, matrices_of
from index.encoder.model import digest_of, find_model, weights_digest
from index.encoder.training.examples import Company, digest_of_companies
from index.encoder.training.model import LoraModel
from index.encoder.training.reranker import Reranker
from index.encoder.training.retriever import Retriever
from index.encoder.training.train import Callback, Recipe, Task, Trained, train
from index.errors import ModelError

TASKS: dict[str, Callable[[LoraModel, Sequence[Company], Sequence[Company]], Task]] = {
    ENCODER: Retriever,
    RERANKER: Reranker,
}


def train_adapter(
    model: str,
    companies: Sequence[Company],
    validation: Sequence[Company],
    recipe: Recipe,
    folder: Path,
    command: str,
    callback: Callback,
    start: Adapter | None = None,
    kind: str = ENCODER,
) -> Trained:
    """Train `model` on `companies`, and write what it learned to `folder` if that makes it better.
    `kind` is the task: `ENCODER` to find passages, `RERANKER` to compare a few. Training begins
    with the adapter `start`, if there is one, whose rank must be that of `recipe`. The checkpoint
    is in the user's cache, under a name that only the same model, recipe and questions have. Raises
    ModelError if there is no such model, or if a folder cannot be written to."""
    _require_writable(folder)
    source = find_model(model)
    begun = start.name if start else ""
    data = digest_of_companies((*companies, *validation))
    made_from = repr((kind, digest_of(source), recipe, data, begun))
    key = hashlib.sha256(made_from.encode()).hexdigest()[:16]
    checkpoint = user_cache_path("rolebot") / "training" / f"{key}.pt"
    _require_writable(checkpoint.parent)
    lora = LoraModel(source, recipe.rank, recipe.seed)
    if start:
        lora.load(load(start.read()))
    task = TASKS[kind](lora, companies, validation)
    trained = train(task, companies, recipe, callback, checkpoint)
    if trained.epoch:
        matrices = as_file(trained.matrices)
        card = AdapterCard(
            model=model,
            weights_sha256=weights_digest(source),
            sha256=hashlib.sha256(matrices).hexdigest(),
            command=command,
            questions={company.name: company.question_count for company in companies},
            start=begun,
        )
        (folder / matrices_of(kind)).write_bytes(matrices)
        (folder / card_of(kind)).write_bytes(msgspec.json.format(msgspec.json.encode(card)) + b"\n")
    checkpoint.unlink(missing_ok=True)
    return trained


def as_file(matrices: Mapping[str, Tensor]) -> bytes:
    """Return the matrices, named by layer and `DOWN` or `UP`, as a safetensors file in half
    precision. The same matrices always give the same bytes."""
    return save({name: matrices[name].to(torch.float16).contiguous() for name in sorted(matrices)})


def _require_writable(folder: Path) -> None:
    """Fail now rather than after an hour of training."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        problem = f"The folder cannot be written to: {error.strerror}."
        raise ModelError(folder, problem, "Make it writable, or name another.") from error
