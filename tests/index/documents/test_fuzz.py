from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings

from index.documents.reader import Reader
from tests.fuzz import DOCUMENTS, PATHS, Tried, try_document
from tests.index.documents.parse.test_properties import ALWAYS_ALIKE


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documents")


@pytest.mark.parametrize("path", PATHS)
@given(text=DOCUMENTS)
@settings(ALWAYS_ALIKE, max_examples=60)
def test_no_parser_fails_at_a_hostile_document(
    reader: Reader, folder: Path, path: str, text: str
) -> None:
    try_document(reader, folder, path, text, Tried())
