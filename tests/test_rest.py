from __future__ import annotations

from textwrap import dedent

from index.document import Block, Heading
from index.parse.rest import parse_rest


def test_headings_paragraphs_and_bullets_have_the_lines_they_stand_on() -> None:
    assert parse_rest(
        dedent("""\
            An introduction
            of two lines.

            Duties
            ======

            * First, wrapped
              over two lines
            * Second

            Inner
            -----
            Last.
            """)
    ) == (
        Block("paragraph", "An introduction of two lines.", 1, 2),
        Heading("Duties", 1, 4),
        Block("bullet", "First, wrapped over two lines", 7, 8),
        Block("bullet", "Second", 9, 9),
        Heading("Inner", 2, 11),
        Block("paragraph", "Last.", 13, 13),
    )


def test_a_heading_with_an_overline_is_on_the_line_of_its_words() -> None:
    assert parse_rest("====\nRole\n====\n") == (Heading("Role", 1, 2),)


def test_a_nested_point_stands_under_the_words_of_its_parent() -> None:
    parent = "Signs off a service, which means"
    assert parse_rest(f"* {parent}\n\n  - its alerts work\n\n* Next\n") == (
        Block("bullet", parent, 1, 1),
        Block("bullet", "its alerts work", 3, 3, context=(parent,)),
        Block("bullet", "Next", 5, 5),
    )


def test_a_bold_lead_in_names_the_block() -> None:
    (block,) = parse_rest("* **Teamwork**: Works in concert\n")
    assert block == Block("bullet", "Teamwork: Works in concert", 1, 1, name="Teamwork")


def test_bold_words_inside_a_sentence_are_no_name() -> None:
    (block,) = parse_rest("* **Always** works in concert\n")
    assert block == Block("bullet", "Always works in concert", 1, 1)


def test_markup_is_removed_and_all_other_characters_stay() -> None:
    (block,) = parse_rest(
        "* ``code``, *emphasis*, a `link <https://a.example>`_, sub‐system,  “two”\n"
    )
    assert isinstance(block, Block)
    assert block.text == "code, emphasis, a link, sub‐system,  “two”"


def test_what_is_not_a_statement_is_not_quoted() -> None:
    source = dedent("""\
        Text.
        <!--more-->

        .. _contents:

        .. contents:: Contents
           :class: sidebar

        .. A comment.

        Duties
        ======
        """)
    assert parse_rest(source) == (Block("paragraph", "Text.", 1, 1), Heading("Duties", 1, 11))


def test_no_file_of_the_machine_is_included(tmp_path: object) -> None:
    assert (
        parse_rest(".. include:: /etc/hostname\n\n.. raw:: html\n   :file: /etc/hostname\n") == ()
    )


def test_a_definition_stands_under_its_term() -> None:
    assert parse_rest("Scope\n  One team.\n") == (
        Block("paragraph", "One team.", 2, 2, context=("Scope",)),
    )


def test_a_cell_stands_under_its_row_and_column() -> None:
    source = dedent("""\
        ======= ==========
        Area    Level 2
        ======= ==========
        Scope   One team
                and ports
        ======= ==========
        """)
    assert parse_rest(source) == (
        Block("cell", "One team and ports", 4, 5, context=("Scope", "Level 2")),
    )
