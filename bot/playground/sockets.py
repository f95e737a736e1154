"""Socket Mode's side of Slack: a WebSocket server to which the bot connects.

What Slack does now and then can be asked for: `disconnect`, `drop`, `silence`."""

from __future__ import annotations

import contextlib
import json
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


class Connection(ServerConnection):
    """One WebSocket of the bot."""

    is_leaving = False
    """Whether the bot has been told to use another one."""
    is_silent = False
    """Whether it is dead without being closed: nothing goes through any more."""

    def send_data(self) -> None:
        """Also of what the protocol sends by itself, such as the answer to a ping."""
        if self.is_silent:
            self.protocol.data_to_send()
        else:
            super().send_data()

    def drop(self) -> None:
        """Without a close frame."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


class SocketServer:
    """Takes the bot's connections, and delivers over the newest."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        """Seconds for an acknowledgement."""
        self._changed = threading.Condition(threading.RLock())
        self._open: list[Connection] = []
        self._tickets: set[str] = set()
        self._acknowledged: dict[str, Json | str] = {}
        """What came back, by envelope_id."""
        self._server = serve(
            cast(Callable[[ServerConnection], None], self._talk),
            "127.0.0.1",
            0,
            process_request=self._admit,
            ping_interval=None,
            create_connection=Connection,
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
        ticket = token_hex(8)
        self._tickets.add(f"/link/?ticket={ticket}&app_id={APP}")
        host, port = self._server.socket.getsockname()
        return f"ws://{host}:{port}/link/?ticket={ticket}&app_id={APP}"

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
            connection.send(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    def drop(self) -> None:
        """Closes all connections without a word."""
        for connection in self.connections():
            connection.drop()

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
        connection.send(json.dumps({"type": "hello", **info}))
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
        name = token_hex(16)
        accepts = kind != "events_api"
        envelope: Json = {"envelope_id": name, "type": kind, "payload": body}
        envelope["accepts_response_payload"] = accepts
        if not accepts:
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        started = time.monotonic()
        was_sent = self._send_until(envelope, started + self.limit)
        seconds = time.monotonic() - started
        with self._changed:
            if name in self._acknowledged:
                return Ack(200, self._acknowledged.pop(name), seconds)
        return Ack(0, "", seconds, "operation_timeout" if was_sent else "dispatch_failed")

    def _send_until(self, envelope: Json, deadline: float) -> bool:
        """Until it is acknowledged; whether there was any connection to send it on."""
        name, was_sent = envelope["envelope_id"], False
        while (left := deadline - time.monotonic()) > 0 and self.wait_for_connections(1, left):
            connection = self.connections()[-1]
            with contextlib.suppress(ConnectionClosed):
                connection.send(json.dumps(envelope))
                was_sent = True
            if self._is_answered(name, connection, deadline):
                break
        return was_sent

    def _is_answered(self, name: str, connection: Connection, deadline: float) -> bool:
        """False if it was not in time, or not before the connection was closed."""
        with self._changed:
            self._changed.wait_for(
                lambda: name in self._acknowledged or connection not in self._open,
                deadline - time.monotonic(),
            )
            return name in self._acknowledged
