"""reStructuredText to headings and blocks, by docutils."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from docutils import nodes
from docutils.core import publish_doctree

from index.documents.document import Block, BlockKind, Heading, MarkKind
from index.documents.parse.footnotes import note, reference
from index.documents.parse.limits import UnreadableError
from index.documents.parse.sphinx import DIRECTIVE_LINE, allow_unknown
from index.documents.parse.table import Cell, Row, table_blocks
from index.documents.parse.text import Inline, as_bullet, make_block

SETTINGS = {
    "doctitle_xform": False,  # a lone title stays a section, like any other
    "docinfo_xform": False,
    "sectsubtitle_xform": False,
    "file_insertion_enabled": False,  # a role document must not read the server's files
    "raw_enabled": False,
    "auto_id_prefix": "id",  # as Sphinx has it: of two equal titles the second is "id1"
    "report_level": 5,  # what is odd is quoted as far as it can be read, never printed
    "halt_level": 6,
    "line_length_limit": sys.maxsize,  # beyond its limit docutils reads nothing of a document
    "_disable_config": True,  # no docutils.conf of the machine changes what is quoted
}

# Not statements: comments, link targets, pictures.
SILENT = (
    nodes.comment,
    nodes.image,
    nodes.pending,
    nodes.raw,
    nodes.substitution_definition,
    nodes.system_message,
    nodes.target,
    nodes.title,
)
PARAGRAPHS = (
    nodes.attribution,
    nodes.caption,
    nodes.line_block,
    nodes.paragraph,
    nodes.rubric,
)
CODE = (nodes.doctest_block, nodes.literal_block, nodes.math_block)
ITEMS = (nodes.definition_list_item, nodes.field, nodes.list_item, nodes.option_list_item)
TITLED = (nodes.admonition, nodes.sidebar, nodes.table, nodes.topic)
MARKS: dict[type[nodes.Element], MarkKind] = {
    nodes.emphasis: "italic",
    nodes.literal: "code",
    nodes.reference: "link",
    nodes.strong: "bold",
}

# What docutils takes out and keeps apart from the words.
BEHIND: dict[type[nodes.Node], str] = {
    nodes.line: "\n",
    nodes.option: " ",
    nodes.option_string: " ",
}

RULE = re.compile(r"([^\w\s]| (?=[=+|-]))+")  # an underline, or a border of a table

Context = tuple[str, ...]
Node = TypeVar("Node", bound=nodes.Element)


def parse_rest(body: str) -> tuple[Heading | Block, ...]:
    """Headings and blocks in reading order. Nearly any text can be read: it raises RecursionError
    if it is nested too deep, and UnreadableError if it runs into a bug of docutils."""
    allow_unknown(body)
    source = without_html_comments(body)
    try:
        tree = publish_doctree(source, settings_overrides=SETTINGS)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        raise UnreadableError(f"docutils fails at it with {type(error).__name__}") from error
    tree.rawsource = source
    return tuple(_walk(tree.children, level=0, context=()))


def without_html_comments(body: str) -> str:
    """Blank out HTML comments such as Hugo's <!--more-->: reStructuredText has none, so docutils
    would quote them. Their lines stay."""
    closed, end, rest = body.rpartition("-->")  # no comment is looked for that never ends
    blank = re.sub(
        r"<!--.*?-->", lambda match: "\n" * match[0].count("\n"), closed + end, flags=re.DOTALL
    )
    return blank + rest


def _walk(
    siblings: Iterable[nodes.Node], level: int, context: Context
) -> Iterator[Heading | Block]:
    for node in siblings:
        match node:
            case nodes.section():
                yield _heading(node, level + 1)
                yield from _walk(node.children, level + 1, context)
            case nodes.footnote():
                yield from _footnote(node, level, context)
            case nodes.Element() if isinstance(node, PARAGRAPHS):
                yield from _block(node, "paragraph", context)
            case nodes.Element() if isinstance(node, CODE):
                yield from _block(node, "code", context)
            case nodes.Element() if isinstance(node, ITEMS):
                yield from _item(node, level, context)
            case nodes.Element() if isinstance(node, TITLED):
                yield from _titled(node, level, context)
            case nodes.system_message():
                yield from _unread(node, context)
            case nodes.Element() if not isinstance(node, SILENT):
                yield from _walk(node.children, level, context)


def _footnote(node: nodes.footnote, level: int, context: Context) -> Iterator[Heading | Block]:
    for number, element in enumerate(_walk(node.children, level, context)):
        sign = note(node["ids"][0]) if number == 0 else ""
        yield replace(element, text=sign + element.text, marks=() if sign else element.marks)


def _titled(node: nodes.Element, level: int, context: Context) -> Iterator[Heading | Block]:
    """What stands in a box stands under the box's title."""
    if "contents" in node["classes"]:  # made by docutils from the document's headings
        return
    title = next((child for child in node.children if isinstance(child, nodes.title)), None)
    under = (*context, _inline_text(title)) if title else context
    if isinstance(node, nodes.table):
        yield from table_blocks(list(_rows(node)), under)
    else:
        yield from _walk(node.children, level, under)


def _unread(message: nodes.system_message, context: Context) -> Iterator[Block]:
    """What docutils gave up on, such as a crooked table: its words, as they stand."""
    for source in message.findall(nodes.literal_block):
        lines = [line.strip() for line in source.astext().split("\n")]
        first = _first_line(lines, message)
        said = {
            number: line
            for number, line in enumerate(lines, first)
            if line and not DIRECTIVE_LINE.match(line) and not RULE.fullmatch(line)
        }
        if said:
            span = min(said), max(said)
            yield from make_block("paragraph", Inline("\n".join(said.values())), span, context)


def _first_line(lines: Sequence[str], message: nodes.system_message) -> int:
    """Where `lines` stand, 1-based: of the places that fit, the nearest to where docutils gave
    up, which is the middle or the end of them."""
    source = message.document.rawsource if message.document else ""
    document = [line.strip() for line in source.expandtabs(8).split("\n")]
    near = message.get("line", 1)
    fitting = (n for n in range(len(document)) if document[n : n + len(lines)] == lines)
    return min((n + 1 for n in fitting), key=lambda line: abs(line - near), default=near)


def _heading(section: nodes.section, level: int) -> Heading:
    title = next(section.findall(nodes.title))
    text, marks = _inline_of(title).tidy()
    line = _line(title) - 1  # docutils counts a title's line at its underline
    return Heading(text, level, line, line, section["ids"][0], marks)


def _block(node: nodes.Element, kind: BlockKind, context: Context) -> Iterator[Block]:
    line = _line(node)
    # rawsource is the block as it stands in the file, less its indentation
    end_line = line + node.rawsource.strip("\n").count("\n")
    if isinstance(node, nodes.line_block):
        end_line = max(_line(part) for part in node.findall(nodes.line))
    yield from make_block(kind, _inline(node), (line, end_line), context)


def _line(node: nodes.Node) -> int:
    """1-based. A node without a line of its own stands where its parent does."""
    while node.line is None and node.parent is not None:
        node = node.parent
    return node.line or 1


def _inline(node: nodes.Node, inline: Inline | None = None) -> Inline:
    inline = inline or Inline()
    if isinstance(node, nodes.Text):
        inline.raw += node.astext()
    elif isinstance(node, nodes.footnote_reference):
        inline.raw = inline.raw.removesuffix(" ") + reference(node.get("refid", ""))
    elif isinstance(node, nodes.Element) and not isinstance(node, SILENT):
        kind = MARKS.get(type(node))
        with inline.mark(kind, node.get("refuri") if kind == "link" else None):
            _inline_of(node, inline)
    return inline


def _inline_of(parent: nodes.Element, inline: Inline | None = None) -> Inline:
    """What is in `parent`, which itself may be silent where it stands, as a title is."""
    inline = inline or Inline()
    for child in parent.children:
        _inline(child, inline)
        inline.raw += BEHIND.get(type(child), "")
    return inline


def _inline_text(parent: nodes.Element) -> str:
    return _inline_of(parent).tidy()[0]


def _item(item: nodes.Element, level: int, context: Context) -> Iterator[Heading | Block]:
    """An item's own words, then what is nested in it, which stands under those words."""
    names = [child for child in item.children if isinstance(child, NAMES_OF_ITEMS)]
    match item.children:
        case [nodes.paragraph() as own, *nested]:
            yield from (as_bullet(b, context) for b in _block(own, "bullet", context))
            under = _inline_text(own)
        case nested if names:  # what follows is named, nothing is stated yet
            nested = nested[len(names) :]
            under = " ".join(map(_inline_text, names))
        case nested:
            yield from _walk(nested, level, context)
            return
    yield from _walk(nested, level, (*context, under))


NAMES_OF_ITEMS = (nodes.classifier, nodes.field_name, nodes.option_group, nodes.term)


def _rows(table: nodes.table) -> Iterator[Row]:
    """Without the rows of tables in its cells."""
    parts = (part for group in _children(table, nodes.tgroup) for part in group.children)
    for part in parts:
        for row in _children(part, nodes.row):
            cells = tuple(map(_cell, _children(row, nodes.entry)))
            yield Row(cells, isinstance(part, nodes.thead))


def _children(parent: nodes.Node, kind: type[Node]) -> Iterator[Node]:
    return (child for child in parent.children if isinstance(child, kind))


def _cell(entry: nodes.entry) -> Cell:
    blocks = tuple(b for b in _walk(entry.children, 0, ()) if isinstance(b, Block))
    return Cell(blocks, entry.get("morecols", 0) + 1, entry.get("morerows", 0) + 1)
