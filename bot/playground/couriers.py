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
        self._secret = secret
        self.limit = limit
        """Seconds for an acknowledgement."""

    def deliver(self, kind: Kind, body: Json, attempt: int = 0, reason: str = "") -> Ack:
        headers = {"Content-Type": FORM}
        if kind == "events_api":
            raw = json.dumps(body)
            headers["Content-Type"] = "application/json"
        else:
            raw = urlencode(body if kind == "slash_commands" else {"payload": json.dumps(body)})
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        return self.post(raw.encode(), {**headers, **signature(raw.encode(), self._secret)})

    def post(self, raw: bytes, headers: Mapping[str, str]) -> Ack:
        """Exactly this, also if no bot should take it."""
        url = urlsplit(self.url)
        started = time.monotonic()
        connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=self.limit)
        try:
            path = url.path or "/"
            connection.request("POST", path, raw, {"User-Agent": "Slackbot 1.0", **headers})
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
            content_type = response.headers.get("Content-Type", "")
        except TimeoutError:
            return Ack(0, "", time.monotonic() - started, "operation_timeout")
        except (OSError, http.client.HTTPException):
            return Ack(0, "", time.monotonic() - started, "dispatch_failed")
        finally:
            connection.close()
        seconds = time.monotonic() - started
        if seconds > self.limit:
            return Ack(0, "", seconds, "operation_timeout")
        error = "" if response.status == 200 else "dispatch_failed"
        return Ack(response.status, _parsed(text, content_type), seconds, error)


def signature(raw: bytes, secret: str, at: float | None = None) -> dict[str, str]:
    """The headers that prove where a request comes from; `at` in seconds since 1970, else now."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _parsed(text: str, content_type: str) -> Json | str:
    if "json" not in content_type:
        return text
    try:
        parsed = json.loads(text)
    except ValueError:
        return text
    return parsed if isinstance(parsed, dict) else text
