"""The connection of Socket Mode: the bot calls Slack, and Slack sends over that what happens."""

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

PING_SECONDS = 3  # also how often slack_sdk looks whether there is a connection
LISTENERS = 16  # threads that answer commands
ENVELOPE = re.compile(r'"envelope_id": ?"([^"]+)"')
MAX_ARRIVALS, MAX_AGE = 10_000, 60  # seconds
SILENT_SECONDS = 3 * PING_SECONDS  # without a pong: nobody is at the other end


class _Client(SocketModeClient):
    """Notices when the other end is gone. slack_sdk by itself then reads nothing, again and again,
    with all of a core, until its pings have failed five times."""

    def connect(self) -> None:
        super().connect()
        session = self.current_session
        if session is not None and session.sock is not None:
            session.sock = _Ending(session.sock)  # type: ignore[assignment]


class _Ending:
    """A socket that says when it has come to its end, instead of giving nothing."""

    def __init__(self, sock: Any) -> None:  # noqa: ANN401  of TLS or not
        self._sock = sock

    def recv(self, size: int) -> bytes:
        data: bytes = self._sock.recv(size)
        if not data:
            raise ConnectionResetError("Slack has ended the connection")
        return data

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._sock, name)


class Socket:
    """Once it is there, slack_sdk sees to it that there is one again when it is lost."""

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
        """Until it works; see `until_reached`."""
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
        """What has come is acknowledged before the connection ends; slack_sdk by itself ends it
        first. What comes later is sent again to whoever is there then."""
        client = self._client
        client.auto_reconnect_enabled = False
        client.closed = True
        client.message_queue.put(None)  # wakes up who waits for a message
        client.message_processor.shutdown()  # type: ignore[no-untyped-call]
        client.message_workers.shutdown()
        client.close()

    def _hear(self, raw: str) -> None:
        """When an envelope came: it may wait for one of the threads."""
        if found := ENVELOPE.search(raw):
            self._arrivals.put(time.monotonic(), found[1])

    def _take(self, client: BaseSocketModeClient, message: dict[str, Any], raw: str | None) -> None:
        """Every envelope is acknowledged, whatever is in it; Slack would only send it again."""
        if "envelope_id" not in message:
            return
        payload = message.get("payload")
        request = SocketModeRequest(
            type=message.get("type") or "",
            envelope_id=message["envelope_id"],
            payload=payload if isinstance(payload, dict) else {},
            retry_attempt=message.get("retry_attempt"),
            retry_reason=message.get("retry_reason"),
        )
        now = time.monotonic()
        arrived = self._arrivals.get(str(request.envelope_id)) or now
        answer = dispatch(self._app, request.payload, build_headers(request), arrived)
        send_response(client, request, answer, time.time())
