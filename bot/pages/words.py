"""A passage's words with its author's emphasis and links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.render.clean import web_address
from bot.render.marks import split_at_marks
from index.documents.document import Mark

TAGS = {"bold": "strong", "code": "code", "italic": "em", "strike": "del"}  # by kind of mark
MAX_MARKS = 200  # of one text; a text with more is shown without any


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with one style throughout. `tags` are the elements around it, the outermost
    first; `href` is where it leads, if anywhere."""

    text: str
    tags: tuple[str, ...]
    href: str | None


def link_runs(text: str, marks: Sequence[Mark]) -> Iterator[tuple[str | None, list[Run]]]:
    """All of `text`, grouped by where it leads; `marks` may overlap.

    >>> [(_, (bold, rest))] = link_runs("Owns docs", [Mark("bold", 0, 4)])
    >>> bold.tags, rest.tags
    (('strong',), ())
    """
    shown = marks if len(marks) <= MAX_MARKS else ()
    runs = (_run(*piece) for piece in split_at_marks(text, shown, 0, len(text)))
    for href, group in groupby(runs, key=lambda run: run.href):
        yield href, list(group)


def _run(text: str, covering: Sequence[Mark]) -> Run:
    tags = {TAGS[mark.kind] for mark in covering if mark.kind in TAGS}
    href = next((href for mark in covering if (href := web_address(mark.href))), None)
    return Run(text, tuple(sorted(tags, reverse=True)), href)
