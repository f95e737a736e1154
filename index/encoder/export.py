"""Exports a sentence-transformers model, once, to what answering needs: ONNX and a tokenizer.

What it takes is the extra `export`, which is imported only when a model is exported.
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

from index.encoder.adapter import Adapter, find_adapter, find_reranker
from index.encoder.encode import MODEL_FILES, Card, Precision, files_in
from index.encoder.model import digest_of, find_model, weights_digest
from index.errors import ModelError
from index.progress import Progress, silent

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

EXPORT_VERSION = 1  # raise it with every change to how a model is exported
STEP = "Exporting the model, once"


def can_export() -> bool:
    """Whether what exporting needs is installed."""
    return find_spec("sentence_transformers") is not None


def exported_model(
    name: str,
    precision: Precision = "int8",
    progress: Progress = silent,
    own: Path | None = None,
) -> dict[str, Path]:
    """Return the files of the exported model in the user's cache; export it if they are not there.

    An adapter for the model, in the folder `own` or in the package, is merged into it, and a
    reranker is exported with it, unless the model has other weights than they were trained on.
    Raises ModelError if the model cannot be found, or what exporting needs is not installed."""
    if not can_export():
        raise ModelError(
            name,
            "The model has to be exported first, and what that needs is not installed.",
            "Install it with: pip install 'rolebot[export]', or use an index folder that was "
            "built elsewhere.",
        )
    source = find_model(name, progress)
    adapters = _find_adapters(name, source, own)
    digest = digest_of(source)
    made_with = [one.digest for one in adapters if one]
    parts = (digest[:16], *made_with, precision, str(EXPORT_VERSION))
    folder = user_cache_path("rolebot") / "models" / "-".join(parts)
    if not (folder / MODEL_FILES["card"]).is_file():
        progress(STEP, 0, 1)
        with _new_files(name, folder) as temporary:
            export_model(source, temporary, name, digest, precision, *adapters)
        progress(STEP, 1, 1)
    return files_in(folder)


def _find_adapters(name: str, source: Path, own: Path | None) -> list[Adapter | None]:
    """Find those of the encoder and of the reranker that were trained on these weights."""
    weights = weights_digest(source)
    found = find_adapter(name, own), find_reranker(name)
    return [one if one and one.card.weights_sha256 == weights else None for one in found]


@contextmanager
def _new_files(name: str, folder: Path) -> Iterator[Path]:
    """Yield a temporary folder whose files are then moved to `folder`. Raises ModelError for what
    goes wrong meanwhile."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            yield Path(temporary)
            folder.mkdir(exist_ok=True)
            made = files_in(Path(temporary)).values()
            for path in sorted(made, reverse=True):  # the card comes last: all others are there
                os.replace(path, folder / path.name)
    except ModelError:
        raise
    except OSError as error:
        fix = "Make it a folder that can be written to; XDG_CACHE_HOME names another place."
        problem = f"The exported model cannot be kept: {error.strerror}."
        raise ModelError(folder.parent, problem, fix) from error
    except Exception as error:  # the exporter may raise anything
        problem = f"The model cannot be exported: {error}."
        raise ModelError(name, problem, "Use another one.") from error


def export_model(
    source: Path,
    to: Path,
    name: str,
    digest: str,
    precision: Precision,
    adapter: Adapter | None = None,
    reranker: Adapter | None = None,
) -> None:
    """Write the whole pipeline (transformer, pooling, normalisation) of the model in `source` to
    the folder `to`, as a graph with two outputs: `sentence_embedding` (texts, dimensions), rows of
    length 1, and `token_embeddings` (texts, tokens, dimensions). With a `reranker`, also write a
    graph with the output `logits` (pairs,). Raises ModelError if an adapter is damaged or for
    another model."""
    with _quiet():
        from index.encoder.graph import CrossEncoder, Pipeline, quantize, sample_inputs, write_graph
        from index.encoder.merge import load_merged

        model = load_merged(source, adapter)
        _write_tokenizer(model, to / MODEL_FILES["tokenizer"])
        sample = sample_inputs(model)
        graphs: dict[str, Pipeline | CrossEncoder] = {"model": Pipeline(model, tuple(sample))}
        if reranker:
            graphs["reranker"] = CrossEncoder(source, reranker, tuple(sample))
        for kind, graph in graphs.items():
            write_graph(graph, sample, to / MODEL_FILES[kind])
            if precision == "int8":
                quantize(to / MODEL_FILES[kind])
    card = Card(
        name=name,
        digest=digest,
        precision=precision,
        dimensions=model.get_embedding_dimension() or 0,  # None is for what encodes no text
        query_prompt=model.prompts.get("query") or "",
        document_prompt=model.prompts.get("document") or "",
        adapter=adapter.name if adapter else "",
        reranker=reranker.digest if reranker else "",
    )
    (to / MODEL_FILES["card"]).write_bytes(msgspec.json.encode(card))


def _write_tokenizer(model: SentenceTransformer, path: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
    tokenizer.no_padding()
    if model.max_seq_length is not None:
        tokenizer.enable_truncation(model.max_seq_length)
    tokenizer.save(str(path))


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the exporter and the quantizer, whose messages help nobody here, and undo what they
    change in the environment."""
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
