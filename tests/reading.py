"""Blocks as a person sees them, as text: to compare whole messages with literals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.playground.records import Json
from bot.render.slack.text import cut

SIGNS = {"code": "`", "bold": "*", "italic": "_", "strike": "~"}


def read(blocks: Sequence[Json], longest: int = 1_000_000) -> str:
    """A line for each line; of a text the first `longest` characters. "#" is a heading, "·" small
    print, "│" a quote, "[…]" a control, with its options below the line."""
    return "".join(f"{line}\n" for block in blocks for line in _block(block, longest))


def words(block: Json) -> Iterator[str]:
    """The lines of rich text without their emphasis, whole."""
    for element in block["elements"]:
        items = element["elements"] if element["type"] == "rich_text_list" else [element]
        yield from ("".join(part.get("text", "") for part in item["elements"]) for item in items)


def _block(block: Json, longest: int) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield f"# {block['text']['text']}"
        case "divider":
            yield "---"
        case "context":
            yield "· " + " | ".join(cut(part["text"], longest) for part in block["elements"])
        case "rich_text":
            for element in block["elements"]:
                yield from _rich(element, longest)
        case "actions" | "context_actions":
            yield " ".join(map(_control, block["elements"]))
            yield from (line for element in block["elements"] for line in _options(element))
        case "input":
            yield f"{block['label']['text']}: {_control(block['element'])}"
            yield from _options(block["element"])
        case other:
            raise AssertionError(f"not known to be used: {other}")


def _rich(element: Json, longest: int) -> Iterator[str]:
    match element["type"]:
        case "rich_text_section":
            yield _line(element, longest)
        case "rich_text_quote":
            yield f"│ {_line(element, longest)}"
        case "rich_text_list":
            for item in element["elements"]:
                yield f"{'  ' * element['indent']}• {_line(item, longest)}"


def _line(element: Json, longest: int) -> str:
    return "".join(_part(part, longest) for part in element["elements"])


def _part(part: Json, longest: int) -> str:
    if part["type"] == "user":
        return f"@{part['user_id']}"
    if part["type"] == "link":
        return f"<{part['text']} {part['url']}>"
    text = cut(part["text"], longest)
    signs = "".join(SIGNS[style] for style in part.get("style", ()))
    return f"{signs}{text}{signs[::-1]}"


def _control(element: Json) -> str:
    match element["type"]:
        case "button":
            return f"[{element['text']['text']}]"
        case "feedback_buttons":
            return f"[{element['action_id']}: + | -]"
        case "overflow" | "radio_buttons":
            return f"[{element['action_id']}]"
        case "static_select" | "external_select":
            chosen = element.get("initial_option", {"text": element["placeholder"]})
            return f"[{chosen['text']['text']} ▾]"
        case "plain_text_input":
            return f"[{element['placeholder']['text']}]"
        case other:
            raise AssertionError(f"not known to be used: {other}")


def _options(element: Json) -> Iterator[str]:
    for option in element.get("options", ()):
        url = f" → {option['url']}" if "url" in option else ""
        yield f"    {option['text']['text']}{url}"
