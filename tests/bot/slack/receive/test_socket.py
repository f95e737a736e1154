"""Socket Mode on a bad day: connections that end without a word, or are replaced."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bot.live.library import Library
from bot.playground.workspace import Workspace
from tests.slack import answer_to, answers, running_bot


@pytest.fixture
def workspace(company: Library) -> Iterator[Workspace]:
    with running_bot(company, "socket") as workspace:
        yield workspace


def test_a_connection_that_ends_without_a_word_is_replaced_at_once(workspace: Workspace) -> None:
    started = time.monotonic()
    workspace.socket.drop()
    workspace.wait_for(lambda: not workspace.socket.connections())
    assert workspace.socket.wait_for_connections()
    assert time.monotonic() - started < 8
    assert answer_to(workspace.user("U1"), workspace, "architect").text.startswith("Architect")


def test_a_connection_that_slack_asks_to_leave_is_replaced_and_nothing_is_lost(
    workspace: Workspace,
) -> None:
    ada = workspace.user("U1")
    for _ in range(5):
        assert ada.mention("C1", "architect").ok
        workspace.socket.disconnect()
    assert len(answers(workspace, "C1", 5)) == 5


def test_while_nobody_is_at_the_other_end_it_says_that_it_is_not_ready(
    company: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.receive.socket.PING_SECONDS", 0.5)
    monkeypatch.setattr("bot.slack.receive.socket.SILENT_SECONDS", 2.0)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with running_bot(company, "socket", more={"port": port}) as workspace:
        time.sleep(3)  # pings are answered meanwhile
        assert ready(port) == (200, {"ready": True})
        workspace.socket.silence()
        workspace.wait_for(lambda: ready(port)[0] == 503, timeout=10)
        assert ready(port)[1]["why"] == "no connection to Slack"


def ready(port: int) -> tuple[int, dict[str, object]]:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)
