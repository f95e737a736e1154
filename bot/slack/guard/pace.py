"""How fast one person may ask: a runaway script is not to take the bot from everybody else."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from bot.slack.guard.recent import Nameless, Recent

MOST = 60  # questions and presses at once, and as many each minute
SECONDS = 60.0
MOST_PEOPLE = 10_000


class Pace:
    """A bucket for each person, who is not named by its key: it holds so many, and fills up again
    over a minute. With 0 there is no limit. Threads may share it."""

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._nameless = Nameless()
        self._lock = Lock()
        self._buckets: Recent[tuple[float, float]] = Recent(MOST_PEOPLE, SECONDS, clock)

    def allows(self, user: str) -> bool:
        """Whether one more is in time; asking is what counts."""
        if not self._most:
            return True
        key = self._nameless.key(user)
        with self._lock:  # or two who look at the same moment would both take what is left
            now = self._clock()
            left, at = self._buckets.get(key) or (float(self._most), now)
            left = min(left + (now - at) * self._most / SECONDS, self._most)
            if left < 1:
                return False
            self._buckets.put(key, (left - 1, now))
            return True
