"""What msgspec finds wrong when it decodes fields to records, explained to a person."""

from __future__ import annotations

import re

import msgspec

Keys = tuple[str | int, ...]
"""The path to a value: ("questions", 2, "line") is the line of the third question."""

TYPES = {
    "array": "a list",
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "null": "nothing",
    "object": "fields",
    "str": "text",
}


class RecordError(ValueError):
    """What is wrong with a record, raised by its `__post_init__` or found by `explain`. `keys` lead
    to the value that is meant. `fix` is "" for a field that does not exist."""

    def __init__(self, problem: str, fix: str, *keys: str | int) -> None:
        self.problem = problem
        self.fix = fix
        self.keys: Keys = keys
        super().__init__(problem)


def explain(error: msgspec.ValidationError) -> RecordError:
    """Say what is wrong, what to do about it, and where it is.

    >>> found = explain(msgspec.ValidationError("Expected `str`, got `int` - at `$.gold[0].file`"))
    >>> found.problem, found.fix, found.keys
    ("'file' is a whole number.", 'Make it text.', ('gold', 0, 'file'))
    """
    if isinstance(cause := error.__cause__, RecordError):
        keys = _keys(str(error).removeprefix(cause.problem))
        return type(cause)(cause.problem, cause.fix, *keys, *cause.keys)
    message, _, way = str(error).partition(" - at `$")
    keys = _keys(way.rstrip("`"))
    if found := re.fullmatch("Object contains unknown field `(.*)`", message, re.DOTALL):
        return RecordError(f"There is no field '{found[1]}'.", "", *keys, found[1])
    if found := re.fullmatch("Object missing required field `(.*)`", message):
        return RecordError(f"The field '{found[1]}' is missing.", "Add it.", *keys)
    if found := re.fullmatch("Expected `(.*)`, got `(.*)`", message):
        wanted = " or ".join(map(_type, found[1].replace(" | null", "").split(" | ")))
        return RecordError(f"{_named(keys)} is {_type(found[2])}.", f"Make it {wanted}.", *keys)
    if found := re.fullmatch("Expected `int` >= (.*)", message):
        return RecordError(f"{_named(keys)} is too small.", f"Count from {found[1]}.", *keys)
    return RecordError(f"{_named(keys)} cannot be used: {message}.", "Correct it.", *keys)


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
