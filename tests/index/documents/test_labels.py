"""Which documents of real companies are roles, which are pages, and which headings are levels: a
reader who had not seen the code says so. The documents may lie beside the project."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path

import pytest

from index.documents.content import find_documents, read_content
from index.documents.document import Document
from index.fold import words_of
from tests.conftest import PROJECT

CORPUS = PROJECT.parent / "shared" / "corpus"
LABELS = Path(__file__).parent / "labels"

pytestmark = pytest.mark.skipif(
    not CORPUS.exists(), reason="the documents to compare with are not there: ../shared/corpus"
)


def labelled(name: str) -> list[dict[str, str]]:
    """The rows of a file of labels; those whose file or line has changed are left out."""
    with (LABELS / name).open(newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if digest_of(row) == row["sha256"]]


def digest_of(row: dict[str, str]) -> str:
    data = (CORPUS / row["path"]).read_bytes()
    if "line" in row:
        data = data.splitlines()[int(row["line"]) - 1].strip()
    return hashlib.sha256(data).hexdigest()[:16]


@cache
def documents() -> dict[str, Document]:
    read = read_content(CORPUS, find_documents(CORPUS))
    return {document.path: document for document in read.documents}


def test_at_most_one_role_in_a_hundred_is_taken_for_a_page_and_nine_pages_in_ten_are_found() -> (
    None
):
    kinds: dict[str, list[bool]] = {"role": [], "page": [], "doubt": []}
    for row in labelled("pages.csv"):
        roles = documents()[row["path"]].roles
        kinds[row["kind"]].append(all(text.role.is_page for text in roles))
    assert len(kinds["role"]) > 140
    assert len(kinds["page"]) > 20
    assert sum(kinds["role"]) <= 0.01 * len(kinds["role"])
    assert sum(kinds["page"]) >= 0.9 * len(kinds["page"])


def test_two_levels_in_three_are_roles_of_the_name_that_people_give_them() -> None:
    """Those of a matrix of topics are none: each of its levels is said of every topic."""
    rows = labelled("levels.csv")
    found = [row for row in rows if words_of(row["title"]) in titles_in(row["path"])]
    assert len(rows) > 90
    assert len(found) >= len(rows) * 2 / 3


def titles_in(path: str) -> set[str]:
    return {words_of(text.role.title) for text in documents()[path].roles}
