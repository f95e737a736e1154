"""Made-up documents in a temporary folder, with their index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bench.samples import make_sample
from index.encoder.encode import Encoder, OnnxEncoder
from index.encoder.encoded import Encoded
from index.encoder.export import exported_model
from index.encoder.model import DEFAULT_MODEL
from index.encoder.rerank import Reranker
from index.progress import Progress
from index.search.index import Index
from index.store.open import FindEncoder, open_index


class CountingEncoder:
    """Another encoder, which remembers the texts of documents that it has encoded."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.encoded: list[str] = []

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    @property
    def files(self) -> Mapping[str, Path]:
        return self._encoder.files

    @property
    def reranker(self) -> Reranker | None:
        return self._encoder.reranker

    @property
    def vocabulary(self) -> Mapping[str, int]:
        return self._encoder.vocabulary

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        self.encoded.extend(texts)
        return self._encoder.encode_documents(texts)

    def encode_query(self, text: str) -> Encoded:
        return self._encoder.encode_query(text)


@dataclass(frozen=True, slots=True)
class Indexed:
    content: Path
    folder: Path
    index: Index
    texts: tuple[str, ...]
    """All that was encoded, in this order."""

    @property
    def options(self) -> tuple[str, ...]:
        """Of a command that is to answer from it."""
        return ("--content", str(self.content), "--index", str(self.folder))


@contextmanager
def indexed_samples(passages: int, progress: Progress) -> Iterator[Indexed]:
    """At least so many passages. Gone afterwards."""
    with TemporaryDirectory() as place:
        content = write_passages(Path(place) / "content", passages)
        yield index_of(content, Path(place) / "index", progress)


def index_of(content: Path, folder: Path, progress: Progress) -> Indexed:
    """A full build, if there is no index in `folder`."""
    encoder = CountingEncoder(default_encoder(progress))
    index = open_index(content, folder, always(encoder), progress=progress).index
    return Indexed(content, folder, index, tuple(encoder.encoded))


def default_encoder(progress: Progress) -> OnnxEncoder:
    return OnnxEncoder(exported_model(DEFAULT_MODEL, "int8", progress), progress)


def always(encoder: Encoder) -> FindEncoder:
    return lambda stored: encoder


def write_passages(content: Path, passages: int) -> Path:
    """As many documents as have at least so many passages."""
    content.mkdir()
    number = 0
    while passages > 0:
        sample = make_sample(number)
        (content / sample.path).write_text(sample.text, "utf-8")
        passages -= sample.passages
        number += 1
    return content
