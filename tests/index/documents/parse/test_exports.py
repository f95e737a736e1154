"""Role documents as Word, Notion, Confluence, Google Docs and a wiki give them."""

from __future__ import annotations

from functools import cache

from index.documents.chunk import Passage, chunk_document
from index.documents.document import Document, Role
from index.documents.parse import parse_document
from tests.conftest import PROJECT

EXPORTS = PROJECT / "tests" / "exports"
WORD = "Data Analyst.md"
NOTION = "Design Lead 3f2a9c1b7d8e4f60a1b2c3d4e5f60718.md"
CONFLUENCE = "Release-Manager_98765.md"
GOOGLE = "qa-engineer-gdocs.md"
MATRIX = "raci.md"
REST = "security-champion.rst"


@cache
def read(name: str) -> Document:
    return parse_document(EXPORTS, name)


def role_of(name: str) -> Role:
    (text,) = read(name).roles
    return text.role


def texts(name: str) -> list[str]:
    return [passage.text for passage in chunk_document(read(name))]


def at(name: str, line: int) -> list[Passage]:
    return [passage for passage in chunk_document(read(name)) if passage.line == line]


def test_the_title_is_the_line_in_bold_the_heading_or_the_name_without_what_the_program_added() -> (
    None
):
    titles = [role_of(name).title for name in (WORD, NOTION, CONFLUENCE, GOOGLE, REST)]
    assert titles == [
        *("Data Analyst", "Design Lead", "Release Manager", "QA Engineer - Role Charter"),
        "Security Champion",
    ]
    assert role_of(GOOGLE).other_names == ("QA Engineer",)


def test_lines_of_properties_are_fields() -> None:
    word, notion, rest = map(role_of, (WORD, NOTION, REST))
    assert (word.family, word.reports_to, word.date) == ("Data", "Head of Data", "12/03/2025")
    assert (notion.owner, notion.date) == ("Maria K", "March 4, 2026 10:12 AM")
    assert (rest.owner, rest.draft) == ("Head of Security", True)


def test_a_property_that_is_no_field_is_a_passage_under_its_name() -> None:
    (passage,) = at(REST, 11)
    assert (passage.text, passage.context) == ("10 % of the week", ("Time commitment",))


def test_headings_have_no_numbers_and_a_toggle_is_a_heading() -> None:
    assert role_of(WORD).sections == (
        *("Purpose of the role", "Key Accountabilities", "Skills & Competencies"),
    )
    assert at(NOTION, 25)[0].section == "🎯 What you'll do > 👥 People"


def test_a_table_that_word_drew_with_spaces_is_read_by_its_cells() -> None:
    cells = [(p.context, p.text, p.end_line) for p in chunk_document(read(WORD)) if p.place]
    assert cells == [
        (("Competency", "SQL", "Level"), "Expert", 34),
        (
            ("Competency", "SQL", "Description"),
            "Writes queries that others can read and reuse",
            34,
        ),
        (("Competency", "Storytelling", "Level"), "Proficient", 36),
        (("Competency", "Storytelling", "Description"), "Explains a chart in two sentences", 36),
    ]


def test_a_footnote_stands_under_its_sentence() -> None:
    (word,), (rest,) = at(WORD, 41), at(REST, 60)
    assert word.text == "See the data strategy 2025."
    assert word.context[0].startswith("The Data Analyst turns booking data")
    assert rest.text == "At 10:00, in the security room."
    assert rest.context[0].endswith("every Monday.")


def test_what_programs_write_is_no_passage_and_is_told() -> None:
    said = " ".join(texts(CONFLUENCE) + texts(NOTION))
    for words in ("Created by", "Attachments", "generated", "Atlassian", "Tags", "Career ladder"):
        assert words not in said
    left_out = [omission.text for omission in read(CONFLUENCE).omissions if omission.is_words]
    assert [text[:11] for text in left_out] == [
        *("Created by ", "Attachments", "role-releas", "Document ge", "Atlassian")
    ]


def test_a_macro_says_its_label_and_a_line_of_a_cell_is_a_statement() -> None:
    assert [passage.text for passage in at(CONFLUENCE, 10)][-1] == "DONE"
    assert [passage.text for passage in at(CONFLUENCE, 8)][:2] == [
        "Chairs the go/no-go meeting",
        "Has the final say on postponing a release",
    ]


def test_numbers_that_google_docs_escapes_begin_passages() -> None:
    assert texts(GOOGLE)[-3:] == [
        "1. Test automation (Playwright, pytest)",
        "2. Clear bug reports",
        "3. Curiosity",
    ]


def test_columns_of_a_matrix_are_roles_and_its_rows_are_quoted_whole() -> None:
    page, *roles = (text.role for text in read(MATRIX).roles)
    assert page.is_page
    assert [(role.title, role.line, role.is_column) for role in roles] == [
        *(("Incident Commander", 8, True), ("Comms Lead", 8, True), ("Service Owner", 8, True)),
        ("CTO", 8, True),
    ]
    row, commander, *_ = at(MATRIX, 11)
    assert row.text == "Status page update | A | R | C | I"
    assert row.note == (
        "Activity: Status page update · Incident Commander: Accountable · Comms Lead: Responsible"
        " · Service Owner: Consulted · CTO: Informed"
    )
    assert (commander.role.title, commander.context) == (
        "Incident Commander",
        ("Status page update",),
    )
    assert (commander.text, commander.note) == ("A", "Accountable")
