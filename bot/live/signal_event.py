"""An event that a signal handler may set."""

from __future__ import annotations

from contextlib import suppress
from queue import Empty, SimpleQueue


class SignalSafeEvent:
    """Like `threading.Event`, for one thread that waits. Setting an `Event` takes a lock, and a
    handler runs in the midst of whatever the main thread does: if that is in `wait`, which has the
    lock for a moment, both wait for ever. `SimpleQueue` alone may be put into at any moment."""

    def __init__(self) -> None:
        self._wakeups: SimpleQueue[None] = SimpleQueue()
        self._is_set = False

    def set(self) -> None:
        self._is_set = True
        self._wakeups.put(None)

    def wait(self, seconds: float) -> bool:
        """Whether it has been set since it was last cleared; waits so many seconds at most."""
        if not self._is_set:
            with suppress(Empty):
                self._wakeups.get(timeout=seconds)
        return self._is_set

    def clear(self) -> None:
        """Wait for the next `set`. One that comes in the meantime counts, too."""
        self._is_set = False
        with suppress(Empty):
            while True:
                self._wakeups.get_nowait()
