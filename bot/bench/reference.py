"""The baseline of answering and indexing: sentence-transformers, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.bench.worker import Worker, serve
from index.encoder.model import DEFAULT_MODEL, find_model

NAME = "sentence-transformers"


@contextmanager
def reference() -> Iterator[tuple[Worker, str]]:
    """The process, whose work is to encode a text or a list of texts, and its label."""
    with Worker.running(serve_reference, find_model(DEFAULT_MODEL)) as worker:
        threads = worker.hear()
        yield worker, f"{NAME}, {threads} thread{'' if threads == '1' else 's'}"


def serve_reference(model: str) -> None:
    """Everything is at its default, except that it runs on the CPU, as ours does."""
    import torch
    from sentence_transformers import SentenceTransformer

    encode = SentenceTransformer(model, device="cpu").encode
    print(torch.get_num_threads(), flush=True)
    serve(encode)
