"""A section's passages as nested lists, each below what it is nested under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bot.answers.ids import passage_id
from bot.pages.links import fragment_of
from bot.render.nesting import with_above
from index.documents.chunk import Passage
from index.documents.document import CellPlace

MAX_DEPTH = 8  # of nested lists; what is nested deeper is shown at this depth

Cell = tuple[CellPlace, Passage]


@dataclass(frozen=True, slots=True)
class Row:
    """`name` is None where rows have no names. Each cell spans `span` columns."""

    name: str | None
    cells: tuple[list[Item], ...]
    span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """`header` has a name for each column; it is empty if no column has one."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(slots=True)
class Item:
    """A passage, a table, or text that passages are nested under but that is no passage itself."""

    content: Passage | Table | str
    children: list[Item] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return type(self.content).__name__.lower().replace("str", "text")


@dataclass(slots=True)
class Marker:
    """Gives passages their ids, each once on a page, and knows which passage was linked to."""

    linked: str
    taken: set[str] = field(default_factory=set)

    def take_id(self, passage: Passage) -> str | None:
        """None if an earlier passage with the same text has taken the id."""
        name = passage_id(passage)
        if name in self.taken:
            return None
        self.taken.add(name)
        return fragment_of(name)

    def is_linked(self, fragment: str | None) -> bool:
        return fragment == fragment_of(self.linked)


def outline(passages: Sequence[Passage]) -> list[Item]:
    """The passages of one section."""
    return _nest(_entries(passages))


# What `with_above` takes: a context, a text, and the thing itself.
Entry = tuple[tuple[str, ...], str, Passage | Table]


def _entries(passages: Sequence[Passage]) -> Iterator[Entry]:
    """Every passage by itself, except that cells are collected into their tables."""
    for table, group in groupby(passages, key=lambda one: one.place and one.place.table):
        if table is None:
            yield from ((one.context, one.text, one) for one in group)
        else:
            cells = [(one.place, one) for one in group if one.place]
            first, passage = cells[0]
            outer = len(passage.context) - first.heads - first.inner
            yield passage.context[:outer], "", _table(cells)


def _nest(entries: Iterable[Entry]) -> list[Item]:
    roots: list[Item] = []
    open_lists = [roots]  # the outermost first
    for depth, content in with_above(entries):
        item = Item(content)
        del open_lists[min(depth, MAX_DEPTH) + 1 :]
        open_lists[-1].append(item)
        open_lists.append(item.children)
    return roots


def _table(cells: Sequence[Cell]) -> Table:
    places = [place for place, _ in cells]
    names = {place.column: place.column_name for place in places}
    has_row_names = any(place.row_name for place in places)
    columns = sorted(column for column in names if column or not has_row_names)
    corner = [places[0].corner] if has_row_names else []
    header = [*corner, *(names[column] for column in columns)] if any(names.values()) else []
    rows = groupby(cells, key=lambda cell: cell[0].row)
    return Table(tuple(header), tuple(_row(list(own), columns, has_row_names) for _, own in rows))


def _row(cells: Sequence[Cell], columns: Sequence[int], has_row_names: bool) -> Row:
    """In a table whose rows have names, a row without one is a single wide cell."""
    name = cells[0][0].row_name
    if has_row_names and not name:
        return Row(None, (_cell(cells),), len(columns) + 1)
    own = (_cell([cell for cell in cells if cell[0].column == column]) for column in columns)
    return Row(name if has_row_names else None, tuple(own))


def _cell(cells: Sequence[Cell]) -> list[Item]:
    return _nest(
        (one.context[len(one.context) - place.inner :], one.text, one) for place, one in cells
    )
