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
SELDOM = Seldom()  # since uvicorn warns about every request that is not HTTP


class WebServer:
    """Serves in a thread of its own, so that the main thread can wait for signals."""

    def __init__(self, web: Starlette, host: str, port: int) -> None:
        self.connections = Connections(connection_limit())
        config = uvicorn.Config(
            web,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            lifespan="off",
            loop="asyncio",  # another loop might not call our socket's `accept`
            http=partial(Protocol, self.connections),  # type: ignore[arg-type]  # it is only called
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
        """Return once connections are accepted. Raises OSError if they cannot be."""
        family = socket.AF_INET6 if ":" in self._address[0] else socket.AF_INET
        listening = socket.create_server(self._address, family=family)
        self._sockets = [Listener(listening, self.connections)]
        logging.getLogger("uvicorn.error").addFilter(SELDOM)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port, which the system has chosen if 0 was asked for. It is 0 before the start."""
        return int(self._sockets[0].getsockname()[1]) if self._sockets else 0

    @property
    def has_ended(self) -> bool:
        """Whether it was started and does not serve any more."""
        return bool(self._sockets) and not self._thread.is_alive()

    def stop(self) -> None:
        """Accept nothing more, and finish the requests that are under way."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(DRAIN_SECONDS + 2)

    def _run(self) -> None:
        try:
            self._server.run(self._sockets)
        except Exception:
            log.exception("The HTTP server has failed")
            for one in self._sockets:  # uvicorn closes them only when it ends normally
                one.close()
