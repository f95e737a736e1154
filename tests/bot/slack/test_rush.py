"""More at once than can be answered in time, and a Slack that is slow to say who somebody is."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from bot.answers.decide import decide
from bot.answers.kinds import Answer
from bot.kept.keeper import Nothing
from bot.live.library import Library, Shelf
from bot.playground.records import Ack, Message
from bot.playground.workspace import Mode, Workspace
from bot.render.slack import actions
from bot.render.slack.message import Surface
from bot.render.slack.state import state_in
from bot.slack.desk import Desk
from bot.slack.metrics import Metrics
from bot.slack.threads import Threads
from index.question.question import Question
from index.search.index import Index
from tests.slack import answer_to, metrics_of, running_bot, words_of_blocks

PEOPLE = [f"U{number}" for number in range(1, 7)]


@pytest.fixture(params=["http", "socket"])
def workspace(
    request: pytest.FixtureRequest, company: Library, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workspace]:
    """A workspace whose bot takes one command after another."""
    for module in ("web", "socket"):
        monkeypatch.setattr(f"bot.slack.receive.{module}.LISTENERS", 1)
    with running_bot(company, request.param) as workspace:
        for user in PEOPLE:
            workspace.add_person(user)
        workspace.add_channel("C5", "crowd", members=PEOPLE)
        yield workspace


def commands_of_all(workspace: Workspace) -> list[Ack]:
    with ThreadPoolExecutor(len(PEOPLE)) as pool:
        return list(
            pool.map(lambda user: workspace.user(user).command("/role", "architect", "C5"), PEOPLE)
        )


def test_a_command_that_would_be_answered_too_late_is_told_to_come_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.app.MAX_WAIT", 0.3)
    workspace.fail("users.info", "missing_scope", delay=0.8)
    acks = commands_of_all(workspace)
    assert all(ack.ok for ack in acks), acks
    said = [one.text for one in workspace.messages("C5")]
    assert len(said) == len(PEOPLE)
    assert sum(text.startswith("Architect") for text in said) == 1
    assert sum("Many people are asking" in text for text in said) == len(PEOPLE) - 1


def test_a_slack_that_does_not_say_who_somebody_is_holds_up_one_command_not_all(
    workspace: Workspace,
) -> None:
    workspace.fail("users.info", delay=2.0, times=len(PEOPLE))
    acks = commands_of_all(workspace)
    assert all(ack.ok for ack in acks), acks
    said = [one.text for one in workspace.messages("C5")]
    assert len(said) == len(PEOPLE)
    assert all(text.startswith("Slack could not tell me just now") for text in said)


def test_a_question_is_searched_for_once_and_by_the_threads_for_that(
    company: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    searching: list[str] = []

    def noted(question: Question, index: Index, **more: Any) -> Answer:  # noqa: ANN401
        searching.append(threading.current_thread().name.partition("_")[0])
        return decide(question, index, **more)

    monkeypatch.setattr("bot.slack.desk.decide", noted)
    desk = Desk(Shelf(company), Threads(), Nothing(), Metrics())
    shown = state_in(desk.ask("who knits the zanzibar flags?", Surface.EPHEMERAL).blocks)
    assert shown
    desk.turn(shown, 0, Surface.SHARED, "U1")
    desk.judge(shown, "name", helpful=False)
    assert searching == ["think"]


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_while_slack_hangs_what_there_is_no_room_for_is_to_come_again_and_is_answered_once(
    company: Library, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    monkeypatch.setattr("bot.slack.send.work.MAX_TASKS", 4)
    patience = 3.0 if mode == "http" else 0.9  # HTTP says no at once, Socket Mode says nothing
    with running_bot(company, mode, ack_seconds=patience, retry_delays=(0.0, 6.0)) as workspace:
        ada = workspace.user("U1")
        answer = answer_to(ada, workspace, "who reviews the budget?")
        workspace.fail("chat.postMessage", delay=5, times=4)
        acks = [ada.mention("C1", "architect") for _ in range(8)]
        assert [ack.ok for ack in acks] == [True] * 4 + [False] * 4
        assert not ada.clicks(answer, actions.HELPFUL).ok, "Slack shows that it did not work"
        assert answer_to(ada, workspace, "architect").text.startswith("Architect\n")
        workspace.wait_for(lambda: len(in_threads(workspace)) >= 8, timeout=25)
        assert ada.clicks(answer, actions.HELPFUL).ok
        time.sleep(0.5)
        assert len(in_threads(workspace)) == 8


def in_threads(workspace: Workspace) -> list[Message]:
    return [one for one in workspace.messages("C1") if one.from_bot and one.thread_ts]


def test_what_is_not_taken_is_counted_and_said_without_what_was_asked(
    company: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.slack.send.work.MAX_TASKS", 0)
    with running_bot(company, retry_delays=()) as workspace:
        assert workspace.user("U1").mention("C1", "who knits the flags?").status == 503
        told = metrics_of(workspace)
    assert "rolebot_postponed_total 1.0" in told
    assert "not taken now: app_mention" in caplog.text
    assert "flags" not in caplog.text


LONG = "lorem ipsum dolor. " * 700 + "who owns architecture docs?"


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_nobody_with_a_question_waits_behind_long_messages(
    company: Library, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    """The long ones don't end before all others are answered."""
    others_are_answered = threading.Event()

    def held_up(question: Question, index: Index, **more: Any) -> Answer:  # noqa: ANN401
        if question.asked == "who owns architecture docs?":
            assert others_are_answered.wait(60)
        return decide(question, index, **more)

    monkeypatch.setattr("bot.slack.desk.decide", held_up)
    monkeypatch.setattr("bot.slack.desk.MAX_SECONDS", 60.0)
    with running_bot(replace(company), mode) as workspace:  # which remembers nothing
        ada, ben = workspace.user("U1"), workspace.user("U2")
        for _ in range(20):
            ada.dm(LONG)
        ada.command("/role", LONG, "C1")
        for number in range(20):
            ben.dm(f"who reviews the budget of year {number}?")
        direct = workspace.direct("U2")
        workspace.wait_for(lambda: len(from_bot(workspace, direct)) >= 20, timeout=30)
        assert answer_to(ben, workspace, "architect").text.startswith("Architect\n")
        assert not from_bot(workspace, workspace.direct("U1"))
        others_are_answered.set()
        workspace.wait_for(lambda: len(from_bot(workspace, workspace.direct("U1"))) >= 20, 30)
        workspace.wait_for(lambda: len([m for m in workspace.messages("C1") if m.from_bot]) >= 2)
        said = [*from_bot(workspace, workspace.direct("U1")), workspace.messages("C1")[-1]]
    for one in said:
        assert "Owns and maintains" in one.text
        assert one.text.endswith("1,000 characters at most.")
        assert words_of_blocks(one.blocks).endswith("1,000 characters at most.")
    assert said[-1].viewer == "U1"


def from_bot(workspace: Workspace, channel: str) -> list[Message]:
    return [one for one in workspace.messages(channel) if one.from_bot]


@pytest.mark.parametrize("mode", ["http", "socket"])
@pytest.mark.parametrize(
    "text",
    ["a" * 40_000, "\u0301" * 40_000, "<@" * 20_000, "*_`~" * 10_000, "ﷺ" * 40_000, " \n" * 20_000],
    ids=["a word", "accents", "markup", "decoration", "ligatures", "blanks"],
)
def test_a_command_of_forty_thousand_characters_is_acknowledged_whatever_its_text(
    company: Library, text: str, mode: Mode
) -> None:
    with running_bot(company, mode) as workspace:
        ack = workspace.user("U1").command("/role", text, "C1")
        assert ack.ok, ack


def test_a_long_command_for_which_there_is_no_room_is_told_so(
    company: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.send.work.MAX_TASKS", 0)
    with running_bot(company) as workspace:
        told = answer_to(workspace.user("U1"), workspace, LONG).text
    assert told.startswith("Many people are asking at this moment.")


OUT_OF_TIME = (
    "Finding an answer took too long, so I stopped. Please try again, or ask in fewer words."
)


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_whose_answer_runs_out_of_time_is_told_so(
    company: Library, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    hang = threading.Event()

    def hanging(question: Question, index: Index, **more: Any) -> Answer:  # noqa: ANN401
        hang.wait(30)
        return decide(question, index, **more)

    monkeypatch.setattr("bot.slack.desk.decide", hanging)
    monkeypatch.setattr("bot.slack.desk.MAX_SECONDS", 0.5)
    monkeypatch.setattr("bot.slack.app.MAX_WORK", 0.5)
    with running_bot(replace(company), mode) as workspace:  # which remembers nothing
        ada = workspace.user("U1")
        assert answer_to(ada, workspace, "who owns the architecture docs?").text == OUT_OF_TIME
        for text in ("who owns the docs of the architecture?", f"{LONG} And who draws?"):
            ada.dm(text)
        direct = workspace.direct("U1")
        workspace.wait_for(lambda: len(from_bot(workspace, direct)) >= 2, timeout=20)
        assert {one.text for one in from_bot(workspace, direct)} == {OUT_OF_TIME}
        hang.set()


def test_a_form_whose_answer_runs_out_of_time_says_so(
    company: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.app.MAX_WORK", -1.0)
    with running_bot(company) as workspace:
        ada = workspace.user("U1")
        ada.shortcut(actions.ASK_ROLE)
        form = workspace.wait_for(lambda: workspace.modal("U1"))
        assert form
        ada.types(form, actions.QUESTION, actions.QUESTION, "who bakes?")
        assert ada.submits(form).ok
        shown = workspace.modal("U1")
        assert shown
        assert words_of_blocks(shown.blocks) == OUT_OF_TIME
