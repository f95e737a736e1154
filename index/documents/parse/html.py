"""HTML to headings and blocks, by lxml.

Markdown is read through the HTML that it stands for, since authors write HTML, most of all
tables, in the middle of it. Source lines come along in two ways: the attribute `data-lines`
("12-14") on an element that Markdown made, or a comment (<!--12-->) in HTML that the author
wrote, saying that what follows it stands on line 12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import lxml.html
from lxml.etree import _Comment, _Element

from index.documents.document import Block, BlockKind, Heading, Mark, MarkKind
from index.documents.parse.table import Cell, Row, table_blocks
from index.documents.parse.text import (
    BREAK,
    DRAWINGS,
    Inline,
    as_bullet,
    make_block,
    marks_on,
    without_point,
)

LINES = "data-lines"

INLINE: dict[str, MarkKind | None] = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("em", "i"), "italic"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("del", "s", "strike"), "strike"),
    "a": "link",
    **dict.fromkeys(
        ("abbr", "big", "br", "cite", "dfn", "font", "img", "input", "ins", "mark", "q", "small")
    ),
    **dict.fromkeys(("span", "sub", "sup", "time", "u", "var", "wbr")),
}
SILENT = {"head", "noscript", "picture", "script", "style", "svg", "template"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
DRAWING_CLASSES = {f"language-{name}" for name in DRAWINGS}
PIECE = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>|[^<]+|<", re.DOTALL)
# "Leadership {#lead}", "Leadership {#lead .unnumbered}", "Leadership {.unnumbered}"
HEADING_ID = re.compile(r"(?<!\s)\s*+\{(?:#(?P<id>[\w:.-]+)|\.[\w-]+|-)(?:\s[^{}]*)?\}$")


def parse_html(html: str) -> tuple[Heading | Block, ...]:
    """Headings and blocks in reading order. Any text can be read, unless it is nested so deep
    that it raises RecursionError."""
    parser = lxml.html.HTMLParser(huge_tree=True)  # which drops nothing that is nested deep
    root = lxml.html.fragment_fromstring(f"{html} ", create_parent="div", parser=parser)
    return tuple(read_tree(root))


def read_tree(root: _Element) -> Iterator[Heading | Block]:
    return _Reader().walk(root)


def number_lines(html: str, first: int = 1) -> str:
    """`html`, which begins on the line `first`, with a comment behind each line break that says
    which line follows; the author's own comments are taken out."""
    line = first
    pieces = [f"<!--{line}-->"]
    for piece in PIECE.findall(html):
        line += piece.count("\n")
        if piece.startswith("<!--"):
            pieces.append(f"<!--{line}-->")
        elif piece.startswith("<"):
            pieces.append(f"{piece}<!--{line}-->" if "\n" in piece else piece)
        else:
            pieces.append(_numbered(piece, line))
    return "".join(pieces)


def _numbered(text: str, last_line: int) -> str:
    first, *others = text.split("\n")
    line = last_line - len(others)
    return first + "".join(
        f"\n<!--{number}-->{other}" for number, other in enumerate(others, line + 1)
    )


@dataclass(slots=True)
class _Run:
    """Inline content between two block elements."""

    inline: Inline = field(default_factory=Inline)
    lines: tuple[int, int] | None = None


@dataclass(slots=True)
class _Reader:
    line: int = 1
    """Where the text stands that is read next."""

    def walk(self, parent: _Element, kind: BlockKind = "paragraph") -> Iterator[Heading | Block]:
        run = _Run()
        self._say(run, parent.text)
        for child in parent:
            if isinstance(child, _Comment):
                self._see(child)
            elif child.tag in INLINE:
                self._read_inline(child, run)
            elif isinstance(child.tag, str) and child.tag not in SILENT:
                yield from self._close(run, parent, kind)
                run = _Run()
                yield from self._element(child)
            self._say(run, child.tail)
        yield from self._close(run, parent, kind)

    def _element(self, node: _Element) -> Iterator[Heading | Block]:
        if node.tag in HEADINGS:
            yield from self._heading(node)
        elif node.tag == "li":
            yield from self._item(node)
        elif node.tag == "pre":
            if not any(code.get("class") in DRAWING_CLASSES for code in node):
                yield from self.walk(node, "code")
        elif node.tag == "summary":
            yield from map(_as_heading, self.walk(node))
        elif node.tag == "dl":
            yield from self._definitions(node)
        elif node.tag == "table":
            yield from table_blocks(list(self._rows(node)), ())
        else:
            yield from self.walk(node)

    def _heading(self, node: _Element) -> Iterator[Heading | Block]:
        for element in self.walk(node):
            if not isinstance(element, Block):
                yield element
                continue
            text = HEADING_ID.sub("", element.text)
            if not text:
                continue
            anchor = HEADING_ID.search(element.text)
            level = HEADINGS[_name(node)]
            own_id = (anchor and anchor["id"]) or node.get("id")
            marks = marks_on(text, element.marks)
            yield Heading(text, level, element.line, element.end_line, own_id, marks)

    def _item(self, node: _Element) -> Iterator[Heading | Block]:
        """An item's own words, then what is nested in it, which stands under those words."""
        under: tuple[str, ...] = ()
        for number, element in enumerate(self.walk(node)):
            if isinstance(element, Heading):
                yield element
            elif number == 0 and element.kind == "paragraph" and not element.context:
                under = (element.text,)
                yield as_bullet(element, ())
            else:
                yield _under(element, under)

    def _definitions(self, node: _Element) -> Iterator[Heading | Block]:
        """What is said of a term stands under the term."""
        terms: list[Heading | Block] = []
        are_defined = False
        for child in self._elements(node):
            if child.tag == "dt":
                terms = [*([] if are_defined else terms), *self.walk(child)]
                are_defined = False
            else:
                under = tuple(term.text for term in terms)
                yield from (_under(element, under) for element in self._element(child))
                are_defined = True
        if not are_defined:
            yield from terms

    def _rows(self, node: _Element) -> Iterator[Row]:
        for child in self._elements(node):
            if child.tag == "tr" or (child.tag == "thead" and child.find("tr") is None):
                cells = tuple(map(self._cell, self._elements(child)))
                all_heads = all(cell.tag == "th" for cell in child.iterchildren("*"))
                yield Row(cells, all_heads or "thead" in (child.tag, node.tag))
            elif child.tag in ("thead", "tbody", "tfoot"):
                yield from self._rows(child)
            else:  # a caption
                yield Row((self._cell(child),))

    def _elements(self, node: _Element) -> Iterator[_Element]:
        """The child elements, each with the line number that the comments before it give."""
        for child in node:
            if isinstance(child, _Comment):
                self._see(child)
            elif isinstance(child.tag, str):
                yield child

    def _cell(self, node: _Element) -> Cell:
        blocks = tuple(map(_as_block, self.walk(node, "cell")))
        return Cell(blocks, _span(node, "colspan"), _span(node, "rowspan"))

    def _read_inline(self, node: _Element, run: _Run) -> None:
        """Add the words of `node` to `run`. A block element inside an inline one is an author's
        slip: its words are kept, on a line of their own."""
        is_block = node.tag not in INLINE
        kind = None if is_block else INLINE[_name(node)]
        opening = BREAK if node.tag == "br" else "\n" if is_block else ""
        with run.inline.mark(kind, node.get("href") if kind == "link" else None):
            self._say(run, opening + (node.text or ""))
            for child in node:
                if isinstance(child, _Comment):
                    self._see(child)
                elif isinstance(child.tag, str) and child.tag not in SILENT:
                    self._read_inline(child, run)
                self._say(run, child.tail)
            if is_block:
                self._say(run, "\n")
        if LINES in node.attrib and not is_block:
            run.lines = _lines(node)

    def _say(self, run: _Run, text: str | None) -> None:
        if not text:
            return
        run.inline.raw += text
        if text.strip():
            first, _ = run.lines or (self.line, self.line)
            run.lines = (first, max(first, self.line))

    def _see(self, comment: _Comment) -> None:
        if comment.text and comment.text.isdigit():
            self.line = int(comment.text)

    def _close(self, run: _Run, parent: _Element, kind: BlockKind) -> Iterator[Block]:
        lines = _lines(parent) if LINES in parent.attrib else run.lines
        if lines:
            for inline in run.inline.parts() if kind == "cell" else [run.inline]:
                yield from map(without_point, make_block(kind, inline, lines))
            self.line = max(self.line, lines[1])


def _under(element: Heading | Block, context: tuple[str, ...]) -> Heading | Block:
    """A heading stands under nothing but headings."""
    if isinstance(element, Heading):
        return element
    return replace(element, context=(*context, *element.context))


def _as_heading(element: Heading | Block) -> Heading | Block:
    """What is shown of a box that is closed is the head of what is in it."""
    return replace(element, marks=(Mark("bold", 0, len(element.text)),))


def _as_block(element: Heading | Block) -> Block:
    """In a cell, a heading is only big letters."""
    if isinstance(element, Block):
        return element
    return Block("paragraph", element.text, element.line, element.end_line, marks=element.marks)


def _name(node: _Element) -> str:
    return node.tag if isinstance(node.tag, str) else ""


def _lines(node: _Element) -> tuple[int, int]:
    first, last = node.attrib[LINES].split("-")
    return int(first), int(last)


def _span(node: _Element, name: str) -> int:
    value = node.get(name, "1").strip()
    if not value.isdecimal():
        return 1
    return min(max(int(value), 1), 100) if len(value) < 4 else 100  # of thousands Python makes none
