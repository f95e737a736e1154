"""What passages stand under, said once above those that share it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from index.chunk import Passage


def with_above(passages: Iterable[Passage]) -> Iterator[tuple[int, str | Passage]]:
    """Each passage and how deep it stands; above it what it stands under, unless that has just been
    said."""
    said: tuple[str, ...] = ()
    for passage in passages:
        under = passage.context
        for depth, above in enumerate(under):
            if said[: depth + 1] != under[: depth + 1]:
                yield depth, above
        said = (*under, passage.text)
        yield len(under), passage
