"""Roles that are columns of a table: the levels of a family, or who does what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.documents.document import Block, CellPlace, Heading, Section
from index.documents.parse.families import family_of, is_about_careers
from index.documents.parse.letters import is_letters
from index.documents.parse.role_names import LevelName, family_noun, is_ladder, read_level
from index.documents.parse.sections import Elements

MIN_LETTERED = 2  # columns of a matrix of letters


@dataclass(frozen=True, slots=True)
class Column:
    """What the tables of a document say of one role. `level` is None where they say who does
    what."""

    heading: Heading
    sections: tuple[Section, ...]
    level: LevelName | None = None


@dataclass(slots=True)
class _Collected:
    """Blocks by the headings above them, in reading order."""

    heading: Heading
    level: LevelName | None
    sections: dict[tuple[Heading, ...], list[Block]] = field(default_factory=dict)

    def add(self, path: tuple[Heading, ...], block: Block) -> None:
        self.sections.setdefault(path, []).append(block)

    def column(self) -> Column:
        sections = tuple(_section(path, blocks) for path, blocks in self.sections.items())
        return Column(self.heading, sections, self.level)


def split_columns(elements: Elements, title: str) -> tuple[Elements, tuple[Column, ...]]:
    """The columns that are roles, and the elements without those that stand in a level's column. A
    row that says who does what stays, since it is quoted whole."""
    levels = _level_columns(elements, title)
    collected: dict[str, _Collected] = {}
    others: list[Heading | Block] = []
    path: tuple[Heading, ...] = ()
    for element in elements:
        if isinstance(element, Heading):
            path = (*(above for above in path if above.level < element.level), element)
        elif level := _level_of(element, levels):
            own = _collect(collected, level.whole, element, level)
            own.add(path, _without_column_name(element))
            continue
        else:
            for name, block in _duties(element):
                _collect(collected, name, element, None).add(path or _titled(title), block)
        others.append(element)
    return others, tuple(one.column() for one in collected.values())


def _collect(
    collected: dict[str, _Collected], name: str, block: Block, level: LevelName | None
) -> _Collected:
    line = block.place.table if block.place else block.line
    return collected.setdefault(name, _Collected(Heading(name, 2, line, line), level))


def _titled(title: str) -> tuple[Heading, ...]:
    return (Heading(title, 1, 1, 1),) if title else ()


def _section(path: Sequence[Heading], blocks: Sequence[Block]) -> Section:
    anchors = [heading.anchor for heading in path if heading.anchor]
    headings = tuple(heading.text for heading in path)
    return Section(headings, tuple(blocks), anchors[-1] if anchors else None)


def _level_columns(elements: Elements, title: str) -> Mapping[tuple[int, int], LevelName]:
    """The level that each column of each table is, by table and column."""
    heads: dict[int, dict[int, str]] = defaultdict(dict)
    for block in elements:
        if isinstance(block, Block) and block.place and block.kind == "cell":
            heads[block.place.table].setdefault(block.place.column, block.place.column_name)
    found = {}
    for table, columns in heads.items():
        levels = [read_level(head) for head in columns.values()]
        named = [level for level in levels if level]
        if len(named) == len(levels) and _are_levels(named, title):
            found.update(
                {(table, column): level for column, level in zip(columns, named, strict=True)}
            )
    return found


def _are_levels(levels: Sequence[LevelName], title: str) -> bool:
    """Whether columns are the levels of one family: "Junior" and "Senior" alone may as well be
    those of a skill."""
    shapes = {level.shape for level in levels}
    is_one_family = len(shapes) == 1 and shapes != {"rung"} and is_ladder(levels)
    names_roles = any(level.noun for level in levels)
    return is_one_family and (
        names_roles or bool(family_noun(family_of([title]))) or is_about_careers(title)
    )


def _level_of(block: Block, levels: Mapping[tuple[int, int], LevelName]) -> LevelName | None:
    return levels.get((block.place.table, block.place.column)) if block.place else None


def _without_column_name(block: Block) -> Block:
    """The name of its column is the role's."""
    place = block.place or CellPlace(block.line, 0, 0)
    context = list(block.context)
    names = range(len(context) - place.inner - place.heads, len(context) - place.inner)
    for n in names:
        if context[n] == place.column_name:
            del context[n]
            place = replace(place, column_name="", heads=place.heads - 1)
            break
    return replace(block, context=tuple(context), place=place)


def _duties(block: Block) -> Iterator[tuple[str, Block]]:
    """What a row of letters says of the role of each column: the letters, under what they are
    about."""
    if not is_lettered(block):
        return
    duty, *others = block.cells
    for number, cell in enumerate(others, 1):
        if cell.head and cell.text.strip("-–— "):
            place = CellPlace(block.place.table if block.place else block.line, 0, number)
            own = (replace(cell, head=""),)
            yield (
                cell.head,
                replace(
                    block,
                    kind="cell",
                    text=cell.text,
                    marks=(),
                    context=(*block.context, duty.text),
                    cells=own,
                    place=place,
                ),
            )


def is_lettered(block: Block) -> bool:
    """Whether it is the row of a matrix that says by letters who does what."""
    lettered = [cell for cell in block.cells[1:] if cell.head and is_letters(cell.text)]
    return len(block.cells) > MIN_LETTERED and len(lettered) == len(block.cells) - 1
