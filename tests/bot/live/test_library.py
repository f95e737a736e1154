"""What a library has worked out once is not worked out again, and not too much is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.live.library import Library
from index.documents.chunk import Passage


class Read(tuple[Passage, ...]):
    """Passages that count how often they are looked through."""

    times = 0

    def __iter__(self) -> Iterator[Passage]:
        self.times += 1
        return super().__iter__()


def test_a_value_is_worked_out_once(company: Library) -> None:
    made: list[str] = []

    def make() -> str:
        made.append("x")
        return "found"

    library = replace(company)
    assert [library.cached("a", make), library.cached("a", make)] == ["found", "found"]
    assert made == ["x"]


def test_what_has_not_been_asked_for_the_longest_goes_first(
    company: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.live.library.MAX_CACHED", 2)
    library = replace(company)
    for key, value in [("a", 1), ("b", 2), ("a", 0), ("c", 3)]:
        library.cached(key, lambda value=value: value)  # type: ignore[misc]
    assert library.cached("a", lambda: 9) == 1
    assert library.cached("b", lambda: 9) == 9


def test_where_passages_are_online_is_looked_for_once(company: Library) -> None:
    passages = Read(replace(passage, url=None) for passage in company.index.passages)
    library = replace(company, index=replace(company.index, passages=passages))
    before = passages.times
    assert [library.source_url for _ in range(3)] == [None] * 3
    assert passages.times == before + 1
