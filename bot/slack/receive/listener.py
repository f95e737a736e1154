"""Takes connections also when the process has no file descriptors left."""

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

SPARE = 8
BACKLOG = 16  # connections that are accepted in one go: those before can be closed for the next
PAUSE_SECONDS = 0.01
QUEUE = 512  # connections that wait to be accepted
SCARCE = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

log = logging.getLogger(__name__)
log.addFilter(Seldom())


def connection_limit() -> int:
    """Half of what the process may open: it needs the rest to answer."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_CONNECTIONS if limit < 0 else max(1, min(MAX_CONNECTIONS, limit // 2))


class Listener(socket.socket):
    """A listening socket with a few descriptors in reserve. asyncio's server, which calls `accept`,
    tries again and again if it fails for want of them, and logs each time."""

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
            time.sleep(PAUSE_SECONDS)  # all are being answered, and this one wakes the server up
        if self._spare:
            os.close(self._spare.pop())
            with suppress(OSError):
                return super().accept()
        raise BlockingIOError  # for nothing to accept: there is a descriptor another time

    def listen(self, backlog: int = QUEUE) -> None:
        super().listen(QUEUE)  # asyncio would make it no longer than what it accepts in one go

    def close(self) -> None:
        while self._spare:
            os.close(self._spare.pop())
        super().close()

    def _save(self) -> None:
        """Puts back into the reserve what has become free."""
        with suppress(OSError):
            while len(self._spare) < SPARE:
                self._spare.append(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))
