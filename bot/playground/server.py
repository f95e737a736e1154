"""The workspace's HTTP server: the Web API, response_urls, and whatever pages are added."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.playground.api import Answer, WebApi
from bot.playground.methods import respond
from bot.playground.records import Json

MAX_REQUEST_BYTES = 2_000_000  # a message has 40,000 characters
POLL_SECONDS = 0.01
LOCAL = ("127.0.0.1", "localhost")
Page: TypeAlias = Callable[[Request, bytes], Response]
"""What answers a request, given its body; in a thread of its own, so that it may wait."""


class Server:
    """Listens on the loopback interface until it is closed, by default on a port of the system's
    choice. Other sites in a browser get nothing, whatever name they have given this machine."""

    def __init__(self, api: WebApi, port: int = 0) -> None:
        """Raises OSError if it cannot listen."""
        self._api = api
        self._closing = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", port), backlog=128)
        # Inherited by connections, for which asyncio doesn't set it: without it each answer whose
        # head and body are written apart takes 40 ms longer.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._app = Starlette()
        self.add("/api/{name}", self._call)
        self.add("/response/{name}", self._respond)
        config = uvicorn.Config(
            self._app, log_config=None, access_log=False, lifespan="off", ws="none"
        )
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))

    def add(self, path: str, page: Page) -> None:
        self._app.router.routes.append(Route(path, _endpoint(page), methods=["GET", "POST"]))

    def start(self) -> None:
        self._thread.start()
        while self._thread.is_alive() and not self._server.started:
            time.sleep(POLL_SECONDS)

    def close(self) -> None:
        """Waits for the requests under way."""
        self._closing.set()
        self._server.should_exit = True
        self._thread.join()

    def _call(self, request: Request, body: bytes) -> Response:
        args = _arguments(request, body)
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        token = token.strip() if kind.lower() == "bearer" else str(args.get("token", ""))
        return self._sent(self._api.call(request.path_params["name"], args, token))

    def _respond(self, request: Request, body: bytes) -> Response:
        args = _arguments(request, body)
        return self._sent(respond(self._api, request.path_params["name"], args))

    def _sent(self, answer: Answer) -> Response:
        self._closing.wait(answer.delay)
        return JSONResponse(answer.body, answer.status, dict(answer.headers))


class _Server(uvicorn.Server):
    """Looks more often than uvicorn's own whether it is to end."""

    async def main_loop(self) -> None:
        while not self.should_exit:
            await asyncio.sleep(POLL_SECONDS)


def _endpoint(page: Page) -> Callable[..., object]:
    """Refuses what does not come from here, is too large, or cannot be understood."""

    async def endpoint(request: Request) -> Response:
        if not _is_from_here(request):
            return PlainTextResponse("for this machine alone", 403)
        if int(request.headers.get("content-length", 0)) > MAX_REQUEST_BYTES:
            return PlainTextResponse("too large", 413)
        try:
            return await run_in_threadpool(page, request, await request.body())
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            return PlainTextResponse(f"{type(error).__name__}: {error}", 400)

    return endpoint


def _is_from_here(request: Request) -> bool:
    """A page of another site says so in `Origin`; one whose name now leads to this machine has
    that name in `Host`."""
    hosts = [f"{name}:{request.scope['server'][1]}" for name in LOCAL]
    origins = [None, *(f"http://{host}" for host in hosts)]
    return request.headers.get("host") in hosts and request.headers.get("origin") in origins


def _arguments(request: Request, body: bytes) -> Json:
    """From a JSON body, or from a form and the query."""
    if "json" in request.headers.get("content-type", ""):
        given: Json = json.loads(body or b"{}")
        return given
    return {**request.query_params, **dict(parse_qsl(body.decode()))}
