"""What several test files use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from string import ascii_lowercase

import numpy as np
import pytest

from index.build import make_index
from index.chunk import chunk_document
from index.content import find_documents, read_content
from index.encode import Encoder, SentenceEncoder, Vectors
from index.search import Index

PROJECT = Path(__file__).parent.parent
CONTENT = PROJECT / "content"
ROLES = PROJECT / "tests" / "roles"


class InitialEncoder:
    """Counts the words' first letters, so that every score can be worked out on paper:
    "bake bread" is b:2, "buy apples" a:1 b:1, and their cosine 2 / (2 · √2) = .7071."""

    name = "initials"
    dimensions = len(ascii_lowercase)

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded.extend(texts)
        rows: Vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                if word[0] in ascii_lowercase:
                    row[ascii_lowercase.index(word[0])] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.maximum(lengths, 1)  # an empty text stays zero
        return rows


def index_of(folder: Path, encoder: Encoder) -> Index:
    """Everything in `folder`, indexed and not stored."""
    documents = read_content(folder, find_documents(folder)).documents
    roles = [text.role for document in documents for text in document.roles]
    passages = [passage for document in documents for passage in chunk_document(document)]
    return make_index(roles, passages, encoder)


@pytest.fixture
def initials() -> InitialEncoder:
    return InitialEncoder()


@pytest.fixture(scope="session")
def model() -> SentenceEncoder:
    """The real model, loaded once."""
    return SentenceEncoder()


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or fills the cache of whoever runs it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


WriteContent = Callable[[dict[str, str | bytes]], Path]


@pytest.fixture
def write(tmp_path: Path) -> WriteContent:
    """Makes a content folder: `write({"a.md": "# A"})`; called again it adds to it."""

    def write(files: dict[str, str | bytes]) -> Path:
        folder = tmp_path / "documents"
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        return folder

    return write
