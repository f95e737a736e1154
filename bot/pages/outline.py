"""A role's passages as nested lists, each below what it stands under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bot.answers.ids import passage_id
from bot.pages.html import Element, Node, el
from bot.pages.links import fragment_of
from bot.pages.words import words
from bot.render.nesting import with_above
from index.documents.chunk import Passage
from index.documents.document import CellPlace

DEEPEST = 8  # lists within lists; what is nested deeper stands there, too


@dataclass(frozen=True, slots=True)
class _Table:
    """The cells of one table that have passages, in reading order."""

    cells: tuple[tuple[CellPlace, Passage], ...]


@dataclass(slots=True)
class _Item:
    """A passage, a table, or words that passages stand under and that are none."""

    what: Passage | _Table | str
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
    return el(
        "ul", *(_entry(item, marker) for item in _nested(_things(passages))), class_="passages"
    )


Thing = tuple[tuple[str, ...], str, Passage | _Table]
"""As `with_above` takes it."""


def _things(passages: Sequence[Passage]) -> Iterator[Thing]:
    """Passages as they are, but for cells, which are in their tables."""
    for place, group in groupby(passages, key=lambda one: one.place and one.place.table):
        if place is None:
            yield from ((one.context, one.text, one) for one in group)
        else:
            cells = tuple((one.place, one) for one in group if one.place)
            first, passage = cells[0]
            outer = len(passage.context) - first.heads - first.inner
            yield passage.context[:outer], "", _Table(cells)


def _nested(things: Iterable[Thing]) -> list[_Item]:
    roots: list[_Item] = []
    open_lists = [roots]  # that of the outermost first
    for depth, what in with_above(things):
        item = _Item(what)
        del open_lists[min(depth, DEEPEST) + 1 :]
        open_lists[-1].append(item)
        open_lists.append(item.below)
    return roots


def _entry(item: _Item, marker: Marker) -> Element:
    if isinstance(item.what, str):
        own: Element = el("p", item.what, class_="above", dir="auto")
        return el("li", own, *_below(item, marker))
    if isinstance(item.what, _Table):
        return el("li", _table(item.what, marker), *_below(item, marker))
    return el("li", box(item.what, marker), *_below(item, marker))


def box(passage: Passage, marker: Marker, tag: str = "p", name: str | None = None) -> Element:
    """With its words in such a `tag`, which has `name` as its id."""
    fragment = marker.id_of(passage)
    is_linked = marker.is_linked(fragment)
    told: tuple[Node, ...] = (el("span", "Linked passage: ", class_="unseen"),) if is_linked else ()
    quote = el(
        tag,
        *told,
        el("span", *words(passage.text, passage.marks), class_="words", dir="auto"),
        class_="quote",
        id=name,
    )
    return el(
        "div",
        quote,
        el("p", _lines_of(passage), class_="place"),
        id=fragment,
        class_="passage linked" if is_linked else "passage",
        aria_current="true" if is_linked else None,
    )


def _table(table: _Table, marker: Marker) -> Element:
    places = [place for place, _ in table.cells]
    names = {place.column: place.column_name for place in places}
    is_named = any(place.row_name for place in places)
    columns = sorted(column for column in names if column or not is_named)
    corner = [places[0].corner] if is_named else []
    head = [_head(name) for name in (*corner, *(names[column] for column in columns))]
    rows = groupby(table.cells, key=lambda cell: cell[0].row)
    body = [_row([*cells], columns, is_named, marker) for _, cells in rows]
    heads = [el("thead", el("tr", *head))] if any(names.values()) else []
    drawn = el("table", *heads, el("tbody", *body))
    # a wide one is scrolled by itself; with the keyboard, too, wherever it can have the focus
    return el("div", drawn, class_="table", tabindex="0", role="group", aria_label="Table")


def _head(name: str) -> Element:
    return el("th", name, scope="col", dir="auto") if name else el("td")


def _row(
    cells: Sequence[tuple[CellPlace, Passage]],
    columns: Sequence[int],
    is_named: bool,
    marker: Marker,
) -> Element:
    """One that is not named though others are holds a single cell."""
    name = cells[0][0].row_name
    if is_named and not name:
        return el("tr", _cell(cells, marker, len(columns) + 1))
    own = [
        _cell([cell for cell in cells if cell[0].column == column], marker) for column in columns
    ]
    return el("tr", *([el("th", name, scope="row", dir="auto")] if is_named else ()), *own)


def _cell(cells: Sequence[tuple[CellPlace, Passage]], marker: Marker, span: int = 1) -> Element:
    inner = ((one.context[len(one.context) - place.inner :], one.text, one) for place, one in cells)
    entries = [_entry(item, marker) for item in _nested(inner)]
    own = [el("ul", *entries, class_="passages")] if entries else []
    return el("td", *own, colspan=str(span) if span > 1 else None)


def _below(item: _Item, marker: Marker) -> tuple[Element, ...]:
    return (el("ul", *(_entry(one, marker) for one in item.below)),) if item.below else ()


def _lines_of(passage: Passage) -> str:
    if passage.line == passage.end_line:
        return f"line {passage.line}"
    return f"lines {passage.line}–{passage.end_line}"
