"""A map in memory that names nobody, and whose entries expire."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from cachetools import TTLCache

from bot.slack.guard.pseudonyms import Pseudonyms

V = TypeVar("V")


class TTLMap(Generic[V]):
    """At most `maxsize` values, each for `ttl` seconds from when it was last put in, and under the
    pseudonym of its names. Threads may share it."""

    def __init__(
        self, maxsize: int, ttl: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._values: TTLCache[bytes, V] = TTLCache(maxsize, ttl, clock)
        self._key = Pseudonyms().of
        self._lock = Lock()

    def get(self, *names: str) -> V | None:
        with self._lock:
            return self._values.get(self._key(*names))

    def put(self, value: V, *names: str) -> bool:
        """Whether there was no value for these names."""
        key = self._key(*names)
        with self._lock:
            is_new = key not in self._values
            self._values[key] = value
            return is_new

    def forget(self, *names: str) -> None:
        with self._lock:
            self._values.pop(self._key(*names), None)
