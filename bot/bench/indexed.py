"""Documents in a temporary folder, with their index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bench.samples import write_samples
from index.encoder.encode import OnnxEncoder
from index.encoder.export import exported_model
from index.encoder.model import DEFAULT_MODEL
from index.progress import Progress
from index.search.index import Index
from index.store.files import model_files
from index.store.manifest import read_manifest
from index.store.open import open_index


@dataclass(frozen=True, slots=True)
class Indexed:
    content: Path
    folder: Path
    """Where the index is."""
    index: Index

    @property
    def options(self) -> tuple[str, ...]:
        """Command-line options that make `rolebot` answer from this index."""
        return ("--content", str(self.content), "--index", str(self.folder))


@contextmanager
def indexed_samples(passages: int, progress: Progress) -> Iterator[Indexed]:
    """Made-up documents with at least so many passages, deleted on leaving."""
    with TemporaryDirectory() as place:
        content = Path(place) / "content"
        write_samples(content, passages)
        yield index_of(content, Path(place) / "index", progress)


def index_of(content: Path, folder: Path, progress: Progress) -> Indexed:
    encoder = OnnxEncoder(exported_model(DEFAULT_MODEL, "int8", progress), progress)
    opened = open_index(content, folder, lambda stored: encoder, progress=progress)
    return Indexed(content, folder, opened.index)


def stored_encoder(folder: Path) -> OnnxEncoder:
    """The model in the folder of an index."""
    return OnnxEncoder(model_files(folder, read_manifest(folder)))
