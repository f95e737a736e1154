"""What was put in of late, and no more of it than fits."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class Recent(Generic[V]):
    """Values by key, each for `seconds` from when it was last put in, and at most `most` of them:
    the oldest goes first. Threads may share it."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._values: OrderedDict[bytes, tuple[float, V]] = OrderedDict()  # the oldest first
        self._lock = Lock()

    def get(self, key: bytes) -> V | None:
        with self._lock:
            self._sweep(self._most)
            return self._values[key][1] if key in self._values else None

    def put(self, key: bytes, value: V) -> bool:
        """Whether the key is new."""
        with self._lock:
            self._sweep(self._most)
            is_new = self._values.pop(key, None) is None
            self._sweep(self._most - 1)
            self._values[key] = self._clock() + self._seconds, value
            return is_new

    def forget(self, key: bytes) -> None:
        with self._lock:
            self._values.pop(key, None)

    def _sweep(self, most: int) -> None:
        while self._values:
            key, (end, _) = next(iter(self._values.items()))
            if end > self._clock() and len(self._values) <= most:
                return
            del self._values[key]


class Nameless:
    """Keys that stand for people and conversations and do not tell whom: digests whose own key
    nobody knows and which ends with the process."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def key(self, *names: str) -> bytes:
        name = "\0".join(names).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(name, digest_size=16, key=self._secret).digest()
