"""The baseline of answering and indexing: sentence-transformers, in a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.bench.worker import Worker, serve

NAME = "sentence-transformers"
SERVED = "from bot.bench.reference import serve_reference; serve_reference()"


@contextmanager
def reference(model: object) -> Iterator[tuple[Worker, str]]:
    """The process, whose work is a text or a list of texts to encode, and what to call it."""
    with Worker("-c", SERVED, model) as worker:
        threads = worker.hear()
        yield worker, f"{NAME}, {threads} thread{'' if threads == '1' else 's'}"


def serve_reference() -> None:
    """All as it is by default, but on the processor, as ours is."""
    import torch
    from sentence_transformers import SentenceTransformer

    encode = SentenceTransformer(sys.argv[1], device="cpu").encode
    print(torch.get_num_threads(), flush=True)
    serve(encode)
