"""How fast one person may ask, so that a runaway script does not block everybody else."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from bot.slack.guard.ttl_map import TTLMap

SECONDS = 60.0
MAX_PEOPLE = 10_000


class RateLimiter:
    """A token bucket for each person, under a pseudonym. It holds `rate` tokens, one for each
    question or press, and refills over a minute. A rate of 0 means no limit. Threads may share
    it."""

    def __init__(self, rate: int = 60, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._lock = Lock()
        self._buckets: TTLMap[tuple[float, float]] = TTLMap(MAX_PEOPLE, SECONDS, clock)

    def allows(self, user: str) -> bool:
        """Whether this person has a token left, which is taken."""
        if not self._rate:
            return True
        with self._lock:  # or two that look at the same moment would both take the last token
            now = self._clock()
            tokens, filled_at = self._buckets.get(user) or (float(self._rate), now)
            tokens = min(tokens + (now - filled_at) * self._rate / SECONDS, self._rate)
            if tokens < 1:
                return False
            self._buckets.put((tokens - 1, now), user)
            return True
