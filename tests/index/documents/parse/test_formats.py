"""Documents in other formats than Markdown and reStructuredText."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from index.documents.chunk import Passage, chunk_document
from index.documents.content import find_documents, find_passed_over, read_content
from index.documents.document import Document
from index.documents.parse import parse_document
from index.errors import ContentError
from tests.conftest import WriteContent


@pytest.fixture
def read(write: WriteContent) -> Read:
    return Read(write)


class Read:
    def __init__(self, write: WriteContent) -> None:
        self.write = write

    def __call__(self, name: str, source: str | bytes) -> Document:
        return parse_document(self.write({name: source}), name)

    def passages(self, name: str, source: str | bytes) -> list[Passage]:
        return list(chunk_document(self(name, source)))


# Pages of HTML

PAGE = """\
<!DOCTYPE html>
<html>
<head><title>Baker | Harbour Bakery</title><style>p { color: red }</style></head>
<body>
<nav><ul><li><a href="a.html">Seller</a></li></ul></nav>
<div class="sidebar">Latest news</div>
<main>
<div class="breadcrumbs">Home › Roles</div>
<h2>Duties</h2>
<ul>
<li>Bakes <b>bread</b>
  every night</li>
<li>Keeps the oven clean</li>
</ul>
<script>alert("no")</script>
</main>
<footer>All rights reserved</footer>
</body>
</html>
"""


def test_of_a_page_the_main_content_alone_is_read_on_its_lines(read: Read) -> None:
    passages = read.passages("baker.html", PAGE)
    assert [(p.text, p.line, p.end_line, p.section) for p in passages] == [
        ("Bakes bread every night", 11, 12, "Duties"),
        ("Keeps the oven clean", 13, 13, "Duties"),
    ]
    role = passages[0].role
    assert (role.title, role.line) == ("Baker", 3)


def test_a_page_without_a_main_element_is_read_without_what_is_around_it(read: Read) -> None:
    source = PAGE.replace("<main>", "<div>").replace("</main>", "</div>")
    assert [p.line for p in read.passages("baker.htm", source)] == [11, 13]


def test_a_page_of_html_is_read_as_one_whatever_it_is_called(read: Read) -> None:
    assert [p.line for p in read.passages("baker.md", PAGE)] == [11, 13]


def test_a_header_with_the_title_and_a_wrapper_named_like_a_sidebar_are_content(read: Read) -> None:
    source = (
        "<html><body><form><div class='with-sidebar'><header><h1>Baker</h1></header>\n"
        "<p>Bakes bread every night.</p><div class='sidebar'>Latest news</div></div></form>\n"
        "<header>Harbour Bakery</header></body></html>\n"
    )
    (passage,) = read.passages("a.html", source)
    assert (passage.role.title, passage.text, passage.line) == (
        *("Baker", "Bakes bread every night."),
        2,
    )


STORED = """\
<h1>Release Manager</h1>
<ac:structured-macro ac:name="toc"><ac:parameter ac:name="maxLevel">2</ac:parameter>
</ac:structured-macro>
<ac:structured-macro ac:name="info"><ac:parameter ac:name="title">Mind</ac:parameter>
<ac:rich-text-body><p>Never releases on a Friday.</p></ac:rich-text-body></ac:structured-macro>
<p>Owns the calendar <ac:structured-macro ac:name="status">
<ac:parameter ac:name="title">DONE</ac:parameter>
<ac:parameter ac:name="colour">Green</ac:parameter></ac:structured-macro> of releases.</p>
<ac:task-list><ac:task><ac:task-id>7</ac:task-id><ac:task-status>complete</ac:task-status>
<ac:task-body>Writes the notes</ac:task-body></ac:task></ac:task-list>
<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[make release
]]></ac:plain-text-body></ac:structured-macro>
<p>Ask <ac:link><ri:user ri:username="ann"/></ac:link>
<ac:image><ri:attachment ri:filename="a.png"/></ac:image> first.</p>
"""


def test_the_storage_format_of_confluence_is_read_without_its_settings(read: Read) -> None:
    passages = read.passages("release-manager.html", STORED)
    assert [p.text for p in passages] == [
        "Never releases on a Friday.",
        "Owns the calendar DONE of releases.",
        "Writes the notes",
        "make release",
        "Ask first.",
    ]
    assert (passages[0].section, passages[0].role.title) == ("Mind", "Release Manager")


# Word


def word_file() -> bytes:
    document = docx.Document()
    document.add_heading("Data Analyst", 0)
    document.add_paragraph("Reports to: Head of Data")
    document.add_paragraph("Answers questions with numbers.")
    document.add_paragraph("")
    document.add_heading("Duties", 1)
    document.add_paragraph("Owns the dashboard", style="List Bullet")
    paragraph = document.add_paragraph("Checks ", style="List Bullet")
    paragraph.add_run("every").bold = True
    paragraph.add_run(" number")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Skill", "Level", "SQL", "Expert"), strict=True):
        cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_word_file_is_read_by_its_paragraphs(read: Read) -> None:
    passages = read.passages("analyst.docx", word_file())
    assert [(p.section, p.context, p.text, p.where) for p in passages] == [
        ("", (), "Answers questions with numbers.", "paragraph 3"),
        ("Duties", (), "Owns the dashboard", "paragraph 5"),
        ("Duties", (), "Checks every number", "paragraph 6"),
        ("Duties", ("Skill",), "Level", "paragraph 8"),
        ("Duties", ("SQL",), "Expert", "paragraph 10"),
    ]
    role = passages[0].role
    assert (role.title, role.reports_to, role.family) == ("Data Analyst", "Head of Data", None)
    assert [(mark.kind, mark.start, mark.end) for mark in passages[2].marks] == [("bold", 7, 12)]


def packed(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


ENTITIES = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"no archive", "it is no whole Word file"),
        (packed(a=b"1"), "it is no whole Word file"),
        (word_file()[:2000], "it is no whole Word file"),
        (packed(word__document=b"0" * 90_000_000), "it unpacks to 85 MB"),
        (packed(word__media=b"0" * 9_000_000), "it unpacks to 8 MB"),
        (packed(**{"word__document.xml": ENTITIES}), "it declares entities"),
    ],
    ids=["text", "another archive", "half", "huge", "bomb", "entities"],
)
def test_a_file_that_is_no_harmless_word_file_is_refused(
    read: Read, data: bytes, problem: str
) -> None:
    with pytest.raises(ContentError, match=f"analyst.docx: The file cannot be read: {problem}"):
        read("analyst.docx", data)


def test_a_bomb_leaves_the_documents_beside_it_alone(write: WriteContent) -> None:
    bomb = packed(word__document=b"0" * 90_000_000)
    folder = write({"analyst.docx": bomb, "baker.md": "# Baker\n\n- Bakes\n"})
    read = read_content(folder, find_documents(folder))
    assert [document.path for document in read.documents] == ["baker.md"]
    assert list(read.problems) == ["analyst.docx"]


# MDX

MDX = """\
---
title: Engineer
---
import Graph from "@site/src/Graph"
export const levels = {
  a: 1,
}

<Graph type="engineer" values={[1, {2: 3}]} />

<Note>

- Fixes {levels.a} **bugs**

</Note>

{/* nobody reads this */}

    Writes tests first.
"""


def test_mdx_is_read_without_components_and_these_are_told(read: Read) -> None:
    document = read("engineer.mdx", MDX)
    assert [(p.text, p.line) for p in chunk_document(document)] == [
        ("Fixes  bugs", 13),
        ("Writes tests first.", 19),
    ]
    assert [(omission.line, omission.text[:12]) for omission in document.omissions] == [
        (4, "import Graph"),
        (9, "<Graph type="),
        (11, "<Note>"),
        (13, "{levels.a}"),
        (15, "</Note>"),
        (17, "{/* nobody r"),
    ]


# Data

LEVELS = """\
name: Engineering
summary: What engineers are expected to do.
levels:
  - id: junior
    name: Junior Engineer
  - id: senior
    name: Senior Engineer
themes:
  - id: delivery
    name: Delivery
    summary: How work gets done.
competencies:
  - id: 8d1
    level: junior
    theme: delivery
    summary: Ships small changes every week
    examples:
      - Fixes a typo in a page
  - id: 8d2
    level: senior
    theme: delivery
    summary: >
      Ships whole features,
      with their tests
"""


def test_a_yaml_file_of_levels_is_one_role_a_level(read: Read) -> None:
    passages = read.passages("engineering.yml", LEVELS)
    assert [(p.role.title, p.section, p.text, p.line, p.end_line, p.where) for p in passages] == [
        ("Engineering", "", "What engineers are expected to do.", 2, 2, "summary"),
        ("Engineering", "Delivery", "How work gets done.", 11, 11, "themes.0.summary"),
        (
            *("Junior Engineer", "Delivery", "Ships small changes every week", 16, 16),
            "competencies.0.summary",
        ),
        (
            *("Junior Engineer", "Delivery", "Fixes a typo in a page", 18, 18),
            "competencies.0.examples.0",
        ),
        (
            *("Senior Engineer", "Delivery", "Ships whole features, with their tests", 22, 24),
            "competencies.1.summary",
        ),
    ]
    assert passages[3].context == ("Ships small changes every week",)
    assert {p.role.family for p in passages[2:]} == {"Engineering"}
    assert passages[0].role.is_page


TABLE = """\
Level,Theme,What is expected,Example
Junior Engineer,Delivery,Ships small changes every week,"Fixes a typo,
or a link"
Senior Engineer,Delivery,Ships whole features with their tests,
"""


def test_a_csv_file_of_levels_is_one_role_a_level(read: Read) -> None:
    passages = read.passages("levels.csv", TABLE)
    assert [(p.role.title, p.section, p.text, p.where) for p in passages] == [
        ("Junior Engineer", "Delivery", "Ships small changes every week", "row 2"),
        ("Junior Engineer", "Delivery", "Fixes a typo, or a link", "row 2"),
        ("Senior Engineer", "Delivery", "Ships whole features with their tests", "row 3"),
    ]


def test_any_other_csv_file_is_a_table(read: Read) -> None:
    source = "Area;Owner;Deputy\nThe oven;Ann Okafor;Bo Lindqvist\n"
    (row,) = read.passages("areas.csv", source)
    assert (row.text, row.where) == ("The oven | Ann Okafor | Bo Lindqvist", "row 2")


@pytest.mark.parametrize(
    "source",
    [
        "[a]: b\nc: [{[d]: who knows what}]\n",
        "- just\n- a list\n",
        "services:\n  web:\n    image: nginx\n",
        "",
        "a: [{b: what it costs}]\n",
    ],
    ids=["keys that are lists", "a list", "settings", "nothing", "no roles"],
)
def test_a_yaml_file_that_says_nothing_of_roles_has_no_passages(read: Read, source: str) -> None:
    assert read.passages("data.yaml", source) == []


def test_a_broken_yaml_file_is_refused_with_its_line(read: Read) -> None:
    with pytest.raises(ContentError, match=r"data\.yaml: .*on line 2 it is not valid YAML"):
        read("data.yaml", "a: b\nc: [")


def test_what_programs_read_or_make_is_passed_over_and_told(write: WriteContent) -> None:
    names = [
        *("baker.md", "baker.html", "words.yaml", "questions.yaml", "mkdocs.yml", "_config.yml"),
        *("node_modules/a/b.md", "node_modules/c.md", "_site/d.html", "LICENSE.md", "seller.html"),
    ]
    folder: Path = write(dict.fromkeys(names, "# Baker\n\n- Bakes\n"))
    assert find_documents(folder) == ("baker.md", "seller.html")
    assert dict(find_passed_over(folder)) == {
        "LICENSE.md": "It is about the repository.",
        "_config.yml": "It holds settings of a site or a program.",
        "_site": "A site generator or a program makes what is in this folder.",
        "baker.html": "It is made of the document of the same name beside it.",
        "mkdocs.yml": "It holds settings of a site or a program.",
        "node_modules": "A site generator or a program makes what is in this folder.",
        "questions.yaml": "It tells rolebot something.",
    }
