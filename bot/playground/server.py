"""The workspace's HTTP server: the Web API, response_urls, and whatever pages are added."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from bot.playground.api import Answer, WebApi
from bot.playground.messages import respond
from bot.playground.records import Json

READ_SECONDS = 5  # for a request that has begun
MAX_REQUEST_BYTES = 2_000_000  # of a request; a message has 40,000 characters
LOCAL = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks the server for."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    """By names in lower case."""
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What they get."""

    body: bytes
    content_type: str = "application/json; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Page = Callable[[Request], Reply]


class Server:
    """Listens on the loopback interface until it is closed, by default on a port of the system's
    choice. Other sites in a browser get nothing, whatever name they have given this machine."""

    def __init__(self, api: WebApi, port: int = 0) -> None:
        self.pages: dict[str, Page] = {}
        """What is answered under a path, by the path's first part: `{"": front_page}`."""
        self._api = api
        self._closing = threading.Event()
        self._server = _Listener(("127.0.0.1", port), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def _port(self) -> int:
        return int(self._server.server_address[1])

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Waits for the requests under way."""
        self._closing.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def reply(self, request: Request) -> Reply:
        if not self._is_from_here(request):
            return Reply(b"for this machine alone", "text/plain", 403)
        first, _, rest = request.path.lstrip("/").partition("/")
        if first == "api":
            return self._sent(self._api.call(rest, arguments(request), token_of(request)))
        if first == "response":
            return self._sent(respond(self._api, rest, arguments(request)))
        if first in self.pages:
            return self.pages[first](request)
        return Reply(b"not found", "text/plain", 404)

    def _is_from_here(self, request: Request) -> bool:
        """A page of another site says so in `Origin`; one whose name now leads to this machine
        has that name in `Host`."""
        hosts = [f"{name}:{self._port}" for name in LOCAL]
        origins = [None, *(f"http://{host}" for host in hosts)]
        return request.headers.get("host") in hosts and request.headers.get("origin") in origins

    def _sent(self, answer: Answer) -> Reply:
        self._closing.wait(answer.delay)
        return Reply(json.dumps(answer.body).encode(), status=answer.status, headers=answer.headers)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            timeout = READ_SECONDS

            def handle_request(self) -> None:
                reply = self.find_reply()
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.content_type)
                self.send_header("Content-Length", str(len(reply.body)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            def find_reply(self) -> Reply:
                url = urlsplit(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                if not 0 <= length <= MAX_REQUEST_BYTES:
                    return Reply(b"too large", "text/plain", 413)
                headers = {name.lower(): value for name, value in self.headers.items()}
                query = dict(parse_qsl(url.query, keep_blank_values=True))
                body = self.rfile.read(length)
                return server.reply(Request(self.command or "", url.path, body, headers, query))

            do_GET = handle_request  # noqa: N815 - http.server's names
            do_POST = handle_request  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: the workspace records what is called."""

        return Handler


class _Listener(ThreadingHTTPServer):
    """Closing it waits for its threads."""

    daemon_threads = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a client that goes away in the middle is its own affair."""


def arguments(request: Request) -> Json:
    """From a JSON body, or from a form whose values may be JSON; none from anything else."""
    text = request.body.decode("utf-8", "replace")
    if "json" in request.headers.get("content-type", ""):
        given = _json(text)
        return given if isinstance(given, dict) else {}
    form = {**request.query, **dict(parse_qsl(text, keep_blank_values=True))}
    return {
        name: _json(value) if value[:1] in ("[", "{") else value for name, value in form.items()
    }


def token_of(request: Request) -> str | None:
    """From the header, else from a form; Slack does not look for it in JSON."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    if "json" in request.headers.get("content-type", ""):
        return None
    return arguments(request).get("token")


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text
