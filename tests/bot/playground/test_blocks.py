"""What the playground's workspace refuses of messages and views, compared with slack_sdk's own
models where these check anything."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, HeaderBlock

from bot.playground.blocks import block_problems, is_too_long, view_problems
from bot.playground.records import Json
from tests.bot.playground.test_workspace import button, field, header, modal, plain


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def options(number: int, text: str = "x") -> list[Json]:
    return [{"text": plain(text), "value": f"{n}"} for n in range(number)]


def select(number: int, **more: object) -> Json:
    return {"type": "static_select", "action_id": "s", "options": options(number), **more}


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [*parts]}]}


FEEDBACK: Json = {
    "type": "feedback_buttons",
    "action_id": "f",
    "positive_button": {"text": plain("Good"), "value": "1"},
    "negative_button": {"text": plain("Bad"), "value": "0"},
}
RIGHT = [
    header("x" * 150),
    {"type": "divider"},
    {"type": "context", "elements": [plain("x" * 3000)] * 10},
    actions(*(button(f"{n}") for n in range(25))),
    actions(select(100)),
    {"type": "context_actions", "elements": [FEEDBACK]},
    rich({"type": "text", "text": "x", "style": {"bold": True}}, {"type": "user", "user_id": "U1"}),
]
WRONG = [
    (header("x" * 151), "/text/text", "Expected `str` of length <= 150"),
    (header(""), "/text/text", "Expected `str` of length >= 1"),
    ({"type": "header"}, "", "Object missing required field `text`"),
    ({"type": "header", "text": "x"}, "/text", "Expected `object`, got `str`"),
    (
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        "/text/type",
        "Invalid value 'mrkdwn': not known in bot/playground/blocks.py",
    ),
    ({**header("x"), "colour": "red"}, "", "Object contains unknown field `colour`"),
    (header("x", block_id="x" * 256), "/block_id", "Expected `str` of length <= 255"),
    ({"type": "context", "elements": []}, "/elements", "Expected `array` of length >= 1"),
    (actions(*[button("b")] * 26), "/elements", "Expected `array` of length <= 25"),
    (
        actions({**button("b"), "text": plain("x" * 76)}),
        "/elements/0/text/text",
        "Expected `str` of length <= 75",
    ),
    (
        actions({**button("b"), "value": "x" * 2001}),
        "/elements/0/value",
        "Expected `str` of length <= 2000",
    ),
    (actions(select(101)), "/elements/0/options", "Expected `array` of length <= 100"),
    (
        actions(select(2, initial_option={"text": plain("y"), "value": "9"})),
        "/elements/0",
        "initial_option must be one of the options",
    ),
    (
        actions({"type": "overflow", "action_id": "o", "options": options(6)}),
        "/elements/0/options",
        "Expected `array` of length <= 5",
    ),
    (
        {"type": "context_actions", "elements": [button("b")]},
        "/elements/0/type",
        "Invalid value 'button': not known in bot/playground/blocks.py",
    ),
    (
        {"type": "section", "text": plain("x")},
        "/type",
        "Invalid value 'section': not known in bot/playground/blocks.py",
    ),
    (field(), "/type", "Invalid value 'input': not known in bot/playground/blocks.py"),
    ({"text": plain("x")}, "", "Object missing required field `type`"),
    (
        rich({"type": "emoji"}),
        "/elements/0/elements/0/type",
        "Invalid value 'emoji': not known in bot/playground/blocks.py",
    ),
    (actions(button("b"), button("b")), "", "action_id must be unique: b"),
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
    with pytest.raises(SlackObjectFormationError):
        HeaderBlock(text="x" * 151).to_dict()


def test_a_message_has_50_blocks_a_view_100() -> None:
    assert block_problems([header("x")] * 50, "message") == []
    assert block_problems([header("x")] * 51, "message") == [
        "Expected `array` of length <= 50 [json-pointer:/blocks]"
    ]
    assert view_problems(modal(*[header("x")] * 100)) == []
    assert view_problems(modal(*[header("x")] * 101)) == [
        "Expected `array` of length <= 100 [json-pointer:/view/blocks]"
    ]


def test_ids_are_unique_in_their_place() -> None:
    twice = [header("x", block_id="a"), header("y", block_id="a")]
    assert "block_id must be unique: a" in block_problems(twice, "message")[0]
    assert "block_id must be unique: a" in view_problems(modal(*twice))[0]
    assert block_problems([actions(button("b")), actions(button("b"))], "message") == []


def test_all_blocks_together_have_a_limit() -> None:
    assert not is_too_long([{"type": "context", "elements": [plain("x" * 2640)] * 5}])  # 13,200
    assert is_too_long([{"type": "context", "elements": [plain("x" * 2640)] * 5}, header("x")])


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (modal(header("x"), title=plain("x" * 25)), "/view/title/text"),
        (modal(header("x"), private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(header("x"), callback_id="x" * 256), "/view/callback_id"),
        (modal(field()), "missing required field: submit"),
        (modal(), "Expected `array` of length >= 1"),
        ({"type": "modal", "blocks": [header("x")]}, "missing required field `title`"),
        (modal({"type": "context_actions", "elements": [FEEDBACK]}), "'context_actions'"),
        ({"type": "home", "title": plain("x"), "blocks": [header("x")]}, "unknown field `title`"),
        ({"type": "page"}, "Invalid value 'page'"),
    ],
)
def test_a_view_that_slack_refuses_is_refused(view: Json, problem: str) -> None:
    assert problem in " ".join(view_problems(view))


def test_views_that_slack_takes_are_taken() -> None:
    assert view_problems(modal(field(), submit=plain("x" * 24))) == []
    assert view_problems({"type": "home", "blocks": [field(dispatch_action=True)]}) == []
