"""Socket Mode's side of Slack: a WebSocket server to which the bot connects.

What Slack does now and then can be asked for: `disconnect`, `drop`, `silence`."""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import threading
import time
from collections.abc import Callable
from secrets import token_hex
from typing import cast

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from bot.playground.records import APP, Ack, Json, Kind

# Of each connection's coming and going websockets tells at INFO.
QUIET = logging.getLogger("bot.playground.websockets")
QUIET.setLevel(logging.WARNING)

CLOSE_SECONDS = 0.2  # for the bot to answer a close frame


class Connection(ServerConnection):
    """One WebSocket of the bot."""

    is_leaving = False
    """Whether the bot has been told to use another one."""
    is_silent = False
    """Whether it is dead without being closed: nothing goes through any more."""

    def say(self, message: Json) -> None:
        """If it is not closed by now."""
        with contextlib.suppress(ConnectionClosed):
            self.send(json.dumps(message))

    def send_data(self) -> None:
        """Also of what the protocol sends by itself, such as the answer to a ping."""
        if self.is_silent:
            self.protocol.data_to_send()
        else:
            super().send_data()


class SocketServer:
    """Takes the bot's connections, and delivers over the newest."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        """Seconds for an acknowledgement."""
        self._changed = threading.Condition()
        self._open: list[Connection] = []
        self._tickets: set[str] = set()
        """Paths that are good for one connection each."""
        self._acknowledged: dict[str, Json | str] = {}
        """What came back, by envelope_id."""
        self._server = serve(
            cast(Callable[[ServerConnection], None], self._talk),
            "127.0.0.1",
            0,
            process_request=self._admit,
            ping_interval=None,
            close_timeout=CLOSE_SECONDS,
            create_connection=Connection,
            logger=QUIET,
        )
        self._thread = threading.Thread(target=self._server.serve_forever)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self.drop()
        self._server.shutdown()
        self._thread.join()

    # Connections

    def open_url(self) -> str:
        """Where to connect to, once."""
        path = f"/link/?ticket={token_hex(8)}&app_id={APP}"
        self._tickets.add(path)
        host, port = self._server.socket.getsockname()
        return f"ws://{host}:{port}{path}"

    def connections(self) -> list[Connection]:
        """Those that are open, dead ones among them, the oldest first."""
        with self._changed:
            return list(self._open)

    def wait_for_connections(self, number: int = 1, timeout: float = 10.0) -> bool:
        """Whether there are so many open ones, or were in this time (seconds)."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._open) >= number, timeout)

    def disconnect(self) -> None:
        """Tells the bot to leave its connections, which are closed once it has another one."""
        for connection in self.connections():
            connection.is_leaving = True
            connection.say({"type": "disconnect", "reason": "refresh_requested"})

    def drop(self) -> None:
        """Closes all connections without a close frame."""
        for connection in self.connections():
            with contextlib.suppress(OSError):
                connection.socket.shutdown(socket.SHUT_RDWR)

    def silence(self) -> None:
        """Makes all connections dead: open, but nothing comes through, and no ping is answered."""
        for connection in self.connections():
            connection.is_silent = True

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        if request.path in self._tickets:
            self._tickets.remove(request.path)
            return None
        return connection.respond(403, "invalid ticket")

    def _talk(self, connection: Connection) -> None:
        """With one connection, to its end."""
        with self._changed:
            self._open.append(connection)
            self._changed.notify_all()
        try:
            self._greet(connection)
            for text in connection:
                self._hear(json.loads(text))
        except ConnectionClosed:
            pass
        finally:
            with self._changed:
                self._open.remove(connection)
                self._changed.notify_all()

    def _greet(self, connection: Connection) -> None:
        there = self.connections()
        info = {"num_connections": len(there), "connection_info": {"app_id": APP}}
        connection.say({"type": "hello", **info})
        for other in there:
            if other.is_leaving:
                other.close()

    def _hear(self, answer: Json) -> None:
        with self._changed:
            self._acknowledged[answer["envelope_id"]] = answer.get("payload") or ""
            self._changed.notify_all()

    # Deliveries

    def deliver(self, kind: Kind, body: Json, attempt: int = 0, reason: str = "") -> Ack:
        """Sends it again on another connection if the first closes without an acknowledgement."""
        name, is_event = token_hex(16), kind == "events_api"
        envelope: Json = {"envelope_id": name, "type": kind, "payload": body}
        envelope["accepts_response_payload"] = not is_event
        if is_event:
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        started = time.monotonic()
        deadline, error = started + self.limit, "dispatch_failed"
        while (left := deadline - time.monotonic()) > 0 and (connection := self._newest(left)):
            error = "operation_timeout"
            if self._is_acknowledged(envelope, connection, deadline):
                return Ack(200, self._acknowledged.pop(name), time.monotonic() - started)
        return Ack(0, "", time.monotonic() - started, error)

    def _newest(self, timeout: float) -> Connection | None:
        """None if there is no connection in this time (seconds)."""
        with self._changed:
            self._changed.wait_for(lambda: self._open, timeout)
            return self._open[-1] if self._open else None

    def _is_acknowledged(self, envelope: Json, connection: Connection, deadline: float) -> bool:
        """False if it was not in time, or the connection was closed before."""
        name = envelope["envelope_id"]
        connection.say(envelope)
        with self._changed:
            self._changed.wait_for(
                lambda: name in self._acknowledged or connection not in self._open,
                deadline - time.monotonic(),
            )
            return name in self._acknowledged
