"""Small rules about JSON, and how they combine: each takes a value and where it stands (a JSON
pointer) and yields what is wrong with it, in Slack's manner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Rule = Callable[[Any, str], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Required:
    """A field that must be there."""

    rule: Rule


Fields = Mapping[str, Rule | Required]


def problem(what: str, where: str) -> str:
    return f"{what} [json-pointer:{where}]"


def anything(value: object, where: str) -> Iterator[str]:
    yield from ()


def flag(value: object, where: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield problem("must provide a boolean", where)


def number(value: object, where: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield problem("must provide a number", where)


def string(most: int, least: int = 1) -> Rule:
    """Characters, both included."""

    def rule(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield problem("must provide a string", where)
        elif len(value) > most:
            yield problem(f"must be less than {most + 1} characters", where)
        elif len(value) < least:
            yield problem(f"must be more than {least - 1} characters", where)

    return rule


def choice(*allowed: str) -> Rule:
    def rule(value: object, where: str) -> Iterator[str]:
        if value not in allowed:
            yield problem(f"must be one of: {', '.join(allowed)}", where)

    return rule


def array(item: Rule, most: int, least: int = 1) -> Rule:
    def rule(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, list | tuple):
            yield problem("must provide an array", where)
            return
        if len(value) > most:
            yield problem(f"no more than {most} items allowed", where)
        if len(value) < least:
            yield problem(f"no fewer than {least} items allowed", where)
        for number, one in enumerate(value):
            yield from item(one, f"{where}/{number}")

    return rule


def shape(fields: Fields, also: Rule = anything) -> Rule:
    """An object with these fields and no others; `also` looks at it as a whole, if it is one."""

    def rule(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", where)
            return
        for name, field in fields.items():
            if isinstance(field, Required) and value.get(name) is None:
                yield problem(f"missing required field: {name}", where)
        for name, one in value.items():
            if name not in fields:
                yield problem(f"invalid additional property: {name}", where)
            elif one is not None:
                field = fields[name]
                yield from (field.rule if isinstance(field, Required) else field)(
                    one, f"{where}/{name}"
                )
        yield from also(value, where)

    return rule


def typed(shapes: Mapping[str, Fields], also: Mapping[str, Rule] | None = None) -> Rule:
    """An object whose `type` says which fields it has."""
    rules = {
        name: shape({"type": anything, **fields}, (also or {}).get(name, anything))
        for name, fields in shapes.items()
    }

    def rule(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", where)
        elif not isinstance(value.get("type"), str):
            yield problem("missing required field: type", where)
        elif value["type"] not in rules:
            yield problem(f"unsupported type: {value['type']}", where)
        else:
            yield from rules[value["type"]](value, where)

    return rule


def some_of(least: int, most: int, *names: str) -> Rule:
    """How many of these fields an object needs."""

    def rule(value: Mapping[str, object], where: str) -> Iterator[str]:
        there = [name for name in names if value.get(name) is not None]
        if len(there) < least:
            yield problem(f"missing required field: {' or '.join(names)}", where)
        if len(there) > most:
            yield problem(f"only one of {', '.join(names)} is allowed", where)

    return rule


def both(*rules: Rule) -> Rule:
    def rule(value: object, where: str) -> Iterator[str]:
        for one in rules:
            yield from one(value, where)

    return rule
