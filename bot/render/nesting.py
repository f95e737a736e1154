"""What things stand under, said once above those that share it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

Context = tuple[str, ...]


def with_above(things: Iterable[tuple[Context, str, T]]) -> Iterator[tuple[int, str | T]]:
    """Each thing and how deep it stands; above it what it stands under, unless that has just been
    said. Of each thing its context and its words are given, too."""
    said: Context = ()
    for under, words, thing in things:
        for depth, above in enumerate(under):
            if said[: depth + 1] != under[: depth + 1]:
                yield depth, above
        said = (*under, words)
        yield len(under), thing
