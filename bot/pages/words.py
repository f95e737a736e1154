"""A passage's own words with the emphasis and the links that its author gave them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from urllib.parse import urlsplit

from bot.pages.html import Node, el
from bot.render.clean import CONTROL
from index.documents.document import Mark

TAGS = {"bold": "strong", "code": "code", "italic": "em", "strike": "del"}  # by kind of mark
MOST_MARKS = 200  # of one text; what has more is shown without

Run = tuple[str | None, Node]
"""Where it leads, if anywhere, and what it shows."""


def words(text: str, marks: Sequence[Mark]) -> list[Node]:
    """All of `text`; `marks` may overlap.

    >>> words("Owns docs", [Mark("bold", 0, 4)])[0].tag
    'strong'
    """
    runs = _runs(text, marks if len(marks) <= MOST_MARKS else ())
    return [node for href, own in groupby(runs, key=_href) for node in _linked(href, own)]


def _runs(text: str, marks: Sequence[Mark]) -> Iterator[Run]:
    turns = {place for mark in marks for place in (mark.start, mark.end)}
    places = sorted({0, len(text), *(place for place in turns if 0 < place < len(text))})
    for start, end in pairwise(places):
        covering = [mark for mark in marks if mark.start <= start and end <= mark.end]
        node: Node = text[start:end]
        for tag in sorted({TAGS[mark.kind] for mark in covering if mark.kind in TAGS}):
            node = el(tag, node)
        yield next((href for mark in covering if (href := web_address(mark.href))), None), node


def _href(run: Run) -> str | None:
    return run[0]


def _linked(href: str | None, runs: Iterator[Run]) -> Iterator[Node]:
    nodes = [node for _, node in runs]
    if href is None:
        yield from nodes
    else:
        yield el("a", *nodes, href=href, rel="noopener noreferrer nofollow")


def web_address(href: str | None) -> str | None:
    """`href`, if it leads somewhere on the web from wherever it stands: what is relative to the
    document does not from its page.

    >>> web_address("https://a.example/b"), web_address("b.md"), web_address("javascript:x")
    ('https://a.example/b', None, None)
    """
    if not href or CONTROL.search(href):
        return None
    try:
        address = urlsplit(href)
        is_web = address.scheme in ("http", "https") and bool(address.hostname)
    except ValueError:
        return None
    return href if is_web else None
