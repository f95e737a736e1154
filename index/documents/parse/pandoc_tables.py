"""Tables as Pandoc draws them in Markdown: simple, multiline and grid tables.

A rule for markdown-it, which makes of them what it makes of a table with bars.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

RULE = re.compile(r"\s*-{3,}\s*")  # above and below a multiline table
COLUMNS = re.compile(r"\s*-+(?:\s+-+)+\s*")  # "---- ------"
DASHES = re.compile(r"-+")
BORDER = re.compile(r"\s*\+(?:[-=:]+\+)+\s*")  # of a grid
HEAD_BORDER = re.compile(r"\s*\+(?:[=:]+\+)+\s*")
MAX_LINES = 2_000  # of a table
MAX_HEAD_LINES = 10

Cells = tuple["Cell", ...]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """`first` and `last` are the lines on which its row stands, counted from the table's."""

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Table:
    """`size` says how many lines it takes."""

    head: Cells | None
    rows: tuple[Cells, ...]
    size: int


def use_pandoc_tables(markdown: MarkdownIt) -> None:
    markdown.block.ruler.before("hr", "pandoc_table", _rule, {"alt": ["paragraph", "reference"]})


def _rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    first = state.getLines(start, start + 1, state.blkIndent, False)
    following = state.getLines(start, min(start + 2, end), state.blkIndent, False).split("\n")[1:]
    if not (RULE.fullmatch(first) or COLUMNS.fullmatch(first) or BORDER.fullmatch(first)) and not (
        following and COLUMNS.fullmatch(following[0])
    ):
        return False
    lines = state.getLines(start, min(start + MAX_LINES, end), state.blkIndent, False).split("\n")
    table = read_table(lines)
    if table is None:
        return False
    if not silent:
        state.tokens.extend(_tokens(table, start, state.level))
        state.line = start + table.size
    return True


def read_table(lines: Sequence[str]) -> Table | None:
    """The table that begins on the first of `lines`, if one does.

    >>> table = read_table(["Skill   Level", "------- ------", "SQL     Expert", ""])
    >>> [cell.text for row in (table.head, *table.rows) for cell in row]
    ['Skill', 'Level', 'SQL', 'Expert']
    """
    if BORDER.fullmatch(lines[0]):
        return _read_grid(lines)
    if RULE.fullmatch(lines[0]):
        return _read_multiline(lines)
    if COLUMNS.fullmatch(lines[0]):
        return _read_simple(lines, 0)
    return _read_simple(lines, 1) if lines[0].strip() else None


def _read_simple(lines: Sequence[str], ruler: int) -> Table | None:
    """With a head above its `ruler`, or, between two rulers, with none."""
    spans = _spans(lines[ruler])
    end = next((n for n in range(ruler + 1, len(lines)) if not lines[n].strip()), len(lines))
    is_closed = bool(COLUMNS.fullmatch(lines[end - 1])) and end - 1 > ruler
    last = end - 1 if is_closed else end
    if last == ruler + 1 or not (ruler or is_closed):
        return None
    rows = tuple(_cells(lines, n, n + 1, spans) for n in range(ruler + 1, last))
    return Table(_cells(lines, 0, 1, spans) if ruler else None, rows, end)


def _read_multiline(lines: Sequence[str]) -> Table | None:
    rulers = (n for n in range(1, min(MAX_HEAD_LINES, len(lines))) if COLUMNS.fullmatch(lines[n]))
    ruler = next(rulers, None)
    if ruler is None or not all(line.strip() for line in lines[1:ruler]):
        return None
    ends = (n for n in range(ruler + 1, len(lines)) if RULE.fullmatch(lines[n]))
    end = next(ends, None)
    if end is None:
        return None
    spans = _spans(lines[ruler])
    head = _cells(lines, 1, ruler, spans) if ruler > 1 else None
    rows = tuple(_cells(lines, a, b, spans) for a, b in _paragraphs(lines, ruler + 1, end))
    return Table(head, rows, end + 1)


def _read_grid(lines: Sequence[str]) -> Table | None:
    drawn = next(
        (n for n, line in enumerate(lines) if not line.lstrip().startswith(("+", "|"))), len(lines)
    )
    borders = [n for n in range(drawn) if BORDER.fullmatch(lines[n])]
    if len(borders) < 2 or borders[-1] != drawn - 1:
        return None
    corners = [n for n, sign in enumerate(lines[0]) if sign == "+"]
    spans = [(a + 1, b) for a, b in pairwise(corners)]
    rows = [_cells(lines, a + 1, b, spans) for a, b in pairwise(borders) if b > a + 1]
    has_head = any(HEAD_BORDER.fullmatch(lines[n]) for n in borders[1:-1])
    return Table(rows[0] if has_head else None, tuple(rows[has_head:]), drawn)


def _spans(ruler: str) -> list[Span]:
    """From where to where each column goes: up to the next, since words may stick out."""
    starts = [match.start() for match in DASHES.finditer(ruler)]
    ends = [*starts[1:], 1_000_000]
    return list(zip(starts, ends, strict=True))


def _paragraphs(lines: Sequence[str], start: int, end: int) -> Iterator[Span]:
    """Runs of lines without a blank one."""
    first = None
    for n in range(start, end + 1):
        is_blank = n == end or not lines[n].strip()
        if is_blank and first is not None:
            yield first, n
            first = None
        elif not is_blank and first is None:
            first = n


def _cells(lines: Sequence[str], first: int, last: int, spans: Sequence[Span]) -> Cells:
    return tuple(
        Cell("\n".join(line[a:b].strip() for line in lines[first:last]).strip(), first, last)
        for a, b in spans
    )


def _tokens(table: Table, start: int, level: int) -> Iterator[Token]:
    yield Token("table_open", "table", 1, level=level, block=True)
    if table.head:
        yield Token("thead_open", "thead", 1, level=level, block=True)
        yield from _row(table.head, "th", start, level)
        yield Token("thead_close", "thead", -1, level=level, block=True)
    yield Token("tbody_open", "tbody", 1, level=level, block=True)
    for row in table.rows:
        yield from _row(row, "td", start, level)
    yield Token("tbody_close", "tbody", -1, level=level, block=True)
    yield Token("table_close", "table", -1, level=level, block=True)


def _row(cells: Cells, tag: str, start: int, level: int) -> Iterator[Token]:
    yield Token("tr_open", "tr", 1, level=level, block=True)
    for cell in cells:
        place = [start + cell.first, start + cell.last]
        yield Token(f"{tag}_open", tag, 1, level=level, block=True, map=place)
        yield Token("inline", "", 0, content=cell.text, children=[], level=level, map=place)
        yield Token(f"{tag}_close", tag, -1, level=level, block=True)
    yield Token("tr_close", "tr", -1, level=level, block=True)
