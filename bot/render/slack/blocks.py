"""Builds Block Kit's blocks and elements, whose texts are literal and within Slack's limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.render.clean import clean
from bot.render.slack import limits
from bot.render.slack.message import Block
from bot.render.slack.text import Part, cut, literal

NOTHING = "–"  # where Slack does not accept an empty text


def plain(text: str, most: int = limits.TEXT) -> Block:
    """Plain text, in which neither emoji names nor markup mean anything."""
    words = cut(clean(text).strip(), most) or NOTHING
    return {"type": "plain_text", "text": words, "emoji": False}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, limits.HEADER)}


def divider() -> Block:
    return {"type": "divider"}


def context(*texts: str) -> tuple[Block, ...]:
    """Small print of at most ten texts; no block if all are empty."""
    elements = [plain(text) for text in texts if text.strip()]
    return ({"type": "context", "elements": elements},) if elements else ()


# Rich text


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def line(*parts: Part) -> Block:
    return {"type": "rich_text_section", "elements": list(parts)}


def quote(*parts: Part) -> Block:
    return {"type": "rich_text_quote", "elements": list(parts)}


def bullets(items: Iterable[Sequence[Part]], indent: int = 0) -> Block:
    return {
        "type": "rich_text_list",
        "style": "bullet",
        "indent": min(indent, limits.INDENT),
        "elements": [line(*parts) for parts in items],
    }


def paragraph(text: str, *styles: str) -> Block:
    return rich(line(*literal(text, *styles)))


# Controls


def button(action: str, text: str, value: str, spoken: str = "") -> Block:
    """`spoken` is for screen readers, if `text` alone does not say enough."""
    return {
        "type": "button",
        "action_id": action,
        "text": plain(text, limits.LABEL),
        "value": value,
        "accessibility_label": cut(clean(spoken or text).strip(), limits.SPOKEN) or NOTHING,
    }


def link_button(action: str, text: str, url: str, spoken: str = "") -> Block:
    return {**button(action, text, action, spoken), "url": url}


def option(text: str, value: str, most: int = limits.LABEL) -> Block:
    return {"text": plain(text, most), "value": value}


def overflow(action: str, options: Sequence[Block]) -> Block:
    return {"type": "overflow", "action_id": action, "options": list(options)[: limits.MENU]}


def select(
    action: str, placeholder: str, options: Sequence[Block], chosen: Block | None = None
) -> Block:
    """A menu of at most 100 options; `chosen` is one of them."""
    return {
        **_fillable("static_select", action, placeholder),
        "options": list(options),
        **({"initial_option": chosen} if chosen else {}),
    }


def search_select(action: str, placeholder: str, least: int = 1) -> Block:
    """Slack asks for the options once `least` characters are typed."""
    return {**_fillable("external_select", action, placeholder), "min_query_length": least}


def actions(elements: Sequence[Block], block_id: str = "") -> Block:
    name = {"block_id": block_id} if block_id else {}
    return {"type": "actions", **name, "elements": list(elements)}


def thumbs(action: str, value: str) -> Block:
    """Slack's own feedback buttons, which modals cannot have. `value` is sent with "+" or "-" in
    front of it."""
    buttons = {
        "type": "feedback_buttons",
        "action_id": action,
        "positive_button": _thumb("Helpful", f"+{value}", "This answer is helpful"),
        "negative_button": _thumb("Not helpful", f"-{value}", "This answer is not helpful"),
    }
    return {"type": "context_actions", "elements": [buttons]}


def _thumb(text: str, value: str, spoken: str) -> Block:
    return {"text": plain(text), "value": value, "accessibility_label": spoken}


# Inputs


def input_block(label: str, element: Block, is_optional: bool = False) -> Block:
    """The block_id is the element's action_id."""
    return {
        "type": "input",
        "block_id": element["action_id"],
        "label": plain(label),
        "element": element,
        "optional": is_optional,
    }


def text_input(label: str, action: str, placeholder: str, most: int = 0) -> Block:
    """Several lines, which may be left empty; at most `most` characters if that is given."""
    element = {
        **_fillable("plain_text_input", action, placeholder),
        "multiline": True,
        **({"max_length": most} if most else {}),
    }
    return input_block(label, element, is_optional=True)


def search_input(label: str, action: str, placeholder: str) -> Block:
    """One line that is sent on enter."""
    element = {
        **_fillable("plain_text_input", action, placeholder),
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    return {**input_block(label, element, is_optional=True), "dispatch_action": True}


def _fillable(kind: str, action: str, placeholder: str) -> Block:
    """The start of an element that shows a placeholder while it is empty."""
    shown = plain(placeholder, limits.PLACEHOLDER)
    return {"type": kind, "action_id": action, "placeholder": shown}
