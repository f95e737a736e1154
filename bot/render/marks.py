"""Splits text where its author's emphasis and links begin and end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.documents.document import Mark


def split_at_marks(
    text: str, marks: Sequence[Mark], start: int, end: int
) -> Iterator[tuple[str, list[Mark]]]:
    """Yield `text[start:end]` piece by piece, each with the marks that cover it; `marks` may
    overlap."""
    edges = {edge for mark in marks for edge in (mark.start, mark.end) if start < edge < end}
    for here, there in pairwise(sorted({start, end, *edges})):
        yield text[here:there], [one for one in marks if one.start <= here and there <= one.end]
