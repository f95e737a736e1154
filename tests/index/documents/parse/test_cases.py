"""What companies' role documents look like, one small document for each thing that varies."""

from __future__ import annotations

import time

import pytest

from index.documents.chunk import Passage, chunk_document
from index.documents.content import find_documents, read_content
from index.documents.document import Document, Heading, Mark
from index.documents.parse import parse_document
from index.documents.parse.formats import PARSERS, REFUSED
from index.documents.parse.markdown import parse_markdown
from index.documents.parse.markers import without_markers
from index.documents.parse.rest import without_html_comments
from index.documents.parse.split import split_document
from index.documents.parse.template import without_templates
from index.errors import ContentError
from index.fold import fold
from index.question.names import find_roles
from tests.conftest import InitialEncoder, WriteContent, find, index_of


@pytest.fixture
def read(write: WriteContent) -> Read:
    return Read(write)


class Read:
    """`read(text)` is the document that a role.md with this text becomes."""

    def __init__(self, write: WriteContent) -> None:
        self.write = write

    def __call__(self, text: str | bytes, name: str = "role.md") -> Document:
        return parse_document(self.write({name: text}), name)

    def passages(self, text: str | bytes, name: str = "role.md") -> list[Passage]:
        return list(chunk_document(self(text, name)))

    def texts(self, text: str | bytes, name: str = "role.md") -> list[str]:
        return [passage.text for passage in self.passages(text, name)]

    def titles(self, text: str | bytes, name: str = "role.md") -> list[str]:
        return [role_text.role.title for role_text in self(text, name).roles]

    def sections(self, text: str | bytes, name: str = "role.md") -> list[str]:
        return [passage.section for passage in self.passages(text, name)]


def marked(passage: Passage) -> list[tuple[str, str]]:
    return [(mark.kind, passage.text[mark.start : mark.end]) for mark in passage.marks]


# Front matter and titles


def test_the_title_of_restructuredtext_may_stand_in_the_front_matter_only(read: Read) -> None:
    source = "---\ntitle: Baker\ndraft: true\n---\n\nDuties\n======\n\n* Bakes bread\n"
    (text,) = read(source, "baker.rst").roles
    assert (text.role.title, text.role.line, text.role.draft) == ("Baker", 2, True)
    assert [(p.text, p.line) for p in read.passages(source, "baker.rst")] == [("Bakes bread", 9)]


def test_title_and_level_may_stand_in_the_front_matter_only(read: Read) -> None:
    (text,) = read('---\ntitle: "🥖 The \\"Head\\" Baker"\nlevel: 4\n---\n\nBakes.\n').roles
    assert (text.role.title, text.role.level) == ('🥖 The "Head" Baker', "4")


MATRIX = """\
---
title: Baking
homepage: false
topics:
  - name: kneading
    title: 🥖 Kneading
    content:
      - level: 1
        criteria:
          - Kneads "by hand".
          - >
            Kneads
            by machine.
          - Knows doughs
        exampleCriteria:
          - criteria: Knows doughs
            examples:
              - "Rye and spelt."
      - level: 2
        criteria: [Teaches kneading.]
---
"""


def test_the_whole_document_may_be_front_matter(read: Read) -> None:
    passages = read.passages(MATRIX)
    assert {p.role.title for p in passages} == {"Baking"}
    assert [(p.section, p.text, p.line, p.end_line) for p in passages] == [
        ("🥖 Kneading > Level 1", 'Kneads "by hand".', 10, 10),
        ("🥖 Kneading > Level 1", "Kneads by machine.", 11, 13),
        ("🥖 Kneading > Level 1", "Knows doughs", 14, 14),
        ("🥖 Kneading > Level 1", "Rye and spelt.", 18, 18),
        ("🥖 Kneading > Level 2", "Teaches kneading.", 20, 20),
    ]
    assert passages[3].context == ("Knows doughs",)


def test_what_is_in_the_body_is_not_of_the_last_topic_in_the_front_matter(read: Read) -> None:
    passages = read.passages(
        f"{MATRIX}Bakes daily.\n\n### Ovens\n\n- Lights them\n\n## Sales\n\nSells.\n"
    )
    places = [(p.section, p.text) for p in passages]
    assert places[:3] == [("", "Bakes daily."), ("Ovens", "Lights them"), ("Sales", "Sells.")]
    assert places[-1] == ("🥖 Kneading > Level 2", "Teaches kneading.")


def test_front_matter_that_holds_no_statements_leaves_them_to_the_body(read: Read) -> None:
    source = "---\ntitle: Baking\nlevels:\nyaml: false\n---\n## Delivery\n\nShips loaves.\n"
    assert read.sections(source) == ["Delivery"]
    assert read.texts(source) == ["Ships loaves."]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Night-Baker-NB-7.md", "Night Baker NB 7"),
        ("oven_keeper.rst", "Oven Keeper"),
        ("Associate Oven Keeper.txt", "Associate Oven Keeper"),
        ("pastry-chef/README.md", "Pastry Chef"),
    ],
)
def test_without_any_title_the_role_is_the_name_of_its_file(
    read: Read, name: str, title: str
) -> None:
    assert read.titles("Bakes bread.\n", name) == [title]


@pytest.mark.parametrize(
    "text",
    ["", '---\ntitle: ""\ntopics:\n  - name: ""\n---\n', "+++\n+++\n", "{\n}\n", "---\n---\n"],
)
def test_a_document_without_content_is_empty_and_no_error(read: Read, text: str) -> None:
    assert read(text).roles == ()


@pytest.mark.parametrize(
    "front_matter",
    [
        '+++\ntitle = "Baker"\nlevel = 2\ndraft = true\n+++\n',
        '{\n"title": "Baker",\n"level": 2, "draft": true\n}\n',
        "---\ntitle: Baker\nlevel: 2\ndraft: true\n---\n",
    ],
)
def test_front_matter_is_yaml_toml_or_json(read: Read, front_matter: str) -> None:
    (text,) = read(f"{front_matter}\nBakes bread.\n").roles
    role = text.role
    assert (role.title, role.level, role.draft, role.line) == ("Baker", "2", True, 2)
    assert [block.line for section in text.sections for block in section.blocks] == [
        front_matter.count("\n") + 2
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("---\ntitle: Baker\n\nBakes.\n", "role.md:1"),
        ("\n\n---\ntitle: Baker\n\nBakes.\n", "role.md:3"),
        ("\n---\ntitle: Baker\nlevel: 1\nlevel: 2\n---\n", "role.md:5"),
        ("---\nBaker\n---\n", "role.md:2"),
        ('+++\ntitle = "Baker"\n\nBakes.\n', "role.md:1"),
        ("---\n- Baker\n---\n", "role.md:2"),
        ("---\ntitle: Baker\nlevel: 1\nlevel: 2\n---\n", "role.md:4"),
        ("---\ntitle: Baker\nowner: Head: of\n---\n", "role.md:3"),
        ('+++\ntitle = "Baker"\nlevel = \n+++\n', "role.md:3"),
        ('+++\ntitle = "Baker"\ntitle = "B"\n+++\n', "role.md:3"),
        ('{\n"title": "Baker"\n"level": 2\n}\n', "role.md:3"),
        ('{\n"title": "Baker",\n"title": "B"\n}\n', "role.md:3"),
        ('{\n"title": "Baker"\n', "role.md:3"),
    ],
)
def test_front_matter_that_cannot_be_read_is_an_error_with_its_line(
    read: Read, text: str, place: str
) -> None:
    with pytest.raises(ContentError) as error:
        read(text)
    assert error.value.place == place


# Headings and sections


def test_a_heading_needs_no_space_behind_its_signs(read: Read) -> None:
    source = "##Summary\n\nBakes.\n\n##[Apply](https://a.example)\n\nToday.\n\n#2 of 3 ovens\n"
    passages = read.passages(source)
    assert [(p.section, p.text) for p in passages] == [
        ("Summary", "Bakes."),
        ("Apply", "Today."),
        ("Apply", "#2 of 3 ovens"),  # a number, no heading
    ]


@pytest.mark.parametrize("name", ["role.md", "role.rst"])
def test_a_bold_paragraph_over_other_text_is_a_heading(read: Read, name: str) -> None:
    source = "**Aim 1: Bread for all**\n\n* Bakes early\n\nIs there **always**\n"
    passages = read.passages(source, name)
    assert [(p.section, p.text) for p in passages] == [
        ("Aim 1: Bread for all", "Bakes early"),
        ("Aim 1: Bread for all", "Is there always"),
    ]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (
            "role.md",
            "## Aims\n### Bake good bread\n### Sell good bread\n\n"
            "## Later\n\n## Other\n\nSweeps.\n",
        ),
        (
            "role.rst",
            "Role\n####\nAims\n====\nBake good bread\n---------------\n\n"
            "Sell good bread\n---------------\n\nLater\n=====\n",
        ),
    ],
)
def test_a_heading_with_nothing_under_it_is_itself_the_statement(
    read: Read, name: str, source: str
) -> None:
    passages = read.passages(source, name)
    assert ("Aims > Bake good bread", "Bake good bread", 2 if name == "role.md" else 5) in [
        (p.section, p.text, p.line) for p in passages
    ]
    assert "Sell good bread" in [p.text for p in passages]
    assert {"Aims", "Later"}.isdisjoint(p.text for p in passages)  # they only name a section


def test_a_long_heading_is_a_statement_though_text_follows(read: Read) -> None:
    source = "## Aim \\#1: Bread in every house of the town by noon\n\n- Bakes early\n"
    aim = "Aim #1: Bread in every house of the town by noon"
    assert read.texts(source) == [aim, "Bakes early"]
    assert read.sections(source) == [aim, aim]


def test_escaped_signs_in_a_heading_are_meant_as_written(read: Read) -> None:
    assert read.sections("## Aim \\#1 \\*new\\*\n\nBakes.\n") == ["Aim #1 *new*"]
    assert read.titles("Baker \\*new\\*\n===========\n\nBakes.\n", "a.rst") == ["Baker *new*"]


@pytest.mark.parametrize("name", ["role.md", "role.rst"])
def test_the_introduction_of_a_list_travels_with_its_points(read: Read, name: str) -> None:
    source = "Works nights. In the bakery you own:\n\n* the oven\n* the dough\n\nSweeps.\n"
    passages = read.passages(source, name)
    assert [(p.text, p.context) for p in passages] == [
        ("Works nights. In the bakery you own:", ()),
        ("the oven", ("In the bakery you own:",)),
        ("the dough", ("In the bakery you own:",)),
        ("Sweeps.", ()),
    ]


@pytest.mark.parametrize("name", ["role.md", "role.rst"])
def test_an_introduction_that_states_nothing_is_only_context(read: Read, name: str) -> None:
    passages = read.passages("You own:\n\n* the oven\n", name)
    assert [(p.text, p.context) for p in passages] == [("the oven", ("You own:",))]


SEVERAL_ROLES = """\
# Who does what

We bake.

## Baker (BK)

Bakes.

#### Skills

- Kneads

## Oven Manager

### Skills

- Heats

### Stray

- Sweeps

## How we hire

Slowly.
"""


def test_several_roles_in_one_file_are_several_roles(read: Read) -> None:
    document = read(SEVERAL_ROLES)
    assert [(t.role.title, t.role.line, t.role.sections) for t in document.roles] == [
        ("Who does what", 1, ("How we hire",)),
        ("Baker (BK)", 5, ("Skills",)),
        ("Oven Manager", 13, ("Skills", "Stray")),
    ]
    assert document.roles[1].role.other_names == ("Baker", "BK")
    assert [(p.role.title, p.section, p.text) for p in chunk_document(document)] == [
        ("Who does what", "", "We bake."),
        ("Who does what", "How we hire", "Slowly."),
        ("Baker (BK)", "", "Bakes."),
        ("Baker (BK)", "Skills", "Kneads"),
        ("Oven Manager", "Skills", "Heats"),
        ("Oven Manager", "Stray", "Sweeps"),
    ]


def test_several_roles_in_one_file_of_restructuredtext(read: Read) -> None:
    source = "Baker\n=====\n\nBakes.\n\nOven Manager\n============\n\nHeats.\n"
    assert [(p.role.title, p.text) for p in read.passages(source, "a.rst")] == [
        ("Baker", "Bakes."),
        ("Oven Manager", "Heats."),
    ]


def test_the_same_heading_twice_has_two_anchors(read: Read) -> None:
    markdown = "## Skills\n\na\n\n## Skills\n\nb\n\n## Skills-1\n\nc\n"
    anchors = [p.anchor for p in read.passages(markdown)]
    assert anchors[:2] == ["skills", "skills-1"]
    assert len(set(anchors)) == 3
    rest = "Role\n####\n\nSkills\n======\n\na\n\nSkills\n======\n\nb\n"
    anchors = [p.anchor for p in read.passages(rest, "a.rst")]
    assert len(set(anchors)) == 2


def test_several_outermost_headings_are_roles_only_if_they_name_some(read: Read) -> None:
    roles = "# Baker I\n\nBakes.\n\n# Baker II\n\nBakes more.\n\n# Senior Baker #\n\nTeaches.\n"
    assert read.titles(roles) == ["Baker I", "Baker II", "Senior Baker"]
    one = "# Baker #\n\nBakes.\n\n# What we offer #\n\nBread.\n"
    assert read.titles(one) == ["Baker"]
    assert read.sections(one) == ["", "What we offer"]


@pytest.mark.parametrize(
    "source",
    [
        "# Engineering Manager\n\n## People manager\n\nLeads.\n\n## Project manager\n\nPlans.\n\n"
        "## Tech lead\n\nBuilds.\n",
        "# Scrum Master\n\n## Coach\n\nLeads.\n\n## Facilitator\n\nPlans.\n\n"
        "## Servant Leader\n\nServes.\n",
        "---\ntitle: Team Lead\n---\n\n## Tech lead\n\nLeads.\n\n## Design lead\n\nPlans.\n",
        "# Baker, Level 2\n\n## Driver\n\n### Duties\n\nDrives.\n\n## Van\n\n### Duties\n\nIs.\n",
    ],
)
def test_a_document_about_a_role_is_one_role_though_its_sections_name_others(
    read: Read, source: str
) -> None:
    (text,) = read(source).roles
    assert len(text.role.sections) >= 2
    assert text.role.title in source.splitlines()[0 if source[0] == "#" else 1]


def test_a_document_about_a_role_may_hold_kinds_of_it(read: Read) -> None:
    source = "# Baker\n\n## B1 - Baker 1\n\nKneads.\n\n## Senior Baker\n\nTeaches.\n"
    assert read.titles(source) == ["Baker", "B1 - Baker 1", "Senior Baker"]


def test_headings_of_the_same_shape_are_roles_if_one_names_a_role(read: Read) -> None:
    source = (
        "# Who we are\n\n## Baker\n\n### Duties\n\nBakes.\n\n"
        "## Oven\n\n### Duties\n\nHeats.\n\n## Rules\n\nNone.\n\n## Pay\n\nFair.\n"
    )
    assert read.titles(source) == ["Who we are", "Baker", "Oven"]


@pytest.mark.parametrize(
    "name",
    [
        *("Director, Engineering", "VP Product", "Engineer – Level 3", "Engineer L3"),
        *("Engineer, Level II", "CTO", "The Product Owner", "1. Product Owner", "Role: Approver"),
        *("First Mate", "Security Specialist", "Head of Baking (HB)", "SIG Chairs"),
    ],
)
def test_what_reads_as_the_name_of_a_role(read: Read, name: str) -> None:
    source = f"# Who we are\n\n## {name}\n\nBakes.\n\n## Night Baker\n\nSleeps.\n"
    assert read.titles(source)[-2:] == [name, "Night Baker"]


@pytest.mark.parametrize("name", ["What bakers do", "Skills", "Levels of bakers", "Level 3", "Of"])
def test_what_does_not_read_as_the_name_of_a_role(read: Read, name: str) -> None:
    assert read.titles(f"## {name}\n\nBakes.\n\n## Night Baker\n\nSleeps.\n") == ["Role"]


@pytest.mark.parametrize(
    ("title", "other_names"),
    [
        ("1. Product Owner", ("Product Owner",)),
        ("The Product Owner (PO)", ("Product Owner", "PO")),
        ("Role: Product Owner", ("Product Owner",)),
        ("Theatre Baker", ()),
    ],
)
def test_a_title_keeps_its_text_and_its_bare_name_is_another_name(
    read: Read, title: str, other_names: tuple[str, ...]
) -> None:
    (text,) = read(f"# {title}\n\nBakes.\n").roles
    assert (text.role.title, text.role.other_names) == (title, other_names)


def test_the_title_may_stand_below_other_headings(read: Read) -> None:
    (text,) = read("## Note\n\nNew.\n\n# Baker\n\n## Duties\n\nBakes.\n").roles
    assert (text.role.title, text.role.line, text.role.sections) == ("Baker", 5, ("Note", "Duties"))


def test_a_title_over_a_list_is_one_if_it_names_a_role(read: Read) -> None:
    assert read.titles("# Team Lead\n\n- Leads\n\n# Skills\n\n- Tact\n") == ["Team Lead"]
    assert read.titles("# Baking\n\n- Bakes\n\n# Skills\n\n- Tact\n") == ["Role"]


def test_a_heading_may_add_its_abbreviation_to_the_title(read: Read) -> None:
    source = "---\ntitle: Night Oven Baker\n---\n# Night Oven Baker (NOB)\n\n## Duties\n\nBakes.\n"
    (text,) = read(source).roles
    assert (text.role.title, text.role.other_names) == ("Night Oven Baker", ("NOB",))
    assert text.role.sections == ("Duties",)


def test_thousands_of_roles_in_one_file_take_no_time(read: Read) -> None:
    source = "".join(f"# Baker {n}\n\n## Duties\n\nBakes.\n\n" for n in range(2000))
    assert len(read.titles(source)) == 2000
    elements = [Heading(f"Baker {n}", 1, n, n) for n in range(1, 20_001)]
    start = time.process_time()
    _, parts = split_document(elements, None)
    assert len(parts) == 20_000
    assert time.process_time() - start < 5  # seconds; it takes a half, and hours if quadratic


def test_emoji_of_several_code_points_stay_whole(read: Read) -> None:
    source = "## 👩‍🍳 Kneading ❤️\n\nKneads 🏳️‍🌈.\n"
    (passage,) = read.passages(source)
    assert (passage.section, passage.text) == ("👩‍🍳 Kneading ❤️", "Kneads 🏳️‍🌈.")
    key = (
        "---\ntitle: Baker\ntopics:\n  - name: 👩‍🍳 Kneading ❤️\n"
        "    content:\n      - Kneads 🏳️‍🌈.\n---\n"
    )
    (passage,) = read.passages(key)
    assert (passage.section, passage.text) == ("👩‍🍳 Kneading ❤️", "Kneads 🏳️‍🌈.")


def test_an_id_a_comment_or_a_tab_behind_a_heading_is_not_its_words(read: Read) -> None:
    source = "## Skills\t\t\n\na\n\n## Lead <!-- soon -->\n\nb\n\n## Pay {#pay}\n\nc\n"
    assert [(p.section, p.anchor, p.line) for p in read.passages(source)] == [
        ("Skills", "skills", 3),
        ("Lead", "lead", 7),
        ("Pay", "pay", 11),
    ]


def test_the_order_of_underlines_decides_the_levels_of_headings(read: Read) -> None:
    source = "****\nRole\n****\n\nA\n####\n\none\n\nB\n====\n\ntwo\n\nC\n####\n\nthree\n"
    (text,) = read(source, "a.rst").roles
    assert (text.role.title, text.role.line) == ("Role", 2)
    assert read.sections(source, "a.rst") == ["A", "A > B", "C"]


# Bullets and text


def test_a_wrapped_point_is_joined_though_it_is_not_indented(read: Read) -> None:
    passages = read.passages("- Bakes bread\nfor the town\n- Sells\n  it\n")
    assert [(p.text, p.line, p.end_line) for p in passages] == [
        ("Bakes bread for the town", 1, 2),
        ("Sells it", 3, 4),
    ]
    rest = read.passages("* Bakes bread\n  for the town\n", "a.rst")
    assert [(p.text, p.line, p.end_line) for p in rest] == [("Bakes bread for the town", 1, 2)]


@pytest.mark.parametrize("name", ["role.md", "role.rst"])
def test_a_parent_travels_with_its_points_and_is_quoted_if_it_is_a_statement(
    read: Read, name: str
) -> None:
    source = (
        "* **Beginner**\n\n  * Kneads\n\n    * rye\n\n"
        "* Teaches all others how to knead\n\n  * by hand\n"
    )
    assert [(p.text, p.context, p.line) for p in read.passages(source, name)] == [
        ("rye", ("Beginner", "Kneads"), 5),
        ("Teaches all others how to knead", (), 7),
        ("by hand", ("Teaches all others how to knead",), 9),
    ]


@pytest.mark.parametrize("name", ["role.md", "role.rst"])
def test_a_short_parent_is_quoted_if_it_states_something(read: Read, name: str) -> None:
    source = "* Mentors new bakers.\n\n  * daily\n\n* Bakes for:\n\n  * all\n"
    assert read.texts(source, name) == ["Mentors new bakers.", "daily", "all"]


@pytest.mark.parametrize("name", ["role.md", "role.rst"])
def test_a_point_of_several_paragraphs_is_quoted_whole(read: Read, name: str) -> None:
    source = "* **Mentors.**\n\n  Every new baker.\n\n  Every day.\n"
    assert read.texts(source, name) == ["Mentors.", "Every new baker.", "Every day."]


def test_any_marker_makes_a_point(read: Read) -> None:
    source = "* star\r\n\r\n+\tplus\r\n\r\n1. one  \r\n1. two  \r\n\r\n- [ ] open\r\n- [x] done\r\n"
    assert read.texts(source) == ["star", "plus", "one", "two", "open", "done"]
    rest = "* star\n\n+ plus\n\n- dash\n\n1. one\n2. two\n\n#. auto\n\n(a) letter\n"
    assert read.texts(rest, "a.rst") == ["star", "plus", "dash", "one", "two", "auto", "letter"]


def test_a_quotation_holds_text_and_lists_like_any_other_place(read: Read) -> None:
    source = (
        "> Bakes for all\n> in the town:\n>\n> - bread\n>   rolls\n> - cakes\n\n"
        "- Sweeps\n---\nText\n"
    )
    assert [(p.text, p.line, p.end_line) for p in read.passages(source)] == [
        ("Bakes for all in the town:", 1, 2),
        ("bread rolls", 4, 5),
        ("cakes", 6, 6),
        ("Sweeps", 8, 8),  # the line below it is a rule
        ("Text", 10, 10),
    ]
    rest = "Text.\n\n   Bakes for all in the town:\n\n   * bread\n"
    assert read.texts(rest, "a.rst") == ["Text.", "Bakes for all in the town:", "bread"]


@pytest.mark.parametrize("name", ["role.md", "role.rst"])
def test_a_very_long_point_is_whole_to_its_last_clause(read: Read, name: str) -> None:
    point = f"Bakes {'bread and ' * 2000}never cakes."
    (passage,) = read.passages(f"* {point}\n", name)
    assert passage.text == point
    assert passage.searchable().endswith("never cakes.")


@pytest.mark.parametrize("name", ["role.md", "role.rst"])
def test_a_lead_in_names_its_point_bold_or_not(read: Read, name: str) -> None:
    source = (
        "* **Care**: sweeps.\n* **Taste** – tries.\n* Kneading and creative shaping: shapes.\n"
        "* **Always** bakes.\n* Bakes. Note: daily.\n* Bakes at 10:30 daily.\n"
    )
    assert [p.name for p in read.passages(source, name)] == [
        "Care",
        "Taste",
        "Kneading and creative shaping",
        None,
        None,
        None,
    ]


@pytest.mark.parametrize("name", ["role.md", "role.rst"])
def test_prose_is_quoted_by_paragraph(read: Read, name: str) -> None:
    source = "Bakes bread.\nSells it.\n\nNever\nsleeps.\n"
    assert [(p.text, p.line, p.end_line) for p in read.passages(source, name)] == [
        ("Bakes bread. Sells it.", 1, 2),
        ("Never sleeps.", 4, 5),
    ]


# Tables, HTML, other formats


def test_a_table_is_split_by_cell_under_its_row_and_column(read: Read) -> None:
    source = (
        "| Area | Baker\u200b | Head |\n|---|:-:|---|\n"
        "| **Dough** | [Kneads](k.md) \\| shapes | Teaches<br>all |\n| Oven | | Owns it |\n"
    )
    passages = read.passages(source)
    assert [(p.text, p.context, p.line) for p in passages] == [
        ("Kneads | shapes", ("Area", "Dough", "Baker\u200b"), 3),
        ("Teaches all", ("Area", "Dough", "Head"), 3),
        ("Owns it", ("Area", "Oven", "Head"), 4),
    ]
    assert passages[0].marks == (Mark("link", 0, 6, "k.md"),)


def test_a_grid_table_is_split_by_cell_under_its_row_and_column(read: Read) -> None:
    source = (
        "+-------+--------+----------+\n| Area  | Baker  | Head     |\n"
        "+=======+========+==========+\n| Dough | Kneads | Teaches  |\n"
        "|       | rye    +----------+\n|       |        | * all    |\n"
        "+-------+--------+----------+\n"
    )
    assert [(p.text, p.context, p.line, p.end_line) for p in read.passages(source, "a.rst")] == [
        ("Kneads rye", ("Area", "Dough", "Baker"), 4, 5),
        ("Teaches", ("Area", "Dough", "Head"), 4, 4),
        ("all", ("Area", "Dough", "Head"), 6, 6),
    ]


def test_an_html_table_in_markdown_is_split_by_cell_too(read: Read) -> None:
    source = """\
<table>
  <tr>
    <th>Area</th>
    <th colspan="2">Baker</th>
  </tr>
  <tr>
    <td rowspan="2">Dough</td>
    <td>Kneads<br>
        shapes</td>
    <td>
      <ul>
        <li>rye</li>
        <li>spelt
            flour</li>
      </ul>
    </td>
  </tr>

  <tr>
    <td>Sells</td><td>Eats</td>
  </tr>
</table>
"""
    assert [(p.text, p.context, p.line, p.end_line) for p in read.passages(source)] == [
        ("Kneads shapes", ("Area", "Dough", "Baker"), 8, 9),
        ("rye", ("Area", "Dough", "Baker"), 12, 12),
        ("spelt flour", ("Area", "Dough", "Baker"), 13, 14),
        ("Sells", ("Area", "Dough", "Baker"), 20, 20),
        ("Eats", ("Area", "Dough", "Baker"), 20, 20),
    ]


def test_a_row_with_more_cells_than_the_head_loses_nothing(read: Read) -> None:
    source = "- | Area | Baker |\n  |---|---|\n  | Dough | Kneads | rye | |\n\nA | b | c\n"
    assert [(p.text, p.context) for p in read.passages(source)] == [
        ("Kneads | rye", ("Area", "Dough", "Baker")),
        ("A | b | c", ()),
    ]


def test_a_table_in_a_cell_is_quoted_once(read: Read) -> None:
    source = (
        "+-------+-------------+\n| Dough | +---+-----+ |\n|       | | a | rye | |\n"
        "|       | +---+-----+ |\n+-------+-------------+\n"
    )
    assert read.texts(source, "a.rst") == ["rye"]


@pytest.mark.parametrize("suffix", [".adoc", ".doc", ".odt", ".pdf"])
def test_other_formats_are_not_read(suffix: str) -> None:
    assert suffix in REFUSED
    assert suffix not in PARSERS


def test_code_is_content_and_a_drawing_is_not(read: Read) -> None:
    markdown = "```sh\nbake --all\n\nbake rye\n```\n\n```mermaid\ngraph TD\n```\n\n    indented\n"
    assert [(p.text, p.line, p.end_line) for p in read.passages(markdown)] == [
        ("bake --all\n\nbake rye", 2, 4),
        ("indented", 11, 11),
    ]
    rest = (
        ".. code-block:: sh\n   :caption: Baking\n\n   bake --all\n\n"
        ".. mermaid::\n\n   graph TD\n\n.. code:: mermaid\n\n   graph TD\n\nSo::\n\n   bake rye\n"
    )
    assert [(p.text, p.line) for p in read.passages(rest, "a.rst")] == [
        ("bake --all", 4),
        ("So:", 14),
        ("bake rye", 16),
    ]


# Template and noise


def test_template_tags_are_dropped_and_listed(read: Read) -> None:
    source = (
        "Ask [here]({{ site.url }}/ask).\n\n{{< cards\n  2 >}}\n{% include team.md %}\n\n"
        "Bakes.<!--more-->\n\n<!-- Once\n\nbaked --> Sells.\n\n{: .wide}\n\n`{{ kept }}`\n"
    )
    document = read(source)
    assert [(p.text, p.line) for p in chunk_document(document)] == [
        ("Ask here.", 1),
        ("Bakes.", 7),
        ("Sells.", 11),
        ("{{ kept }}", 15),
    ]
    assert [(omission.line, omission.text) for omission in document.omissions] == [
        (1, "{{ site.url }}"),
        (3, "{{< cards 2 >}}"),
        (5, "{% include team.md %}"),
        (13, "{: .wide}"),
    ]
    rest = read("Bakes.\n<!--more-->\n\n{{< card >}}\n", "a.rst")
    assert [p.text for p in chunk_document(rest)] == ["Bakes."]
    assert [omission.line for omission in rest.omissions] == [4]


SITE = """\
import Tabs from '@theme/Tabs'

- TOC
{:toc}

[[_TOC_]]

:::info Early

Bakes[^1] early [^1] here.

:::

> [!NOTE]
> Sells `[^2]` late.

!!! note "Nights"
    - Sweeps

    ??? tip
        Or **mops**.

[^1]: Daily.
"""


def test_the_signs_of_site_generators_are_dropped_and_listed(read: Read) -> None:
    document = read(SITE)
    assert [(p.text, p.line) for p in chunk_document(document)] == [
        ("Bakes early here.", 10),
        ("Daily.", 23),
        ("Sells [^2] late.", 15),
        ("Sweeps", 18),
        ("Or mops.", 21),
    ]
    assert [(omission.line, omission.text) for omission in document.omissions] == [
        (1, "import Tabs from '@theme/Tabs'"),
        (3, "- TOC {:toc}"),
        (6, "[[_TOC_]]"),
        (8, ":::info Early"),
        (12, ":::"),
        (14, "[!NOTE]"),
        (17, '!!! note "Nights"'),
        (20, "??? tip"),
    ]


def test_the_signs_of_wikis_are_not_words(read: Read) -> None:
    document = read(
        "(duties)=\n# Baker\n\nSees [[Oven|the oven]] and [[Mill]], ==daily== %%ask Ann%% at 100%%"
        " x == y.\n\nSee {ref}`duties`, `[[a]]`, `==b==` and [[c]](https://c.example).\n"
        "\nHas [[7]][d] shops.\n\n[d]: https://d.example\n"
    )
    assert [p.text for p in chunk_document(document)] == [
        "Sees the oven and Mill, daily at 100%% x == y.",
        "See duties, [[a]], ==b== and [c].",
        "Has [7] shops.",
    ]
    assert [(omission.line, omission.text) for omission in document.omissions] == [
        (1, "(duties)="),
        (4, "%%ask Ann%%"),
        (6, "{ref}"),
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("ROLE DESCRIPTION: Field Engineer", "Field Engineer"),
        ("Job description - Field Engineer", "Field Engineer"),
        ("Role profile: the Field Engineer", "Field Engineer"),
        ("Field Engineer (job description)", "Field Engineer"),
        ("Field Engineer – Role Description", "Field Engineer"),
        ("Field Engineer Job Profile", "Field Engineer"),
        ("Position-Fixing Engineer", None),
        ("Role-Playing Lead", None),
        ("Job Title Analyst", None),
    ],
)
def test_what_kind_of_document_it_is_is_no_part_of_a_name(
    read: Read, title: str, name: str | None
) -> None:
    (text,) = read(f"# {title}\n\n- Repairs pumps\n").roles
    assert text.role.title == title
    assert text.role.other_names == ((name,) if name else ())


def test_the_attributes_of_pandoc_are_not_words(read: Read) -> None:
    source = (
        "# []{#_Toc1 .anchor}Baker {#baker .unnumbered}\n\n## **Pay {#pay}**\n\n"
        '[Bakes]{.underline} [rye](r.md){.x} ![](o.png){width="6.5in"} `[a]{.b}` {c}.\n\n'
        "## Skills {.unlisted}\n\nMany.\n"
    )
    passages = read.passages(source)
    assert [(p.role.title, p.section, p.anchor, p.text) for p in passages] == [
        ("Baker", "Pay", "pay", "Bakes rye  [a]{.b} {c}."),
        ("Baker", "Skills", "skills", "Many."),
    ]


def test_a_mark_ends_with_the_words_of_its_heading() -> None:
    (heading,) = parse_markdown("# Good **bread {#a}**\n")
    assert heading.text == "Good bread"
    assert [(mark.start, mark.end) for mark in heading.marks] == [(5, 10)]


def test_a_tag_does_not_cross_a_blank_line(read: Read) -> None:
    assert read.texts("Bakes {{ rye\n\nSells.\n\nSweeps }} all.\n") == [
        "Bakes {{ rye",
        "Sells.",
        "Sweeps }} all.",
    ]


@pytest.mark.parametrize(
    "opening", ["{{ ", "{{< ", "{% ", "{: ", "<!-- ", "`", "```\n", "[", "[a", "[^"]
)
def test_what_is_never_closed_takes_no_time(opening: str) -> None:
    start = time.process_time()
    without_templates(opening * 100_000)
    without_markers(opening * 100_000)
    without_html_comments(opening * 100_000)
    assert time.process_time() - start < 5  # seconds; it takes a tenth, and an hour if quadratic


def test_code_in_a_list_is_kept_as_it_is(read: Read) -> None:
    source = (
        "1. Run\n\n      ```\n      {{ value }}\n      - [ ] done\n      ```\n\n"
        "- ```\n  {{ b }}\n  ```\n"
    )
    assert read.texts(source) == ["{{ value }}\n- [ ] done", "{{ b }}"]


REST = """\
.. _contents:

.. contents:: Contents
   :depth: 2

.. toctree::
   :maxdepth: 1

   baker
   oven

.. include:: /etc/hostname

.. raw:: html

   <b>Loud</b>

.. A comment,
   of two lines.

Ask :ref:`the baker <baker>`, :doc:`/oven` or :term:`Rye`.

.. note:: Bring
   an apron.

.. seealso::
   The oven's manual.

.. versionadded:: 2.0

   A second oven.

.. shop-only::
   :who: all

   * Sells cakes
"""


def test_a_directive_is_not_text_but_what_it_holds_may_be(read: Read) -> None:
    assert [(p.text, p.line, p.end_line) for p in read.passages(REST, "a.rst")] == [
        ("Ask the baker, /oven or Rye.", 21, 21),
        ("Bring an apron.", 23, 24),
        ("The oven's manual.", 27, 27),
        ("A second oven.", 31, 31),
        ("Sells cakes", 36, 36),
    ]


def test_html_that_does_something_in_markdown_is_not_text(read: Read) -> None:
    source = "<script>\nbake()\n</script>\n\n<style>p {}</style>\n\n![oven](o.png)\n\nBakes.\n"
    assert read.texts(source) == ["Bakes."]


def test_what_many_roles_repeat_is_each_time_found_under_its_role(
    write: WriteContent, initials: InitialEncoder
) -> None:
    same = "Read more about bread.\n"
    folder = write({f"{name}.md": f"# {name}\n\n{same}" for name in ("Baker", "Clerk")})
    index = index_of(folder, initials)
    first, second = index.passages
    assert first.text == second.text
    assert first.searchable() != second.searchable()
    assert find(index, "Clerk more", top_k=1).hits[0].passage == second


def test_one_title_in_two_files_is_two_roles(write: WriteContent) -> None:
    folder = write({"a/baker.md": "# Baker\n\nBakes.\n", "b/baker.rst": "Baker\n=====\n\nBakes.\n"})
    documents = read_content(folder, find_documents(folder)).documents
    roles = [text.role for document in documents for text in document.roles]
    assert [role.path for role in find_roles("baker", roles)] == ["a/baker.md", "b/baker.rst"]


# Characters


@pytest.mark.parametrize("name", ["role.md", "role.rst"])
def test_rare_hyphens_stay_in_the_quote_and_are_plain_for_matching(read: Read, name: str) -> None:
    (passage,) = read.passages("Owns the oven‐room’s “sub‑system”.\n", name)
    assert passage.text == "Owns the oven‐room’s “sub‑system”."
    assert fold(passage.text) == 'Owns the oven-room\'s "sub-system".'


def test_characters_of_all_kinds_are_read_as_they_are(read: Read) -> None:
    words = "Bakes\u00a0rye – “dark”\u200b…"
    windows = f"\ufeff---\r\ntitle: Baker\r\n---\r\n\r\n* {words}\r\n  daily\r\n"
    for name in ("a.md", "a.rst"):
        (passage,) = read.passages(windows, name)
        assert (passage.role.title, passage.text) == ("Baker", f"{words} daily")
        assert (passage.line, passage.end_line) == (5, 6)
    assert read.texts("Bakes &mdash; &quot;rye&quot; &amp; &#8217;spelt&#x2019;\n") == [
        'Bakes — "rye" & ’spelt’'
    ]
    with pytest.raises(ContentError, match=r"role.md:2: The file is not UTF-8\."):
        read("# Baker\nCrème\n".encode("latin-1"))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (
            "ko.md",
            "# 제빵사\n\n## 책임\n\n- **반죽**: 매일 빵을 굽는다\n\n"
            "| 수준 | 일 |\n|---|---|\n| 하나 | 반죽 |\n",
        ),
        ("ja.rst", "パン職人\n========\n\n責任\n----\n\n* **生地**: 毎日パンを焼く。\n"),
        ("빵/굽기.md", "毎日パンを焼く。\n"),
    ],
)
def test_korean_and_japanese_documents_can_be_read_and_searched(
    write: WriteContent, initials: InitialEncoder, name: str, source: str
) -> None:
    index = index_of(write({name: source}), initials)
    (role,) = index.roles
    assert find_roles(role.title, index.roles) == (role,)
    assert all(passage.text in source.replace("**", "") for passage in index.passages)
    assert len(find(index, "毎日 빵", top_k=9).hits) == len(index.passages)


# What holds everywhere


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("role.md", "* Is **bold\n  here**, *slanted*, `coded`, [**a** link](l.md), ~~struck~~.\n"),
        (
            "role.md",
            "* Is <b>bold\n here</b>, <i>slanted</i>, <code>coded</code>, "
            "<a href=l.md><b>a</b> link</a>, <s>struck</s>.\n",
        ),
    ],
)
def test_inline_markup_is_beside_the_words_it_is_on(read: Read, name: str, source: str) -> None:
    (passage,) = read.passages(source, name)
    assert passage.text == "Is bold here, slanted, coded, a link, struck."
    assert marked(passage) == [
        ("bold", "bold here"),
        ("italic", "slanted"),
        ("code", "coded"),
        ("link", "a link"),
        ("bold", "a"),
        ("strike", "struck"),
    ]
    assert [mark.href for mark in passage.marks if mark.href] == ["l.md"]


def test_inline_markup_of_restructuredtext_is_beside_the_words_it_is_on(read: Read) -> None:
    source = "* Is **bold\n  here**, *slanted*, ``coded``, `a link <l.md>`_, https://a.example\n"
    (passage,) = read.passages(source, "a.rst")
    assert passage.text == "Is bold here, slanted, coded, a link, https://a.example"
    assert marked(passage) == [
        ("bold", "bold here"),
        ("italic", "slanted"),
        ("code", "coded"),
        ("link", "a link"),
        ("link", "https://a.example"),
    ]
    assert [m.href for m in passage.marks if m.href] == ["l.md", "https://a.example"]


def test_a_definition_stands_under_its_term(read: Read) -> None:
    html = "<dl>\n<dt>Rye</dt>\n<dd>Is dark.</dd>\n</dl>\n"
    assert [(p.text, p.context, p.line) for p in read.passages(html)] == [("Is dark.", ("Rye",), 3)]
    rest = "Rye : flour\n  Is dark.\n\n:Spelt: Is light.\n\n-r FILE  Is code.\n"
    assert [(p.text, p.context) for p in read.passages(rest, "a.rst")] == [
        ("Is dark.", ("Rye flour",)),
        ("Is light.", ("Spelt",)),
        ("Is code.", ("-r FILE",)),
    ]


def test_a_txt_file_is_read_as_what_it_holds(read: Read) -> None:
    assert read.texts("Ask :doc:`oven`.\n\n.. toctree::\n\n   oven\n", "a.txt") == ["Ask oven."]
    assert read.sections("## Skills\n\nKneads.\n", "a.txt") == ["Skills"]
    assert read.sections("Baker\n~~~~~\n\nKneads.\n\nPay\n~~~\n\nFair.\n", "a.txt") == [
        "",
        "Pay",
    ]


@pytest.mark.parametrize("name", ["role.md", "role.rst"])
def test_a_document_nested_beyond_reason_is_an_error_that_says_so(read: Read, name: str) -> None:
    with pytest.raises(ContentError, match=r"nested too deep"):
        read(f"{'- ' * 5000}a\n", name)
    assert read.texts(f"{'- ' * 50}a\n", name) == ["a"]
