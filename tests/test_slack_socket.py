"""Socket Mode on a bad day: connections that end without a word, or are replaced."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from bot.library import Library
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
