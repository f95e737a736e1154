"""The documents that come with the project, read whole."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from index.documents.chunk import Passage, chunk_document
from index.documents.content import find_documents, read_content
from index.documents.parse import parse_document
from tests.conftest import CONTENT, ROLES

DOCUMENTS = [(folder, path) for folder in (CONTENT, ROLES) for path in find_documents(folder)]


def passages_of(folder: Path, path: str) -> list[Passage]:
    return list(chunk_document(parse_document(folder, path)))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_the_architect_document_is_as_its_author_wrote_it() -> None:
    data = (CONTENT / "architect.rst").read_bytes()
    assert hashlib.sha256(data).hexdigest() == SHA256


SHA256 = "382653f8a8f99c114f096eb2dedfc833e92292a73bc08c5d2f534405fb8ef624"


def test_the_architect_has_two_introductions_and_32_points_in_three_sections() -> None:
    passages = passages_of(CONTENT, "architect.rst")
    assert {passage.role.title for passage in passages} == {"Architect"}
    sections = [passage.section for passage in passages]
    assert {section: sections.count(section) for section in sections} == {
        "": 2,
        "Principal Responsibilities": 22,
        "Supervisory Responsibilities": 1,
        "Competencies": 9,
    }
    assert [(p.line, p.end_line) for p in passages] == [
        (9, 12),
        (15, 20),
        *((line, line) for line in range(31, 53)),
        (57, 57),
        *((line, line) for line in range(62, 71)),
    ]
    assert [passage.name for passage in passages if passage.section == "Competencies"] == [
        "Teamwork",
        "Communication",
        "Excellence Orientation",
        "Accountability",
        "Authenticity",
        "Innovation",
        "Relays the Vision",
        "Inspires Others",
        "Strategic Thinking",
    ]


def test_the_architect_owns_the_documentation_on_line_37() -> None:
    (passage,) = (p for p in passages_of(CONTENT, "architect.rst") if p.line == 37)
    line = (CONTENT / "architect.rst").read_text().split("\n")[36]
    assert f"* {passage.text}" == line


@pytest.mark.parametrize(("folder", "path"), DOCUMENTS)
def test_the_lines_of_a_passage_hold_its_words_in_order(folder: Path, path: str) -> None:
    lines = (folder / path).read_text().split("\n")
    for passage in passages_of(folder, path):
        there = iter(words("\n".join(lines[passage.line - 1 : passage.end_line])))
        assert all(word in there for word in words(passage.text)), passage


@pytest.mark.parametrize(("folder", "path"), DOCUMENTS)
def test_no_line_belongs_to_two_passages_except_in_a_table(folder: Path, path: str) -> None:
    lines = (folder / path).read_text().split("\n")
    spans = [range(p.line, p.end_line + 1) for p in passages_of(folder, path)]
    used = [line for span in spans for line in span if not lines[line - 1].startswith("|")]
    assert used == sorted(set(used))


@pytest.mark.parametrize(("folder", "path"), DOCUMENTS)
def test_every_list_item_is_a_passage(folder: Path, path: str) -> None:
    lines = (folder / path).read_text().split("\n")
    items = {n for n, line in enumerate(lines, 1) if re.match(r" *[-*] ", line)}
    in_front_matter = lines.index("---", 1) + 1
    assert {n for n in items if n > in_front_matter} <= {
        passage.line for passage in passages_of(folder, path)
    }


def test_every_document_can_be_read() -> None:
    for folder in (CONTENT, ROLES):
        assert read_content(folder, find_documents(folder)).problems == {}


def test_the_shared_roles_show_what_they_are_there_to_show() -> None:
    documents = read_content(ROLES, find_documents(ROLES)).documents
    roles = [text.role for document in documents for text in document.roles]
    assert len(roles) >= 6
    assert {Path(role.path).suffix for role in roles} == {".md", ".rst"}
    assert {r.level for r in roles if r.family == "Engineering"} >= {"L2", "L3"}
    assert len([role for role in roles if "PM" in role.other_names]) == 2
    with_runbooks = {
        p.role.title for d in documents for p in chunk_document(d) if "runbook" in p.text
    }
    assert with_runbooks >= {"Tech Lead", "Site Reliability Engineer"}
