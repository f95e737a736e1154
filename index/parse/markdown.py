"""Markdown (CommonMark and tables) to headings and blocks, by markdown-it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from index.document import Block, BlockKind, Heading
from index.parse.table import Cell, cell_blocks
from index.parse.text import join_lines, lead_in

Context = tuple[str, ...]


def parse_markdown(body: str) -> tuple[Heading | Block, ...]:
    """Headings and blocks in reading order. Never raises: any text is Markdown."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    return tuple(_walk(SyntaxTreeNode(tokens).children, ()))


def _walk(siblings: Iterable[SyntaxTreeNode], context: Context) -> Iterator[Heading | Block]:
    for node in siblings:
        match node.type:
            case "heading":
                yield Heading(_words(node), int(node.tag[1:]), _lines(node)[0])
            case "paragraph":
                yield from _block(node, "paragraph", context)
            case "list_item":
                yield from _item(node, context)
            case "fence" | "code_block":
                line, end_line = _lines(node)
                yield Block("code", join_lines(node.content), line, end_line, None, context)
            case "table":
                yield from _table(node, context)
            case _:
                yield from _walk(node.children, context)


def _lines(node: SyntaxTreeNode) -> tuple[int, int]:
    """First and last line, 1-based and inclusive."""
    start, end = node.map or (0, 1)
    return start + 1, end


def _words(node: SyntaxTreeNode) -> str:
    return join_lines("".join(_inline(child) for child in node.children))


def _inline(node: SyntaxTreeNode) -> str:
    match node.type:
        case "softbreak" | "hardbreak":
            return "\n"
        case "text" | "code_inline":
            return node.content
        case "html_inline":
            return "\n" if node.content.startswith("<br") else ""
    return "".join(_inline(child) for child in node.children)


def _block(node: SyntaxTreeNode, kind: BlockKind, context: Context) -> Iterator[Block]:
    text = _words(node)
    if text:
        yield Block(kind, text, *_lines(node), _lead_in(node), context)


def _lead_in(node: SyntaxTreeNode) -> str | None:
    parts = [part for inline in node.children for part in inline.children]
    # markdown-it puts an empty text before bold that opens a line
    while parts and parts[0].type == "text" and not parts[0].content:
        parts = parts[1:]
    if not parts or parts[0].type != "strong":
        return None
    return lead_in(_inline(parts[0]), "".join(_inline(part) for part in parts[1:]))


def _item(item: SyntaxTreeNode, context: Context) -> Iterator[Heading | Block]:
    """An item's own words, then what is nested in it, which stands under those words."""
    match item.children:
        case [own, *nested] if own.type == "paragraph":
            yield from _block(own, "bullet", context)
            yield from _walk(nested, (*context, _words(own)))
        case children:
            yield from _walk(children, context)


def _table(table: SyntaxTreeNode, context: Context) -> Iterator[Block]:
    head, *body = [_row(row) for part in table.children for row in part.children]
    yield from cell_blocks(head, body, context)


def _row(row: SyntaxTreeNode) -> list[Cell]:
    """A row is one line of the file, and so is each of its cells."""
    line = _lines(row)[0]
    texts = [_words(cell) for cell in row.children]
    return [Cell((Block("cell", text, line, line),) if text else ()) for text in texts]
