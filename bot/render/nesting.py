"""Groups things below the context that they share, so that it is shown once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

Context = tuple[str, ...]


def with_above(things: Iterable[tuple[Context, str, T]]) -> Iterator[tuple[int, str | T]]:
    """Yield each thing with its depth, after those parts of its context that have not just been
    yielded. Each thing is given with its context and its own text."""
    shown: Context = ()
    for under, words, thing in things:
        for depth, above in enumerate(under):
            if shown[: depth + 1] != under[: depth + 1]:
                yield depth, above
        shown = (*under, words)
        yield len(under), thing
