"""An event that a signal handler may set."""

from __future__ import annotations

from contextlib import suppress
from queue import Empty, SimpleQueue


class SignalSafeEvent:
    """Like `threading.Event`, for a single thread that waits. Setting an `Event` takes a lock, and
    a signal handler interrupts whatever the main thread is doing: if that is `wait`, which holds
    the lock for a moment, both wait for ever. Only a `SimpleQueue` can be put into at any
    moment."""

    def __init__(self) -> None:
        self._wakeups: SimpleQueue[None] = SimpleQueue()
        self._is_set = False

    def set(self) -> None:
        self._is_set = True
        self._wakeups.put(None)

    def wait(self, seconds: float) -> bool:
        """Whether it has been set since it was last cleared, after waiting at most so many seconds
        for that."""
        if not self._is_set:
            with suppress(Empty):
                self._wakeups.get(timeout=seconds)
        return self._is_set

    def clear(self) -> None:
        """Make `wait` wait for the next `set`. One that comes in the meantime is not lost."""
        self._is_set = False
        with suppress(Empty):
            while True:
                self._wakeups.get_nowait()
