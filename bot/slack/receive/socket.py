"""The connection of Socket Mode: the bot opens it, and Slack sends over it what happens."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import build_headers, send_response
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.slack.app import dispatch
from bot.slack.guard.ttl_map import TTLMap
from bot.slack.send.calls import until_reached

PING_SECONDS = 3  # also how often slack_sdk checks whether there is a connection
LISTENERS = 16  # threads that answer commands
ENVELOPE = re.compile(r'"envelope_id": ?"([^"]+)"')
MAX_ARRIVALS, MAX_AGE = 10_000, 60  # seconds
SILENT_SECONDS = 3 * PING_SECONDS  # after so long without a pong, nobody is at the other end


class _Client(SocketModeClient):
    """Notices when the other end is gone. slack_sdk by itself would then go on reading nothing,
    which keeps a core busy, until its pings have failed five times."""

    def connect(self) -> None:
        super().connect()
        session = self.current_session
        if session is not None and session.sock is not None:
            session.sock = _Ending(session.sock)  # type: ignore[assignment]


class _Ending:
    """A socket that raises at its end, instead of returning no bytes."""

    def __init__(self, sock: Any) -> None:  # noqa: ANN401  with or without TLS
        self._sock = sock

    def recv(self, size: int) -> bytes:
        data: bytes = self._sock.recv(size)
        if not data:
            raise ConnectionResetError("Slack has ended the connection")
        return data

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._sock, name)


class Socket:
    """Once connected, slack_sdk reconnects by itself whenever the connection is lost."""

    def __init__(self, app: App, app_token: str) -> None:
        self._app = app
        self._client = _Client(
            app_token,
            logger=app.logger,
            web_client=app.client,
            ping_interval=PING_SECONDS,
            concurrency=LISTENERS,
        )
        self._client.on_message_listeners.append(self._hear)
        self._client.message_listeners.append(self._take)
        self._arrivals: TTLMap[float] = TTLMap(MAX_ARRIVALS, MAX_AGE)

    def connect(self, wait: Callable[[float], bool]) -> None:
        """Try until it works; see `until_reached`."""
        fix = (
            "Make one with the scope connections:write on your app's page at "
            "api.slack.com/apps: Basic Information, App-Level Tokens. Socket Mode has "
            "to be on, too."
        )
        until_reached(self._client.connect, wait, "SLACK_APP_TOKEN", fix)

    @property
    def is_alive(self) -> bool:
        """Whether there is a connection, and somebody at its other end."""
        session = self._client.current_session
        if session is None or not self._client.is_connected():
            return False
        heard = session.last_ping_pong_time
        return heard is None or time.time() - heard < SILENT_SECONDS

    def close(self) -> None:
        """Acknowledge what has arrived before the connection ends, which slack_sdk by itself would
        end first. What arrives later Slack sends again, to the next connection."""
        client = self._client
        client.auto_reconnect_enabled = False
        client.closed = True
        client.message_queue.put(None)  # wakes up the thread that waits for a message
        client.message_processor.shutdown()  # type: ignore[no-untyped-call]
        client.message_workers.shutdown()
        client.close()

    def _hear(self, raw: str) -> None:
        """Note when an envelope arrived, since it may have to wait for a thread."""
        if found := ENVELOPE.search(raw):
            self._arrivals.put(time.monotonic(), found[1])

    def _take(self, client: BaseSocketModeClient, message: dict[str, Any], raw: str | None) -> None:
        """Acknowledge every envelope, whatever is in it, since Slack would only send it again."""
        payload = message.get("payload")
        whole = {"type": "", **message, "payload": payload if isinstance(payload, dict) else {}}
        request = SocketModeRequest.from_dict(whole)
        if request is None:  # it is no envelope
            return
        now = time.monotonic()
        arrived = self._arrivals.get(str(request.envelope_id)) or now
        answer = dispatch(self._app, request.payload, build_headers(request), arrived)
        send_response(client, request, answer, time.time())
