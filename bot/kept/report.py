"""Renders groups of questions as text, or as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.kept.groups import Group

MAX_WORDINGS = 3  # of a question, beside the first; the table for a spreadsheet has all
BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # how a formula begins
HEADER = (
    "times",
    "unanswered",
    "not helpful",
    "first day",
    "last day",
    "nearest role",
    "question",
    "other wordings",
    "why unanswered",
    "why not helpful",
    "comments",
    "answered by now",
)


@dataclass(frozen=True, slots=True)
class Line:
    """`is_answered`: whether the documents, as they are now, answer what was unanswered."""

    group: Group
    is_answered: bool


def render_text(lines: Sequence[Line]) -> Iterator[str]:
    """For people, a paragraph for each group."""
    width = len(str(max(line.group.times for line in lines)))
    indent = " " * (width + 2)
    for line in lines:
        one = line.group
        yield f"{one.times:>{width}}× {one.question or '(no text kept)'}"
        yield indent + " · ".join(_details(line))
        if one.wordings[1:]:
            yield f"{indent}also: {' · '.join(_first_of(one.wordings[1:]))}"
        if one.reasons:
            yield f"{indent}why: {' · '.join(one.reasons)}"
        for comment in one.comments:
            yield f"{indent}said: {comment}"


def _first_of(wordings: Sequence[str]) -> Iterator[str]:
    yield from wordings[:MAX_WORDINGS]
    if len(wordings) > MAX_WORDINGS:
        yield f"and {len(wordings) - MAX_WORDINGS} more"


def _details(line: Line) -> Iterator[str]:
    one = line.group
    if one.unanswered:
        yield f"unanswered {one.unanswered}: {_spelt_out(one.whys)}"
    if one.unhelpful:
        yield f"not helpful {one.unhelpful}"
    yield f"{one.first}" if one.first == one.last else f"{one.first} to {one.last}"
    if one.nearest:
        yield f"nearest {one.nearest}"
    if line.is_answered:
        yield "answered by now"


def _spelt_out(whys: Sequence[str]) -> str:
    return ", ".join(why.replace("_", " ") for why in whys)


def render_csv(lines: Sequence[Line]) -> str:
    """As RFC 4180 defines it. All texts are in quotes, so that no program splits them, whatever
    separator it expects."""
    table = io.StringIO()
    writer = csv.writer(table, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(HEADER)
    for line in lines:
        one = line.group
        counts = (one.times, one.unanswered, one.unhelpful)
        texts = (
            one.nearest,
            one.question,
            " | ".join(one.wordings[1:]),
            _spelt_out(one.whys),
            " | ".join(one.reasons),
            " | ".join(one.comments),
            "yes" if line.is_answered else "",
        )
        writer.writerow((*counts, f"{one.first}", f"{one.last}", *map(as_text, texts)))
    return BYTE_ORDER_MARK + table.getvalue()


def as_text(cell: str) -> str:
    """Protect a cell from being taken for a formula, which anybody can ask, with a quote in front.

    >>> as_text("=HYPERLINK(1)"), as_text("who codes?")
    ("'=HYPERLINK(1)", 'who codes?')
    """
    visible = cell.lstrip()
    return f"'{cell}" if visible.startswith(FORMULA) or visible != cell else cell
