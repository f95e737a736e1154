"""Inline text to the words of a block: wrapped lines joined, markup beside the words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TypeVar

from index.documents.document import Block, BlockKind, Heading, Mark, MarkKind

# Languages of code blocks whose text is a drawing, not words.
DRAWINGS = frozenset(("dot", "graphviz", "mermaid", "plantuml"))

BREAK = "\u2028"  # a line that the author has begun, no wrapped one; see `Inline`
BREAKS = re.compile(rf"(?<!\s)\s*?{BREAK}\s*+")
SENTENCE_START = re.compile(r"\s*[^\W_a-z]")
LINE_BREAK = re.compile(rf"(?<![ \t])[ \t]*+[\n{BREAK}][ \t\n{BREAK}]*+")
AFTER_LEAD_IN = (":", " -", " –", " —")  # what stands between a lead-in and its statement
# "Analysis and problem solving: takes …", without markup. At most six words, since a longer
# beginning is a sentence of its own.
PLAIN_LEAD_IN = re.compile(r"([A-Z][^\s.:;!?]*(?: [^\s.:;!?]+){0,5}): +\S")
# A bullet that is drawn, as in "• Owns the plan"; Word has letters of a font of signs for some.
POINT = re.compile(r"[ \t]*(?:[•·▪▫◦●○■□‣⁃∙➢►](?:[ \t\xa0]+|$)|[o§Ø]\xa0\s*)")

POINT_AT_START = re.compile(rf"\A(?:{POINT.pattern})")

# The same, or a dash, at the lines of a cell, where no list can be.
POINT_ON_A_LINE = re.compile(rf"(?:^|[\n{BREAK}])(?:{POINT.pattern}|[ \t]*[-–*][ \t]+)(?=\S)")
MIN_POINTS = 2  # of one it may be a dash


@dataclass(slots=True)
class Inline:
    """Collects raw text, line breaks as they stand, and the marks on it. A line that was begun with
    <br> is behind a BREAK, which no source has."""

    raw: str = ""
    marks: list[Mark] = field(default_factory=list)

    @contextmanager
    def mark(self, kind: MarkKind | None, href: str | None = None) -> Iterator[None]:
        """What is added inside is marked; None marks nothing."""
        start = len(self.raw)
        yield
        if kind is not None and len(self.raw) > start:
            self.marks.append(Mark(kind, start, len(self.raw), href))

    def parts(self) -> list[Inline]:
        """What a cell says: at each drawn bullet, and before it what stands before the first; else
        on each line that its author has begun, if all begin as sentences do; else all of it.

        >>> [point.raw for point in Inline("Daily:\\n- bakes\\n- sells").parts()]
        ['Daily:', 'bakes', 'sells']
        >>> [line.raw for line in Inline(f"Bakes rye{BREAK}Sells it").parts()]
        ['Bakes rye', 'Sells it']
        """
        found = list(POINT_ON_A_LINE.finditer(self.raw))
        if len(found) < MIN_POINTS:
            found = list(BREAKS.finditer(self.raw))
            lines = BREAKS.split(self.raw)
            if not found or not all(map(SENTENCE_START.match, lines)):
                return [self]
        starts = [0, *(point.end() for point in found)]
        ends = [*(point.start() for point in found), len(self.raw)]
        return [self._cut(start, end) for start, end in zip(starts, ends, strict=True)]

    def _cut(self, start: int, end: int) -> Inline:
        marks = [
            replace(mark, start=max(mark.start - start, 0), end=min(mark.end, end) - start)
            for mark in self.marks
            if mark.start < end and mark.end > start
        ]
        return Inline(self.raw[start:end], marks)

    def tidy(self, *, keep_lines: bool = False) -> tuple[str, tuple[Mark, ...]]:
        """Wrapped lines joined by one space unless they are code's, everything else as written;
        marks moved along.

        >>> inline = Inline("Owns  the\\n  plan")
        >>> with inline.mark("bold"): inline.raw += " now "
        >>> inline.tidy()
        ('Owns  the plan now', (Mark(kind='bold', start=15, end=18, href=None),))
        """
        found = [] if keep_lines else list(LINE_BREAK.finditer(self.raw))
        text = self.raw.replace(BREAK, "\n") if keep_lines else LINE_BREAK.sub(" ", self.raw)
        start = len(text) - len(text.lstrip())
        text = text.strip()
        breaks = [(m.end(), len(m[0]) - 1) for m in found]
        ends = [end for end, _ in breaks]
        removed = [0, *accumulate(length for _, length in breaks)]  # before each of `ends`

        def moved(offset: int) -> int:
            offset -= removed[bisect_right(ends, offset)]
            return min(max(offset - start, 0), len(text))

        moved_marks = (Mark(m.kind, moved(m.start), moved(m.end), m.href) for m in self.marks)
        return text, marks_on(text, moved_marks)


def marks_on(text: str, marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks as far as they are on words of `text`, in order."""
    shrunk = (_shrunk(mark, text) for mark in marks)
    return tuple(sorted((mark for mark in shrunk if mark.end > mark.start), key=_order))


def _shrunk(mark: Mark, text: str) -> Mark:
    """Without the spaces at its ends: "**Scope** :" and "**Scope **:" are marked alike."""
    marked = text[mark.start : mark.end]
    start = mark.start + len(marked) - len(marked.lstrip())
    return Mark(mark.kind, start, max(start, mark.start + len(marked.rstrip())), mark.href)


def _order(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end


def make_block(
    kind: BlockKind,
    inline: Inline,
    lines: tuple[int, int],
    context: tuple[str, ...] = (),
) -> Iterator[Block]:
    """One block, or none if there are no words in `inline`; `lines` are its first and last."""
    text, marks = inline.tidy(keep_lines=kind == "code")
    if text:
        yield Block(kind, text, *lines, _bold_lead_in(text, marks), context, marks)


def as_bullet(block: Block, context: tuple[str, ...]) -> Block:
    """A list item's own words, which may be named without markup, too."""
    found = PLAIN_LEAD_IN.match(block.text)
    name = block.name or (found[1] if found else None)
    return replace(block, kind="bullet", name=name, context=context)


Element = TypeVar("Element", bound=Block | Heading)


def cut_out(element: Element, pattern: re.Pattern[str]) -> Element:
    """`element` without what matches in its text, its marks moved along.

    >>> heading = Heading("1. Owns it", 2, 7, 7, marks=(Mark("bold", 8, 10),))
    >>> cut_out(heading, re.compile("1. ")).marks
    (Mark(kind='bold', start=5, end=7, href=None),)
    """
    spans = [found.span() for found in pattern.finditer(element.text)]

    def moved(offset: int) -> int:
        return offset - sum(min(offset, end) - start for start, end in spans if start < offset)

    text = pattern.sub("", element.text)
    marks = (replace(m, start=moved(m.start), end=moved(m.end)) for m in element.marks)
    return replace(element, text=text, marks=marks_on(text, marks))


def without_point(block: Block) -> Block:
    """A paragraph that begins with a drawn bullet is a point.

    >>> point = without_point(Block("paragraph", "• Owns: the plan", 7, 7))
    >>> point.kind, point.text, point.name
    ('bullet', 'Owns: the plan', 'Owns')
    """
    found = POINT.match(block.text) if block.kind in ("paragraph", "cell") else None
    if not found or not block.text[found.end() :]:
        return block
    point = cut_out(block, POINT_AT_START)
    name = _bold_lead_in(point.text, point.marks)
    return as_bullet(replace(point, name=name), block.context)


def _bold_lead_in(text: str, marks: tuple[Mark, ...]) -> str | None:
    """A block's own name: bold words in front of its statement.

    >>> _bold_lead_in("Teamwork: works in concert", (Mark("bold", 0, 8),))
    'Teamwork'
    >>> _bold_lead_in("Always works in concert", (Mark("bold", 0, 6),)) is None
    True
    """
    for mark in marks:
        if mark.kind == "bold" and mark.start == 0:
            name, rest = text[: mark.end], text[mark.end :]
            if rest.strip() and (name.endswith(":") or rest.startswith(AFTER_LEAD_IN)):
                return name.rstrip(": ")
    return None


def is_all(kind: MarkKind, text: str, marks: tuple[Mark, ...]) -> bool:
    """Whether marks of this kind cover every word (a closing colon may stay plain)."""
    return any(
        mark.kind == kind and mark.start == 0 and not text[mark.end :].strip(" :") for mark in marks
    )
