"""Block Kit as Slack checks it: which blocks a surface takes, with their documented limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from bot.playground.elements import (
    ID,
    IMAGE,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    URL,
    element,
    plain,
    text,
)
from bot.playground.records import Json
from bot.playground.rules import (
    Fields,
    Required,
    Rule,
    anything,
    array,
    both,
    choice,
    flag,
    number,
    problem,
    shape,
    some_of,
    string,
    typed,
)
from bot.playground.walk import characters, elements_of, inner_blocks

Surface = Literal["message", "modal", "home"]

MOST_BLOCKS: Mapping[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MESSAGE_CHARACTERS = 13_200  # of all blocks; undocumented: slackapi/bolt-js#2509
MARKDOWN_CHARACTERS = 12_000  # of all markdown blocks of a message

STYLE = shape(dict.fromkeys(("bold", "italic", "strike", "code", "underline"), flag))
PART = typed(
    {
        "text": {"text": Required(string(13_200)), "style": STYLE},
        "link": {"url": Required(URL), "text": string(3000), "unsafe": flag, "style": STYLE},
        "user": {"user_id": Required(ID), "style": STYLE},
        "channel": {"channel_id": Required(ID), "style": STYLE},
        "usergroup": {"usergroup_id": Required(ID), "style": STYLE},
        "team": {"team_id": Required(ID), "style": STYLE},
        "emoji": {"name": Required(string(255)), "unicode": string(255), "style": STYLE},
        "date": {
            "timestamp": Required(number),
            "format": Required(string(255)),
            "url": URL,
            "fallback": string(255),
            "style": STYLE,
        },
        "broadcast": {"range": Required(choice("here", "channel", "everyone")), "style": STYLE},
        "color": {"value": Required(string(255)), "style": STYLE},
    }
)
PARTS = Required(array(PART, 10_000, 0))
SECTION: Fields = {"elements": PARTS}
RICH_TEXT: Fields = {
    "elements": Required(
        array(
            typed(
                {
                    "rich_text_section": SECTION,
                    "rich_text_quote": {**SECTION, "border": number},
                    "rich_text_preformatted": {
                        **SECTION,
                        "border": number,
                        "language": string(255),
                    },
                    "rich_text_list": {
                        "style": Required(choice("bullet", "ordered")),
                        "elements": Required(array(typed({"rich_text_section": SECTION}), 10_000)),
                        "indent": number,
                        "offset": number,
                        "border": number,
                    },
                }
            ),
            10_000,
        )
    )
}
CELL = typed(
    {
        "raw_text": {"text": Required(string(13_200))},
        "raw_number": {"value": Required(number), "text": string(3000)},
        "rich_text": RICH_TEXT,
    }
)
CARD: Fields = {
    "slack_icon": anything,
    "icon": anything,
    "hero_image": anything,
    "title": text(150),
    "subtitle": text(150),
    "body": text(200),
    "subtext": text(200),
    "actions": array(element(frozenset({"button"})), 5),
}
BLOCKS: Mapping[str, Fields] = {
    "section": {
        "text": text(3000),
        "fields": array(text(2000), 10),
        "accessory": element(IN_SECTION),
        "expand": flag,
    },
    "header": {"text": Required(plain(150)), "level": number},
    "divider": {},
    "context": {"elements": Required(array(element(IN_CONTEXT), 10))},
    "actions": {"elements": Required(array(element(IN_ACTIONS), 25))},
    "context_actions": {"elements": Required(array(element(IN_CONTEXT_ACTIONS), 5))},
    "image": {**IMAGE, "title": plain(2000)},
    "input": {
        "label": Required(plain(2000)),
        "hint": plain(2000),
        "element": Required(element(IN_INPUT)),
        "dispatch_action": flag,
        "optional": flag,
    },
    "rich_text": RICH_TEXT,
    "markdown": {"text": Required(string(MARKDOWN_CHARACTERS))},
    "table": {
        "rows": Required(array(array(CELL, 20), 100)),
        "column_settings": array(anything, 20, 0),
    },
    "video": {
        "title": Required(plain(200)),
        "video_url": Required(URL),
        "thumbnail_url": Required(URL),
        "alt_text": Required(string(2000)),
        **dict.fromkeys(("author_name", "provider_name", "provider_icon_url", "title_url"), URL),
        "description": plain(200),
    },
    "card": CARD,
    "carousel": {"elements": Required(array(typed({"card": {"block_id": ID, **CARD}}), 10))},
    "alert": {
        "text": Required(text(3000)),
        "level": choice("default", "info", "warning", "error", "success"),
    },
    "task_card": {
        "task_id": Required(ID),
        "title": Required(string(2000)),
        "status": choice("pending", "in_progress", "complete", "error"),
        "details": anything,
        "output": anything,
        "sources": array(anything, 100, 0),
    },
    "plan": {"title": Required(string(2000)), "tasks": array(anything, 100, 0)},
}
IN_CONTAINER = ("section", "header", "divider", "context", "actions", "image", "video", "table")
# The documents allow rich_text in a container, too; Slack's own validator is said to refuse it.

ONLY_MESSAGES = frozenset(
    {"context_actions", "markdown", "table", "card", "carousel", "task_card", "plan"}
)
ONLY_MODALS = frozenset({"alert"})
WITH_ID = {name: {"block_id": ID, **fields} for name, fields in BLOCKS.items()}
ALSO: Mapping[str, Rule] = {
    "section": some_of(1, 2, "text", "fields"),
    "image": some_of(1, 1, "image_url", "slack_file"),
    "card": some_of(1, 4, "hero_image", "title", "actions", "body"),
}
CONTAINER: Fields = {
    "block_id": ID,
    "title": plain(150),
    "rich_text_title": typed({"rich_text": WITH_ID["rich_text"]}),
    "subtitle": text(150),
    "icon": anything,
    "child_blocks": Required(array(typed({name: WITH_ID[name] for name in IN_CONTAINER}), 10)),
    "width": choice("narrow", "standard", "wide", "full"),
    "is_collapsible": flag,
    "default_collapsed": flag,
    "has_header_divider": flag,
}


def _container(value: Mapping[str, object], where: str) -> Iterator[str]:
    yield from some_of(1, 1, "title", "rich_text_title")(value, where)
    if value.get("is_collapsible") and value.get("has_header_divider"):
        yield problem("has_header_divider is not allowed with is_collapsible", where)


def _blocks(surface: Surface) -> Rule:
    kinds = {
        name: fields
        for name, fields in WITH_ID.items()
        if (surface == "message" or name not in ONLY_MESSAGES)
        and (surface == "modal" or name not in ONLY_MODALS)
    }
    one = typed({**kinds, "container": CONTAINER}, {**ALSO, "container": _container})
    return array(one, MOST_BLOCKS[surface], 0 if surface == "message" else 1)


SURFACES: Mapping[Surface, Rule] = {
    surface: _blocks(surface) for surface in ("message", "modal", "home")
}
HOME: Fields = {
    "type": anything,
    "blocks": Required(SURFACES["home"]),
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
MODAL: Fields = {
    **HOME,
    "blocks": Required(SURFACES["modal"]),
    "title": Required(plain(24)),
    "close": plain(24),
    "submit": plain(24),
    "clear_on_close": flag,
    "notify_on_close": flag,
    "submit_disabled": flag,
}


def block_problems(blocks: object, surface: Surface, where: str = "/blocks") -> list[str]:
    """What Slack would refuse these blocks for, in its manner; empty if nothing."""
    problems = list(SURFACES[surface](blocks, where))
    if problems or not isinstance(blocks, list):
        return problems
    return [*_repeated_ids(blocks, where), *_several_tables(blocks, where)]


def view_problems(view: object, where: str = "/view") -> list[str]:
    """What Slack would refuse this modal or Home tab for; empty if nothing."""
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return [problem("must provide a modal or home view", where)]
    rule = both(shape(HOME if view["type"] == "home" else MODAL), _submit)
    problems = list(rule(view, where))
    return problems or _repeated_ids(view["blocks"], f"{where}/blocks")


def _submit(view: Mapping[str, Any], where: str) -> Iterator[str]:
    blocks = view.get("blocks") if isinstance(view.get("blocks"), list) else []
    has_input = any(isinstance(b, dict) and b.get("type") == "input" for b in blocks or ())
    if view["type"] == "modal" and has_input and not view.get("submit"):
        yield problem("missing required field: submit (there is an input block)", where)


def is_too_long(blocks: Sequence[Json]) -> bool:
    """Whether Slack would say "msg_blocks_too_long"."""
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    return markdown > MARKDOWN_CHARACTERS or characters(blocks) > MESSAGE_CHARACTERS


def _repeated_ids(blocks: list[Json], where: str) -> list[str]:
    inner = list(inner_blocks(blocks))
    ids = Counter(block["block_id"] for block in inner if block.get("block_id"))
    problems = [
        problem(f"block_id must be unique: {name}", where) for name, n in ids.items() if n > 1
    ]
    for block in inner:
        actions = Counter(one["action_id"] for one in elements_of(block) if one.get("action_id"))
        problems += [
            problem(f"action_id must be unique in its block: {name}", where)
            for name, n in actions.items()
            if n > 1
        ]
    return problems


def _several_tables(blocks: list[Json], where: str) -> list[str]:
    tables = [block for block in inner_blocks(blocks) if block["type"] == "table"]
    return [problem("only one table is allowed", where)] if len(tables) > 1 else []
