"""Deduplication: Slack repeats what it thinks was lost, and sends a message again after an edit;
where several bots run, any of them may get it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from bot.slack.guard.ttl_map import TTLMap

MAX_KEYS = 20_000  # Slack sends at most 30,000 events an hour for a workspace, 5,000 in ten minutes
SECONDS = 10 * 60  # Slack's last attempt is about six minutes after its first


class Claims(Protocol):
    """What the bots of one workspace have taken."""

    def first(self, *names: str) -> bool:
        """Whether no bot had taken these; from now on this one has."""

    def forget(self, *names: str) -> None:
        """Give them back."""


class Deduplication:
    """Remembers names, such as the ids of events, for ten minutes after they last came. `claims`
    know what other bots have taken. Threads may share it."""

    def __init__(
        self,
        claims: Claims | None = None,
        maxsize: int = MAX_KEYS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._claims = claims
        self._names: TTLMap[None] = TTLMap(maxsize, SECONDS, clock)

    def is_new(self, *names: str) -> bool:
        """Whether this combination is new to this bot. It always is if a name is missing."""
        if "" in names:
            return True
        return self._names.put(None, *names)

    def is_ours(self, *names: str) -> bool:
        """Whether no other bot has taken these. May take as long as a database query."""
        return self._claims is None or "" in names or self._claims.first(*names)

    def is_first(self, *names: str) -> bool:
        """Whether neither this bot nor another one has taken these."""
        return self.is_new(*names) and self.is_ours(*names)

    def forget(self, *names: str) -> None:
        """Let these be tried again, since they came to nothing. May take as long as `is_ours`."""
        if "" not in names:
            self._names.forget(*names)
            if self._claims is not None:
                self._claims.forget(*names)
