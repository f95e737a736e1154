"""Levels of a family: headings side by side, or columns of a table."""

from __future__ import annotations

import pytest

from index.documents.chunk import chunk_document
from index.documents.document import Document, Role
from index.documents.parse import parse_source


def read(source: str, path: str = "levels.md") -> Document:
    return parse_source(path, source)


def roles(source: str, path: str = "levels.md") -> list[Role]:
    return [text.role for text in read(source, path).roles if not text.role.is_page]


def headed(*headings: str, title: str = "Analytics career ladder") -> str:
    sections = (f"## {heading}\n\n- Answers {n}\n\n" for n, heading in enumerate(headings))
    return f"# {title}\n\n{''.join(sections)}"


def test_a_level_is_called_by_the_name_in_its_heading_and_by_all_of_that_too() -> None:
    found = roles(
        headed(
            *("Level 1: Associate Analyst (IC1)", "Level 2: Analyst (IC2)"),
            "Level 3: Senior Analyst (IC3)",
        )
    )
    assert [(role.title, role.level, role.family) for role in found] == [
        ("Associate Analyst", "IC1", "Analytics"),
        ("Analyst", "IC2", "Analytics"),
        ("Senior Analyst", "IC3", "Analytics"),
    ]
    assert found[1].other_names == ("Level 2: Analyst (IC2)", "IC2")


@pytest.mark.parametrize(
    ("headings", "titles", "levels"),
    [
        (("L3 – Senior", "L4 – Staff"), ["Senior Engineer", "Staff Engineer"], ["L3", "L4"]),
        (("E1", "E2", "E3"), ["E1 Engineer", "E2 Engineer", "E3 Engineer"], ["E1", "E2", "E3"]),
        (("Grade 7", "Grade 8"), ["Grade 7 Engineer", "Grade 8 Engineer"], ["Grade 7", "Grade 8"]),
        (
            ("Junior", "Senior", "Staff"),
            ["Junior Engineer", "Senior Engineer", "Staff Engineer"],
            [],
        ),
        (("Engineer I", "Engineer II"), ["Engineer I", "Engineer II"], []),
        (("Rung 1: Starter", "Rung 2: Regular"), ["Starter Engineer", "Regular Engineer"], None),
        (("L1 (Junior)", "L2 (Senior)"), ["Junior Engineer", "Senior Engineer"], ["L1", "L2"]),
        (("L1 — learning the trade", "L2 — on their own"), ["L1 Engineer", "L2 Engineer"], None),
    ],
)
def test_adjectives_and_codes_alone_get_the_noun_of_the_family(
    headings: tuple[str, ...], titles: list[str], levels: list[str] | None
) -> None:
    found = roles(headed(*headings, title="Engineering levels"))
    assert [role.title for role in found] == titles
    if levels is not None:
        assert [role.level for role in found if role.level] == levels
    assert {role.family for role in found if role.level} <= {"Engineering"}


def test_levels_of_a_role_that_has_a_document_are_roles_beside_it() -> None:
    found = roles(headed("D1 - Developer 1", "D2 - Developer 2", "Other pages", title="Developer"))
    assert [(role.title, role.level) for role in found] == [
        *(("Developer", None), ("Developer 1", "D1"), ("Developer 2", "D2"))
    ]


def test_levels_may_stand_below_another_heading() -> None:
    source = (
        "# Harbour Engineering Career Ladder\n\n## Level Progression\n\n"
        "### Engineer I\n\n- Codes\n\n"
        "### Engineer II\n\n- Designs\n\n### Senior Engineer\n\n- Leads\n"
    )
    assert [(role.title, role.family) for role in roles(source)] == [
        ("Engineer I", "Harbour Engineering"),
        ("Engineer II", "Harbour Engineering"),
        ("Senior Engineer", "Harbour Engineering"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        headed("P1 – Outage", "P2 – Degraded", title="How we grade incidents"),
        headed("Q1 goals", "Q2 goals", title="Roadmap"),
        "# Baking Framework\n\n## Dough\n\n### Level 1\n\n- Kneads\n\n### Level 2\n\n- Shapes\n\n"
        "## Oven\n\n### Level 1\n\n- Heats\n\n### Level 2\n\n- Repairs\n",
        headed("Phase 1", "Phase 2", title="Onboarding of an engineer"),
    ],
    ids=["incidents", "quarters", "topics", "phases"],
)
def test_headings_alike_are_no_levels_of_a_role_if_nothing_speaks_of_roles(source: str) -> None:
    assert [text.role.line for text in read(source).roles] == [1]


LADDER = """\
# Programming careers

## Craft

| Skill | Programmer (L2) | Senior Programmer (L3) |
| --- | --- | --- |
| Code | Writes tests for each change | Designs what others build on |

## People

| Skill | Programmer (L2) | Senior Programmer (L3) |
| --- | --- | --- |
| Reviews | Answers within a day | Teaches by their comments |
"""


def test_a_table_with_a_column_a_level_is_one_role_a_column() -> None:
    junior, senior = (text for text in read(LADDER).roles if not text.role.is_page)
    assert (junior.role.title, junior.role.level, junior.role.line) == ("Programmer", "L2", 5)
    assert (senior.role.title, senior.role.level) == ("Senior Programmer", "L3")
    assert senior.role.sections == ("Craft", "People")
    passages = [p for p in chunk_document(read(LADDER)) if p.role == senior.role]
    assert [(p.section, p.context, p.text, p.line) for p in passages] == [
        ("Craft", ("Skill", "Code"), "Designs what others build on", 7),
        ("People", ("Skill", "Reviews"), "Teaches by their comments", 13),
    ]


def test_columns_of_a_skill_are_no_roles() -> None:
    source = (
        "# Release Manager\n\n| Skill | Junior | Senior |\n| --- | --- | --- |\n"
        "| Risk | Spots a risky change | Says no to a risky change |\n"
    )
    assert [role.title for role in roles(source)] == ["Release Manager"]


def test_what_a_heading_and_a_column_say_of_one_level_is_one_role() -> None:
    source = (
        "# Data Scientist levels\n\n| Skill | DS1 | DS2 |\n| --- | --- | --- |\n"
        "| Models | Fits them to plan | Invents them |\n\n"
        "## DS1\n\n- Asks first\n\n## DS2\n\n- Answers first\n"
    )
    first, _ = (text for text in read(source).roles if not text.role.is_page)
    texts = [block.text for section in first.sections for block in section.blocks]
    assert (first.role.title, texts) == ("DS1 Data Scientist", ["Asks first", "Fits them to plan"])
