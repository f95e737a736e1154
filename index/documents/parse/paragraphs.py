"""Lines of a Markdown paragraph that are not its own: definitions, points with drawn bullets or
letters, properties, and paragraphs with numbers.

CommonMark has none of these, so that each would be quoted as one run of text with signs in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from index.documents.parse.text import POINT

DEFINITION = re.compile(r"^[ \t]*:[ \t]+(?=\S)")  # below its term, of PHP Markdown and Pandoc

LETTERED = re.compile(
    r"[ \t]*(?:\(?[a-z]\)|\([ivx]+\)|\(\d{1,2}\)|\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}\\[.)])"
    r"[ \t]+(?=\S)"
)
# "Owner: Maria K" or "**Owner:** Maria K"
PROPERTY = re.compile(
    r"[ \t]*(?:\*\*|__)?[^\W\d][\w /-]{1,30}(?::(?:\*\*|__)?|(?:\*\*|__):)[ \t]+\S"
)
MIN_LETTERED = 2  # of one it may be a reference, as in "see\n2.1 below"

Lines = Sequence[tuple[int, str]]
"""Each with its place in the paragraph, from 0."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    opening: Token
    inline: Token
    closing: Token

    @property
    def lines(self) -> Lines:
        return list(enumerate(self.inline.content.split("\n")))

    def with_below(self, other: _Paragraph) -> _Paragraph:
        """One of both, with the blank lines between them."""
        own, others = (one.opening.map or [0, 0] for one in (self, other))
        gap = "\n" * max(others[0] - own[0] - self.inline.content.count("\n"), 1)
        text = f"{self.inline.content}{gap}{other.inline.content}"
        return _Paragraph(self.opening, self.inline.copy(content=text), self.closing)


def split_paragraphs(state: StateCore) -> None:
    """A rule for markdown-it, between those for blocks and those for what is in a line."""
    state.tokens = list(_tokens(state.tokens))


def _tokens(tokens: Sequence[Token]) -> Iterator[Token]:
    at = 0
    while at < len(tokens):
        if tokens[at].type != "paragraph_open":
            yield tokens[at]
            at += 1
            continue
        paragraph = _Paragraph(*tokens[at : at + 3])
        at += 3
        while tokens[at : at + 1] and tokens[at].type == "paragraph_open":
            following = _Paragraph(*tokens[at : at + 3])
            if not DEFINITION.match(following.inline.content):
                break
            paragraph = paragraph.with_below(following)
            at += 3
        if any(DEFINITION.match(line) for _, line in paragraph.lines[1:]):
            yield from _definitions(paragraph)
        else:
            for lines in _begun_by(_beginning(paragraph.lines), paragraph.lines):
                yield from _part(paragraph, lines)


def _beginning(lines: Lines) -> re.Pattern[str]:
    """What the lines of a paragraph that are not its own begin with."""
    if len(lines) > 1 and all(PROPERTY.match(line) for _, line in lines):
        return PROPERTY
    lettered = sum(bool(LETTERED.match(line)) for _, line in lines)
    return LETTERED if lettered >= MIN_LETTERED else POINT


def _definitions(paragraph: _Paragraph) -> Iterator[Token]:
    """Every line above the first definition is a term."""
    level = paragraph.opening.level
    yield Token("dl_open", "dl", 1, level=level)
    for lines in _begun_by(DEFINITION, paragraph.lines):
        (number, first), *others = lines
        definition = DEFINITION.sub("", first, count=1)
        if definition == first:
            for line in (line for line in lines if line[1].strip()):
                yield from _in("dt", paragraph, [line])
        else:
            yield from _in("dd", paragraph, [(number, definition), *others])
    yield Token("dl_close", "dl", -1, level=level)


def _in(tag: str, paragraph: _Paragraph, lines: Lines) -> Iterator[Token]:
    yield Token(f"{tag}_open", tag, 1, level=paragraph.opening.level)
    yield from _part(paragraph, lines)
    yield Token(f"{tag}_close", tag, -1, level=paragraph.opening.level)


def _begun_by(beginning: re.Pattern[str], lines: Lines) -> Iterator[Lines]:
    """Runs of lines, each of which after the first begins so."""
    run: list[tuple[int, str]] = []
    for number, line in lines:
        if run and beginning.match(line):
            yield run
            run = []
        run.append((number, line))
    yield run


def _part(paragraph: _Paragraph, lines: Lines) -> Iterator[Token]:
    first = (paragraph.opening.map or [0, 0])[0] + lines[0][0]
    text = "\n".join(line for _, line in lines).rstrip().removesuffix("\\")  # a hard break
    place = [first, first + text.count("\n") + 1]
    yield paragraph.opening.copy(map=place, attrs={})
    yield paragraph.inline.copy(map=place, content=text, children=[])
    yield paragraph.closing.copy()
