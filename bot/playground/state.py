"""What people have typed and picked in a message or view, as Slack tells the bot of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.playground.blocks import elements_of
from bot.playground.records import Json

HOLDING = ("plain_text_input", "static_select", "external_select", "radio_buttons")
"""The elements that keep what was typed or picked; the others tell the bot of it and forget."""
Entered = Mapping[tuple[str, str], Json]
"""By block_id and action_id."""


def find_element(blocks: Sequence[Json], action_id: str, block_id: str = "") -> tuple[Json, Json]:
    """The block and the element in it. Raises LookupError if nobody could use it."""
    there = [(block, element) for block in blocks for element in elements_of(block)]
    for block, element in there:
        if element["action_id"] == action_id and block_id in ("", block["block_id"]):
            return block, element
    names = [element["action_id"] for _, element in there]
    raise LookupError(f"There is no {action_id!r} to use here, only {names}.")


def chosen(element: Json, value: str | None, suggested: Sequence[Json] = ()) -> Json:
    """What a person presses, types or picks, as an action has it. Buttons and options are named by
    their value; None is the only button, or no option. Raises LookupError if there is no such."""
    if element["type"] == "plain_text_input":
        return {"value": value}
    if element["type"] == "button":
        return _pressed(_named(value, [element]))
    if element["type"] == "feedback_buttons":
        return _pressed(_named(value, [element["positive_button"], element["negative_button"]]))
    options = [*element.get("options", ()), *suggested]
    return {"selected_option": None if value is None else _named(value, options)}


def _named(value: str | None, offered: Sequence[Json]) -> Json:
    for one in offered:
        if value in (None, one.get("value")):
            return one
    raise LookupError(f"There is {[one.get('value') for one in offered]}, but not {value!r}.")


def _pressed(button: Json) -> Json:
    return {name: button[name] for name in ("text", "value", "url") if name in button}


def state_of(blocks: Sequence[Json], entered: Entered) -> Json:
    """`state` as in an interaction: what each element holds, by block_id and action_id."""
    values: Json = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in HOLDING:
                names = block["block_id"], element["action_id"]
                held = {"type": element["type"], **entered.get(names, _initial(element))}
                values.setdefault(names[0], {})[names[1]] = held
    return {"values": values}


def _initial(element: Json) -> Json:
    if element["type"] == "plain_text_input":
        return {"value": element.get("initial_value")}
    return {"selected_option": element.get("initial_option")}


def unfilled(blocks: Sequence[Json], state: Json) -> list[str]:
    """The inputs, by block_id, that have to be filled in before Slack sends a modal."""
    return [
        block["block_id"]
        for block in blocks
        if block["type"] == "input"
        and not block.get("optional")
        and not _is_filled(state["values"][block["block_id"]][block["element"]["action_id"]])
    ]


def _is_filled(held: Json) -> bool:
    return bool(held.get("value") or held.get("selected_option"))
