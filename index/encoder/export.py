"""A sentence-transformers model, exported once to what answering needs: ONNX and a tokenizer.

Only this module and `index.encoder.training` import torch and sentence-transformers,
which are the extra `export`.
"""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from platformdirs import user_cache_path

from index.encoder.adapter import DOWN, HEAD, UP, Adapter, find_adapter, find_reranker
from index.encoder.encode import MODEL_FILES, Card, Precision, files_in
from index.encoder.model import digest_of, find_model, weights_digest
from index.errors import ModelError
from index.progress import Progress, silent

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor, nn

EXPORT_VERSION = 1  # raise it with every change to how a model is exported
STEP = "Exporting the model, once"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")  # those of them that the model has
SAMPLE = ["A text.", "Another one, which is longer."]  # two of different length


def can_export() -> bool:
    """Whether what exporting needs is installed."""
    return find_spec("sentence_transformers") is not None


def exported_model(
    name: str,
    precision: Precision = "int8",
    progress: Progress = silent,
    own: Path | None = None,
) -> dict[str, Path]:
    """The files of the exported model, in the user's cache; exported now if they are not there.
    If there is an adapter for the model, in the folder `own` or in the package, it is merged in,
    and if there is a reranker, it goes with it; a copy of the model with other weights than they
    were trained on goes without.
    Raises ModelError if the model cannot be found, or what exporting needs is not installed."""
    if not can_export():
        raise ModelError(
            name,
            "The model has to be exported first, and what that needs is not installed.",
            "Install it with: pip install 'rolebot[export]', or use an index folder that was "
            "built elsewhere.",
        )
    source = find_model(name, progress)
    adapter, reranker = _adapters_of(name, source, own)
    digest = digest_of(source)
    made_with = [one.digest for one in (adapter, reranker) if one]
    parts = (digest[:16], *made_with, precision, str(EXPORT_VERSION))
    folder = user_cache_path("rolebot") / "models" / "-".join(parts)
    if not (folder / MODEL_FILES["card"]).is_file():
        progress(STEP, 0, 1)
        try:
            _export_to(folder, source, name, digest, precision, adapter, reranker)
        except ModelError:
            raise
        except OSError as error:
            fix = "Make it a folder that can be written to; XDG_CACHE_HOME names another place."
            problem = f"The exported model cannot be kept: {error.strerror}."
            raise ModelError(folder.parent, problem, fix) from error
        except Exception as error:  # whatever the exporter stumbles over
            problem = f"The model cannot be exported: {error}."
            raise ModelError(name, problem, "Use another one.") from error
        progress(STEP, 1, 1)
    return files_in(folder)


def load_served(name: str) -> SentenceTransformer:
    """The model that `exported_model` exports, to compare with. Raises ModelError as that does."""
    source = find_model(name)
    adapter, _ = _adapters_of(name, source)
    return _load(source, adapter)


def _adapters_of(
    name: str, source: Path, own: Path | None = None
) -> tuple[Adapter | None, Adapter | None]:
    """Those of the encoder and of the reranker."""
    weights = weights_digest(source)
    found = find_adapter(name, own), find_reranker(name)
    adapter, reranker = (
        one if one and one.card.weights_sha256 == weights else None for one in found
    )
    return adapter, reranker


def _export_to(
    folder: Path,
    source: Path,
    name: str,
    digest: str,
    precision: Precision,
    adapter: Adapter | None,
    reranker: Adapter | None,
) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        export_model(source, Path(temporary), name, digest, precision, adapter, reranker)
        folder.mkdir(exist_ok=True)
        made = files_in(Path(temporary))
        for path in sorted(made.values(), reverse=True):  # the card, last, says: whole
            os.replace(path, folder / path.name)


def export_model(
    source: Path,
    to: Path,
    name: str,
    digest: str,
    precision: Precision,
    adapter: Adapter | None = None,
    reranker: Adapter | None = None,
) -> None:
    """Write the whole pipeline (transformer, pooling, normalisation) of the model in `source`
    to the folder `to`, as a graph with two outputs: `sentence_embedding` (texts, dimensions),
    rows of length 1, and `token_embeddings` (texts, tokens, dimensions); and of the `reranker`, if
    there is one, a graph with the output `logits` (pairs,). Raises ModelError if one of the two
    adapters is damaged or another model's."""
    with _quiet():
        model = _load(source, adapter)
        _write_tokenizer(model, to / MODEL_FILES["tokenizer"])
        graphs = [_pipeline(model)]
        if reranker:
            graphs.append(_reranker(source, reranker))
        for graph in graphs:
            _write_graph(model, graph, to / MODEL_FILES[graph.file])
            if precision == "int8":
                _quantize(to / MODEL_FILES[graph.file])
    card = Card(
        name=name,
        digest=digest,
        precision=precision,
        dimensions=_dimensions(model),
        query_prompt=model.prompts.get("query") or "",
        document_prompt=model.prompts.get("document") or "",
        adapter=adapter.name if adapter else "",
        reranker=reranker.digest if reranker else "",
    )
    (to / MODEL_FILES["card"]).write_bytes(msgspec.json.encode(card))


def merge(model: nn.Module, adapter: bytes, name: str) -> None:
    """Add the matrices of `adapter`, a safetensors file, to the weights of the `model` called
    `name`, in place. Raises ModelError, and leaves the model as it is, if they are no adapter of
    such a model."""
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load

    fix = "Use an adapter that was trained for this model."
    try:
        matrices = load(adapter)
    except SafetensorError as error:
        raise ModelError(name, f"The adapter cannot be read: {error}.", fix) from error
    matrices = {name: matrix for name, matrix in matrices.items() if name not in HEAD}
    layers = dict(model.named_modules())
    changes: list[tuple[Tensor, Tensor]] = []
    for layer in sorted({key.rpartition(".")[0] for key in matrices}):
        weight = getattr(layers.get(layer), "weight", None)
        up, down = (
            matrices.get(f"{layer}.{kind}", torch.empty(0, 0)).float() for kind in (UP, DOWN)
        )
        if weight is None or weight.shape != (len(up), down.shape[-1]) or up.shape[-1] != len(down):
            problem = f"The adapter does not fit the model's layer {layer}."
            raise ModelError(name, problem, fix)
        changes.append((weight, up @ down))
    with torch.no_grad():
        for weight, change in changes:
            weight += change


def _dimensions(model: SentenceTransformer) -> int:
    dimensions = model.get_embedding_dimension()
    assert dimensions is not None, "only models of something other than text have none"  # noqa: S101
    return dimensions


def _load(source: Path, adapter: Adapter | None) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(source), device="cpu", local_files_only=True)
    if adapter:
        merge(model, adapter.read(), adapter.card.model)
    return model


def _write_tokenizer(model: SentenceTransformer, path: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
    tokenizer.no_padding()
    if model.max_seq_length is not None:
        tokenizer.enable_truncation(model.max_seq_length)
    tokenizer.save(str(path))


@dataclass(frozen=True, slots=True)
class _Graph:
    """What is written to the file `MODEL_FILES[file]`: a model whose forward takes `inputs`, in
    that order, and returns `outputs`."""

    file: str
    model: nn.Module
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def _pipeline(model: SentenceTransformer) -> _Graph:
    import torch

    names = _inputs(model)

    class Pipeline(torch.nn.Module):
        """Tensors in, tensors out: what the exporter can follow."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            done = self.model(dict(zip(names, tensors, strict=True)))
            vectors = torch.nn.functional.normalize(done["sentence_embedding"], dim=-1)
            return vectors, done["token_embeddings"]

    return _Graph("model", Pipeline(), names, ("sentence_embedding", "token_embeddings"))


def _reranker(source: Path, adapter: Adapter) -> _Graph:
    """The mean over all pieces, and a linear layer, whose weights are in the adapter, too."""
    import torch
    from safetensors.torch import load

    model = _load(source, adapter)
    matrices = load(adapter.read())
    weight, bias = (matrices[name].float() for name in HEAD)

    class CrossEncoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            given = dict(zip(INPUTS, tensors, strict=True))
            states = self.model(given)["token_embeddings"]
            present = given["attention_mask"].unsqueeze(-1)
            pooled = (states * present).sum(1) / present.sum(1)
            return torch.nn.functional.linear(pooled, weight, bias).squeeze(-1)

    return _Graph("reranker", CrossEncoder(), INPUTS, ("logits",))


def _inputs(model: SentenceTransformer) -> tuple[str, ...]:
    features = model.tokenizer(SAMPLE, padding=True, return_tensors="pt")
    return tuple(name for name in INPUTS if name in features)


def _write_graph(model: SentenceTransformer, graph: _Graph, path: Path) -> None:
    import torch

    features = model.tokenizer(SAMPLE, padding=True, return_tensors="pt")
    any_size = torch.export.Dim.DYNAMIC
    torch.onnx.export(
        graph.model.eval(),
        tuple(features[name] for name in graph.inputs),
        str(path),
        input_names=graph.inputs,
        output_names=graph.outputs,
        dynamic_shapes=(tuple({0: any_size, 1: any_size} for _ in graph.inputs),),
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def _quantize(path: Path) -> None:
    """Weights to int8, in place: a quarter of the size, and twice as fast."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = path.with_suffix(".fp32")
    path.replace(whole)
    # 7 bits: on processors without VNNI, sums of 8-bit products overflow
    quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    whole.unlink()


@contextmanager
def _quiet() -> Iterator[None]:
    """The exporter and the quantizer have much to say that helps nobody here."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    environ = dict(os.environ)
    os.environ["HF_HUB_OFFLINE"] = "1"  # the files are here
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
        os.environ.clear()
        os.environ.update(environ)
