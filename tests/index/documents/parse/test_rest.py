from __future__ import annotations

from textwrap import dedent

from index.documents.document import Block, Heading, Mark
from index.documents.parse.footnotes import place_footnotes
from index.documents.parse.rest import parse_rest


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
        Heading("Duties", 1, 4, 4, "duties"),
        Block("bullet", "First, wrapped over two lines", 7, 8),
        Block("bullet", "Second", 9, 9),
        Heading("Inner", 2, 11, 11, "inner"),
        Block("paragraph", "Last.", 13, 13),
    )


def test_a_heading_with_an_overline_is_on_the_line_of_its_words() -> None:
    assert parse_rest("====\nRole\n====\n") == (Heading("Role", 1, 2, 2, "role"),)


def test_a_nested_point_stands_under_the_words_of_its_parent() -> None:
    parent = "Signs off a service, which means"
    assert parse_rest(f"* {parent}\n\n  - its alerts work\n\n* Next\n") == (
        Block("bullet", parent, 1, 1),
        Block("bullet", "its alerts work", 3, 3, context=(parent,)),
        Block("bullet", "Next", 5, 5),
    )


def test_a_bold_lead_in_names_the_block() -> None:
    (block,) = parse_rest("* **Teamwork**: Works in concert\n")
    assert block == Block(
        "bullet",
        "Teamwork: Works in concert",
        1,
        1,
        name="Teamwork",
        marks=(Mark("bold", 0, 8),),
    )


def test_bold_words_inside_a_sentence_are_no_name() -> None:
    (block,) = parse_rest("* **Always** works in concert\n")
    assert block == Block("bullet", "Always works in concert", 1, 1, marks=(Mark("bold", 0, 6),))


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
    assert parse_rest(source) == (
        Block("paragraph", "Text.", 1, 1),
        Heading("Duties", 1, 11, 11, "duties"),
    )


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
        Block("cell", "One team and ports", 4, 5, context=("Area", "Scope", "Level 2")),
    )


def test_what_sphinx_says_on_and_below_a_directive_is_text_and_its_options_are_not() -> None:
    source = dedent("""\
        .. todo:: Ask the
           bakers.

        .. shop::
           :open: all

           All day.

        * .. versionadded:: 2.0
             The oven.

        .. code-block:: sh
           :emphasize-lines: 1

           bake
        """)
    assert [(b.text, b.line, b.end_line) for b in parse_rest(source)] == [
        ("Ask the bakers.", 1, 2),
        ("All day.", 7, 7),
        ("The oven.", 10, 10),
        ("bake", 15, 15),
    ]


def test_what_docutils_cannot_read_is_quoted_as_it_stands() -> None:
    source = dedent("""\
        Role
        ====

        +-----+-----+
        | Bakes     |
        +===+=======+

        * Sells

          Where
          -----

          Here.
        """)
    assert [(b.text, b.line, b.end_line) for b in parse_rest(source)] == [
        ("Role", 1, 1),
        ("| Bakes     |", 5, 5),
        ("Sells", 8, 8),
        ("Where", 10, 10),
        ("Here.", 13, 13),
    ]


def test_the_title_of_a_box_is_above_what_is_in_it() -> None:
    source = ".. topic:: Rye\n\n   Is dark.\n\n.. table:: Pay\n\n   === ===\n   a   b\n   === ===\n"
    assert [(b.text, b.context) for b in parse_rest(source) if isinstance(b, Block)] == [
        ("Is dark.", ("Rye",)),
        ("b", ("Pay", "a")),
    ]


def test_captions_attributions_and_formulas_are_text() -> None:
    source = dedent("""\
        .. figure:: oven.png

           The oven

        Text.

           Bread!

           -- A baker

        .. math::

           a+b
        """)
    texts = [block.text for block in parse_rest(source)]
    assert texts == ["The oven", "Text.", "Bread!", "A baker", "a+b"]


def test_the_cells_of_a_csv_table_have_their_lines() -> None:
    source = '.. csv-table::\n   :header: Area, Baker\n\n   Dough,"Kneads\n   rye"\n   Oven,Heats\n'
    assert parse_rest(source) == (
        Block("cell", "Kneads rye", 4, 5, context=("Area", "Dough", "Baker")),
        Block("cell", "Heats", 6, 6, context=("Area", "Oven", "Baker")),
    )


def test_no_document_changes_what_the_next_one_means() -> None:
    parse_rest(".. role:: strong(literal)\n\n.. code:: odd\n")
    (block,) = parse_rest(":strong:`Bakes`\n")
    assert block.marks == (Mark("bold", 0, 5),)


def test_a_very_long_line_is_read() -> None:
    (block,) = parse_rest("Bakes " * 5000)
    assert len(block.text) == 29_999


def test_the_second_of_two_equal_titles_has_the_anchor_that_sphinx_gives_it() -> None:
    source = "Skills\n======\n\na\n\nSkills\n======\n\nb\n"
    assert [e.anchor for e in parse_rest(source) if isinstance(e, Heading)] == ["skills", "id1"]


def test_a_footnote_stands_under_its_sentence_and_its_number_leaves_no_gap() -> None:
    source = "Tastes [#]_ the soup [#]_.\n\nServes.\n\n.. [#] Daily.\n.. [#] Nightly.\n"
    assert place_footnotes(parse_rest(source)) == [
        Block("paragraph", "Tastes the soup.", 1, 1),
        Block("paragraph", "Daily.", 5, 5, context=("Tastes the soup.",)),
        Block("paragraph", "Nightly.", 6, 6, context=("Tastes the soup.",)),
        Block("paragraph", "Serves.", 3, 3),
    ]
