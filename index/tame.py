"""YAML that is no more than it looks. A few lines of it can stand for gigabytes: a list of ten
aliases of a list of ten aliases, and so on."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

DEEPEST = 100  # lists within lists
MOST_VALUES = 100_000


class WildError(Exception):
    """Says on which line, 1-based, the YAML is what it should not be."""

    def __init__(self, line: int, problem: str) -> None:
        self.line = line
        self.problem = problem
        super().__init__(f"{line}: {problem}")


@dataclass(slots=True)
class _Open:
    """A list or mapping that has begun, and how many values are in it so far."""

    anchor: str | None = None
    values: int = 1


def require_tame(
    text: str, loader: type, deepest: int = DEEPEST, most_values: int = MOST_VALUES
) -> None:
    """Raises WildError for lists deeper than `deepest` in each other, and for more than
    `most_values`, where an alias counts as all that it repeats; YAMLError for what is no YAML. It
    builds nothing of it."""
    anchored: dict[str | None, int] = {}
    around = [_Open()]
    for event in yaml.parse(text, Loader=loader):
        values = 1  # also of an alias of nothing, or of what it is in: who composes it complains
        match event:
            case yaml.CollectionStartEvent():
                around.append(_Open(event.anchor))
                if len(around) > deepest + 1:
                    raise WildError(_line(event), "nested too deep")
                continue
            case yaml.CollectionEndEvent():
                ended = around.pop()
                values = anchored[ended.anchor] = ended.values
            case yaml.AliasEvent():
                values = anchored.get(event.anchor, 1)
            case yaml.ScalarEvent():
                anchored[event.anchor] = 1
            case _:
                continue
        around[-1].values += values
        if around[-1].values > most_values:
            problem = f"longer than {most_values:,} values, with what its aliases (*a) repeat"
            raise WildError(_line(event), problem)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
