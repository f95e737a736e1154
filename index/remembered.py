"""Functions of a short text that remember what they found."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Generic, TypeVar

LONGEST = 100  # characters: names and words, which come again; what people wrote at length does not

T = TypeVar("T")


class remembered(Generic[T]):  # noqa: N801  a decorator
    """At most `most` results, and none of a long text: thousands of those would fill memory."""

    def __init__(self, function: Callable[[str], T], most: int = 10_000) -> None:
        update_wrapper(self, function)
        self._function, self._known = function, lru_cache(most)(function)
        self.cache_info = self._known.cache_info

    def __call__(self, text: str) -> T:
        return self._known(text) if len(text) <= LONGEST else self._function(text)
