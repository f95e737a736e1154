"""What each thread is about, for an hour and in memory alone."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable

from bot.follow import Topic
from bot.slack.recent import Recent

MOST = 10_000  # threads; a few MB
SECONDS = 60 * 60


class Threads:
    """Topics of threads. A conversation with one person is named by a digest whose key nobody
    knows and which ends with the process. Threads of the machine may share it."""

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self._topics: Recent[Topic] = Recent(most, SECONDS, clock)
        self._secret = secrets.token_bytes(32)

    def get(self, channel: str, thread: str) -> Topic | None:
        return self._topics.get(self._key(channel, thread))

    def put(self, channel: str, thread: str, topic: Topic | None) -> None:
        """None leaves what there is."""
        if topic is not None:
            self._topics.put(self._key(channel, thread), topic)

    def _key(self, channel: str, thread: str) -> bytes:
        name = f"{channel}\0{thread}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(name, digest_size=16, key=self._secret).digest()
