"""What each thread is about, kept for an hour and only in memory."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.slack.guard.ttl_map import TTLMap
from index.question.follow_up import Topic

MAX_THREADS = 10_000  # a few MB
SECONDS = 60 * 60


class Threads:
    """Topics of threads, under keys that name nobody. Threads of the machine may share it."""

    def __init__(
        self, maxsize: int = MAX_THREADS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._topics: TTLMap[Topic] = TTLMap(maxsize, SECONDS, clock)

    def get(self, channel: str, thread: str) -> Topic | None:
        return self._topics.get(channel, thread)

    def put(self, channel: str, thread: str, topic: Topic | None) -> None:
        """If `topic` is None, the thread keeps the one it has."""
        if topic is not None:
            self._topics.put(topic, channel, thread)
