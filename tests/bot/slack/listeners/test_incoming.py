"""Slack's text, and the words that a person wrote."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.listeners.incoming import MAX_CHARACTERS, is_for_people, plain_text, text_of

BOT = "U0BOT"
ALWAYS_ALIKE = settings(derandomize=True, deadline=None)

# What Slack sends is made of these; every sign of its own markup is among them.
MARKED_UP = [
    "<@U0BOT>",
    "<@U0BOT|rolebot>",
    "<@U1>",
    "<@U1|",
    "<#C1|ops>",
    "<!here>",
    "<https://a.b|x>",
    "<mailto:",
    "&amp;",
    "&lt;",
    "```",
    ":wave:",
    "architect",
    "who",
    "R",
    "5",
    "é",
]
SCRAPS = st.sampled_from([*"<>@#!|&;*_~`“”‘’\"': \n\t\0\u00a0\u200b\ud800", *MARKED_UP])
SOUP = st.lists(SCRAPS, max_size=30).map("".join)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<@U0BOT>", ""),
        ("<@U0BOT> architect", "architect"),
        ("<@U0BOT|rolebot> architect", "architect"),
        ("<@U0BOT>: architect", "architect"),
        ("<@U0BOT>, <@U0BOT> – architect", "architect"),
        ("architect <@U0BOT>", "architect"),
        ("architect, <@U0BOT>?", "architect?"),
        ("thanks <@U0BOT>!", "thanks!"),
        ("hey <@U0BOT>, who owns docs?", "hey, who owns docs?"),
        ("who <@U0BOT> owns docs?", "who owns docs?"),
        ("ask <@U0BOT> .", "ask."),
    ],
)
def test_the_bots_own_mention_says_nothing(text: str, plain: str) -> None:
    assert plain_text(text, BOT) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("what does <@U1|ann lee> own?", "what does ann lee own?"),
        ("is <@U1> an architect?", "is an architect?"),
        ("who answers in <#C1|ops-help>?", "who answers in ops-help?"),
        ("who reads <#C1|>?", "who reads?"),
        ("<!channel> who owns docs?", "who owns docs?"),
        ("<!subteam^S1|@tech-leads> and docs?", "tech-leads and docs?"),
        ("<!subteam^S1> and docs?", "and docs?"),
        ("before <!date^1392734382^{date}|Feb 18, 2014>?", "before Feb 18, 2014?"),
        ("who writes <https://a.example/b?c=d&amp;e|the runbooks>?", "who writes the runbooks?"),
        ("who owns <http://README.md|README.md>?", "who owns README.md?"),
        ("see <https://a.example/b>, who owns it?", "see, who owns it?"),
        ("who reads <mailto:a@b.example|a@b.example>?", "who reads a@b.example?"),
        ("who answers <tel:+123>?", "who answers +123?"),
        ("hello :wave: who is :+1::skin-tone-3:?", "hello who is?"),
        ("thanks :pray:!", "thanks!"),
        ("<@U0BOT> :+1::skin-tone-3: :1234:", "🙂"),
    ],
)
def test_markup_becomes_its_label(text: str, plain: str) -> None:
    assert plain_text(text, BOT) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("R&amp;D", "R&D"),
        ("&amp;lt;", "&lt;"),
        ("latency &lt; 5 &amp; errors &gt; 3", "latency < 5 & errors > 3"),
        ("&lt;@U0BOT&gt;", "<@U0BOT>"),
        ("a -&gt; b", "a -> b"),
        ("if 5 < x and y > 3", "if 5 < x and y > 3"),
    ],
)
def test_escapes_are_undone_once_and_last(text: str, plain: str) -> None:
    assert plain_text(text, BOT) == plain


@pytest.mark.parametrize(
    "text",
    [
        "architect",
        "“architect”",
        '"architect"',
        "'architect'",
        "‘architect’",
        "„architect“",
        "«architect»",
        "*architect*",
        "**architect**",
        "_architect_",
        "~architect~",
        "`architect`",
        "```architect```",
        "``` architect\n```",
        "*_“architect”_*",
        "“*architect*”",
        "&gt; architect",
        " architect\u00a0",
        "archi\u00adtect",
        "\ufeffarchi\u200btect",
        "\u202aarchitect\u202c",
        "\ud800architect",
        "architect\0\x07",
        "<@U0BOT> “architect”",
        "<@U0BOT>\u00a0*architect*",
    ],
)
def test_however_it_is_dressed_it_is_one_question(text: str) -> None:
    assert plain_text(text, BOT) == "architect"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('"tech lead" or "architect"', '"tech lead" or "architect"'),
        ("'what's theirs?'", "what's theirs?"),
        ("the architects'", "the architects'"),
        ("what does the *architect* _own_?", "what does the architect own?"),
        ("2*3*4 and 5 * 6 * 7", "2*3*4 and 5 * 6 * 7"),
        ("who owns snake_case_names?", "who owns snake_case_names?"),
        ("meet at 10:30:15", "meet at 10:30:15"),
        ("&gt; who owns\n&gt; docs?\nI wonder", "who owns docs? I wonder"),
    ],
)
def test_signs_within_a_question_stay_unless_they_are_decoration(text: str, plain: str) -> None:
    assert plain_text(text, BOT) == plain


@ALWAYS_ALIKE
@given(text=st.text(alphabet="abc XYZ019?!,.-'\n\u00e9", max_size=60))
def test_plain_words_are_only_put_in_one_line(text: str) -> None:
    once = plain_text(text, BOT)
    assert plain_text(once, BOT) == once
    assert re.findall(r"\w+", once) == re.findall(r"\w+", text)


@ALWAYS_ALIKE
@given(text=st.one_of(SOUP, st.text(max_size=60)))
def test_whatever_comes_is_one_line_of_plain_words(text: str) -> None:
    plain = plain_text(text.replace("&lt;", ""), BOT)
    assert not re.search(r"<[@!]|[\ud800-\udfff\0\n\u00a0\u200b]|\s\s", plain)
    assert len(plain) <= MAX_CHARACTERS
    assert plain == plain.strip()


@pytest.mark.parametrize(
    "scrap",
    ["<", "<@", "<@U0BOT>", "<a:", "*", "*a ", "_", "`", ":", ":a", ",", "&gt;", "“", "\0 "],
)
def test_no_text_takes_long(scrap: str) -> None:
    """A message of Slack's has up to 40,000 characters."""
    begin = time.perf_counter()
    plain_text(scrap * (40_000 // len(scrap)), BOT)
    assert time.perf_counter() - begin < 5  # trying all ways would take minutes


MESSAGE = {"type": "message", "user": "U1", "text": "architect", "ts": "1.1", "channel": "D1"}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"subtype": None},
        {"subtype": "file_share", "files": [{"id": "F1"}]},
        {"subtype": "thread_broadcast", "thread_ts": "1.0"},
        {"edited": {"user": "U1", "ts": "1.2"}},  # a mention that was put in later
        {"hidden": False},
    ],
)
def test_what_a_person_wrote_is_answered(more: dict[str, Any]) -> None:
    assert is_for_people(MESSAGE | more, BOT)


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"},
        {"user": BOT},
        {"user": "USLACKBOT"},
        {"user": ""},
        {"user": None},
        {"hidden": True},
        {"subtype": "message_changed", "message": MESSAGE},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
    ],
)
def test_nothing_else_is_answered(more: dict[str, Any]) -> None:
    assert not is_for_people(MESSAGE | more, BOT)


def test_a_message_of_nobody_is_not_answered() -> None:
    assert not is_for_people({}, BOT)


SECTION: dict[str, Any] = {
    "type": "section",
    "text": {"type": "mrkdwn", "text": "*Disk full*"},
    "fields": [{"type": "mrkdwn", "text": "on db-1"}],
    "accessory": {"type": "button", "text": {"type": "plain_text", "text": "Acknowledge"}},
}
BUTTONS = {"type": "actions", "elements": [SECTION["accessory"]]}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [{"type": "text", "text": "Disk full"}, {"type": "user", "user_id": "U1"}],
        }
    ],
}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"text": "a", "blocks": [SECTION], "attachments": [{"text": "b"}]}, "a"),
        ({"text": " ", "blocks": [SECTION, BUTTONS]}, "*Disk full*\non db-1"),
        ({"blocks": [RICH], "attachments": [{"text": "on db-1"}]}, "Disk full\non db-1"),
        ({"text": "", "attachments": [{"pretext": "a", "title": "b", "text": "c"}]}, "a\nb\nc"),
        ({"attachments": [{"fallback": "[no preview]", "blocks": [RICH]}]}, "Disk full"),
        ({"attachments": [{"fallback": "Disk full", "image_url": "x"}]}, "Disk full"),
        ({"text": "", "files": [{"title": "disk.png"}]}, ""),
        ({"text": None, "blocks": "x", "attachments": [None, {"text": 5, "blocks": [7]}]}, ""),
    ],
)
def test_a_message_of_another_app_says_what_its_blocks_and_attachments_say(
    message: dict[str, Any], said: str
) -> None:
    assert text_of(message) == said
