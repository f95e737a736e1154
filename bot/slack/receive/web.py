"""What the bot serves by HTTP: Slack's requests in HTTP mode; health and metrics in both modes."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any
from urllib.parse import parse_qsl

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from prometheus_client import CONTENT_TYPE_LATEST
from slack_bolt import App
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, Router

from bot.pages.site import Site
from bot.render.slack import notices
from bot.slack.app import dispatch
from bot.slack.metrics import Metrics

EVENTS = "/slack/events", "/slack/events/"  # both may have been entered in Slack
LISTENERS = 16  # threads that handle requests, which may wait for Slack
MAX_BYTES = 1_000_000  # of a request; Slack's largest, a modal's state, has some hundred thousand
MAX_UNSIGNED_BYTES = 1000  # of the request by which Slack checks the certificate
MAX_SECONDS = 60 * 5  # since a request was signed
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
MAX_FIELDS = 100  # of a form; a command has some 15
READ_SECONDS = 3  # for a whole request; Slack waits no longer for the answer
LOCAL = ["127.0.0.1", "localhost", "[::1]"]  # as they appear in `Host`
UNSIGNED = "Not signed by Slack, or too old.\n"
CLOSE = {"Connection": "close"}  # so that the rest of the request is not waited for


@dataclass(slots=True)
class Gate:
    """Where requests go. Until there is an `app`, the bot is warming up."""

    app: App | None = None
    # None in Socket Mode, where no requests come by HTTP.
    verifier: SignatureVerifier | None = field(default=None, repr=False)
    metrics: Metrics = field(default_factory=Metrics)
    metrics_token: str = field(default="", repr=False)
    # Whether the port can be reached from other machines: then metrics need a token.
    is_public: bool = True
    why_not_ready: str = "warming up"

    def open(self) -> None:
        self.why_not_ready = ""

    def close(self, why: str) -> None:
        self.why_not_ready = why

    def shows_metrics(self, authorization: str) -> bool:
        if not self.metrics_token:
            return not self.is_public
        given = authorization.removeprefix("Bearer ").encode()
        return compare_digest(given, self.metrics_token.encode())


def create_web(gate: Gate, site: Site | None = None) -> Starlette:
    """`site` has the pages of the documents, if there are any. If their addresses have a prefix, a
    proxy may have taken it off the request or not."""
    pages = _Pages(gate, CapacityLimiter(LISTENERS))
    routes = [
        *(Route(path, pages.events, methods=["POST"]) for path in EVENTS),
        *(Route(path, pages.only_posts) for path in EVENTS),
        Route("/healthz", pages.healthz),
        Route("/readyz", pages.readyz),
        Route("/metrics", pages.metrics),
        *(site.routes() if site else ()),
    ]
    # A redirect would name the address behind the proxy, which others cannot reach.
    own = Router(routes, redirect_slashes=False)
    prefixes = dict.fromkeys((site.prefix if site else "", ""))
    # Even a port that others cannot reach can be reached from a browser on this machine, by a site
    # whose name was made to lead here (DNS rebinding); `Host` then has that name.
    hosts = ["*"] if gate.is_public else LOCAL
    checked = Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    return Starlette(routes=[Mount(prefix, own) for prefix in prefixes], middleware=[checked])


@dataclass(frozen=True, slots=True)
class _Pages:
    gate: Gate
    threads: CapacityLimiter

    async def events(self, request: Request) -> Response:
        """A body is read only if its headers may be Slack's, and used only if Slack has signed
        it."""
        arrived = time.monotonic()
        verifier = self.gate.verifier
        if verifier is None:
            return PlainTextResponse("This bot takes requests by Socket Mode.\n", 404)
        most = most_bytes(request.headers)
        if not most:
            return PlainTextResponse(UNSIGNED, 401, CLOSE)
        try:
            async with asyncio.timeout(READ_SECONDS):
                raw = await _read(request, most)
        except ClientDisconnect:
            return Response(status_code=400)
        except TimeoutError:
            return PlainTextResponse("Too slow.\n", 408, CLOSE)
        if raw is None:
            return PlainTextResponse("Too large.\n", 413, CLOSE)
        if _is_form(request.headers.get("content-type", "")) and b"ssl_check=1" in raw.split(b"&"):
            return Response()  # Slack checks the certificate, and does not sign that
        if not _is_signed(verifier, raw, request.headers):
            return PlainTextResponse(UNSIGNED, 401)
        return await run_sync(take, self.gate, raw, request.headers, arrived, limiter=self.threads)

    async def only_posts(self, request: Request) -> Response:
        if request.query_params.get("ssl_check") == "1":
            return Response()
        return PlainTextResponse("Slack posts here.\n", 405, {"Allow": "POST"})

    async def healthz(self, request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(self, request: Request) -> Response:
        why = self.gate.why_not_ready
        state = {"ready": False, "why": why} if why else {"ready": True}
        return JSONResponse(state, 503 if why else 200)

    async def metrics(self, request: Request) -> Response:
        if not self.gate.shows_metrics(request.headers.get("authorization", "")):
            return PlainTextResponse("Needs METRICS_TOKEN, as a bearer token.\n", 403)
        return Response(self.gate.metrics.text(), media_type=CONTENT_TYPE_LATEST)


def most_bytes(headers: Mapping[str, str]) -> int:
    """The largest body that is worth reading, going by its headers; 0 if Slack cannot have sent
    it."""
    signature = headers.get("x-slack-signature", "")
    if SIGNATURE.fullmatch(signature) and _is_fresh(headers.get("x-slack-request-timestamp", "")):
        return MAX_BYTES
    is_short = 0 < int(headers.get("content-length", 0)) <= MAX_UNSIGNED_BYTES
    is_form = _is_form(headers.get("content-type", ""))
    return MAX_UNSIGNED_BYTES if is_short and is_form else 0


def _is_fresh(timestamp: str) -> bool:
    try:
        return abs(time.time() - int(timestamp)) <= MAX_SECONDS
    except (ValueError, OverflowError):  # no number, or one of hundreds of digits
        return False


async def _read(request: Request, most: int) -> bytes | None:
    """The body, None if it has more bytes than `most`, or says that it will have."""
    if int(request.headers.get("content-length", 0)) > most:
        return None
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > most:
            return None
    return bytes(raw)


def take(gate: Gate, raw: bytes, headers: Mapping[str, str], arrived: float) -> Response:
    """Handle what Slack has signed, as if it had come by Socket Mode."""
    body = parse(raw, headers.get("content-type", ""))
    if body is None:
        return PlainTextResponse("Neither a form nor JSON, as Slack sends them.\n", 400)
    if gate.app is None:
        return _not_yet(body)
    retried: dict[str, str | Sequence[str]] = {
        name: value for name, value in headers.items() if name.startswith("x-slack-retry")
    }
    answer = dispatch(gate.app, body, retried, arrived)
    answered = {name: ", ".join(values) for name, values in answer.headers.items()}
    return Response(answer.body, answer.status, answered)


def parse(raw: bytes, content_type: str) -> dict[str, Any] | None:
    """The content of a request, None if Slack does not send such a thing. Bolt's own parser would
    lose commands whose text contains the word "payload"."""
    try:
        text = raw.decode("utf-8")
        if _is_form(content_type):
            found = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS))
            if "payload" in found and "command" not in found:
                found = json.loads(found["payload"])
        elif _kind_of(content_type) == "application/json":
            found = json.loads(text)
        else:
            return None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found else None


def _is_form(content_type: str) -> bool:
    return _kind_of(content_type) == "application/x-www-form-urlencoded"


def _kind_of(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _is_signed(verifier: SignatureVerifier, raw: bytes, headers: Mapping[str, str]) -> bool:
    timestamp = headers.get("x-slack-request-timestamp")
    try:
        return verifier.is_valid(raw, timestamp, headers.get("x-slack-signature"))
    except (ValueError, TypeError, OverflowError):  # the time is no number, or the bytes no text
        return False


def _not_yet(body: Mapping[str, Any]) -> Response:
    """After a 503 Slack sends an event again, but not a command."""
    if body.get("type") == "url_verification":
        return JSONResponse({"challenge": body.get("challenge")})
    if "command" in body:
        message = notices.WARMING_UP.arguments()
        return JSONResponse({"response_type": "ephemeral", **message})
    return Response(status_code=503)
