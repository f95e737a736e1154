"""What the playground's workspace refuses of messages and views, compared with slack_sdk's own
models where these check anything."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, HeaderBlock, SectionBlock

from bot.playground.blocks import block_problems, is_too_long, view_problems
from bot.playground.records import Json
from tests.bot.playground.test_workspace import button, field, modal, plain, section


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def options(number: int, text: str = "x") -> list[Json]:
    return [{"text": plain(text), "value": f"{n}"} for n in range(number)]


def select(number: int, **more: object) -> Json:
    return {"type": "static_select", "action_id": "s", "options": options(number), **more}


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [*parts]}]}


def table(rows: int, cells: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * cells] * rows}


def container(*children: Json, **more: object) -> Json:
    return {"type": "container", "title": plain("x"), "child_blocks": list(children), **more}


FEEDBACK: Json = {
    "type": "feedback_buttons",
    "action_id": "f",
    "positive_button": {"text": plain("Good"), "value": "1"},
    "negative_button": {"text": plain("Bad"), "value": "0"},
}
IMAGE: Json = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "x"}
RIGHT = [
    section("x" * 3000),
    {"type": "section", "fields": [plain("x" * 2000)] * 10},
    section("x", accessory=button("b"), expand=True),
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [plain("x")] * 10},
    actions(*(button(f"{n}") for n in range(25))),
    actions(select(100)),
    {"type": "context_actions", "elements": [FEEDBACK]},
    IMAGE,
    field(),
    rich({"type": "text", "text": "x", "style": {"bold": True}}, {"type": "user", "user_id": "U1"}),
    {"type": "markdown", "text": "x" * 12000},
    table(100, 20),
    container(section("x"), is_collapsible=True),
]
WRONG = [
    (section("x" * 3001), "/text/text", "must be less than 3001 characters"),
    (section(""), "/text/text", "must be more than 0 characters"),
    ({"type": "section"}, "", "missing required field: text or fields"),
    ({"type": "section", "fields": [plain("x")] * 11}, "/fields", "no more than 10 items allowed"),
    ({"type": "section", "text": "x"}, "/text", "must provide an object"),
    (
        section("x", accessory=field()["element"]),
        "/accessory",
        "unsupported type: plain_text_input",
    ),
    (section("x", colour="red"), "", "invalid additional property: colour"),
    (
        {"type": "header", "text": plain("x" * 151)},
        "/text/text",
        "must be less than 151 characters",
    ),
    (
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        "/text",
        "unsupported type: mrkdwn",
    ),
    ({"type": "context", "elements": []}, "/elements", "no fewer than 1 items allowed"),
    ({"type": "context", "elements": [button("b")]}, "/elements/0", "unsupported type: button"),
    (actions(*[button("b")] * 26), "/elements", "no more than 25 items allowed"),
    (
        actions({**button("b"), "text": plain("x" * 76)}),
        "/elements/0/text/text",
        "must be less than 76 characters",
    ),
    (
        actions({**button("b"), "style": "green"}),
        "/elements/0/style",
        "must be one of: primary, danger",
    ),
    (
        actions({**button("b"), "value": "x" * 2001}),
        "/elements/0/value",
        "must be less than 2001 characters",
    ),
    (actions(select(101)), "/elements/0/options", "no more than 100 items allowed"),
    (
        actions({"type": "static_select", "action_id": "s"}),
        "/elements/0",
        "missing required field: options or option_groups",
    ),
    (
        actions(select(2, initial_option={"text": plain("y"), "value": "9"})),
        "/elements/0",
        "initial_option must be one of the options",
    ),
    (
        actions({"type": "overflow", "action_id": "o", "options": options(6)}),
        "/elements/0/options",
        "no more than 5 items allowed",
    ),
    (
        {"type": "context_actions", "elements": [button("b")]},
        "/elements/0",
        "unsupported type: button",
    ),
    ({**IMAGE, "alt_text": None}, "", "missing required field: alt_text"),
    ({"type": "alert", "text": plain("x")}, "", "unsupported type: alert"),
    ({"type": "surprise"}, "", "unsupported type: surprise"),
    ({"text": plain("x")}, "", "missing required field: type"),
    (section("x", block_id="x" * 256), "/block_id", "must be less than 256 characters"),
    (table(101, 1), "/rows", "no more than 100 items allowed"),
    (table(1, 21), "/rows/0", "no more than 20 items allowed"),
    (container(rich()), "/child_blocks/0", "unsupported type: rich_text"),
    (container(*[section("x")] * 11), "/child_blocks", "no more than 10 items allowed"),
    (rich({"type": "mention"}), "/elements/0/elements/0", "unsupported type: mention"),
    (field(label=plain("x" * 2001)), "/label/text", "must be less than 2001 characters"),
]


@pytest.mark.parametrize("block", RIGHT, ids=lambda block: block["type"])
def test_what_is_within_the_limits_is_taken(block: Json) -> None:
    assert block_problems([block], "message") == []
    parsed = Block.parse(block)
    assert parsed
    parsed.to_dict()  # slack_sdk agrees


@pytest.mark.parametrize(("block", "where", "what"), WRONG)
def test_what_is_not_is_refused_with_its_place(block: Json, where: str, what: str) -> None:
    assert block_problems([block], "message") == [f"{what} [json-pointer:/blocks/0{where}]"]


def test_slack_sdk_refuses_the_same() -> None:
    for block in (HeaderBlock(text="x" * 151), SectionBlock(text="x" * 3001)):
        with pytest.raises(SlackObjectFormationError):
            block.to_dict()


def test_a_message_has_50_blocks_a_view_100() -> None:
    assert block_problems([section("x")] * 50, "message") == []
    assert block_problems([section("x")] * 51, "message") == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]
    assert view_problems(modal(*[section("x")] * 100)) == []
    assert view_problems(modal(*[section("x")] * 101)) == [
        "no more than 100 items allowed [json-pointer:/view/blocks]"
    ]


def test_ids_are_unique_in_their_place() -> None:
    twice = [section("x", block_id="a"), container(section("y", block_id="a"))]
    assert block_problems(twice, "message") == ["block_id must be unique: a [json-pointer:/blocks]"]
    assert block_problems([actions(button("b"), button("b"))], "message") == [
        "action_id must be unique in its block: b [json-pointer:/blocks]"
    ]
    assert block_problems([actions(button("b")), actions(button("b"))], "message") == []


def test_a_message_has_one_table() -> None:
    assert block_problems([table(1, 1)] * 2, "message") == [
        "only one table is allowed [json-pointer:/blocks]"
    ]


def test_all_blocks_together_have_a_limit() -> None:
    assert not is_too_long([section("x" * 2640)] * 5)  # 13,200
    assert is_too_long([*[section("x" * 2640)] * 5, section("x")])
    assert is_too_long([{"type": "markdown", "text": "x" * 6001}] * 2)


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (modal(section("x"), title=plain("x" * 25)), "/view/title/text"),
        (modal(section("x"), private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(section("x"), callback_id="x" * 256), "/view/callback_id"),
        (modal(field()), "missing required field: submit"),
        (modal(), "no fewer than 1 items allowed"),
        ({"type": "modal", "blocks": [section("x")]}, "missing required field: title"),
        (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
        ({"type": "home", "title": plain("x"), "blocks": [section("x")]}, "additional property"),
        ({"type": "home", "blocks": [{"type": "alert", "text": plain("x")}]}, "alert"),
        ({"type": "page"}, "must provide a modal or home view"),
    ],
)
def test_a_view_that_slack_refuses_is_refused(view: Json, problem: str) -> None:
    assert problem in " ".join(view_problems(view))


def test_views_that_slack_takes_are_taken() -> None:
    assert view_problems(modal({"type": "alert", "text": plain("x")}, notify_on_close=True)) == []
    assert view_problems(modal(field(), submit=plain("x" * 24))) == []
    assert view_problems({"type": "home", "blocks": [field(dispatch_action=True)]}) == []
