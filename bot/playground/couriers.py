"""How things get to the bot over HTTP, signed as Slack signs them."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from bot.playground.records import Ack, Json, Kind

FORM = "application/x-www-form-urlencoded"


class Courier(Protocol):
    """Brings one thing to the bot and waits for its acknowledgement, up to its limit."""

    def deliver(self, kind: Kind, body: Json, attempt: int = 0, reason: str = "") -> Ack: ...


class HttpCourier:
    """Posts to the bot's request URL."""

    def __init__(self, url: str, limit: float, secret: str) -> None:
        self.url = url
        self.limit = limit
        """Seconds for an acknowledgement."""
        self._secret = secret

    def deliver(self, kind: Kind, body: Json, attempt: int = 0, reason: str = "") -> Ack:
        text, content_type = json.dumps(body), "application/json"
        if kind != "events_api":
            form = body if kind == "slash_commands" else {"payload": text}
            text, content_type = urlencode(form), FORM
        headers = {"Content-Type": content_type, **signature(text.encode(), self._secret)}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        return self.post(text.encode(), headers)

    def post(self, raw: bytes, headers: Mapping[str, str]) -> Ack:
        """Exactly this, also if no bot should take it."""
        url = urlsplit(self.url)
        started = time.monotonic()
        connection = http.client.HTTPConnection(url.netloc, timeout=self.limit)
        try:
            connection.request("POST", url.path, raw, dict(headers))
            response = connection.getresponse()
            body = _parsed(response, response.read().decode())
        except (OSError, http.client.HTTPException) as problem:
            is_late = isinstance(problem, TimeoutError)
            error = "operation_timeout" if is_late else "dispatch_failed"
            return Ack(0, "", time.monotonic() - started, error)
        finally:
            connection.close()
        seconds = time.monotonic() - started
        if seconds > self.limit:
            return Ack(0, "", seconds, "operation_timeout")
        error = "" if response.status == 200 else "dispatch_failed"
        return Ack(response.status, body, seconds, error)


def signature(raw: bytes, secret: str) -> dict[str, str]:
    """The headers that prove where a request comes from, and that it is from now."""
    stamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _parsed(response: http.client.HTTPResponse, text: str) -> Json | str:
    is_json = "json" in response.headers.get("Content-Type", "")
    body: Json | str = json.loads(text) if is_json else text
    return body
