"""What comes back from the Web API on a bad day: none of it may be more than a failed call."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from slack_sdk.errors import SlackApiError

from bot.live.library import Library
from bot.render.slack import notices
from bot.slack.send.calls import REFUSED, Clients, is_told
from bot.slack.send.reply import InThread, respond
from tests.slack import answers, running_bot

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
NO_SLACK = {
    "a page of something on the way": b"HTTP/1.1 503 Busy\r\n\r\n<html>Service Unavailable</html>",
    "a page instead of an answer": HEAD + b"\r\n<html>Please log in</html>",
    "nothing": b"",
    "no HTTP": b"\x16\x03\x01 nonsense\r\n\r\n",
    "half an answer": HEAD + b'Content-Length: 500\r\n\r\n{"ok":',
    "no text": HEAD + b"\r\n\xff\xfe",
    "another JSON": HEAD + b"\r\n[]",
    "no JSON object": HEAD + b"\r\nnull",
    "a wait in words": b"HTTP/1.1 429 Slow\r\nRetry-After: Wed, 21 Oct 2026\r\n\r\n{}",
    "a wait with a point": b"HTTP/1.1 429 Slow\r\nRetry-After: 1.5\r\n\r\n{}",
    "a wait of an hour": b"HTTP/1.1 429 Slow\r\nRetry-After: 3600\r\n\r\n{}",
}


@contextmanager
def answering(raw: bytes) -> Iterator[str]:
    """The address of a server that says this, whatever it is asked."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(raw)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@pytest.mark.parametrize("raw", NO_SLACK.values(), ids=NO_SLACK)
def test_an_answer_that_is_not_slacks_is_a_failed_call(raw: bytes) -> None:
    with answering(raw) as url:
        clients = Clients.of("xoxb-1", f"{url}api/")
        started = time.monotonic()
        error = InThread(clients, "C1", "1.2", "U1").post(notices.BUSY)
        assert isinstance(error, REFUSED)
        assert not is_told(error)
        assert not respond(clients, f"{url}response/1", notices.BUSY) or b" 200 " in raw[:20]
        assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("name", "told"),
    [("channel_not_found", True), ("fatal_error", False), ("internal_error", False)],
)
def test_only_a_plain_refusal_means_that_nothing_was_done(name: str, told: bool) -> None:
    with answering(HEAD + b'\r\n{"ok": false, "error": "%s"}' % name.encode()) as url:
        with pytest.raises(SlackApiError) as refused:
            Clients.of("xoxb-1", f"{url}api/").posting.auth_test()
        assert is_told(refused.value) == told


@pytest.mark.parametrize("failure", [{"retry_after": 20}, {"delay": 4.0}])
def test_a_status_that_slack_is_slow_with_keeps_nobody_waiting(
    company: Library, failure: dict[str, int]
) -> None:
    with running_bot(company) as workspace:
        workspace.fail("assistant.threads.setStatus", **failure)  # type: ignore[arg-type]
        started = time.monotonic()
        workspace.user("U1").dm("architect")
        answers(workspace, workspace.direct("U1"))
        assert time.monotonic() - started < 3


@pytest.mark.parametrize("status", [500, 503])
def test_a_home_tab_that_slack_failed_to_take_is_sent_again(company: Library, status: int) -> None:
    with running_bot(company) as workspace:
        workspace.fail("views.publish", status=status)
        workspace.user("U1").opens_home()
        assert workspace.wait_for(lambda: workspace.home("U1"))
