"""A table's cells as blocks: a cell means something only under its row's and column's headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.document import Block


@dataclass(frozen=True, slots=True)
class Cell:
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        return " ".join(block.text for block in self.blocks)


def cell_blocks(
    head: Sequence[Cell], rows: Sequence[Sequence[Cell]], context: tuple[str, ...]
) -> Iterator[Block]:
    """Each cell's blocks in reading order, with the row's heading (its first cell) and the
    column's heading added to their context. A row of one filled cell is quoted itself."""
    for first, *others in (row for row in rows if row):
        if not any(cell.blocks for cell in others):
            yield from (replace(block, kind="cell") for block in first.blocks)
            continue
        for column, cell in enumerate(others, 1):
            column_heading = head[column].text if column < len(head) else ""
            headings = tuple(text for text in (first.text, column_heading) if text)
            for block in cell.blocks:
                yield replace(block, kind="cell", context=(*context, *headings, *block.context))
