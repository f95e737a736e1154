"""Accepts connections even when the process has no file descriptors left."""

from __future__ import annotations

import errno
import logging
import os
import resource
import socket
import time
from contextlib import suppress
from typing import Any

from bot.live.logs import Seldom
from bot.slack.receive.connections import MAX_CONNECTIONS, Connections

SPARE = 8  # file descriptors in reserve
BACKLOG = 16  # connections accepted in one go, before earlier ones can be closed for later ones
PAUSE_SECONDS = 0.01
QUEUE = 512  # connections that may wait to be accepted
SCARCE = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

log = logging.getLogger(__name__)
log.addFilter(Seldom())


def connection_limit() -> int:
    """At most half of the files that the process may open: it needs the rest to answer."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_CONNECTIONS if limit < 0 else max(1, min(MAX_CONNECTIONS, limit // 2))


class Listener(socket.socket):
    """A listening socket with a few file descriptors in reserve. Without them `accept` would fail,
    and asyncio's server, which calls it, would try again and again and log each failure."""

    def __init__(self, listening: socket.socket, connections: Connections) -> None:
        kind = listening.family, listening.type, listening.proto
        super().__init__(*kind, fileno=listening.detach())
        self._connections = connections
        self._spare: list[int] = []
        self._save()

    def accept(self) -> tuple[socket.socket, Any]:
        self._save()
        try:
            return super().accept()
        except OSError as error:
            if error.errno not in SCARCE:
                raise
            log.warning(
                "No connection can be opened: %s. The longest idle ones are closed for new ones. "
                "Raise the limit of open files: ulimit -n, or LimitNOFILE of systemd.",
                os.strerror(error.errno),
            )
        if not self._connections.close_longest_waiting() and not self._spare:
            time.sleep(PAUSE_SECONDS)  # this connection would wake the server up at once
        if self._spare:
            os.close(self._spare.pop())
            with suppress(OSError):
                return super().accept()
        raise BlockingIOError  # as if there were nothing to accept; asyncio tries again later

    def listen(self, backlog: int = QUEUE) -> None:
        super().listen(QUEUE)  # asyncio would pass the number that it accepts in one go

    def close(self) -> None:
        while self._spare:
            os.close(self._spare.pop())
        super().close()

    def _save(self) -> None:
        """Refill the reserve with descriptors that have become free."""
        with suppress(OSError):
            while len(self._spare) < SPARE:
                self._spare.append(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))
