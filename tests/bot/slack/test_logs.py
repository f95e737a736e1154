"""What the log tells: how the bot is, and neither secrets nor who asked what."""

from __future__ import annotations

import json
import logging
import re
import socket
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.kept.keeper import Nothing, open_keeper
from bot.kept.records import Unanswered
from bot.kept.settings import Keeping
from bot.kept.store import open_store
from bot.live.library import Library, Shelf
from bot.live.logs import fields, set_up
from bot.render.slack import actions
from bot.render.slack.message import Surface
from bot.slack.desk import Desk
from bot.slack.metrics import Metrics
from bot.slack.send.calls import Clients
from bot.slack.send.installation import find_installation
from bot.slack.send.work import Work
from bot.slack.threads import Threads
from tests.slack import answer_to, answers, held, running_bot, words_of_blocks

QUESTION = "who polishes the zanzibar xylophone?"
PRIVATE = ("xoxb-", "xapp-", "zanzibar", "xylophone", "response/")


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_no_secret_no_question_and_no_person_is_logged_whatever_fails(
    company: Library, caplog: pytest.LogCaptureFixture, mode: str
) -> None:
    caplog.set_level(logging.INFO)
    with running_bot(company, mode) as workspace:  # type: ignore[arg-type]
        ada = workspace.user("U1")
        for method in ("users.info", "assistant.threads.setStatus", "chat.postEphemeral"):
            workspace.fail(method, "invalid_auth")
        workspace.fail("chat.postMessage", "not_in_channel")
        answer_to(workspace.user("U2"), workspace, QUESTION)  # who is told to try again
        answer = answer_to(ada, workspace, QUESTION)
        workspace.fail("response_url", status=500)
        ada.selects(answer, actions.MENU, held(answer, actions.MENU, actions.MENU_SHARE))
        ada.mention("C1", QUESTION)
        answers(workspace, workspace.direct("U1"))  # since the channel does not take it
        ada.dm(QUESTION)
        answers(workspace, workspace.direct("U1"), 2)
        direct = workspace.direct("U1")
    secrets = (*PRIVATE, workspace.signing_secret)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot.slack")]
    assert any("answered" in line for line in ours)
    assert any("not_in_channel" in line for line in ours)
    told = "\n".join(f"{r.getMessage()} {getattr(r, 'fields', '')}" for r in caplog.records)
    told = told.replace("playground.slack.com", "").replace("bot.playground", "")
    assert not [secret for secret in secrets if secret in told]
    # As whole words: an id of hexadecimal digits may well contain "ada".
    assert not {"ada", "U1", "ben", "U2", "C1", direct} & set(re.findall(r"\w+", told))


def test_nothing_in_the_log_leads_to_what_is_kept(
    company: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    keeping = Keeping(folder=tmp_path)
    with open_keeper(keeping) as keeper, running_bot(company, keeper=keeper) as workspace:
        ada = workspace.user("U1")
        in_vain = answer_to(ada, workspace, QUESTION)
        found = answer_to(ada, workspace, "who owns architecture docs?")
        answer_to(ada, workspace, "architect")
        assert ada.clicks(found, actions.HELPFUL).ok
        workspace.fail("views.open", "expired_trigger_id")
        assert ada.clicks(in_vain, actions.UNHELPFUL).ok
        workspace.wait_for(lambda: keeper.kept == 3)
    answered = [record for record in caplog.records if record.getMessage() == "answered"]
    told = [getattr(record, "fields") for record in answered]  # noqa: B009  not of every record
    assert [(set(facts), facts["surface"]) for facts in told] == [
        ({"surface", "ms"}, "ephemeral")
    ] * 3
    assert all(isinstance(facts["ms"], int) for facts in told)
    asked = [one for one in open_store(keeping).read() if isinstance(one, Unanswered)]
    assert [one.confidence in {n / 10 for n in range(11)} for one in asked] == [True]
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("bot.slack"))
    assert "Form not opened: expired_trigger_id" in ours
    ours = re.sub("Ready: .*", "", ours)  # which was said before anything was asked
    for kept in ("no_answer", "not_covered", "no_such_role", "passages", "helpful", "asked why"):
        assert kept not in ours


def test_a_slack_out_of_reach_is_said_in_one_line_for_each_try(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nothing listens there, so that each call is refused by the network."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    tries = iter([False, True])
    clients = Clients.of("xoxb-1", f"http://127.0.0.1:{port}/api/")
    assert find_installation(clients, lambda seconds: next(tries)) is None
    assert [record.getMessage() for record in caplog.records] == [
        "Slack cannot be reached (URLError), next try in 1 s",
        "Slack cannot be reached (URLError), next try in 2 s",
    ]


def test_the_line_that_it_is_ready_says_how_much_there_is_to_answer_from(
    company: Library, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    index = company.index
    one = replace(company, index=replace(index, roles=index.roles[:1]))
    with running_bot(one, "socket"):
        pass
    assert re.search(r"Ready: Socket Mode, 1 role, \d\d+ passages", caplog.text)


def test_a_failure_is_told_with_the_reference_that_the_log_has(
    company: Library, caplog: pytest.LogCaptureFixture
) -> None:
    index = SimpleNamespace(roles=(), passages=())  # which cannot be searched
    broken = replace(company, index=index)  # type: ignore[arg-type]
    with running_bot(broken) as workspace:
        ada = workspace.user("U1")
        told = answer_to(ada, workspace, "architect").text
        ada.mention("C1", "architect")
        (in_thread,) = [m for m in answers(workspace, "C1", 2) if m.thread_ts]
        ada.dm("architect")
        (direct,) = answers(workspace, workspace.direct("U1"))
        asked = workspace.calls("assistant.threads.setStatus")
    for text in (told, in_thread.text, direct.text):
        assert text.startswith("Something went wrong on my side. Reference: ")
        assert f"reference {text.rpartition(' ')[2]}" in caplog.text
    assert [call.args["status"] != "" for call in asked] == [True, False]


def test_a_form_that_cannot_be_answered_says_so(
    company: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.slack.desk.decide", lambda *_, **__: 1 / 0)
    with running_bot(company) as workspace:
        ada = workspace.user("U1")
        ada.shortcut(actions.ASK_ROLE)
        form = workspace.wait_for(lambda: workspace.modal("U1"))
        assert form
        ada.types(form, actions.QUESTION, actions.QUESTION, "who bakes?")
        assert ada.submits(form).ok
        shown = workspace.modal("U1")
        assert shown
        told = words_of_blocks(shown.blocks)
    assert "Something went wrong on my side. Reference: " in told
    assert f"reference {told.split()[-1]}" in caplog.text


def test_a_question_that_fails_is_counted(company: Library) -> None:
    shelf, metrics = Shelf(company), Metrics()
    desk = Desk(shelf, Threads(), Nothing(), metrics)
    desk.ask("architect", Surface.EPHEMERAL)
    assert b"rolebot_failures_total 0.0" in metrics.text()
    shelf.library = replace(company, index=None)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        desk.ask("architect", Surface.EPHEMERAL)
    assert b"rolebot_failures_total 1.0" in metrics.text()


def test_work_that_fails_is_counted_and_does_not_stop_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work, done = Work(workers=1), list[int]()
    work.submit(lambda: 1 / 0)  # type: ignore[arg-type]
    work.submit(lambda: done.append(1))
    work.close()
    assert done == [1]
    assert work.waiting == 0
    assert "ZeroDivisionError" in caplog.text


def test_a_line_of_the_log_is_text_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        set_up("json")
        logging.getLogger("bot.test").info("answered", extra=fields(kind="role", ms=1.5))
        line = json.loads(capsys.readouterr().err)
        assert (line["message"], line["kind"], line["ms"], line["level"]) == (
            "answered",
            "role",
            1.5,
            "info",
        )
        set_up("text")
        logging.getLogger("bot.test").info("answered", extra=fields(kind="role", ms=1.5))
        assert capsys.readouterr().err.endswith("INFO bot.test: answered kind=role ms=1.5\n")
    finally:
        root.handlers[:], root.level = handlers, level
