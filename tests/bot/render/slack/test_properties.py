"""What holds of every message and view, whatever the documents say and whatever was asked: Slack
takes it, nobody is pinged by it, and no word of a passage is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block as SlackBlock
from slack_sdk.models.views import View

from bot.answers.kinds import (
    Answer,
    Choice,
    Courtesy,
    Help,
    NoAnswer,
    Passages,
    Reason,
    RoleCard,
    RoleList,
    Why,
)
from bot.playground.blocks import block_problems, characters, elements_of, view_problems
from bot.playground.records import Json
from bot.render.clean import clean
from bot.render.slack import actions, limits
from bot.render.slack.answer import render_answer
from bot.render.slack.frame import only_for_you
from bot.render.slack.home import Documents, home_view
from bot.render.slack.message import Asked, Message, Surface
from bot.render.slack.modals import answer_view, ask_view
from bot.render.slack.picker import role_options
from bot.render.slack.quotes import CONTINUED, CONTINUES
from bot.render.slack.state import MessageState
from index.documents.chunk import Passage
from index.documents.document import Mark, Role
from index.question.question import Likeness
from index.search.engine import Hit

ALWAYS_ALIKE = settings(
    derandomize=True, deadline=None, max_examples=60, suppress_health_check=list(HealthCheck)
)
ACTIONS = {value for name, value in vars(actions).items() if name.isupper()}
MAX_TEXT = 4_000  # characters that Slack recommends
MAX_BYTES = 60_000  # of a message as JSON

HOSTILE = (
    *("<!channel>", "<!here|here>", "<@U1>", "<#C1|x>", "<!subteam^S1>", "@channel", "@Everyone"),
    *("*", "_", "~", "`", "```", "&lt;", "&", ">", "|", ":x:", "\u202e", "\u2066", "\x00", "\x1b["),
    *("\n", "\t", " ", "<https://x.example|y>", "\ud800", "🥖", "e\u0301", "words ", "(continues)"),
)
TEXTS = st.builds(
    lambda parts, times: ("".join(parts) * times)[:20_000],
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=8),
    st.sampled_from((1, 1, 1, 30, 20_000)),
).filter(str.strip)
NAMES = st.one_of(st.sampled_from(("Baker", "Chef", "Head Chef")), TEXTS)
MAYBE = st.none() | NAMES
URLS = st.sampled_from(
    (
        None,
        "https://x.example/a.md#L3",
        "https://x.example/a|b>c<d e",
        "http://[",
        "javascript:alert(1)",
        "https://x.example/" + "y" * 2_970,
        "https://x.example/" + "y" * 3_000,
        "https://x.example/\n",
        "",
    )
)
MARKS = st.lists(
    st.builds(
        Mark,
        st.sampled_from(("bold", "italic", "code", "strike", "link")),
        st.integers(0, 300),
        st.integers(0, 300),
    ),
    max_size=6,
).map(tuple)
ROLES = st.builds(
    Role,
    title=NAMES,
    path=NAMES,
    line=st.integers(1, 99),
    sections=st.lists(NAMES, max_size=8).map(tuple),
    other_names=st.lists(NAMES, max_size=2).map(tuple),
    family=MAYBE,
    level=MAYBE,
    owner=MAYBE,
    contact=MAYBE,
    next_role=MAYBE,
    date=MAYBE,
    draft=st.booleans(),
)
PASSAGES = st.builds(
    Passage,
    role=ROLES,
    section=st.just("") | NAMES,
    name=st.none(),
    text=TEXTS,
    line=st.integers(1, 99),
    end_line=st.integers(1, 99),
    context=st.lists(NAMES, max_size=10).map(tuple),
    marks=MARKS,
    url=URLS,
)
HITS = st.lists(st.builds(Hit, PASSAGES, st.just(0.5)), min_size=1, max_size=10).map(tuple)
REASONS = st.none() | st.builds(Reason, NAMES, st.sampled_from(Likeness))
CARDS = st.builds(
    RoleCard, ROLES, st.lists(PASSAGES, max_size=12).map(tuple), st.just("") | NAMES, REASONS
)
SEVERAL = st.lists(ROLES, min_size=2, max_size=8).map(
    lambda roles: tuple(replace(role, line=n) for n, role in enumerate(roles, 1))
)
LISTS = st.lists(CARDS, max_size=6).map(
    lambda cards: tuple(
        replace(card, role=replace(card.role, line=n)) for n, card in enumerate(cards, 1)
    )
)
ANSWERS: st.SearchStrategy[Answer] = st.one_of(
    st.builds(Passages, HITS, st.sampled_from((0.2, 0.9)), MAYBE),
    CARDS,
    st.builds(Choice, NAMES, SEVERAL),
    st.builds(RoleList, LISTS),
    st.builds(
        NoAnswer,
        NAMES,
        st.just(()) | HITS,
        st.lists(NAMES, max_size=6).map(tuple),
        st.sampled_from(Why),
        st.lists(ROLES, max_size=6).map(tuple),
    ),
    st.just(Help()),
    st.just(Courtesy("You are welcome!")),
)
ASKED = st.builds(
    Asked,
    question=st.just("") | TEXTS,
    surface=st.sampled_from(Surface),
    understood=st.just("") | TEXTS,
    page=st.integers(0, 3),
    suggest_url=URLS,
    sharer=st.just("U7"),
)


@given(asked=ASKED, answer=ANSWERS)
@settings(ALWAYS_ALIKE, max_examples=150)
def test_slack_takes_every_message(asked: Asked, answer: Answer) -> None:
    message = render_answer(asked, answer)
    check_blocks(message.blocks, "modal" if asked.surface is Surface.MODAL else "message")
    check_text(message.text)
    check_people(message, asked)
    check_controls(message.blocks)
    if asked.surface is Surface.MODAL:
        check_view(answer_view(message, "C1 1.0", in_thread=True))
    if asked.surface in (Surface.THREAD, Surface.DIRECT):
        check_copy(message)


@given(asked=ASKED, hits=HITS)
@ALWAYS_ALIKE
def test_over_its_pages_an_answer_quotes_every_passage_once(
    asked: Asked, hits: tuple[Hit, ...]
) -> None:
    pages = list(all_pages(asked, Passages(hits, 0.9)))
    for page in pages:
        check_blocks(page.blocks, "modal" if asked.surface is Surface.MODAL else "message")
    quoted = "".join(text_of(part) for page in pages for part in quotes(page))
    assert quoted == "".join(clean(hit.passage.text) for hit in hits)


@given(asked=ASKED, card=CARDS)
@ALWAYS_ALIKE
def test_over_its_pages_a_role_shows_every_passage_once(asked: Asked, card: RoleCard) -> None:
    pages = list(all_pages(asked, card))
    for page in pages:
        check_blocks(page.blocks, "modal" if asked.surface is Surface.MODAL else "message")
    shown = "".join(words for page in pages for words in entries(page))
    assert shown == "".join(clean(passage.text) for passage in card.passages)


@given(
    cards=LISTS,
    samples=st.lists(TEXTS, max_size=8),
    text=TEXTS,
    problems=st.integers(0, 2),
)
@ALWAYS_ALIKE
def test_slack_takes_every_view(
    cards: tuple[RoleCard, ...], samples: list[str], text: str, problems: int
) -> None:
    check_view(home_view(Documents(cards, text, problems), samples, text))
    check_view(ask_view([card.role for card in cards]))


@given(roles=SEVERAL, typed=st.just("") | TEXTS)
@ALWAYS_ALIKE
def test_options_are_within_the_limits(roles: tuple[Role, ...], typed: str) -> None:
    for option in role_options(roles, typed[:200]):
        assert 0 < len(option["text"]["text"]) <= limits.LABEL
        assert 0 < len(option["value"]) <= limits.OPTION_VALUE


MANY = tuple(Role(f"Role of the kitchen number {n}", f"{n}.md", 1) for n in range(500))
FAMILIES = tuple(replace(role, family=f"Family {n}") for n, role in enumerate(MANY))
SECTIONS = tuple(f"Section {n} of a document that says much" for n in range(120))
LONG = Role("Long", "long.md", 1, SECTIONS)
WORDS = "words " * 3_000
ENDLESS = tuple(
    Role(
        title=WORDS,
        path=WORDS,
        line=n,
        sections=tuple(f"{n} {WORDS}" for n in range(99)),
        family=f"{n} {WORDS}",
        level=WORDS,
        owner=WORDS,
        contact=WORDS,
        next_role=WORDS,
        date=WORDS,
        draft=True,
    )
    for n in range(100)
)
PARTS = tuple(
    Passage(ENDLESS[n], f"{n} {WORDS}", None, "x" * size, 1, 9, (WORDS, "a"), url=url)
    for n, (size, url) in enumerate(
        [(9_000, "https://x.example/" + "y" * 2_900), (2_000, None), (2_000, None), (2_000, None)]
    )
)
NEAREST = tuple(Hit(passage, 0.5) for passage in PARTS)
LARGE: dict[str, Answer] = {
    "500 roles": RoleList(tuple(RoleCard(role, ()) for role in MANY)),
    "500 families": RoleList(tuple(RoleCard(role, ()) for role in FAMILIES)),
    "a choice of 5": Choice("role", MANY[:5]),
    "a choice of 500": Choice("role", MANY),
    "120 sections": RoleCard(
        LONG,
        tuple(Passage(LONG, title, None, f"{title}!", n, n) for n, title in enumerate(SECTIONS)),
    ),
    "300 short passages with links": RoleCard(
        LONG,
        tuple(Passage(LONG, "A", None, "x", n, n, url="https://x.example/y") for n in range(300)),
    ),
    "endless titles": RoleList(tuple(RoleCard(role, ()) for role in ENDLESS)),
    "an endless role": RoleCard(
        ENDLESS[0], PARTS, WORDS, Reason(WORDS, Likeness.SLIP), ("owner", "contact", "next_role")
    ),
    "endless passages": Passages(NEAREST, 0.1, WORDS),
    "a choice of 3 endless names": Choice(WORDS, ENDLESS[:3]),
    "a choice of 100 endless names": Choice(WORDS, ENDLESS),
    **{
        f"nothing, endlessly: {why.name}": NoAnswer(
            f"{WORDS}: {WORDS}", NEAREST, (WORDS,) * 9, why, ENDLESS
        )
        for why in Why
    },
}


@pytest.mark.parametrize("surface", Surface)
@pytest.mark.parametrize("name", LARGE)
def test_slack_takes_what_is_large(name: str, surface: Surface) -> None:
    asked = Asked(WORDS, surface, WORDS, 0, "https://x.example/new", "U7")
    for page in all_pages(asked, LARGE[name]):
        check_blocks(page.blocks, "modal" if surface is Surface.MODAL else "message")
        check_text(page.text)
        check_controls(page.blocks)
        if surface in (Surface.THREAD, Surface.DIRECT):
            check_copy(page)


def test_over_its_pages_a_list_has_every_role() -> None:
    pages = all_pages(Asked("", Surface.DIRECT), LARGE["500 families"])
    listed = [text for page in pages for text in items(page)]
    assert listed == [f"{role.title} (no passages)" for role in FAMILIES]


@pytest.mark.parametrize("name", ["120 sections", "300 short passages with links"])
def test_over_its_pages_a_role_has_every_short_passage(name: str) -> None:
    card = LARGE[name]
    assert isinstance(card, RoleCard)
    pages = all_pages(Asked("", Surface.DIRECT), card)
    shown = [words for page in pages for words in entries(page)]
    assert shown == [passage.text for passage in card.passages]


@pytest.mark.parametrize(
    "roles", [MANY, FAMILIES, MANY[:100], ENDLESS], ids=["500", "families", "100", "endless"]
)
def test_slack_takes_a_home_tab_of_many_roles(roles: tuple[Role, ...]) -> None:
    cards = tuple(RoleCard(role, ()) for role in roles)
    check_view(home_view(Documents(cards, "today"), [WORDS] * 9, WORDS))


# What is checked


def check_blocks(blocks: Sequence[Json], surface: str) -> None:
    assert block_problems(list(blocks), "modal" if surface == "modal" else "message") == []
    assert characters(blocks) <= limits.CHARACTERS
    assert len(json.dumps(blocks, ensure_ascii=False).encode()) <= MAX_BYTES
    for block in blocks:
        parsed = SlackBlock.parse(block)
        assert parsed
        parsed.validate_json()  # slack_sdk agrees


def check_view(view: Json) -> None:
    assert view_problems(view) == []
    View(**view).validate_json()
    assert characters(view["blocks"]) <= limits.CHARACTERS
    check_controls(view["blocks"])


def check_copy(message: Message) -> None:
    """A copy has to pass the same checks with the reason why only the asker gets it."""
    for is_lost in (True, False):
        copy = only_for_you(message, is_lost)
        check_blocks(copy.blocks, "message")
        assert copy.text.endswith(message.text)
        assert len(copy.text) <= MAX_TEXT


def check_text(text: str) -> None:
    assert 0 < len(text) <= limits.FALLBACK
    assert "<" not in text
    assert ">" not in text
    assert not any(f"@{name}" in text.lower() for name in ("channel", "here", "everyone"))


def check_people(message: Message, asked: Asked) -> None:
    """Only who shares it is named so that Slack tells them."""
    parts = list(parts_of(message.blocks))
    assert {part["type"] for part in parts} <= {"text", "link", "user"}
    people = [part["user_id"] for part in parts if part["type"] == "user"]
    assert people == (["U7"] if asked.surface is Surface.SHARED else [])
    assert all(
        text["type"] == "plain_text" and text["emoji"] is False for text in texts(message.blocks)
    )


def check_controls(blocks: Sequence[Json]) -> None:
    controls = [one for block in blocks for one in elements_of(block)]
    assert {one["action_id"] for one in controls} <= ACTIONS
    for one in controls:
        if one["type"] == "button":
            assert one["accessibility_label"].strip()
        if one["type"] == "feedback_buttons":
            assert one["positive_button"]["accessibility_label"]
    for block in blocks:
        if block["type"] == "actions":
            visible = [one for one in block["elements"] if one["type"] != "overflow"]
            assert len(visible) <= 3
            assert len(block["elements"]) - len(visible) <= 1
            assert "block_id" not in block or MessageState.unpack(block["block_id"])


# How it is read


def all_pages(asked: Asked, answer: Answer) -> Iterator[Message]:
    number = 0
    while True:
        page = render_answer(replace(asked, page=number), answer)
        yield page
        controls = [one for block in page.blocks for one in elements_of(block)]
        if not any(one["action_id"] == actions.MORE for one in controls):
            return
        number += 1


def quotes(message: Message) -> Iterator[Json]:
    for block in message.blocks:
        if block["type"] == "rich_text":
            yield from (one for one in block["elements"] if one["type"] == "rich_text_quote")


def entries(message: Message) -> Iterator[str]:
    """The words of each passage of a role, without what is said around them."""
    for item in bullets(message):
        *words, space, place = item["elements"] if len(item["elements"]) > 2 else ({}, {}, {})
        if space.get("text") != " " or not place["text"].startswith("line"):
            continue  # what a passage stands under
        if words[0] == {"type": "text", "text": f"{CONTINUED} ", "style": {"italic": True}}:
            words = words[1:]
        if words[-1] == {"type": "text", "text": f" {CONTINUES}", "style": {"italic": True}}:
            words = words[:-1]
        yield "".join(part["text"] for part in words)


def items(message: Message) -> Iterator[str]:
    return map(text_of, bullets(message))


def bullets(message: Message) -> Iterator[Json]:
    for block in message.blocks:
        if block["type"] == "rich_text":
            for element in block["elements"]:
                if element["type"] == "rich_text_list":
                    yield from element["elements"]


def text_of(element: Json) -> str:
    return "".join(part["text"] for part in element["elements"])


def parts_of(blocks: Sequence[Json]) -> Iterator[Json]:
    for block in blocks:
        if block["type"] == "rich_text":
            for element in block["elements"]:
                is_list = element["type"] == "rich_text_list"
                for line in element["elements"] if is_list else [element]:
                    yield from line["elements"]


def texts(value: object) -> Iterator[Json]:
    """The text objects in it, at any depth; not those of rich text."""
    if isinstance(value, dict):
        if value.get("type") in ("plain_text", "mrkdwn"):
            yield value
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)
