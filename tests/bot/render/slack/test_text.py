"""Texts in Slack: literal, with their author's emphasis, within the limits."""

from __future__ import annotations

import pytest

from bot.render.notes import lines_of
from bot.render.slack.blocks import button, plain
from bot.render.slack.pages import Piece, characters, cost_of, open_page, paginate
from bot.render.slack.quotes import fragments
from bot.render.slack.text import MAX_RUNS, cut, escape, literal, marked, say, web_url
from index.documents.chunk import Passage
from index.documents.document import Mark, Role

BAKER = Role("Baker", "baker.md", 1)


def styled(text: str, *marks: Mark) -> list[tuple[str, str]]:
    parts = marked(text, marks, 0, len(text))
    return [(part["text"], " ".join(part.get("style", ()))) for part in parts]


def test_emphasis_that_overlaps_is_taken_apart() -> None:
    #            0    5   9   13
    assert styled("bake the rye, too", Mark("bold", 0, 8), Mark("italic", 5, 12)) == [
        ("bake ", "bold"),
        ("the", "bold italic"),
        (" rye", "italic"),
        (", too", ""),
    ]


def test_emphasis_in_emphasis_ends_with_the_outer_one() -> None:
    assert styled("a b c", Mark("bold", 0, 5), Mark("bold", 2, 3)) == [
        ("a ", "bold"),
        ("b", "bold"),
        (" c", "bold"),
    ]


def test_links_and_empty_or_endless_marks_change_nothing() -> None:
    marks = (Mark("link", 0, 1, "x"), Mark("bold", 1, 1), Mark("code", 2, 99))
    assert styled("abc", *marks) == [("ab", ""), ("c", "code")]


def test_of_a_part_of_a_text_only_its_own_emphasis_is_shown() -> None:
    assert marked("abcd", (Mark("bold", 0, 3),), 2, 4) == [
        *literal("c", "bold"),
        *literal("d"),
    ]


def test_a_text_that_is_all_changes_of_style_has_none() -> None:
    text = "ab" * MAX_RUNS
    marks = [Mark("bold", n, n + 1) for n in range(0, len(text), 2)]
    assert styled(text, *marks) == [(text, "")]


def test_a_text_is_never_longer_than_slack_takes() -> None:
    parts = literal("x" * 7000, "bold")
    assert [len(part["text"]) for part in parts] == [3000, 3000, 1000]
    assert literal("") == []


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://x.example/a#L1", "https://x.example/a#L1"),
        ("https://x.example/a|b> c", "https://x.example/a%7Cb%3E%20c"),
        ("http://x.example/" + "y" * 2983, "http://x.example/" + "y" * 2983),
        ("http://x.example/" + "y" * 2984, None),
        ("http://x.example/" + "|" * 995, None),  # 3 characters each
        ("file:///x", None),
        ("javascript:alert(1)", None),
        ("https:///x", None),
        ("http://[", None),
        ("https://x.example/\n", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_one_that_slack_takes(url: str | None, taken: str | None) -> None:
    assert web_url(url) == taken


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("bakes rye", 9, "bakes rye"),
        ("bakes rye", 8, "bakes…"),
        ("bakes rye bread", 10, "bakes rye…"),
        ("a " + "x" * 20, 10, "a xxxxxxx…"),  # no end of a word is near
        ("xxxxxxxx", 4, "xxx…"),
    ],
)
def test_a_text_is_cut_behind_a_word(text: str, most: int, shown: str) -> None:
    assert cut(text, most) == shown
    assert len(shown) <= most


def test_escaped_text_mentions_nobody() -> None:
    assert escape("<!here> & <@U1> @HERE a@b \u202ex") == (
        "&lt;!here&gt; &amp; &lt;@U1&gt; @\u200bHERE a@b �x"
    )


def test_a_text_has_whole_lines_only() -> None:
    assert say(["a" * 2000, "b" * 2000]) == "a" * 2000 + "…"
    assert say(["a", "b"]) == "a\nb"


def test_a_first_line_that_is_too_long_is_cut_before_it_is_escaped() -> None:
    text = say(["&" * 5000])
    assert text == "&amp;" * 598 + "…"
    assert len(text) <= 3000


def test_a_label_is_never_empty_and_never_an_emoji() -> None:
    assert plain(" \n ") == {"type": "plain_text", "text": "–", "emoji": False}
    label = button("ask", ":x: " + "y" * 99, "v")
    assert len(label["text"]["text"]) == len(label["accessibility_label"]) == 75


# Pages


def test_a_page_is_full_when_its_room_or_its_blocks_are() -> None:
    costs = {"a": 4, "b": 4, "c": 4, "d": 1, "e": 1, "f": 99}
    pieces = [Piece(name, cost, int(name != "d")) for name, cost in costs.items()]
    assert paginate(pieces, 10, 2) == (("a", "b"), ("c", "d", "e"), ("f",))
    assert paginate([], 10, 2) == ((),)


def test_a_page_knows_its_place() -> None:
    page = open_page((("a",), ("b",)), 7)
    assert (page.content, page.number, page.is_last, page.place()) == (
        ("b",),
        1,
        True,
        "Page 2 of 2",
    )
    assert open_page((("a",),), 0).place() == ""


def test_what_is_long_otherwise_costs_more_than_its_characters() -> None:
    part = {"type": "link", "text": "line 3", "url": "x" * 3000}
    assert characters(part) == 6
    assert cost_of(part) == (len('{"type": "link", "text": "line 3", "url": ""}') + 3000) // 4
    assert cost_of({"type": "text", "text": "x" * 3000}) == 3000


def test_a_long_passage_is_cut_between_words_and_loses_none() -> None:
    text = "word " * 3000 + "end"
    parts = fragments(Passage(BAKER, "", None, text, 1, 1))
    assert "".join(part.text for part in parts) == text
    assert [part.text[:5] for part in parts[1:]] == [" word"] * 2
    assert [part.is_first for part in parts] == [True, False, False]
    assert [part.is_last for part in parts] == [False, False, True]


def test_lines_are_one_or_several() -> None:
    assert lines_of(Passage(BAKER, "", None, "x", 3, 3)) == "line 3"
    assert lines_of(Passage(BAKER, "", None, "x", 3, 5)) == "lines 3–5"
