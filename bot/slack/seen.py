"""What has been dealt with: Slack sends again what it thinks was lost, and after an edit."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.slack.recent import Recent

MOST = 20_000  # Slack sends a workspace 30,000 events an hour, 5,000 in that time
SECONDS = 10 * 60  # Slack's last attempt is about six minutes after its first


class Seen:
    """Remembers keys, such as events' ids, for ten minutes from when they last came. Threads may
    share it."""

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self._keys: Recent[None] = Recent(most, SECONDS, clock)

    def first(self, *names: str) -> bool:
        """Whether these together have not been seen."""
        return self._keys.put("\0".join(names).encode("utf-8", "surrogatepass"), None)
