"""What is remembered is not worked out again, and not too much is remembered."""

from __future__ import annotations

from bot.memo import Memo


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
