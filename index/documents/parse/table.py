"""A table's cells as blocks: a cell means something only under its row's and column's headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from index.documents.document import Block, CellPlace, RowCell
from index.documents.parse.letters import is_letters
from index.documents.parse.limits import require_few_cells
from index.documents.parse.role_names import head_noun
from index.fold import words_of

MAX_HEADING_WORDS = 8
MAX_NAME_WORDS = 6  # of who is named in a cell
JOINING = ("&", "and", "de", "of", "the", "van", "von")  # words within names
# What stands above those who are responsible, beside the names of roles.
WHO = frozenset(
    (
        *("accountable", "approver", "backup", "consulted", "contact", "deputy", "dri", "informed"),
        *("owned by", "owner", "owners", "responsible", "who"),
    )
)


@dataclass(frozen=True, slots=True)
class Cell:
    """`columns` and `rows` say how many of them the cell spans."""

    blocks: tuple[Block, ...]
    columns: int = 1
    rows: int = 1

    @property
    def text(self) -> str:
        return " ".join(block.text.replace("\n", " ") for block in self.blocks)

    @property
    def is_short(self) -> bool:
        return len(self.blocks) <= 1 and len(self.text.split()) <= MAX_HEADING_WORDS


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    is_head: bool = False


Place = tuple[Cell, bool]
"""What stands at a row and column, and whether the cell begins there."""


def table_blocks(rows: Sequence[Row], context: tuple[str, ...]) -> Iterator[Block]:
    """Each cell's blocks in reading order, the headings of its row and column in their context.

    A row of one filled cell is quoted itself, and so is a table of nothing but headings.
    """
    heads = list(takewhile(lambda row: row.is_head, rows)) or list(rows[: _looks_headed(rows)])
    if len(heads) == len(rows):
        heads = []
    cells = [cell for row in rows for cell in row.cells]
    table = next((block.line for cell in cells for block in cell.blocks), 0)
    require_few_cells(max(table, 1), ((cell.columns, cell.rows) for cell in cells))
    grid = _grid(rows)
    head_grid, body = grid[: len(heads)], grid[len(heads) :]
    if _says_who(head_grid, body):
        yield from _rows(head_grid, body, context, table)
        return
    names = [row[0][0] for row in body if len(row) > 1]
    is_named = bool(names) and all(name.is_short for name in names)
    for number, row in enumerate(body):
        filled = [cell for cell, begins in row if cell.blocks and begins]
        corner = (*_headings(head_grid, 0), row[0][0].text) if is_named and row else ()
        for column, (cell, begins) in enumerate(row):
            if not begins or (column == 0 and is_named and len(filled) > 1):
                continue
            own = corner if column else ()  # "Level", "Senior"
            headings = _headings(head_grid, column) if column or not is_named else []
            heads_of = tuple(dict.fromkeys(text for text in (*own, *headings) if text))
            place = CellPlace(
                table,
                number,
                column,
                row_name=own[-1] if own else "",
                column_name=_joined(headings),
                corner=_joined(corner[:-1]),
                heads=len(heads_of),
            )
            for block in cell.blocks:
                yield _cell_block(block, (*context, *heads_of), place)


def _says_who(heads: Sequence[Sequence[Place]], body: Sequence[Sequence[Place]]) -> bool:
    """Whether each row says who does, owns or decides something: by letters in all columns but the
    first, or by a name in one whose head says so."""
    columns = max(map(len, heads), default=0)
    if columns < 2 or any(not row[0][0].text for row in body if row):
        return False
    cells = [[row[n][0] for row in body if n < len(row)] for n in range(1, columns)]
    texts = [[cell.text.strip() for cell in column] for column in cells]
    if len(texts) > 1 and all(map(is_letters, (text for column in texts for text in column))):
        return any(text for column in texts for text in column)
    heads_of = [words_of(_joined(_headings(heads, n))) for n in range(1, columns)]
    return any(
        (head in WHO and all(map(_is_short_text, column)))
        or (head_noun(head) is not None and all(map(_is_name, column)) and any(column))
        for head, column in zip(heads_of, texts, strict=True)
    )


def _is_short_text(text: str) -> bool:
    """A statement is longer, and ends."""
    return len(text.split()) <= MAX_NAME_WORDS and not text.endswith((".", "!", "?"))


def _is_name(text: str) -> bool:
    """Of a person or a role, or several; "Kneads rye" is none, and a single word says nothing."""
    words = [word for word in text.split() if word not in JOINING]
    has_capitals = len(words) > 1 and not any(word[:1].islower() for word in words)
    is_named = has_capitals or head_noun(text) is not None or text.startswith(("@", "#"))
    return not text or (_is_short_text(text) and is_named)


def _rows(
    heads: Sequence[Sequence[Place]],
    body: Sequence[Sequence[Place]],
    context: tuple[str, ...],
    table: int,
) -> Iterator[Block]:
    """Each row as a whole, its cells under the heads of their columns."""
    for number, row in enumerate(body):
        cells = [cell for cell, begins in row if begins]
        blocks = [block for cell in cells for block in cell.blocks]
        if not blocks:
            continue
        named = tuple(
            RowCell(_joined(_headings(heads, n)), cell.text)
            for n, (cell, begins) in enumerate(row)
            if begins
        )
        text = " | ".join(cell.text for cell in named)
        line, end_line = min(b.line for b in blocks), max(b.end_line for b in blocks)
        place = CellPlace(table, number, 0)
        yield Block("row", text, line, end_line, None, context, place=place, cells=named)


def _cell_block(block: Block, under: tuple[str, ...], place: CellPlace) -> Block:
    return replace(
        block,
        kind="cell",
        text=block.text.replace("\n", " "),  # code keeps its lines only where it is alone
        context=(*under, *block.context),
        place=replace(place, inner=len(block.context)),
    )


def _joined(headings: Sequence[str]) -> str:
    return " › ".join(dict.fromkeys(filter(None, headings)))


def _headings(heads: Sequence[Sequence[Place]], column: int) -> list[str]:
    return [head[column][0].text for head in heads if column < len(head)]


def _looks_headed(rows: Sequence[Row]) -> bool:
    """Whether the first row, though not marked so, holds headings: a few words in each of
    three or more columns, above further rows."""
    first = rows[0].cells if rows else ()
    return (
        len(rows) > 1
        and len(first) > 2
        and all(cell.is_short and cell.rows == 1 for cell in first)
        and any(not cell.is_short for row in rows[1:] for cell in row.cells)
    )


def _grid(rows: Sequence[Row]) -> list[list[Place]]:
    """A cell at every row and column, those that span several repeated."""
    grid: list[list[Place]] = []
    below: dict[int, tuple[Cell, int]] = {}  # column -> cell from above, and rows it still takes
    for row in rows:
        places: list[Place] = []
        waiting = iter(row.cells)
        while True:
            if len(places) in below:
                cell, left = below.pop(len(places))
                if left > 1:
                    below[len(places)] = (cell, left - 1)
                places.append((cell, False))
                continue
            following = next(waiting, None)
            if following is None:
                break
            for n in range(following.columns):
                if following.rows > 1:
                    below[len(places)] = (following, following.rows - 1)
                places.append((following, n == 0))
        grid.append(places)
    return grid
