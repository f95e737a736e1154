"""A role's passages as nested lists, each below what it stands under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.ids import passage_id
from bot.pages.html import Element, Node, el
from bot.pages.links import fragment_of
from bot.pages.words import words
from bot.render.nesting import with_above
from index.chunk import Passage

DEEPEST = 8  # lists within lists; what is nested deeper stands there, too


@dataclass(slots=True)
class _Item:
    """A passage, or words that passages stand under and that are none."""

    what: Passage | str
    below: list[_Item] = field(default_factory=list)


@dataclass(slots=True)
class Marker:
    """Gives each passage its id, once on a page; knows which one the link that was followed leads
    to."""

    linked: str
    given: set[str] = field(default_factory=set)

    def id_of(self, passage: Passage) -> str | None:
        """None if a passage that says the same has it."""
        name = passage_id(passage)
        if name in self.given:
            return None
        self.given.add(name)
        return fragment_of(name)

    def is_linked(self, fragment: str | None) -> bool:
        return fragment == fragment_of(self.linked)


def outline(passages: Sequence[Passage], marker: Marker) -> Element:
    """Passages of one section."""
    return el("ul", *(_entry(item, marker) for item in _nested(passages)), class_="passages")


def _nested(passages: Sequence[Passage]) -> list[_Item]:
    roots: list[_Item] = []
    open_lists = [roots]  # that of the outermost first
    for depth, what in with_above(passages):
        item = _Item(what)
        depth = min(depth, DEEPEST)
        del open_lists[depth + 1 :]
        open_lists[-1].append(item)
        open_lists.append(item.below)
    return roots


def _entry(item: _Item, marker: Marker) -> Element:
    if isinstance(item.what, str):
        own: Element = el("p", item.what, class_="above", dir="auto")
        return el("li", own, *_below(item, marker))
    passage = item.what
    fragment = marker.id_of(passage)
    is_linked = marker.is_linked(fragment)
    told: tuple[Node, ...] = (el("span", "Linked passage: ", class_="unseen"),) if is_linked else ()
    quote = el(
        "p",
        *told,
        el("span", *words(passage.text, passage.marks), class_="words", dir="auto"),
        class_="quote",
    )
    box = el(
        "div",
        quote,
        el("p", _lines_of(passage), class_="place"),
        id=fragment,
        class_="passage linked" if is_linked else "passage",
        aria_current="true" if is_linked else None,
    )
    return el("li", box, *_below(item, marker))


def _below(item: _Item, marker: Marker) -> tuple[Element, ...]:
    return (el("ul", *(_entry(one, marker) for one in item.below)),) if item.below else ()


def _lines_of(passage: Passage) -> str:
    if passage.line == passage.end_line:
        return f"line {passage.line}"
    return f"lines {passage.line}–{passage.end_line}"
