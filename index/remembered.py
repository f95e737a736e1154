"""A decorator for functions of a text, which remember their results."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Generic, TypeVar

MAX_LENGTH = 100  # characters; names and words recur, and long texts do not
MAX_RESULTS = 10_000

T = TypeVar("T")


class remembered(Generic[T]):  # noqa: N801  a decorator
    """Remembers no results of long texts, since thousands of those would fill the memory."""

    def __init__(self, function: Callable[[str], T]) -> None:
        update_wrapper(self, function)
        self._function, self._known = function, lru_cache(MAX_RESULTS)(function)
        self.cache_info = self._known.cache_info

    def __call__(self, text: str) -> T:
        return self._known(text) if len(text) <= MAX_LENGTH else self._function(text)
