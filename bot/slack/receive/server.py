"""The bot's own HTTP server."""

from __future__ import annotations

import logging
import socket
import threading
from functools import partial

import uvicorn
from starlette.applications import Starlette

from bot.live.logs import Seldom
from bot.slack.receive.connections import Connections
from bot.slack.receive.listener import BACKLOG, Listener, connection_limit
from bot.slack.receive.protocol import Protocol

log = logging.getLogger(__name__)

DRAIN_SECONDS = 8  # for requests that are under way when the bot is stopped
SELDOM = Seldom()  # uvicorn warns of every request that is none


class WebServer:
    """Serves in a thread of its own, so that the main one can wait for signals. Half-sent requests
    cost it little, since uvicorn reads all in one loop, and not for long."""

    def __init__(self, web: Starlette, host: str, port: int) -> None:
        self.connections = Connections(connection_limit())
        config = uvicorn.Config(
            web,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            lifespan="off",
            loop="asyncio",  # another may not accept by way of our socket
            http=partial(Protocol, self.connections),  # type: ignore[arg-type]  # called, no more
            ws="none",
            backlog=BACKLOG,
            server_header=False,
            timeout_graceful_shutdown=DRAIN_SECONDS,
        )
        self._server = uvicorn.Server(config)
        self._address = host, port
        self._sockets: list[socket.socket] = []
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    def start(self) -> None:
        """Returns when it takes connections. Raises OSError if it cannot."""
        family = socket.AF_INET6 if ":" in self._address[0] else socket.AF_INET
        listening = socket.create_server(self._address, family=family)
        self._sockets = [Listener(listening, self.connections)]
        logging.getLogger("uvicorn.error").addFilter(SELDOM)
        self._thread.start()

    @property
    def port(self) -> int:
        """Also if any was asked for, by port 0; 0 if it has not started."""
        return int(self._sockets[0].getsockname()[1]) if self._sockets else 0

    @property
    def has_ended(self) -> bool:
        """Whether it has started and serves no more."""
        return bool(self._sockets) and not self._thread.is_alive()

    def stop(self) -> None:
        """Takes no more, finishes what is under way."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(DRAIN_SECONDS + 2)

    def _run(self) -> None:
        try:
            self._server.run(self._sockets)
        except Exception:
            log.exception("The HTTP server has failed")
            for one in self._sockets:  # which it closes only when it ends as it should
                one.close()
