"""What people have typed and picked in a message or view, as Slack tells the bot of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.playground.records import Json
from bot.playground.walk import elements_of, inner_blocks

VALUES = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
"""Where an action has what was chosen. Without the others, which are pressed: buttons."""


def all_elements(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Each with the block it is in."""
    for block in inner_blocks(blocks):
        for element in elements_of(block):
            yield block, element


def find_element(blocks: Sequence[Json], action_id: str, block_id: str = "") -> tuple[Json, Json]:
    """The block and the element in it; a LookupError if nobody could use it."""
    for block, element in all_elements(blocks):
        if element.get("action_id") == action_id and block_id in ("", block["block_id"]):
            return block, element
    there = [element.get("action_id") for _, element in all_elements(blocks)]
    raise LookupError(f"There is no {action_id!r} to use here, only {there}.")


def options_of(element: Json) -> list[Json]:
    groups = element.get("option_groups") or ()
    return [*(element.get("options") or ()), *(one for g in groups for one in g["options"])]


def chosen(element: Json, value: Any, suggested: Sequence[Json]) -> Json:  # noqa: ANN401 - JSON
    """What a person enters or picks, as an action has it; options are named by their value.

    A LookupError if there is no such option."""
    key = VALUES[element["type"]]
    if not key.startswith("selected_option"):
        return {key: value}
    options = [*options_of(element), *suggested]
    picks = [value] if key == "selected_option" else list(value)
    found = [option for pick in picks for option in options if option["value"] == pick][:100]
    if len(found) != len(picks):
        there = [option["value"] for option in options]
        raise LookupError(f"{element['action_id']!r} offers {there}, not {value!r}.")
    return {key: found[0] if key == "selected_option" else found}


def state_of(blocks: Sequence[Json], entered: dict[tuple[str, str], Json]) -> Json:
    """`state` as in an interaction: every element that holds something, by block and action."""
    values: Json = {}
    for block, element in all_elements(blocks):
        if element["type"] not in VALUES or element["type"] == "overflow":
            continue
        names = block["block_id"], element["action_id"]
        value = entered.get(names) or {VALUES[element["type"]]: initial(element)}
        values.setdefault(names[0], {})[names[1]] = {"type": element["type"], **value}
    return {"values": values}


def initial(element: Json) -> Any:  # noqa: ANN401 - whatever JSON the element starts with
    many = VALUES[element["type"]] in ("selected_options", "files")
    names = [name for name in element if name.startswith("initial_")]
    return element[names[0]] if names else ([] if many else None)


def unfilled(blocks: Sequence[Json], state: Json) -> list[str]:
    """What Slack itself tells the person to mend before a modal is sent, by block_id."""
    problems = []
    for block in inner_blocks(blocks):
        if block["type"] != "input":
            continue
        element = block["element"]
        value = state["values"][block["block_id"]][element["action_id"]][VALUES[element["type"]]]
        if value in (None, "", []):
            problems += [] if block.get("optional") else [f"{block['block_id']}: missing"]
        elif isinstance(value, str) and len(value) < element.get("min_length", 0):
            problems.append(f"{block['block_id']}: too short")
        elif isinstance(value, str) and len(value) > element.get("max_length", 3000):
            problems.append(f"{block['block_id']}: too long")
    return problems
