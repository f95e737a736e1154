"""A role's passages by section, each below what it is nested under."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.render.clean import clean
from bot.render.nesting import with_above
from bot.render.slack import blocks
from bot.render.slack.message import Block
from bot.render.slack.quotes import (
    CONTINUED,
    CONTINUES,
    MAX_CONTEXT,
    MAX_TITLE,
    Fragment,
    leads_to,
)
from bot.render.slack.text import Part, cut, literal

# How far a line is indented, and its text.
Item = tuple[int, list[Part]]


def outline(fragments: Sequence[Fragment]) -> tuple[Block, ...]:
    """A block for each section."""
    sections = groupby(fragments, key=lambda fragment: fragment.passage.section)
    return tuple(_section(title, list(own)) for title, own in sections)


def _section(title: str, fragments: Sequence[Fragment]) -> Block:
    """A heading that is a passage itself is shown once, with its line number."""
    own = [one for one in fragments[:1] if one.passage.is_heading and len(title) <= MAX_TITLE]
    lists = groupby(_items(fragments[len(own) :]), key=lambda item: item[0])
    places = [part for one in own for part in _place(one)]
    return blocks.rich(
        *([blocks.line(*literal(cut(title, MAX_TITLE), "bold"), *places)] if title else ()),
        *(blocks.bullets([parts for _, parts in items], indent) for indent, items in lists),
    )


def _items(fragments: Sequence[Fragment]) -> Iterator[Item]:
    """Each fragment, below what it is nested under unless that has just been shown."""
    entries = ((one.passage.context, one.passage.text, one) for one in fragments)
    for depth, content in with_above(entries):
        if isinstance(content, str):
            yield depth, literal(cut(clean(content), MAX_CONTEXT), "italic")
        else:
            yield depth, list(_entry(content))


def _entry(fragment: Fragment) -> Iterator[Part]:
    if not fragment.is_first:
        yield from literal(f"{CONTINUED} ", "italic")
    yield from fragment.words()
    note = fragment.passage.note if fragment.is_last else CONTINUES
    if note:
        yield from literal(f" {cut(clean(note), MAX_CONTEXT)}", "italic")
    yield from _place(fragment)


def _place(fragment: Fragment) -> Iterator[Part]:
    yield from literal(" ")
    yield leads_to(fragment.passage, cut(fragment.passage.where, MAX_TITLE))
