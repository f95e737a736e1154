"""Deduplication: Slack sends again what it thinks was lost, and after an edit; and where there are
several bots, each of them may get it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from bot.slack.guard.ttl_map import TTLMap

MAX_KEYS = 20_000  # Slack sends a workspace 30,000 events an hour, 5,000 in that time
SECONDS = 10 * 60  # Slack's last attempt is about six minutes after its first


class Claims(Protocol):
    """What several bots have taken."""

    def first(self, *names: str) -> bool:
        """Whether nobody had taken these; now we have."""

    def forget(self, *names: str) -> None:
        """We have not, after all."""


class Deduplication:
    """Remembers keys, such as events' ids, for ten minutes from when they last came. `claims` tell
    whether other bots have taken something. Threads may share it."""

    def __init__(
        self,
        claims: Claims | None = None,
        maxsize: int = MAX_KEYS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._claims = claims
        self._names: TTLMap[None] = TTLMap(maxsize, SECONDS, clock)

    def is_new(self, *names: str) -> bool:
        """Whether these together are new to this bot. What has no name is always new."""
        if "" in names:
            return True
        return self._names.put(None, *names)

    def is_ours(self, *names: str) -> bool:
        """Whether no other bot has taken these. It may take as long as a database does."""
        return self._claims is None or "" in names or self._claims.first(*names)

    def is_first(self, *names: str) -> bool:
        """Whether neither this bot nor another one has taken these."""
        return self.is_new(*names) and self.is_ours(*names)

    def forget(self, *names: str) -> None:
        """What came to nothing, so that it can be tried again. It may take as long."""
        if "" not in names:
            self._names.forget(*names)
            if self._claims is not None:
                self._claims.forget(*names)
