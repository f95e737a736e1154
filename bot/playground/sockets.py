"""Socket Mode's side of Slack: a WebSocket server to which the bot connects.

What Slack does now and then can be asked for: `disconnect`, `drop`, `silence`."""

from __future__ import annotations

import contextlib
import json
import secrets
import socket
import threading
import time
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

from bot.playground.records import APP, Ack, Json, Kind

POLL_SECONDS = 0.05
MOST_CONNECTIONS = 10  # of one app at a time


class Connection:
    """One WebSocket of the bot."""

    def __init__(self, sock: socket.socket, server: SocketServer) -> None:
        self.open = False
        """Whether it has been greeted and is not closed."""
        self.leaving = False
        """Whether the bot has been told to use another one."""
        self.closing = False
        """Whether it is closed as soon as there is another one."""
        self.silent = False
        """Whether it is dead without being closed: nothing goes through any more."""
        self._sock = sock
        self._server = server
        self._protocol = ServerProtocol()
        self._lock = threading.Lock()
        self.thread = threading.Thread(target=self._read)

    def send(self, message: Json) -> bool:
        """False if it could not be sent."""
        with self._lock:
            if self._protocol.state is not State.OPEN:
                return False
            self._protocol.send_text(json.dumps(message).encode())
            return self._flush()

    def ping(self) -> None:
        with self._lock:
            if self._protocol.state is State.OPEN:
                self._protocol.send_ping(b"ping")
                self._flush()

    def close(self, politely: bool = True) -> None:
        """Politely: with a close frame."""
        with self._lock:
            if politely and self._protocol.state is State.OPEN:
                self._protocol.send_close(1000)
                self._flush()
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def _flush(self) -> bool:
        try:
            for data in self._protocol.data_to_send():
                if not data:
                    self._sock.shutdown(socket.SHUT_WR)
                elif not self.silent:
                    self._sock.sendall(data)
        except OSError:
            return False
        return True

    def _read(self) -> None:
        try:
            while data := self._sock.recv(65536):
                if self.silent:
                    continue
                with self._lock:
                    self._protocol.receive_data(data)
                    events = self._protocol.events_received()
                    self._flush()
                for event in events:
                    self._take(event)
        except OSError:
            pass
        finally:
            self._sock.close()
            with self._server.changed:
                self.open = False
                self._server.changed.notify_all()

    def _take(self, event: object) -> None:
        if isinstance(event, Request):
            self._greet(event)
        elif isinstance(event, Frame) and event.opcode is Opcode.TEXT:
            self._server.acknowledge(bytes(event.data))

    def _greet(self, request: Request) -> None:
        with self._lock:
            if self._server.admits(request.path):
                self._protocol.send_response(self._protocol.accept(request))
            else:
                self._protocol.send_response(self._protocol.reject(403, "invalid ticket"))
            self._flush()
            if self._protocol.state is not State.OPEN:
                return
        with self._server.changed:
            self.open = True
            there = self._server.connections()
            replaced = [one for one in there if one.closing and one is not self]
            self._server.changed.notify_all()
        debug = {"host": "playground", "approximate_connection_time": 18060}
        info = {"app_id": APP}
        hello: Json = {"type": "hello", "num_connections": len(there)}
        self.send({**hello, "debug_info": debug, "connection_info": info})
        for connection in replaced:
            connection.close()


@dataclass(slots=True)
class _Envelope:
    """One that has been sent and how it was acknowledged, if it was."""

    acknowledged: bool = False
    payload: Json | str = ""


class SocketServer:
    """Takes the bot's connections and delivers over one of them, each in its turn."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        """Seconds for an acknowledgement."""
        self.changed = threading.Condition(threading.RLock())
        self._all: list[Connection] = []
        self._tickets: set[str] = set()
        self._waiting: dict[str, _Envelope] = {}
        self._turn = 0
        self._closing = False
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._listener.settimeout(POLL_SECONDS)
        self._thread = threading.Thread(target=self._listen)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closing = True
        if self._thread.is_alive():
            self._thread.join()
        self._listener.close()
        for connection in self._all:
            connection.close(politely=False)
        for connection in self._all:
            connection.thread.join()

    # Connections

    def open_url(self) -> str:
        """Where to connect to, once."""
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        port = self._listener.getsockname()[1]
        return f"ws://127.0.0.1:{port}/link/?ticket={ticket}&app_id={APP}"

    def admits(self, path: str) -> bool:
        """Every ticket only once, and not too many connections at a time."""
        (ticket,) = parse_qs(urlsplit(path).query).get("ticket", [""])[:1]
        with self.changed:
            known = ticket in self._tickets
            self._tickets.discard(ticket)
            return known and len(self.connections()) < MOST_CONNECTIONS

    def connections(self) -> list[Connection]:
        """Those that are open, dead ones among them, the oldest first."""
        with self.changed:
            return [one for one in self._all if one.open]

    def wait_for_connections(self, number: int = 1, timeout: float = 10.0) -> bool:
        """Whether there are so many open ones, or were in this time (seconds)."""
        with self.changed:
            return self.changed.wait_for(lambda: len(self.connections()) >= number, timeout)

    def disconnect(self, reason: str = "refresh_requested", closing: bool = True) -> None:
        """Tells the bot to leave its connections ("warning", "refresh_requested",
        "link_disabled"). They are closed as soon as it has another one; if not `closing`, the bot
        has to do that, for which slack_sdk takes up to 3 seconds in which it hears nothing."""
        for connection in self.connections():
            connection.leaving = True
            connection.closing = closing
            debug = {"host": "playground"}
            connection.send({"type": "disconnect", "reason": reason, "debug_info": debug})

    def drop(self, politely: bool = False) -> None:
        """Closes all connections; without a close frame unless politely."""
        for connection in self.connections():
            connection.close(politely)

    def silence(self) -> None:
        """Makes all connections dead: open, but nothing comes through, and no ping is answered."""
        for connection in self.connections():
            connection.silent = True

    # Deliveries

    def deliver(self, kind: Kind, body: Json, attempt: int = 0, reason: str = "") -> Ack:
        """Sends it again on another connection if the first closes without an acknowledgement."""
        name = secrets.token_hex(16)
        envelope: Json = {"envelope_id": name, "type": kind, "payload": body}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        started = time.monotonic()
        with self.changed:
            sent = self._waiting[name] = _Envelope()
        had_connection = self._send_until(envelope, sent, started + self.limit)
        seconds = time.monotonic() - started
        with self.changed:
            del self._waiting[name]
        if sent.acknowledged:
            return Ack(200, sent.payload, seconds)
        return Ack(0, "", seconds, "operation_timeout" if had_connection else "dispatch_failed")

    def acknowledge(self, text: bytes) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        with self.changed:
            found = self._waiting.get(str(answer.get("envelope_id")))
            if found and not found.acknowledged:
                found.acknowledged = True
                found.payload = answer.get("payload") or ""
                self.changed.notify_all()

    def _send_until(self, envelope: Json, sent: _Envelope, deadline: float) -> bool:
        """Whether there was any connection to send it on."""
        had_connection = False
        while not sent.acknowledged and (left := deadline - time.monotonic()) > 0:
            connection = self._next_connection(left)
            if connection is None:
                break
            if not connection.send(envelope):
                with self.changed:
                    self.changed.wait(POLL_SECONDS)  # it is about to close
                continue
            had_connection = True
            self._wait_for(sent, connection, deadline)
        return had_connection

    def _wait_for(self, sent: _Envelope, connection: Connection, deadline: float) -> None:
        with self.changed:
            self.changed.wait_for(
                lambda: sent.acknowledged or not connection.open,
                max(0.0, deadline - time.monotonic()),
            )

    def _next_connection(self, timeout: float) -> Connection | None:
        with self.changed:
            self.changed.wait_for(lambda: bool(self.connections()), timeout)
            there = self.connections()
            staying = [one for one in there if not one.leaving] or there
            self._turn += 1
            return staying[self._turn % len(staying)] if staying else None

    def _listen(self) -> None:
        while not self._closing:
            try:
                sock, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            sock.settimeout(None)
            connection = Connection(sock, self)
            with self.changed:
                self._all.append(connection)
            connection.thread.start()
