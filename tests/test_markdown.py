from __future__ import annotations

from textwrap import dedent

from index.document import Block, Heading
from index.parse.markdown import parse_markdown


def test_headings_paragraphs_and_bullets_have_the_lines_they_stand_on() -> None:
    assert parse_markdown(
        dedent("""\
            An introduction
            of two lines.

            # Duties

            * First, wrapped
              over two lines
            * Second

            ## Inner
            Last.
            """)
    ) == (
        Block("paragraph", "An introduction of two lines.", 1, 2),
        Heading("Duties", 1, 4),
        Block("bullet", "First, wrapped over two lines", 6, 7),
        Block("bullet", "Second", 8, 8),
        Heading("Inner", 2, 10),
        Block("paragraph", "Last.", 11, 11),
    )


def test_a_nested_point_stands_under_the_words_of_its_parent() -> None:
    assert parse_markdown("- Owns the plan:\n  - *now*, this cycle;\n- Next\n") == (
        Block("bullet", "Owns the plan:", 1, 1),
        Block("bullet", "now, this cycle;", 2, 2, context=("Owns the plan:",)),
        Block("bullet", "Next", 3, 3),
    )


def test_a_bold_lead_in_names_the_block() -> None:
    for source in ("- **Teamwork**: Works in concert\n", "- **Teamwork:** Works in concert\n"):
        (block,) = parse_markdown(source)
        assert block == Block("bullet", "Teamwork: Works in concert", 1, 1, name="Teamwork")


def test_markup_is_removed_entities_are_decoded_and_all_other_characters_stay() -> None:
    (block,) = parse_markdown(
        "- `a*b`, *emphasis*, a [link](https://a.example) &mdash; <b>sub‐system</b>,  “two”\n"
    )
    assert isinstance(block, Block)
    assert block.text == "a*b, emphasis, a link — sub‐system,  “two”"


def test_what_is_not_a_statement_is_not_quoted() -> None:
    assert parse_markdown("Text.\n\n<!--more-->\n\n---\n") == (Block("paragraph", "Text.", 1, 1),)


def test_a_cell_stands_under_its_row_and_column() -> None:
    source = dedent("""\
        | Area  | Level 2  | Level 3       |
        |-------|----------|---------------|
        | Scope | One team | Several teams |
        | Whole |          |               |
        """)
    assert parse_markdown(source) == (
        Block("cell", "One team", 3, 3, context=("Scope", "Level 2")),
        Block("cell", "Several teams", 3, 3, context=("Scope", "Level 3")),
        Block("cell", "Whole", 4, 4),
    )
