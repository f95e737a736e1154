"""A map whose entries expire."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from cachetools import TTLCache

V = TypeVar("V")


class TTLMap(Generic[V]):
    """At most `maxsize` values by key, each for `ttl` seconds from when it was last put in. Threads
    may share it."""

    def __init__(
        self, maxsize: int, ttl: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._values: TTLCache[bytes, V] = TTLCache(maxsize, ttl, clock)
        self._lock = Lock()

    def get(self, key: bytes) -> V | None:
        with self._lock:
            return self._values.get(key)

    def put(self, key: bytes, value: V) -> bool:
        """Whether the key is new."""
        with self._lock:
            is_new = key not in self._values
            self._values[key] = value
            return is_new

    def forget(self, key: bytes) -> None:
        with self._lock:
            self._values.pop(key, None)
