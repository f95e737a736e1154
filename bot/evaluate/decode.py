"""Fields to records: what msgspec finds wrong, said to a person."""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

Keys = tuple[str | int, ...]
"""The way to a value: ("questions", 2, "line") is the line of the third question."""

TYPES = {
    "array": "a list",
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "null": "nothing",
    "object": "fields",
    "str": "text",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """`unknown` is the name of a field that there is not, "" for any other trouble."""

    keys: Keys
    problem: str
    fix: str
    unknown: str = ""


def explain(error: msgspec.ValidationError) -> Trouble:
    """Where, what, and what to do about it.

    >>> explain(msgspec.ValidationError("Expected `str`, got `int` - at `$.gold[0].file`"))
    Trouble(keys=('gold', 0, 'file'), problem="'file' is a whole number.", fix='Make it text.', \
unknown='')
    """
    message, _, way = str(error).partition(" - at `$")
    keys = _keys(way.rstrip("`"))
    if found := re.fullmatch("Object contains unknown field `(.*)`", message, re.DOTALL):
        return Trouble((*keys, found[1]), f"There is no field '{found[1]}'.", "", found[1])
    if found := re.fullmatch("Object missing required field `(.*)`", message):
        return Trouble(keys, f"The field '{found[1]}' is missing.", "Add it.")
    if found := re.fullmatch("Expected `(.*)`, got `(.*)`", message):
        wanted = " or ".join(map(_type, found[1].replace(" | null", "").split(" | ")))
        return Trouble(keys, f"{_named(keys)} is {_type(found[2])}.", f"Make it {wanted}.")
    if found := re.fullmatch("Expected `int` >= (.*)", message):
        return Trouble(keys, f"{_named(keys)} is too small.", f"Count from {found[1]}.")
    return Trouble(keys, f"{_named(keys)} cannot be used: {message}.", "Correct it.")


def _keys(way: str) -> Keys:
    found = re.findall(r"\.(\w+)|\[(\d+)\]", way)
    return tuple(name or int(number) for name, number in found)


def _type(name: str) -> str:
    return TYPES.get(name, name)


def _named(keys: Keys) -> str:
    """
    >>> _named(()), _named(("gold", 0, "file")), _named(("gold", 0))
    ('What stands here', "'file'", "Number 1 of 'gold'")
    """
    match keys:
        case ():
            return "What stands here"
        case (*_, str(name), int(number)):
            return f"Number {number + 1} of '{name}'"
        case _:
            return f"'{keys[-1]}'"
