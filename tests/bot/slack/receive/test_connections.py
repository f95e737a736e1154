"""The HTTP server among strangers, who hold connections, send too much or take nothing."""

from __future__ import annotations

import logging
import os
import re
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot.live.logs import Seldom
from bot.playground.couriers import FORM, signature
from bot.slack.receive.server import WebServer
from bot.slack.receive.web import Gate, create_web
from tests.conftest import PROJECT

SECRET = "5ec"  # noqa: S105
COMMAND = urlencode({"command": "/role", "text": "architect"}).encode()
HEALTHZ = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
GENEROUS = 20.0  # seconds, after which a test has failed
ANSWER = b"a" * 20_000_000  # more than the system buffers for a connection


@contextmanager
def serving(web: Starlette | None = None) -> Iterator[WebServer]:
    server = WebServer(web or create_web(Gate(verifier=SignatureVerifier(SECRET))), "127.0.0.1", 0)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving() as server:
        yield server


def connect(server: WebServer, port: int = 0) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port or server.port), GENEROUS)


def head(length: int, *lines: str) -> bytes:
    """The head of a request whose body is still to come."""
    first = "POST /slack/events HTTP/1.1", "Host: x", f"Content-Length: {length}"
    return "\r\n".join((*first, *lines, "", "")).encode()


def forged(length: int, age: int = 0) -> bytes:
    """The head of a request as Slack would send it, except for the signature."""
    return head(
        length,
        f"X-Slack-Request-Timestamp: {int(time.time()) - age}",
        f"X-Slack-Signature: v0={'0' * 64}",
    )


def status(port: int, raw: bytes | None = None) -> int:
    """The status of a command that Slack has signed; without `raw`, that of /healthz."""
    connection = HTTPConnection("127.0.0.1", port, timeout=GENEROUS)
    try:
        if raw is None:
            connection.request("GET", "/healthz")
        else:
            headers = {"Content-Type": FORM, **signature(raw, SECRET)}
            connection.request("POST", "/slack/events", raw, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def eventually(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + GENEROUS
    while not (found := is_so()) and time.monotonic() < end:
        time.sleep(0.01)
    return found


def is_closed(connection: socket.socket) -> bool:
    """Whether the server closes it in time. What arrives before that is thrown away."""
    with suppress(ConnectionError):
        while connection.recv(100_000):
            pass
    return True


def is_open(connection: socket.socket) -> bool:
    """Whether it is open at the moment."""
    connection.setblocking(False)
    try:
        return connection.recv(1) != b""
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


# Before the body


@pytest.mark.parametrize(
    "first",
    [
        head(900_000),
        head(900, "Content-Type: application/json"),
        head(900_000, f"Content-Type: {FORM}"),
        forged(900_000, age=400),
        forged(900_000, age=-4000),  # this may be sent minutes after it was made
        forged(900_000).replace(b"v0=", b"v1="),
        head(900_000, f"X-Slack-Signature: v0={'0' * 64}"),
        head(
            900_000, "X-Slack-Request-Timestamp: " + "9" * 400, f"X-Slack-Signature: v0={'0' * 64}"
        ),
    ],
)
def test_what_cannot_be_slack_s_is_refused_by_its_head_alone(
    server: WebServer, first: bytes
) -> None:
    with connect(server) as connection:
        connection.sendall(first)
        assert b" 401 " in connection.recv(1000)
        assert is_closed(connection)


@pytest.mark.parametrize("length", [1_000_001, 10**15])
def test_what_says_that_it_is_too_much_is_refused_by_its_head_alone(
    server: WebServer, length: int
) -> None:
    with connect(server) as connection:
        connection.sendall(forged(length))
        assert b" 413 " in connection.recv(1000)
        assert is_closed(connection)


def test_what_does_not_say_how_much_it_is_may_be_no_more(server: WebServer) -> None:
    chunked = forged(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    with connect(server) as connection:
        connection.sendall(chunked)
        with suppress(ConnectionError):
            for _ in range(101):
                connection.sendall(b"2710\r\n" + b"a" * 10_000 + b"\r\n")
        assert b" 413 " in connection.recv(1000)


# Too many connections


@pytest.fixture
def many_files() -> Iterator[None]:
    """Both ends of all connections are in this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2_000 if hard < 0 else min(hard, 2_000)
    if wanted < 2_000:
        pytest.skip("this process may not open 2,000 files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(head(900_000)[:-2], id="half a head"),
        pytest.param(forged(900_000) + b"a" * 90_000, id="half a body"),
        pytest.param(HEALTHZ, id="a request"),
    ],
)
def test_slack_gets_through_while_seven_hundred_hold_their_connections(
    server: WebServer, sent: bytes
) -> None:
    with ExitStack() as stack:
        for _ in range(700):
            connection = stack.enter_context(connect(server))
            with suppress(ConnectionError):
                connection.sendall(sent)
            assert len(server.connections) <= 501  # one enters before another has to leave
            assert server.connections.bytes_held <= 16_000_000 + 20_000
        for _ in range(3):
            assert status(server.port, COMMAND) == 200
        assert status(server.port, COMMAND + b"a" * 900_000) == 200
        assert status(server.port) == 200
    assert eventually(lambda: len(server.connections) == 0)
    assert server.connections.bytes_held == 0


def test_those_that_have_waited_longest_are_closed_first(server: WebServer) -> None:
    server.connections.max_connections = 3
    with ExitStack() as stack:
        there = [stack.enter_context(connect(server)) for _ in range(3)]
        assert eventually(lambda: len(server.connections) == 3)
        there[0].sendall(HEALTHZ)  # and then waits anew
        assert b" 200 " in there[0].recv(1000)
        stack.enter_context(connect(server))
        assert is_closed(there[1])
        assert is_open(there[0])
        assert is_open(there[2])


def test_what_is_being_answered_is_not_closed_however_many_come() -> None:
    goes_on = threading.Event()

    def slow(request: object) -> Response:
        goes_on.wait(GENEROUS)
        return Response("at last")

    with serving(Starlette(routes=[Route("/", slow)])) as server, ExitStack() as stack:
        server.connections.max_connections = 2
        asking = stack.enter_context(connect(server))
        asking.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert eventually(lambda: server.connections.bytes_held > 0)
        others = [stack.enter_context(connect(server)) for _ in range(5)]
        assert all(map(is_closed, others[:4]))
        goes_on.set()
        assert b"at last" in asking.recv(1000) + asking.recv(1000)


def test_those_that_hold_nothing_are_not_closed_for_what_others_hold(server: WebServer) -> None:
    server.connections.max_bytes = 100_000
    with ExitStack() as stack:
        idle = stack.enter_context(connect(server))
        assert eventually(lambda: len(server.connections) == 1)
        holding = [stack.enter_context(connect(server)) for _ in range(3)]
        for connection in holding:
            connection.sendall(forged(900_000) + b"a" * 45_000)
        assert is_closed(holding[0])
        assert is_open(idle)


# Clients that take nothing, or do not wait


@pytest.fixture
def big() -> Iterator[WebServer]:
    """A server whose answers are large."""
    with serving(Starlette(routes=[Route("/", lambda request: Response(ANSWER))])) as server:
        yield server


def test_answers_that_nobody_takes_are_bounded(big: WebServer) -> None:
    with ExitStack() as stack:
        for _ in range(10):
            connection = stack.enter_context(connect(big))
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert eventually(lambda: big.connections.bytes_held > 5_000_000)
            assert big.connections.bytes_held <= 16_000_000 + len(ANSWER)
        assert eventually(lambda: len(big.connections) < 5)
        assert big.connections.bytes_held <= 16_000_000 + len(ANSWER)


@pytest.mark.parametrize("more", ["", "Connection: close\r\n"])
def test_who_does_not_take_an_answer_is_closed(
    big: WebServer, more: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.receive.protocol.WRITE_SECONDS", 0.3)
    big.connections.max_bytes = 10 * len(ANSWER)
    with connect(big) as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode())
        assert eventually(lambda: big.connections.bytes_held > 0)
        assert eventually(lambda: len(big.connections) == 0)
    assert big.connections.bytes_held == 0


def test_who_takes_it_gets_all_of_it(big: WebServer) -> None:
    big.connections.max_bytes = 10 * len(ANSWER)
    for _ in range(2):
        connection = HTTPConnection("127.0.0.1", big.port, timeout=GENEROUS)
        connection.request("GET", "/")
        assert connection.getresponse().read() == ANSWER
        connection.close()


@pytest.mark.parametrize(
    "parts",
    [
        (HEALTHZ * 1000,),
        (HEALTHZ + b"G",),
        (HEALTHZ, HEALTHZ),
        (HEALTHZ.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), b"more"),
        (head(4) + b"text" + HEALTHZ,),
    ],
)
def test_who_sends_more_before_the_answer_is_closed(parts: tuple[bytes, ...]) -> None:
    asked: list[str] = []
    goes_on = threading.Event()

    def counted(request: object) -> Response:
        asked.append("once")
        goes_on.wait(GENEROUS)
        return Response("alive")

    routes = [
        Route(path, counted, methods=["GET", "POST"]) for path in ("/healthz", "/slack/events")
    ]
    with serving(Starlette(routes=routes)) as server, connect(server) as connection:
        for part in parts:
            connection.sendall(part)
            if part is not parts[-1]:
                assert eventually(lambda: bool(asked))
        assert is_closed(connection)
        goes_on.set()
        assert status(server.port) == 200
    assert len(asked) <= 2  # the last of them is of the status


# Descriptors, and the log

PROCESS = """
import logging, os, resource, sys
from urllib.request import Request, urlopen
from bot.playground.couriers import signature
from slack_sdk.signature import SignatureVerifier
from bot.slack.receive.server import WebServer
from bot.slack.receive.web import Gate, create_web
logging.basicConfig()
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))  # of the log
server = WebServer(create_web(Gate(verifier=SignatureVerifier("5ec"))), "127.0.0.1", 0)
server.start()
raw = b"command=/role"
for _ in range(2):  # loads all that it loads only when it is needed
    request = Request(f"http://127.0.0.1:{server.port}/slack/events", raw, signature(raw, "5ec"))
    request.add_header("Connection", "close")
    urlopen(request).read()
while sys.argv[1] == "taken":
    try:
        os.dup(0)
    except OSError:
        break
print(server.port, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("descriptors", ["free", "taken"])
def test_without_descriptors_it_answers_and_says_so_once(tmp_path: Path, descriptors: str) -> None:
    with (tmp_path / "log").open("w") as said:
        process = subprocess.Popen(  # noqa: S603  no shell, no argument is a stranger's
            [sys.executable, "-c", PROCESS, descriptors],
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
    try:
        assert process.stdout
        port = int(process.stdout.readline())
        with ExitStack() as stack:
            for _ in range(200):
                connection = stack.enter_context(socket.socket())
                connection.setblocking(False)
                connection.connect_ex(("127.0.0.1", port))
            for _ in range(20):
                assert status(port) == 200
                assert status(port, COMMAND) == 200
    finally:
        process.kill()
        process.communicate()
    lines = (tmp_path / "log").read_text().splitlines()
    assert len(lines) == 1, lines[:5]
    assert "No connection can be opened: Too many open files." in lines[0]
    assert "LimitNOFILE" in lines[0]


def test_nobody_fills_the_log(server: WebServer, caplog: pytest.LogCaptureFixture) -> None:
    upgrade = HEALTHZ.replace(b"\r\n\r\n", b"\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n")
    bad = HEALTHZ.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
    begun = forged(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked") + b"zz\r\n"
    for sent in (b"\x00\r\n\r\n", b"GET / HTTP/9\r\n\r\n", upgrade, bad, begun):
        for _ in range(20):
            with connect(server) as connection:
                connection.sendall(sent)
                with suppress(ConnectionError):
                    connection.recv(1000)
    assert len(caplog.records) <= 3, re.findall(r".+", caplog.text)[:5]


def test_a_line_of_code_logs_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    log = logging.getLogger("tests.seldom")
    seldom = Seldom(lambda: now[0])
    log.addFilter(seldom)
    for at in (0, 1, 59, 60, 119, 121):
        now[0] = at
        log.warning("This, at %s", at)
        log.warning("Something else")
    assert [record.getMessage() for record in caplog.records] == [
        "This, at 0",
        "Something else",
        "This, at 60",
        "Something else",
        "This, at 121",
        "Something else",
    ]
    caplog.clear()
    for _ in range(2):
        log.error("It failed", exc_info=ValueError())
    assert len(caplog.records) == 2
    log.removeFilter(seldom)
