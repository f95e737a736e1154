from __future__ import annotations

from textwrap import dedent

from index.documents.document import Block, Heading, Mark
from index.documents.parse.markdown import parse_markdown


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
        Heading("Duties", 1, 4, 4),
        Block("bullet", "First, wrapped over two lines", 6, 7),
        Block("bullet", "Second", 8, 8),
        Heading("Inner", 2, 10, 10),
        Block("paragraph", "Last.", 11, 11),
    )


def test_a_nested_point_stands_under_the_words_of_its_parent() -> None:
    assert parse_markdown("- Owns the plan:\n  - *now*, this cycle;\n- Next\n") == (
        Block("bullet", "Owns the plan:", 1, 1),
        Block(
            "bullet",
            "now, this cycle;",
            2,
            2,
            context=("Owns the plan:",),
            marks=(Mark("italic", 0, 3),),
        ),
        Block("bullet", "Next", 3, 3),
    )


def test_a_bold_lead_in_names_the_block() -> None:
    sources = {
        "- **Teamwork**: Works in concert\n": 8,
        "- **Teamwork:** Works in concert\n": 9,
        "- __Teamwork__: Works in concert\n": 8,
        "- <b>Teamwork</b>: Works in concert\n": 8,
    }
    for source, end in sources.items():
        (block,) = parse_markdown(source)
        assert block == Block(
            "bullet",
            "Teamwork: Works in concert",
            1,
            1,
            name="Teamwork",
            marks=(Mark("bold", 0, end),),
        )


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
        Block("cell", "One team", 3, 3, context=("Area", "Scope", "Level 2")),
        Block("cell", "Several teams", 3, 3, context=("Area", "Scope", "Level 3")),
        Block("cell", "Whole", 4, 4),
    )


def test_a_list_may_be_nested_deep() -> None:
    source = "".join(f"{'  ' * depth}- p{depth}\n" for depth in range(30))
    assert [block.text for block in parse_markdown(source)] == [f"p{depth}" for depth in range(30)]


def test_html_has_its_lines_though_its_tags_stay_open_and_comments_are_between() -> None:
    source = (
        "<table>\n<!-- two\nlines -->\n<tr><td>\n\n<ul>\n<li>Bakes\n\n<li>Sells\n</ul>\n</table>\n"
    )
    assert [(b.text, b.line, b.end_line) for b in parse_markdown(source)] == [
        ("Bakes", 7, 7),
        ("Sells", 9, 9),
    ]


def test_a_heading_in_a_cell_is_its_text() -> None:
    source = "<table>\n<tr><td><h3>Week</h3></td></tr>\n<tr><td>Bakes bread</td></tr>\n</table>\n"
    assert [block.text for block in parse_markdown(source)] == ["Week", "Bakes bread"]


def test_a_fence_that_is_never_closed_ends_with_the_document() -> None:
    (block,) = parse_markdown("```\nbake\n\nsell")
    assert (block.line, block.end_line) == (2, 4)


def test_a_definition_stands_under_its_term() -> None:
    source = dedent("""\
        Bread
        : Baked **daily**
          before six.
        : Sold by the slice.

        Rye
        Spelt

        : Milled here.

        - Cake
          : For birthdays.

        No term: a colon
        inside stays.
        """)
    assert parse_markdown(source) == (
        Block(
            "paragraph", "Baked daily before six.", 2, 3, None, ("Bread",), (Mark("bold", 6, 11),)
        ),
        Block("paragraph", "Sold by the slice.", 4, 4, context=("Bread",)),
        Block("paragraph", "Milled here.", 9, 9, context=("Rye", "Spelt")),
        Block("paragraph", "For birthdays.", 12, 12, context=("Cake",)),
        Block("paragraph", "No term: a colon inside stays.", 14, 15),
    )


def test_drawn_bullets_are_points() -> None:
    source = dedent("""\
        The baker:
        • bakes **bread**
          and cakes
        •\tRests: on Sundays

        ▪ **Buys**: flour

        A · b, and a • in a line stay
        """)
    assert parse_markdown(source) == (
        Block("paragraph", "The baker:", 1, 1),
        Block("bullet", "bakes bread and cakes", 2, 3, marks=(Mark("bold", 6, 11),)),
        Block("bullet", "Rests: on Sundays", 4, 4, "Rests"),
        Block("bullet", "Buys: flour", 6, 6, "Buys", marks=(Mark("bold", 0, 4),)),
        Block("paragraph", "A · b, and a • in a line stay", 8, 8),
    )


def test_words_bullets_are_points_too() -> None:
    source = (
        "<p class=MsoListParagraph><span>·<span>&nbsp;&nbsp; </span></span>Bakes<o:p></o:p></p>\n"
        "<p class=MsoListParagraph>o<span>&nbsp;&nbsp; </span>Sells</p>\n"
    )
    assert parse_markdown(source) == (
        Block("bullet", "Bakes", 1, 1),
        Block("bullet", "Sells", 2, 2),
    )
    assert parse_markdown("o no point\n\n•\n") == (
        Block("paragraph", "o no point", 1, 1),
        Block("paragraph", "•", 3, 3),
    )


def test_points_in_a_cell_are_quoted_one_by_one() -> None:
    source = dedent("""\
        | Phase | Duties |
        |---|---|
        | Before | • Books **halls**<br>• Orders: food |
        | After | Daily:<br>- Pays<br/>- Thanks |
        | Always | Answers - in time - mail.<br>Keeps notes. |
        """)
    blocks = [b for b in parse_markdown(source) if isinstance(b, Block)]
    assert [(b.context[1], b.text, b.line) for b in blocks] == [
        ("Before", "Books halls", 3),
        ("Before", "Orders: food", 3),
        ("After", "Daily:", 4),
        ("After", "Pays", 4),
        ("After", "Thanks", 4),
        ("Always", "Answers - in time - mail.", 5),
        ("Always", "Keeps notes.", 5),
    ]
    assert blocks[0].marks == (Mark("bold", 6, 11),)


def test_lines_with_letters_and_numbers_are_paragraphs_of_their_own() -> None:
    source = dedent("""\
        The lead:
        a) compares
           offers
        b) negotiates

        2.1 Repairs pumps.
        2.2 Trains staff.

        Not so: see
        2.1 above (i) or
        a word) here.
        """)
    assert parse_markdown(source) == (
        Block("paragraph", "The lead:", 1, 1),
        Block("paragraph", "a) compares offers", 2, 3),
        Block("paragraph", "b) negotiates", 4, 4),
        Block("paragraph", "2.1 Repairs pumps.", 6, 6),
        Block("paragraph", "2.2 Trains staff.", 7, 7),
        Block("paragraph", "Not so: see 2.1 above (i) or a word) here.", 9, 11),
    )
