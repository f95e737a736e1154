"""Something to wait for that a signal handler may ring."""

from __future__ import annotations

from contextlib import suppress
from queue import Empty, SimpleQueue


class Bell:
    """Like `threading.Event`, for one thread that waits. Setting an `Event` takes a lock, and a
    handler runs in the midst of whatever the main thread does: if that is in `wait`, which has the
    lock for a moment, both wait for ever. `SimpleQueue` alone may be put into at any moment."""

    def __init__(self) -> None:
        self._rings: SimpleQueue[None] = SimpleQueue()
        self._has_rung = False

    def ring(self) -> None:
        self._has_rung = True
        self._rings.put(None)

    def wait(self, seconds: float) -> bool:
        """Whether it has rung since it was last quiet, at the latest after so many seconds."""
        if not self._has_rung:
            with suppress(Empty):
                self._rings.get(timeout=seconds)
        return self._has_rung

    def quiet(self) -> None:
        """From now on wait for another ring. One that comes in between counts, too."""
        self._has_rung = False
        with suppress(Empty):
            while True:
                self._rings.get_nowait()
