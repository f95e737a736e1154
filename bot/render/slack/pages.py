"""Splits what does not fit into one message into pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

BYTES = 4  # of JSON count as one character, so that any page stays below 50 kB

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Piece(Generic[T]):
    """Something that is not divided between pages. `cost` is the room that it takes, see `cost_of`,
    with everything that may have to be above it; `blocks` is how many blocks it may need."""

    content: T
    cost: int
    blocks: int = 1


def cost_of(value: object) -> int:
    """The number of characters in all its texts, or more if its JSON is long for other reasons."""
    return max(characters(value), len(json.dumps(value, ensure_ascii=False)) // BYTES)


def characters(value: object) -> int:
    """Count the characters of all texts in these blocks or elements."""
    if isinstance(value, dict):
        own = value.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(map(characters, value.values()))
    return sum(map(characters, value)) if isinstance(value, list | tuple) else 0


def paginate(pieces: Sequence[Piece[T]], room: int, blocks: int) -> tuple[tuple[T, ...], ...]:
    """All pieces in order, on at least one page. A piece that is too long has a page to itself."""
    pages: list[list[Piece[T]]] = [[]]
    for piece in pieces:
        page = pages[-1]
        is_full = (
            sum(one.cost for one in page) + piece.cost > room
            or sum(one.blocks for one in page) + piece.blocks > blocks
        )
        if page and is_full:
            pages.append([piece])
        else:
            page.append(piece)
    return tuple(tuple(piece.content for piece in page) for page in pages)


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """One of `count` pages; `number` counts from 0."""

    content: tuple[T_co, ...]
    number: int
    count: int

    @property
    def is_first(self) -> bool:
        return self.number == 0

    @property
    def is_last(self) -> bool:
        return self.number == self.count - 1

    def place(self) -> str:
        """As "Page 2 of 3"; empty if there is only one page."""
        return f"Page {self.number + 1} of {self.count}" if self.count > 1 else ""


def open_page(pages: tuple[tuple[T, ...], ...], number: int) -> Page[T]:
    """The page with this number, or the last one if the documents have become shorter."""
    there = min(max(number, 0), len(pages) - 1)
    return Page(pages[there], there, len(pages))
