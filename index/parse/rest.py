"""reStructuredText to headings and blocks, by docutils."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docutils import nodes
from docutils.core import publish_doctree

from index.document import Block, BlockKind, Heading
from index.parse.table import Cell, cell_blocks
from index.parse.text import join_lines, lead_in

SETTINGS = {
    "doctitle_xform": False,  # a lone title stays a section, like any other
    "docinfo_xform": False,
    "sectsubtitle_xform": False,
    "file_insertion_enabled": False,  # a role document must not read the server's files
    "raw_enabled": False,
    "report_level": 5,  # what is odd is quoted as far as it can be read, never printed
    "halt_level": 6,
    "_disable_config": True,  # no docutils.conf of the machine changes what is quoted
}

# Not statements: contents lists, comments, link targets, docutils' own remarks.
SILENT = (
    nodes.comment,
    nodes.image,
    nodes.pending,
    nodes.raw,
    nodes.substitution_definition,
    nodes.system_message,
    nodes.target,
    nodes.title,
    nodes.topic,
)

Context = tuple[str, ...]


def parse_rest(body: str) -> tuple[Heading | Block, ...]:
    """Headings and blocks in reading order. Never raises: docutils reads any text."""
    tree = publish_doctree(_without_html_comments(body), settings_overrides=SETTINGS)
    return tuple(_walk(tree.children, level=0, context=()))


def _without_html_comments(body: str) -> str:
    """Blank out HTML comments such as Hugo's <!--more-->: reStructuredText has none, so docutils
    would quote them. Their lines stay."""
    return re.sub(r"<!--.*?-->", lambda match: "\n" * match[0].count("\n"), body, flags=re.S)


def _walk(
    siblings: Iterable[nodes.Node], level: int, context: Context
) -> Iterator[Heading | Block]:
    for node in siblings:
        match node:
            case nodes.section():
                yield _heading(node, level + 1)
                yield from _walk(node.children, level + 1, context)
            case nodes.paragraph() | nodes.line_block():
                yield from _block(node, "paragraph", context)
            case nodes.literal_block():
                yield from _block(node, "code", context)
            case nodes.list_item() | nodes.definition_list_item() | nodes.field():
                yield from _item(node, level, context)
            case nodes.table():
                yield from _table(node, context)
            case nodes.Element() if not isinstance(node, SILENT):
                yield from _walk(node.children, level, context)


def _heading(section: nodes.section, level: int) -> Heading:
    title = section.children[0]
    # docutils counts a title's line at its underline
    return Heading(join_lines(title.astext()), level, _line(title) - 1)


def _block(node: nodes.Element, kind: BlockKind, context: Context) -> Iterator[Block]:
    text = join_lines(node.astext())
    if text:
        line = _line(node)
        # rawsource is the block as it stands in the file, less its indentation
        end_line = line + node.rawsource.strip("\n").count("\n")
        yield Block(kind, text, line, end_line, _lead_in(node), context)


def _line(node: nodes.Node) -> int:
    """1-based. A node without a line of its own stands where its parent does."""
    while node.line is None and node.parent is not None:
        node = node.parent
    return node.line or 1


def _lead_in(node: nodes.Element) -> str | None:
    match node.children:
        case [nodes.strong() as bold, *rest]:
            return lead_in(bold.astext(), "".join(child.astext() for child in rest))
    return None


def _item(item: nodes.Element, level: int, context: Context) -> Iterator[Heading | Block]:
    """An item's own words, then what is nested in it, which stands under those words."""
    match item.children:
        case [nodes.paragraph() as own, *nested]:
            yield from _block(own, "bullet", context)
        case [nodes.term() | nodes.field_name() as own, *nested]:
            pass  # a term is the name of what follows, not a statement
        case nested:
            yield from _walk(nested, level, context)
            return
    yield from _walk(nested, level, (*context, join_lines(own.astext())))


def _table(table: nodes.table, context: Context) -> Iterator[Block]:
    head = [row for part in table.findall(nodes.thead) for row in _rows(part)]
    rows = [row for part in table.findall(nodes.tbody) for row in _rows(part)]
    yield from cell_blocks(head[-1] if head else [], rows, context)


def _rows(part: nodes.Element) -> list[list[Cell]]:
    return [
        [
            Cell(tuple(b for b in _walk(entry.children, 0, ()) if isinstance(b, Block)))
            for entry in row.findall(nodes.entry)
        ]
        for row in part.findall(nodes.row)
    ]
