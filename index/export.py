"""A sentence-transformers model, exported once to what answering needs: ONNX and a tokenizer.

Only this module imports torch and sentence-transformers; they are the extra `export`.
"""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from platformdirs import user_cache_path

from index.encode import MODEL_FILES, Card, Precision
from index.errors import ModelError
from index.model import digest_of, find_model
from index.progress import Progress, silent

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

RECIPE = 1  # raise it with every change to how a model is exported
STEP = "Exporting the model, once"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")  # those of them that the model has
SAMPLE = ["A text.", "Another one, which is longer."]  # two of different length


def exported_model(
    name: str, precision: Precision = "int8", progress: Progress = silent
) -> dict[str, Path]:
    """The files of the exported model, in the user's cache; exported now if they are not there.
    Raises ModelError if the model cannot be found, or what exporting needs is not installed."""
    if find_spec("sentence_transformers") is None:
        raise ModelError(
            name,
            "The model has to be exported first, and what that needs is not installed.",
            "Install it with: pip install 'rolebot[export]', or use an index folder that was "
            "built elsewhere.",
        )
    source = find_model(name, progress)
    digest = digest_of(source)
    folder = user_cache_path("rolebot") / "models" / f"{digest[:16]}-{precision}-{RECIPE}"
    if not (folder / MODEL_FILES["card"]).is_file():
        progress(STEP, 0, 1)
        try:
            _export_to(folder, source, name, digest, precision)
        except OSError as error:
            fix = "Make it a folder that can be written to; XDG_CACHE_HOME names another place."
            problem = f"The exported model cannot be kept: {error.strerror}."
            raise ModelError(folder.parent, problem, fix) from error
        except Exception as error:  # whatever the exporter stumbles over
            problem = f"The model cannot be exported: {error}."
            raise ModelError(name, problem, "Use another one.") from error
        progress(STEP, 1, 1)
    return {kind: folder / file for kind, file in MODEL_FILES.items()}


def _export_to(folder: Path, source: Path, name: str, digest: str, precision: Precision) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        export_model(source, Path(temporary), name, digest, precision)
        folder.mkdir(exist_ok=True)
        for file in sorted(MODEL_FILES.values(), reverse=True):  # the card, last, says: whole
            os.replace(Path(temporary) / file, folder / file)


def export_model(source: Path, to: Path, name: str, digest: str, precision: Precision) -> None:
    """Write the whole pipeline (transformer, pooling, normalisation) of the model in `source`
    to the folder `to`, as a graph with two outputs: `sentence_embedding` (texts, dimensions),
    rows of length 1, and `token_embeddings` (texts, tokens, dimensions)."""
    with _quiet():
        model = _load(source)
        _write_tokenizer(model, to / MODEL_FILES["tokenizer"])
        _write_graph(model, to / MODEL_FILES["model"])
        if precision == "int8":
            _quantize(to / MODEL_FILES["model"])
    card = Card(
        name=name,
        digest=digest,
        precision=precision,
        dimensions=_dimensions(model),
        query_prompt=model.prompts.get("query") or "",
        document_prompt=model.prompts.get("document") or "",
    )
    (to / MODEL_FILES["card"]).write_bytes(msgspec.json.encode(card))


def _dimensions(model: SentenceTransformer) -> int:
    dimensions = model.get_embedding_dimension()
    assert dimensions is not None, "only models of something other than text have none"  # noqa: S101
    return dimensions


def _load(source: Path) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(source), device="cpu", local_files_only=True)


def _write_tokenizer(model: SentenceTransformer, path: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
    tokenizer.no_padding()
    if model.max_seq_length is not None:
        tokenizer.enable_truncation(model.max_seq_length)
    tokenizer.save(str(path))


def _write_graph(model: SentenceTransformer, path: Path) -> None:
    import torch

    features = model.tokenizer(SAMPLE, padding=True, return_tensors="pt")
    names = [name for name in INPUTS if name in features]

    class Pipeline(torch.nn.Module):
        """Tensors in, tensors out: what the exporter can follow."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            done = self.model(dict(zip(names, tensors, strict=True)))
            vectors = torch.nn.functional.normalize(done["sentence_embedding"], dim=-1)
            return vectors, done["token_embeddings"]

    any_size = torch.export.Dim.DYNAMIC
    torch.onnx.export(
        Pipeline().eval(),
        tuple(features[name] for name in names),
        str(path),
        input_names=names,
        output_names=["sentence_embedding", "token_embeddings"],
        dynamic_shapes=(tuple({0: any_size, 1: any_size} for _ in names),),
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
