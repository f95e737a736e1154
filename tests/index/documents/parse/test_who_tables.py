"""Tables that say who: matrices of letters, and lists of owners."""

from __future__ import annotations

import pytest

from index.documents.chunk import Passage, chunk_document
from index.documents.document import Document
from index.documents.parse import parse_source
from index.question.names import find_roles
from tests.conftest import InitialEncoder, WriteContent, index_of


def read(source: str) -> Document:
    return parse_source("who.md", source)


def rows(source: str) -> list[Passage]:
    return [passage for passage in chunk_document(read(source)) if len(passage.cells) > 1]


OWNERS = """\
# Plugin team

| Area | Product manager | Designer | Features |
| --- | --- | --- | --- |
| Marketplace | Ann Okafor | Bo Lindqvist | Listing, payments and refunds of plugins |
| Editor | Cy Marsh | - | Syntax colours and folding |
"""


def test_a_row_of_owners_is_quoted_whole_under_its_heads() -> None:
    first, _ = rows(OWNERS)
    assert first.text == (
        "Marketplace | Ann Okafor | Bo Lindqvist | Listing, payments and refunds of plugins"
    )
    assert (first.line, first.note) == (
        5,
        "Area: Marketplace · Product manager: Ann Okafor · Designer: Bo Lindqvist"
        " · Features: Listing, payments and refunds of plugins",
    )


@pytest.mark.parametrize("head", ["Owner", "Deputy", "DRI", "Responsible", "Contact"])
def test_a_head_that_asks_who_makes_a_table_of_owners(head: str) -> None:
    source = f"# Bakery\n\n| Thing | {head} |\n| --- | --- |\n| The oven | ann |\n"
    assert [row.text for row in rows(source)] == ["The oven | ann"]


def test_duties_under_the_names_of_roles_stay_cells() -> None:
    source = (
        "# Bakery\n\n| Area | Baker | Seller |\n| --- | --- | --- |\n"
        "| Dough | Kneads it daily | Never touches it |\n"
    )
    assert rows(source) == []
    assert [p.context for p in chunk_document(read(source))] == [
        ("Area", "Dough", "Baker"),
        ("Area", "Dough", "Seller"),
    ]


def letters(title: str, *lines: str) -> str:
    table = "| Task | Baker | Seller |\n| --- | --- | --- |\n| Opens the shop | R | A, C |\n"
    return f"# {title}\n\n" + "".join(f"{line}\n\n" for line in lines) + table


def test_letters_mean_what_the_legend_says() -> None:
    (row,) = rows(letters("Who does what", "R = Runs it, A = Agrees, C = Cleans"))
    assert [cell.meaning for cell in row.cells] == ["", "Runs it", "Agrees, Cleans"]


def test_without_a_legend_they_mean_what_the_name_of_the_matrix_says() -> None:
    (row,) = rows(letters("RACI of the shop"))
    assert [cell.meaning for cell in row.cells] == ["", "Responsible", "Accountable, Consulted"]
    (other,) = rows(letters("DACI of the shop"))
    assert other.cells[2].meaning == "Approver, Contributor"


def test_letters_that_nothing_explains_stay_letters_and_that_is_told() -> None:
    source = letters("Who does what")
    (row,) = rows(source)
    assert {cell.meaning for cell in row.cells} == {""}
    (doubt,) = read(source).doubts
    assert (doubt.line, doubt.problem) == (
        3,
        "Nothing says what the letters A, C, R of this table mean.",
    )


def test_a_column_joins_the_role_of_its_name(write: WriteContent, initials: InitialEncoder) -> None:
    folder = write(
        {
            "baker.md": "# Head Baker\n\n## Duties\n\n- Bakes bread every night\n",
            "raci.md": "# Bakery RACI\n\n| Task | Head Baker | Seller |\n| --- | --- | --- |\n"
            "| Opens the shop | A | R |\n| Counts the till | – | A/R |\n",
        }
    )
    index = index_of(folder, initials)
    assert [(role.title, role.sections) for role in index.roles] == [
        ("Head Baker", ("Duties", "Bakery RACI")),
        ("Seller", ("Bakery RACI",)),
    ]
    (baker,) = find_roles("head baker", index.roles)
    own = index.lexicon.passages_of(baker)
    assert [(p.path, p.line, p.text, p.note) for p in own] == [
        ("baker.md", 5, "Bakes bread every night", ""),
        ("raci.md", 5, "A", "Accountable"),
    ]
    assert [page.title for page in index.pages] == ["Bakery RACI"]
