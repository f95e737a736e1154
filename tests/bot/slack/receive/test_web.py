"""The HTTP server by itself: what it takes and what it refuses."""

from __future__ import annotations

import json
import socket
import time
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import SignatureVerifier
from starlette.testclient import TestClient

from bot.slack.receive.server import WebServer
from bot.slack.receive.web import MAX_BYTES, Gate, create_web, parse

SECRET = "5ec"  # noqa: S105
VERIFIER = SignatureVerifier(SECRET)
FORM = "application/x-www-form-urlencoded"
COMMAND = urlencode({"command": "/role", "text": "architect"}).encode()


def client(gate: Gate | None = None) -> TestClient:
    return TestClient(create_web(gate or Gate(verifier=VERIFIER)), "http://127.0.0.1")


def signed(raw: bytes, age: int = 0, content_type: str = FORM) -> dict[str, str]:
    at = str(int(time.time()) - age)
    signature = VERIFIER.generate_signature(timestamp=at, body=raw)
    return {
        "content-type": content_type,
        "x-slack-request-timestamp": at,
        "x-slack-signature": signature or "",
    }


def test_while_the_bot_warms_up_a_command_is_told_so_and_an_event_is_to_come_again() -> None:
    answer = client().post("/slack/events", content=COMMAND, headers=signed(COMMAND))
    assert answer.status_code == 200
    assert "just started" in answer.json()["text"]
    assert answer.json()["response_type"] == "ephemeral"
    event = b'{"type": "event_callback", "event": {"type": "app_mention"}}'
    headers = signed(event, content_type="application/json")
    assert client().post("/slack/events", content=event, headers=headers).status_code == 503


def test_slack_can_verify_the_address_while_the_bot_warms_up() -> None:
    raw = b'{"type": "url_verification", "challenge": "abc"}'
    headers = signed(raw, content_type="application/json")
    assert client().post("/slack/events", content=raw, headers=headers).json() == {
        "challenge": "abc"
    }


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-slack-signature": "v0=0", "x-slack-request-timestamp": "now"},
        {"x-slack-signature": "v0=0", "x-slack-request-timestamp": "9" * 400},
        {"x-slack-signature": "v0=0", "x-slack-request-timestamp": "1"},
        signed(COMMAND, age=400),
        signed(COMMAND, age=-4000),
        signed(COMMAND + b" "),
    ],
)
def test_what_slack_has_not_just_signed_is_refused(headers: dict[str, str]) -> None:
    assert client().post("/slack/events", content=COMMAND, headers=headers).status_code == 401


def test_an_unsigned_body_is_not_even_parsed() -> None:
    for raw in (b"\xff\xfe", b"{", b"payload=%7B", b""):
        assert client().post("/slack/events", content=raw).status_code == 401


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"payload=%7B", FORM),
        (b"payload=5", FORM),
        (b"", FORM),
        (b"<xml/>", "text/xml"),
    ],
)
def test_a_signed_body_that_is_nothing_slack_sends_is_refused(
    raw: bytes, content_type: str
) -> None:
    headers = signed(raw, content_type=content_type)
    assert client().post("/slack/events", content=raw, headers=headers).status_code == 400


def test_too_much_is_refused() -> None:
    raw = b"text=" + b"a" * MAX_BYTES
    assert client().post("/slack/events", content=raw, headers=signed(raw)).status_code == 413


def test_an_address_that_was_entered_with_a_slash_at_its_end_is_the_same() -> None:
    answer = client().post("/slack/events/", content=COMMAND, headers=signed(COMMAND))
    assert "just started" in answer.json()["text"]
    assert client().post("/slack/events/", content=COMMAND).status_code == 401


def test_nobody_is_sent_to_another_address() -> None:
    for path in ("/healthz/", "/roles/", "//healthz", "/slack/"):
        assert client().get(path, follow_redirects=False).status_code == 404


def test_in_socket_mode_nothing_is_taken_by_http() -> None:
    answer = client(Gate()).post("/slack/events", content=COMMAND, headers=signed(COMMAND))
    assert answer.status_code == 404


def test_it_says_whether_it_is_alive_and_whether_it_is_ready() -> None:
    gate = Gate()
    assert client(gate).get("/healthz").status_code == 200
    asked = client(gate).get("/readyz")
    assert (asked.status_code, asked.json()) == (503, {"ready": False, "why": "warming up"})
    gate.open()
    asked = client(gate).get("/readyz")
    assert (asked.status_code, asked.json()) == (200, {"ready": True})


def test_metrics_are_for_this_machine_or_for_whoever_has_the_token() -> None:
    for gate, token, status in (
        (Gate(is_public=False), "", 200),
        (Gate(), "", 403),
        (Gate(), "Bearer ", 403),
        (Gate(metrics_token="m"), "", 403),  # noqa: S106
        (Gate(metrics_token="m", is_public=False), "Bearer n", 403),  # noqa: S106
        (Gate(metrics_token="m"), "Bearer m", 200),  # noqa: S106
    ):
        asked = client(gate).get("/metrics", headers={"authorization": token})
        assert asked.status_code == status


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/slack/events", "/roles"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil", ""])
def test_at_a_port_for_this_machine_no_other_name_is_served(path: str, host: str) -> None:
    gate = Gate(verifier=VERIFIER, is_public=False)
    assert client(gate).get(path, headers={"host": host}).status_code == 400
    headers = {**signed(COMMAND), "host": host}
    assert client(gate).post(path, content=COMMAND, headers=headers).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:3000", "localhost:3000", "[::1]:3000"])
def test_this_machine_s_own_names_are_served(host: str) -> None:
    gate = Gate(is_public=False)
    assert client(gate).get("/metrics", headers={"host": host}).status_code == 200
    assert client().get("/healthz", headers={"host": "rolebot.example"}).status_code == 200


@pytest.mark.parametrize(("host", "at"), [("127.0.0.1", "127.0.0.1"), ("::1", "::1")])
def test_it_is_served_at_addresses_of_either_kind(host: str, at: str) -> None:
    server = WebServer(create_web(Gate()), host, 0)
    server.start()
    try:
        connection = HTTPConnection(at, server.port, timeout=5)
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b"alive\n"
        connection.close()
    finally:
        server.stop()


def test_a_command_may_speak_of_a_payload() -> None:
    for text in ("who owns the payload?", "payload=architect"):
        body = {"command": "/role", "text": text}
        assert parse(urlencode(body).encode(), FORM) == body
    assert parse(urlencode({"payload": json.dumps({"type": "shortcut"})}).encode(), FORM) == {
        "type": "shortcut"
    }


@given(st.binary(max_size=200), st.sampled_from(["application/json", FORM, ""]))
def test_no_body_breaks_the_parser(raw: bytes, content_type: str) -> None:
    found = parse(raw, content_type)
    assert found is None or isinstance(found, dict)


def test_slack_may_look_at_the_certificate() -> None:
    raw = b"ssl_check=1&token=x"
    answer = client().post("/slack/events", content=raw, headers={"content-type": FORM})
    assert (answer.status_code, answer.content) == (200, b"")
    assert client().get("/slack/events?ssl_check=1&token=x").status_code == 200


def test_a_message_may_say_what_slack_looks_at_the_certificate_with() -> None:
    event = {"type": "event_callback", "event": {"text": "what is a&ssl_check=1&b?"}}
    raw = json.dumps(event).encode()
    headers = signed(raw, content_type="application/json")
    answer = client().post("/slack/events", content=raw, headers=headers)
    assert answer.status_code == 503  # as any other while the bot warms up


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_only_posts_are_taken(method: str) -> None:
    assert client().request(method, "/slack/events").status_code == 405


@pytest.mark.parametrize(
    "half", [b"", b"POST /slack/ev", b"POST /slack/events HTTP/1.1\r\nContent-Length: 9\r\n"]
)
def test_a_request_whose_head_is_never_sent_whole_is_given_up(
    half: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.receive.protocol.HEAD_SECONDS", 0.3)
    server = WebServer(create_web(Gate(verifier=VERIFIER)), "127.0.0.1", 0)
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
            for byte in half:
                connection.sendall(bytes([byte]))
            assert connection.recv(1000) == b""
    finally:
        server.stop()


def test_a_body_that_goes_on_after_the_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.receive.protocol.HEAD_SECONDS", 0.3)
    server = WebServer(create_web(Gate(verifier=VERIFIER)), "127.0.0.1", 0)
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n")
            answer = b""
            while not answer.endswith(b"alive\n"):
                answer += connection.recv(1000)
            connection.sendall(b"a")  # of which uvicorn then waits for the rest
            assert connection.recv(1000) == b""
    finally:
        server.stop()


def test_a_connection_that_is_used_again_and_again_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.receive.protocol.HEAD_SECONDS", 0.3)
    server = WebServer(create_web(Gate(verifier=VERIFIER)), "127.0.0.1", 0)
    server.start()
    try:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
        connection.connect()
        first = connection.sock
        for _ in range(3):
            connection.request("GET", "/healthz")
            assert connection.getresponse().read() == b"alive\n"
            time.sleep(0.4)
        assert connection.sock is first
        connection.close()
    finally:
        server.stop()


def test_a_request_that_is_never_sent_whole_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.receive.web.READ_SECONDS", 0.2)
    server = WebServer(create_web(Gate(verifier=VERIFIER)), "127.0.0.1", 0)
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port), 5) as half:
            lines = "".join(f"{name}: {value}\r\n" for name, value in signed(COMMAND).items())
            half.sendall(
                b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n"
                + lines.encode()
                + b"\r\ntext="
            )
            assert b" 408 " in half.recv(1000)
            assert half.recv(1000) == b"" or half.recv(1000) == b""
    finally:
        started = time.monotonic()
        server.stop()
    assert time.monotonic() - started < 2
