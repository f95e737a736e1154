"""Stopping: nothing that has come is lost, and it ends in time."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Literal

import pytest
import uvicorn

from bot.live.library import Library
from bot.playground.records import Ack
from bot.slack.send.work import Work
from bot.slack.serve import Source
from tests.slack import answer_to, answers, running_bot

QUESTION = "who owns architecture docs?"


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_commands_under_way_are_answered(company: Library, mode: Literal["http", "socket"]) -> None:
    acks: list[Ack] = []
    with running_bot(company, mode) as workspace:
        ada = workspace.user("U1")
        workspace.fail("users.info", "missing_scope", delay=0.8)
        ask = threading.Thread(target=lambda: acks.append(ada.command("/role", QUESTION, "C1")))
        ask.start()
        workspace.wait_for(lambda: workspace.calls("users.info"))
    ask.join()
    (ack,) = acks
    assert ack.ok, ack


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_mentions_under_way_are_answered(company: Library, mode: Literal["http", "socket"]) -> None:
    with running_bot(company, mode) as workspace:
        ada = workspace.user("U1")
        workspace.fail("chat.postMessage", retry_after=1, times=20)
        for _ in range(20):
            assert ada.mention("C1", QUESTION).ok
    assert len([one for one in workspace.messages("C1") if one.from_bot]) == 20


def test_nothing_that_thought_or_waited_is_left_behind(company: Library) -> None:
    before = set(threading.enumerate())
    with running_bot(company) as workspace:
        answer_to(workspace.user("U1"), workspace, QUESTION)
        workspace.user("U1").dm(QUESTION)
        answers(workspace, workspace.direct("U1"))
    deadline = time.monotonic() + 5
    while left := [one for one in threading.enumerate() if one not in before]:
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_a_bot_whose_http_server_has_ended_ends_with_an_error(
    company: Library,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    mode: Literal["http", "socket"],
) -> None:
    breaks = threading.Event()
    look = uvicorn.Server.on_tick

    async def look_or_fail(server: uvicorn.Server, counter: int) -> bool:
        if breaks.is_set():
            raise OSError("too many open files")
        return await look(server, counter)

    monkeypatch.setattr(uvicorn.Server, "on_tick", look_or_fail)

    def serve_until_it_breaks() -> None:
        with running_bot(company, mode) as workspace:
            answer_to(workspace.user("U1"), workspace, QUESTION)
            breaks.set()
            workspace.wait_for(lambda: "serve" not in {t.name for t in threading.enumerate()})

    with pytest.raises(RuntimeError, match="HTTP server has ended"):
        serve_until_it_breaks()
    assert "The HTTP server has failed" in caplog.text


def test_all_that_hangs_together_takes_no_longer_than_one_of_it(
    company: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.serve.LAST_SECONDS", 3.0)
    reading = threading.Event()

    def load(before: Library | None) -> Library:
        if before:
            reading.set()
            time.sleep(2.5)
        return company

    with running_bot(Source(load, tmp_path, tmp_path / "none", 0.05)) as workspace:
        workspace.fail("chat.postMessage", delay=8.0)
        assert workspace.user("U1").mention("C1", QUESTION).ok
        (tmp_path / "new.md").write_text("# New")
        assert reading.wait(5)
        started = time.monotonic()
    assert time.monotonic() - started < 4.5


def test_what_hangs_is_given_up_and_said(caplog: pytest.LogCaptureFixture) -> None:
    hang, work = threading.Event(), Work(workers=2)

    def task() -> None:
        hang.wait(30)

    work.submit(task)
    started = time.monotonic()
    work.close(seconds=0.2)
    assert time.monotonic() - started < 2
    assert "given up: 1" in caplog.text
    hang.set()


def test_all_that_waits_is_done_before_it_ends() -> None:
    done: list[int] = []
    work = Work(workers=1)
    for number in range(100):
        work.submit(lambda number=number: done.append(number))  # type: ignore[misc]
    work.close()
    assert done == list(range(100))
    work.submit(lambda: done.append(0))
    assert len(done) == 100
