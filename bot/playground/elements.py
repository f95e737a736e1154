"""Block Kit's elements and objects, with the limits that Slack documents (characters, items)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground.rules import (
    Fields,
    Required,
    Rule,
    anything,
    array,
    choice,
    flag,
    number,
    problem,
    shape,
    some_of,
    string,
    typed,
)

ID = string(255)
URL = string(3000)
OPTION_VALUE = 75  # the documents' limit; slack_sdk lets 150 pass


def text(most: int, *kinds: str) -> Rule:
    """A text object; without `kinds` either of the two."""
    plain: Fields = {"text": Required(string(most)), "emoji": flag}
    mrkdwn: Fields = {"text": Required(string(most)), "verbatim": flag}
    shapes = {"plain_text": plain, "mrkdwn": mrkdwn}
    return typed({kind: shapes[kind] for kind in kinds or shapes})


def plain(most: int) -> Rule:
    return text(most, "plain_text")


def option(*kinds: str) -> Rule:
    return shape(
        {
            "text": Required(text(75, *kinds)),
            "value": Required(string(OPTION_VALUE)),
            "description": text(75, *kinds),
            "url": URL,
        }
    )


OPTION = option("plain_text")
OPTIONS = array(OPTION, 100)
GROUPS = array(
    shape({"label": Required(plain(75)), "options": Required(array(OPTION, 100))}), most=100
)
RICH_OPTIONS = array(option(), 10)
CONFIRM = shape(
    {
        "title": Required(plain(100)),
        "text": Required(text(300)),
        "confirm": Required(plain(30)),
        "deny": Required(plain(30)),
        "style": choice("primary", "danger"),
    }
)
DISPATCH = shape(
    {"trigger_actions_on": array(choice("on_enter_pressed", "on_character_entered"), 2)}
)
FEEDBACK = shape(
    {
        "text": Required(plain(75)),
        "value": Required(string(2000)),
        "accessibility_label": string(75),
    }
)
SUGGESTIONS = shape({"options": array(OPTION, 100, 0), "option_groups": GROUPS})
"""The answer to a block_suggestion."""

BASE: Fields = {"action_id": ID, "confirm": CONFIRM}
PICK: Fields = {**BASE, "placeholder": plain(150), "focus_on_load": flag}
MANY: Fields = {**PICK, "max_selected_items": number}
ENTER: Fields = {
    "action_id": ID,
    "placeholder": plain(150),
    "focus_on_load": flag,
    "dispatch_action_config": DISPATCH,
    "initial_value": string(3000, 0),
}
LENGTHS: Fields = {"min_length": number, "max_length": number}
CHOICES: Fields = {"options": OPTIONS, "option_groups": GROUPS}
CONVERSATIONS: Fields = {"default_to_current_conversation": flag, "filter": anything}
IDS = array(string(255), 100)

IMAGE: Fields = {
    "image_url": URL,
    "slack_file": anything,
    "alt_text": Required(string(2000)),
}
ELEMENTS: Mapping[str, Fields] = {
    "button": {
        **BASE,
        "text": Required(plain(75)),
        "url": URL,
        "value": string(2000),
        "style": choice("primary", "danger"),
        "accessibility_label": string(75),
        "agent_prompt": string(4000),
        "agent_prompt_display": anything,
        "visible_to_user_ids": IDS,
    },
    "checkboxes": {
        **BASE,
        "options": Required(RICH_OPTIONS),
        "initial_options": RICH_OPTIONS,
        "focus_on_load": flag,
    },
    "radio_buttons": {
        **BASE,
        "options": Required(RICH_OPTIONS),
        "initial_option": option(),
        "focus_on_load": flag,
    },
    "datepicker": {**PICK, "initial_date": string(10, 10)},
    "timepicker": {**PICK, "initial_time": string(5, 5), "timezone": string(255)},
    "datetimepicker": {**BASE, "initial_date_time": number, "focus_on_load": flag},
    "static_select": {**PICK, **CHOICES, "initial_option": OPTION},
    "multi_static_select": {**MANY, **CHOICES, "initial_options": OPTIONS},
    "external_select": {**PICK, "min_query_length": number, "initial_option": OPTION},
    "multi_external_select": {**MANY, "min_query_length": number, "initial_options": OPTIONS},
    "users_select": {**PICK, "initial_user": string(255)},
    "multi_users_select": {**MANY, "initial_users": IDS},
    "conversations_select": {
        **PICK,
        **CONVERSATIONS,
        "initial_conversation": string(255),
        "response_url_enabled": flag,
    },
    "multi_conversations_select": {**MANY, **CONVERSATIONS, "initial_conversations": IDS},
    "channels_select": {**PICK, "initial_channel": string(255), "response_url_enabled": flag},
    "multi_channels_select": {**MANY, "initial_channels": IDS},
    "overflow": {**BASE, "options": Required(array(OPTION, 5))},
    "plain_text_input": {**ENTER, **LENGTHS, "multiline": flag},
    "email_text_input": ENTER,
    "url_text_input": ENTER,
    "number_input": {
        **ENTER,
        "is_decimal_allowed": Required(flag),
        "min_value": anything,
        "max_value": anything,
    },
    "rich_text_input": {**ENTER, "initial_value": anything},
    "file_input": {
        "action_id": ID,
        "filetypes": array(string(255), 100),
        "max_files": number,
    },
    "feedback_buttons": {
        "action_id": ID,
        "positive_button": Required(FEEDBACK),
        "negative_button": Required(FEEDBACK),
    },
    "icon_button": {
        **BASE,
        "icon": Required(string(255)),
        "text": Required(plain(75)),
        "value": string(2000),
        "accessibility_label": string(75),
        "visible_to_user_ids": IDS,
    },
    "workflow_button": {**BASE, "text": Required(plain(75)), "workflow": Required(anything)},
    "image": IMAGE,
    "plain_text": {"text": Required(string(3000)), "emoji": flag},
    "mrkdwn": {"text": Required(string(3000)), "verbatim": flag},
}

MENUS = frozenset(name for name in ELEMENTS if name.endswith("_select"))
PICKERS = MENUS | {"checkboxes", "radio_buttons", "datepicker", "timepicker"}
IN_SECTION = PICKERS | {"button", "image", "overflow", "workflow_button"}
IN_ACTIONS = PICKERS | {"button", "overflow", "workflow_button", "datetimepicker"}
IN_INPUT = (
    PICKERS
    | {"datetimepicker", "file_input"}
    | {name for name in ELEMENTS if name.endswith("_input")}
)
IN_CONTEXT = frozenset({"image", "plain_text", "mrkdwn"})
IN_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})


def _choices(value: Mapping[str, Any], where: str) -> Iterator[str]:
    yield from some_of(1, 1, "options", "option_groups")(value, where)
    groups = value.get("option_groups") or ()
    there = [*(value.get("options") or ()), *(one for g in groups for one in g.get("options", ()))]
    yield from _initial(value, there, where)


def _initial_of_options(value: Mapping[str, Any], where: str) -> Iterator[str]:
    yield from _initial(value, list(value.get("options") or ()), where)


def _initial(value: Mapping[str, Any], there: list[object], where: str) -> Iterator[str]:
    one = value.get("initial_option")
    chosen = [*(value.get("initial_options") or ()), *([one] if one else [])]
    if any(option not in there for option in chosen):
        yield problem("initial_option must be one of the options", where)


ALSO: Mapping[str, Rule] = {
    "static_select": _choices,
    "multi_static_select": _choices,
    "checkboxes": _initial_of_options,
    "radio_buttons": _initial_of_options,
    "image": some_of(1, 1, "image_url", "slack_file"),
}


def element(allowed: frozenset[str]) -> Rule:
    """One of these kinds of elements."""
    return typed({name: ELEMENTS[name] for name in sorted(allowed)}, ALSO)
