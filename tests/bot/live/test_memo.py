"""What is remembered is not worked out again, and not too much is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.live.library import Library
from bot.live.memo import Memo
from index.documents.chunk import Passage


class Read(tuple[Passage, ...]):
    """Passages that count how often they are looked through."""

    times = 0

    def __iter__(self) -> Iterator[Passage]:
        self.times += 1
        return super().__iter__()


def test_a_value_is_worked_out_once() -> None:
    made: list[str] = []

    def make() -> str:
        made.append("x")
        return "found"

    memo: Memo[str] = Memo(2)
    assert [memo.get("a", make), memo.get("a", make)] == ["found", "found"]
    assert made == ["x"]


def test_what_has_not_been_asked_for_the_longest_goes_first() -> None:
    memo: Memo[int] = Memo(2)
    for key, value in [("a", 1), ("b", 2), ("a", 0), ("c", 3)]:
        memo.get(key, lambda value=value: value)  # type: ignore[misc]
    assert memo.get("a", lambda: 9) == 1
    assert memo.get("b", lambda: 9) == 9


def test_where_passages_are_online_is_looked_for_once(company: Library) -> None:
    passages = Read(replace(passage, url=None) for passage in company.index.passages)
    library = replace(company, index=replace(company.index, passages=passages))
    before = passages.times
    assert [library.source_url for _ in range(3)] == [None] * 3
    assert passages.times == before + 1
