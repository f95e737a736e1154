"""How near the exported models' vectors are to those of sentence-transformers, with the same
adapter merged in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bot.bench.figure import Figure
from bot.bench.indexed import write_passages
from bot.bench.reference import NAME
from bot.bench.rounds import Pair, measure_rounds
from bot.bench.scale import Scale
from index.documents.chunk import chunk_document
from index.documents.content import find_documents, read_content
from index.encoder.encode import OnnxEncoder, Precision, Vectors
from index.encoder.export import exported_model, load_served
from index.encoder.model import DEFAULT_MODEL
from index.fold import fold
from index.progress import Progress

PRECISIONS: tuple[Precision, ...] = ("fp32", "int8")


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    """Over every passage. Measured once: it stays the same."""

    def one_round() -> Iterator[Pair]:
        for name, texts in _texts(scale):
            wanted = _reference_vectors(texts)
            for precision in PRECISIONS:
                encoder = OnnxEncoder(exported_model(DEFAULT_MODEL, precision, progress), progress)
                found = cosines(wanted, encoder.encode_documents(texts).vectors)
                what = f"{precision} agreement, {len(texts)} passages of {name}"
                yield Pair(f"{what}, lowest", "cosine", float(found.min()), NAME, 1)
                yield Pair(f"{what}, mean", "cosine", float(found.mean()), NAME, 1)

    return measure_rounds("Measuring agreement", 1, one_round, progress)


def _texts(scale: Scale) -> Iterator[tuple[str, list[str]]]:
    for folder in scale.folders:
        yield str(folder), _texts_of(folder)
    if not scale.folders:
        with TemporaryDirectory() as place:
            made_up = write_passages(Path(place) / "content", scale.passages)
            yield "made-up documents", _texts_of(made_up)


def _texts_of(content: Path) -> list[str]:
    """As they are encoded."""
    documents = read_content(content, find_documents(content)).documents
    passages = (passage for document in documents for passage in chunk_document(document))
    return [fold(passage.searchable()) for passage in passages]


def _reference_vectors(texts: list[str]) -> Vectors:
    with redirect_stderr(StringIO()):  # it has bars of its own
        return load_served(DEFAULT_MODEL).encode(texts, show_progress_bar=False)


def cosines(some: Vectors, others: Vectors) -> Vectors:
    """Of each row with the same row of `others`, shape (rows,)."""
    lengths = np.linalg.norm(some, axis=1) * np.linalg.norm(others, axis=1)
    found: Vectors = np.sum(some * others, axis=1) / lengths
    return found
