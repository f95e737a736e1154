"""Long messages, made to take long: each as it was found, and others of its kind."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.decide import decide
from bot.answers.topic import topic_of
from bot.live.library import Library
from bot.render.slack.answer import render_answer
from bot.render.slack.message import Asked, Surface
from bot.slack.listeners.incoming import plain_text, text_of
from index.question.follow_up import Kind, Topic
from index.question.read import read
from tests.calls import calls_of

LONGEST = 40_000  # characters, at which Slack cuts a message
MAX_CALLS = 40  # times those of a short question
SHORT = "who keeps the runbooks of the service?"
CHANCE = random.Random(20_000)  # noqa: S311


def misspelt(word: str) -> str:
    place = CHANCE.randrange(1, len(word))
    return word[:place] + CHANCE.choice("qxzjv") + word[place:]


WORDS = ["architecture", "documentation", "responsible", "incidents", "decision", "quality"]
TRACE = (
    '  File "/srv/app/module_{0}.py", line {0}, in handler\n    return self._call(request_{0})\n'
)
ATTACKS = {
    # as they were found
    "filler": "architect " + "lorem ipsum dolor " * 660,
    "a stack trace": "architect " + "".join(map(TRACE.format, range(160))),
    "misspelt words": "architect " + " ".join(misspelt(CHANCE.choice(WORDS)) for _ in range(2_000)),
    "letters": "architect " + "x " * 19_900,
    # of their kind
    "a role in the middle": "lorem ipsum " * 1_600 + "architect " + "lorem ipsum " * 1_600,
    "a role with a slip": "architct " + "x snr " * 6_000,
    "two roles with slips": "architct vs tech laed " + "lorem ipsum " * 3_000,
    "no blanks": "a" * LONGEST,
    "names without blanks": "architect" * 4_444,
    "punctuation": "?!.,;:" * 6_666,
    "short lines": "who\n" * 10_000,
    "blanks": " " * 39_000 + "architect",
    "open mentions": "<@U" * 13_000,
    "mentions in mentions": "<@U1|" * 4_000 + ">" * 4_000,
    "a role against itself": "architect vs " * 3_000,
    "nothing against nothing": "vs " * 13_000,
    "roles": "tech lead product manager architect engineering manager " * 700,
    "beginnings of names": "tech product engineering project " * 1_200,
    "strangers": "plumber pilot chef nurse " * 1_600,
    "courtesies": "thank you so much " * 2_200,
    "openings": "and what about " * 2_600,
    "who is": "who is the " * 3_600,
    "questions": "who owns docs? " * 2_600,
    "references": "what do they do when they do " * 1_300,
    "hyphens": "a-" * 20_000,
    "short forms": "snr eng mgr " * 3_300,
    "numbers": "1 " * 20_000,
    "emoji": ":a" * 20_000,
    "decoration": "*a " * 13_000,
    "escapes": "&amp;" * 8_000,
    "accents": "a" + "\u0301\u0316" * 19_999,
    "characters that become eighteen": "\ufdfa" * LONGEST,
    "many characters": "".join(map(chr, range(0x4E00, 0x4E00 + 20_000))),
}


def answer(message: str, library: Library) -> None:
    """Answer as the bot does, in a conversation that has been about a role."""
    index = library.index
    role = next(role for role in index.roles if role.title == "Architect")
    topic = Topic(None, (role,), "", Kind.SHOWN)
    text = plain_text(message, "U0BOT")
    question = read(text, topic, index.lexicon)
    found = decide(question, index)
    topic_of(question, found, topic)
    render_answer(Asked(text, Surface.EPHEMERAL, question.understood), found)


@pytest.fixture(scope="module")
def most(company: Library) -> int:
    answer("who aproves the travell of the team?", company)  # reads the dictionary
    return MAX_CALLS * calls_of(lambda: answer(SHORT, company))


@pytest.mark.parametrize("name", ATTACKS)
def test_no_message_takes_long(name: str, company: Library, most: int) -> None:
    message = ATTACKS[name]
    assert len(message) <= LONGEST
    assert calls_of(lambda: answer(message, company)) < most


SCRAPS = [
    "architect",
    "tech lead",
    "PM",
    "who",
    "is the",
    "and",
    "what about",
    "vs",
    "x",
    "?",
    ". ",
]
SOUP = st.lists(st.sampled_from([*SCRAPS, *" \n*_<>@&:'é\u0301"]), min_size=1, max_size=8)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(parts=SOUP, between=st.sampled_from(["", " "]))
def test_no_repetition_takes_long(
    parts: list[str], between: str, company: Library, most: int
) -> None:
    piece = between.join(parts) + between
    message = (piece * LONGEST)[:LONGEST]
    assert calls_of(lambda: answer(message, company)) < most


def test_of_the_blocks_of_another_app_no_more_is_taken_than_is_read() -> None:
    field = {"type": "mrkdwn", "text": "x" * 3_000}
    section = {"type": "section", "fields": [field] * 10}
    message = {"text": "", "attachments": [{"blocks": [section] * 50}] * 100}
    assert len(text_of(message)) == LONGEST
    assert calls_of(lambda: text_of(message)) < 10_000  # one attachment of a hundred


def test_blocks_within_blocks_are_read_however_deep() -> None:
    inner: object = {"type": "text", "text": "Disk full"}
    for _ in range(5_000):
        inner = {"type": "rich_text_section", "elements": [inner]}
    assert text_of({"blocks": [{"type": "rich_text", "elements": [inner]}]}) == "Disk full"
