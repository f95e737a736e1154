"""The connections to the HTTP server, with bounds on their number and on the bytes they hold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

MAX_CONNECTIONS = 500
MAX_BYTES = 16_000_000  # of requests without an answer yet, and of answers that are not read
READ_BYTES = 16_384  # at a time, from one connection


@dataclass(slots=True)
class Connections:
    """When there are too many, those that have waited longest for their client are closed. So a
    crowd of strangers cannot keep Slack out, whose requests arrive whole and at once. A connection
    whose request is being answered is never closed."""

    max_connections: int = MAX_CONNECTIONS
    max_bytes: int = MAX_BYTES
    bytes_held: int = 0
    # Shared for reading, since connections are read one after the other.
    buffer: memoryview = field(default_factory=lambda: memoryview(bytearray(READ_BYTES)))
    _held: dict[asyncio.Transport, int] = field(default_factory=dict)
    # Those that wait for their client, in the order in which they began to.
    _waiting: dict[asyncio.Transport, None] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._held)

    def enter(self, one: asyncio.Transport) -> None:
        self._held[one] = 0
        self.wait(one)
        while len(self) > self.max_connections and self.close_longest_waiting():
            pass

    def leave(self, one: asyncio.Transport) -> None:
        self.bytes_held -= self._held.pop(one, 0)
        self._waiting.pop(one, None)

    def wait(self, one: asyncio.Transport) -> None:
        """From now on this connection waits for its client."""
        self._waiting.pop(one, None)
        if one in self._held:
            self._waiting[one] = None

    def work(self, one: asyncio.Transport) -> None:
        """From now on this connection waits for the bot."""
        self._waiting.pop(one, None)

    def hold(self, one: asyncio.Transport, count: int) -> None:
        """This connection now holds `count` bytes in all. Others may be closed to make room for it,
        but never itself, since an answer may be larger than the limit."""
        if one not in self._held:
            return

        def makes_room(other: asyncio.Transport) -> bool:
            return other is not one and self._held[other] > 0

        self.bytes_held += count - self._held[one]
        self._held[one] = count
        while self.bytes_held > self.max_bytes and self._close_first(makes_room):
            pass

    def close_longest_waiting(self) -> bool:
        """False if there is none, because all are being answered."""
        return self._close_first(lambda it: True)

    def _close_first(self, may_be: Callable[[asyncio.Transport], bool]) -> bool:
        found = next(filter(may_be, self._waiting), None)
        if found is None:
            return False
        self.leave(found)
        found.abort()
        return True
