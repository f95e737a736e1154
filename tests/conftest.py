"""What several test files use."""

from __future__ import annotations

import logging
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from string import ascii_lowercase

import numpy as np
import psycopg
import pytest
from platformdirs import user_cache_path

from bot.kept.settings import Keeping
from bot.live.library import Library
from index.deadline import NEVER, Deadline
from index.documents.chunk import chunk_document
from index.documents.content import find_documents, read_content
from index.documents.join import join_columns
from index.encoder.encode import Encoder, OnnxEncoder
from index.encoder.encoded import Encoded, Vectors, quantize
from index.encoder.export import exported_model
from index.encoder.model import DEFAULT_MODEL
from index.encoder.rerank import Reranker
from index.question.read import read
from index.question.steps import ALL, Steps
from index.search.confidence import Calibration
from index.search.engine import Found, search
from index.search.index import Index
from index.store.build import make_index
from index.store.open import FindEncoder, Opened
from index.words.lists import Wording, packaged_wording

PROJECT = Path(__file__).parent.parent
CONTENT = PROJECT / "content"
ROLES = PROJECT / "tests" / "roles"
EXEMPLARS = frozenset(packaged_wording().exemplars)
MODELS = user_cache_path("rolebot") / "models"


class InitialEncoder:
    """Counts the words' first letters, so that every score can be worked out on paper:
    "bake bread" is b:2, "buy apples" a:1 b:1, and their cosine 2 / (2 · √2) = .7071. A word is a
    piece of its own, and like every other one with its first letter."""

    name = "initials"
    dimensions = len(ascii_lowercase)
    files: Mapping[str, Path] = {}
    reranker: Reranker | None = None
    vocabulary: Mapping[str, int] = {letter: n for n, letter in enumerate(ascii_lowercase)}

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_query(self, text: str) -> Encoded:
        return self.encode_documents([text])

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        self.encoded.extend(text for text in texts if text not in EXEMPLARS)
        words = [
            [
                (m.start(), self.vocabulary.get(m[0][0].lower(), 0))
                for m in re.finditer(r"\S+", text)
            ]
            or [(0, 0)]
            for text in texts
        ]
        rows: Vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                if word[0] in ascii_lowercase:
                    row[ascii_lowercase.index(word[0])] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        pieces = np.array([piece for text in words for _, piece in text], np.int32)
        return Encoded(
            rows / np.maximum(lengths, 1),  # an empty text stays zero
            quantize(np.eye(self.dimensions, dtype=np.float32)[pieces]),
            pieces,
            np.array([place for text in words for place, _ in text], np.int32),
            np.cumsum([0, *map(len, words)], dtype=np.int64),
        )


def index_of(
    folder: Path,
    encoder: Encoder,
    wording: Wording | None = None,
    calibration: Calibration | None = None,
) -> Index:
    """Everything in `folder`, indexed and not stored; by default with the packaged lists of words
    and the packaged calibration."""
    documents = read_content(folder, find_documents(folder)).documents
    roles, passages = join_columns(
        [text.role for document in documents for text in document.roles],
        [passage for document in documents for passage in chunk_document(document)],
    )
    return make_index(roles, passages, encoder, None, wording, calibration)


def find(
    index: Index, text: str, top_k: int, steps: Steps = ALL, deadline: Deadline = NEVER
) -> Found:
    """What `text`, outside of any thread, finds."""
    return search(read(text, None, index.lexicon, steps), index, top_k, steps, deadline)


@pytest.fixture
def initials() -> InitialEncoder:
    return InitialEncoder()


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A listener that fails is told of in the log, if nowhere else."""
    yield
    failures = [r for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
    assert not failures, [record.getMessage() for record in failures]


@pytest.fixture(scope="session")
def exported() -> Mapping[str, Path]:
    """The real model, exported once for all runs: it stays in the cache of whoever runs it."""
    return exported_model(DEFAULT_MODEL)


@pytest.fixture(scope="session")
def model(exported: Mapping[str, Path]) -> OnnxEncoder:
    return OnnxEncoder(exported)


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or fills the cache of whoever runs it, except for exported models, which
    take many seconds to make and are named by what they hold."""
    cache = tmp_path_factory.mktemp("cache")
    MODELS.mkdir(parents=True, exist_ok=True)
    (cache / "rolebot").mkdir()
    (cache / "rolebot" / "models").symlink_to(MODELS)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))


def always(encoder: Encoder) -> FindEncoder:
    """Whatever is stored, this one."""
    return lambda stored: encoder


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


@pytest.fixture(scope="session")
def company(model: OnnxEncoder, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The architect and eight other roles, as the bot has them on its shelf."""
    folder = tmp_path_factory.mktemp("company")
    for path in (*CONTENT.glob("*.rst"), *ROLES.iterdir()):
        shutil.copy(path, folder)
    built = datetime(2026, 11, 25, 12, tzinfo=UTC)
    return Library.of(Opened(index_of(folder, model), built, ()))


@pytest.fixture
def sqlite(tmp_path: Path) -> Keeping:
    """A folder that is not there yet; what waits for a lock does not wait long."""
    return Keeping(f"sqlite:///{tmp_path / 'data' / 'kept.sqlite3'}?timeout=0.2")


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of a real one, whose user may make databases; see `.ci/postgres`."""
    url = os.environ.get("TEST_POSTGRES_URL")
    if not url:
        pytest.skip("TEST_POSTGRES_URL is not set: .ci/postgres make test")
    return url


@pytest.fixture
def postgres(postgres_server: str) -> Iterator[Keeping]:
    """A database of its own for each test."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield Keeping(f"{postgres_server.rpartition('/')[0]}/{name}")
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def keeping(request: pytest.FixtureRequest) -> Keeping:
    """Once in SQLite, once in Postgres."""
    chosen: Keeping = request.getfixturevalue(request.param)
    return chosen
