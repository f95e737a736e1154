"""Questions in Slack: by `/role`, by mentioning the bot, and in the conversation with it. The bot
is real, and so is everything between it and the imitated workspace."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.kept.keeper import open_keeper
from bot.kept.settings import Keeping
from bot.live.library import Library
from bot.playground.records import Message
from bot.playground.workspace import Workspace
from tests.slack import (
    answer_to,
    answers,
    running_bot,
    with_samples,
    words_of_blocks,
)

DOCS = "Owns and maintains the key subsystem level architectural documentation"
QUESTION = "who owns architecture docs?"

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture(params=["http", "socket"])
def workspace(request: pytest.FixtureRequest, company: Library) -> Iterator[Workspace]:
    with running_bot(company, request.param) as workspace:
        yield workspace


@pytest.fixture
def http(company: Library) -> Iterator[Workspace]:
    with running_bot(company) as workspace:
        yield workspace


def thread_of(workspace: Workspace, message: Message | None, count: int) -> list[Message]:
    """The bot's answers below a message, as soon as there are so many."""
    assert message

    def found() -> list[Message]:
        below = workspace.messages(message.channel, message.thread_ts or message.ts)
        return [one for one in below if one.from_bot]

    workspace.wait_for(lambda: len(found()) >= count)
    return found()


def test_a_command_a_mention_and_a_direct_message_get_the_same_passage(
    workspace: Workspace,
) -> None:
    ada = workspace.user("U1")
    assert DOCS in answer_to(ada, workspace, QUESTION).text
    (reply,) = thread_of(workspace, ada.mention("C1", QUESTION).message, 1)
    assert DOCS in reply.text
    assert not reply.is_ephemeral
    (direct,) = thread_of(workspace, ada.dm(QUESTION).message, 1)
    assert DOCS in direct.text


def test_a_command_is_answered_by_its_acknowledgement_alone(http: Workspace) -> None:
    ada = http.user("U1")
    message = answer_to(ada, http, "architect")
    assert message.is_ephemeral
    assert message.text.startswith("Architect\n")
    assert not http.calls("response_url")
    assert not http.calls("chat.postMessage")


def test_a_command_works_where_the_bot_is_not(http: Workspace) -> None:
    ack = http.user("U1").command("/role", QUESTION, "C2")
    assert ack.ok
    assert DOCS in http.messages("C2")[-1].text


def test_links_in_answers_never_unfold(http: Workspace) -> None:
    ada = http.user("U1")
    thread_of(http, ada.mention("C1", QUESTION).message, 1)
    (call,) = http.calls("chat.postMessage")
    assert (call.args["unfurl_links"], call.args["unfurl_media"]) == (False, False)


@pytest.mark.parametrize("text", ["", "help", " HELP "])
def test_nothing_asked_gets_help(http: Workspace, text: str) -> None:
    assert "Nothing is generated" in answer_to(http.user("U1"), http, text).text


def test_an_empty_mention_gets_help_in_its_thread(http: Workspace) -> None:
    (reply,) = thread_of(http, http.user("U1").mention("C1", "").message, 1)
    assert "Nothing is generated" in reply.text


def test_a_mention_within_a_thread_is_answered_there(http: Workspace) -> None:
    ada = http.user("U1")
    root = ada.says("C1", "Our diagrams are out of date.").message
    assert root
    asked = ada.mention("C1", QUESTION, root.ts).message
    (reply,) = thread_of(http, asked, 1)
    assert reply.thread_ts == root.ts


def test_only_the_bots_own_name_is_taken_out_of_a_mention(http: Workspace) -> None:
    ada = http.user("U1")
    asked = ada.mention("C1", "what does <@U2> expect of an architect?").message
    (reply,) = thread_of(http, asked, 1)
    assert "Architect" in reply.text


def test_what_slack_escapes_is_read_as_it_was_written(http: Workspace) -> None:
    message = answer_to(http.user("U1"), http, "who owns architecture & <code> docs?")
    assert "who owns architecture & <code> docs?" in words_of_blocks(message.blocks)


def test_an_event_that_comes_again_is_answered_once(http: Workspace) -> None:
    ada = http.user("U1")
    asked = ada.mention("C1", QUESTION).message
    thread_of(http, asked, 1)
    (delivery,) = http.deliveries("events_api")
    assert http.redeliver(delivery).ok
    assert http.redeliver(delivery).ok
    ada.dm(QUESTION)
    answers(http, http.direct("U1"))
    assert len(thread_of(http, asked, 1)) == 1


def test_a_mention_that_is_edited_is_answered_once(http: Workspace) -> None:
    ada = http.user("U1")
    asked = ada.mention("C1", QUESTION).message
    assert asked
    thread_of(http, asked, 1)
    ada.edit(asked, f"<@{http.bot_user}> who owns the architecture docs, please?")
    ada.dm(QUESTION)
    answers(http, http.direct("U1"))
    assert len(thread_of(http, asked, 1)) == 1


def test_a_bot_gets_no_answer(http: Workspace) -> None:
    http.add_person("U8", "other bot", kind="bot")
    http.store.channels["C1"] = http.add_channel("C1", "general", members=["U1", "U8"])
    http.user("U8").mention("C1", QUESTION)
    asked = http.user("U1").mention("C1", "architect").message
    thread_of(http, asked, 1)
    assert len(http.wait_for(lambda: http.calls("chat.postMessage"))) == 1


def test_edits_and_deletions_in_a_conversation_are_left_alone(http: Workspace) -> None:
    ada = http.user("U1")
    asked = ada.dm(QUESTION).message
    assert asked
    thread_of(http, asked, 1)
    assert ada.edit(asked, "architect").ok
    assert ada.deletes(asked).ok
    ada.dm("architect")
    answers(http, asked.channel, 2)
    assert len(http.calls("chat.postMessage")) == 2


def test_what_nobody_listens_to_is_acknowledged(http: Workspace) -> None:
    assert http.event({"type": "agent_session_stopped", "user": "U1", "channel": "D1"}).ok
    raw = b'{"type":"event_callback","event":{"type":"team_join"},"team_id":"T0HOME"}'
    assert http.post_raw(raw, "application/json").status == 200
    raw = (
        b'{"type":"block_actions","actions":[{"action_id":"?","block_id":"?"}],"user":{"id":"U1"}}'
    )
    assert http.post_raw(b"payload=" + raw.replace(b"?", b"x")).status == 200


def test_a_command_that_the_bot_has_not_is_told_so(http: Workspace) -> None:
    ack = http.post_raw(b"command=%2Fnope&text=architect&user_id=U1&channel_id=C1&team_id=T0HOME")
    assert ack.status == 200
    assert isinstance(ack.body, dict)
    assert ack.body["response_type"] == "ephemeral"
    assert ack.body["text"].startswith("I do not know that command.")


def test_a_conversation_shows_that_the_bot_is_searching_until_it_has_answered(
    http: Workspace,
) -> None:
    asked = http.user("U1").dm(QUESTION).message
    assert asked
    thread_of(http, asked, 1)
    (call,) = http.calls("assistant.threads.setStatus")
    assert "search" in call.args["status"]
    assert http.status(asked.channel, asked.ts) is None


def test_a_conversation_is_answered_without_a_status(http: Workspace) -> None:
    http.fail("assistant.threads.setStatus", "feature_not_enabled", times=2)
    (reply,) = thread_of(http, http.user("U1").dm(QUESTION).message, 1)
    assert DOCS in reply.text


def test_opening_the_conversation_offers_questions(company: Library) -> None:
    with running_bot(with_samples(company, QUESTION, "architect")) as workspace:
        workspace.user("U1").opens_home("messages")
        prompts = workspace.wait_for(lambda: workspace.prompts("U1"))
        assert prompts
        assert [prompt["message"] for prompt in prompts["prompts"]] == [QUESTION, "architect"]
        assert "thread_ts" not in workspace.calls("assistant.threads.setSuggestedPrompts")[0].args


def test_a_guest_is_offered_no_questions_of_the_documents(company: Library) -> None:
    with running_bot(with_samples(company, QUESTION)) as workspace:
        gus = workspace.add_person("U7", "gus", kind="guest")
        assert gus.opens_home("messages").ok
        workspace.wait_for(lambda: workspace.calls("users.info"))
        workspace.user("U1").opens_home("messages")
        workspace.wait_for(lambda: workspace.prompts("U1"))
        assert workspace.prompts("U7") is None


def test_prompts_that_slack_refuses_harm_nothing(company: Library) -> None:
    with running_bot(with_samples(company, QUESTION)) as workspace:
        workspace.fail("assistant.threads.setSuggestedPrompts", "missing_scope")
        ada = workspace.user("U1")
        assert ada.opens_home("messages").ok
        (reply,) = thread_of(workspace, ada.dm(QUESTION).message, 1)
        assert DOCS in reply.text


def test_a_follow_up_in_a_thread_is_about_what_the_thread_was_about(http: Workspace) -> None:
    ada = http.user("U1")
    asked = ada.mention("C1", "architect").message
    assert asked
    thread_of(http, asked, 1)
    again = ada.mention("C1", "and competencies?", asked.ts).message
    second = thread_of(http, again, 2)[-1]
    assert "Teamwork" in second.text
    third = ada.mention("C1", "what about the tech lead?", asked.ts).message
    assert "Tech Lead" in thread_of(http, third, 3)[-1].text


def test_a_follow_up_in_a_conversation_needs_no_thread(http: Workspace) -> None:
    ada = http.user("U1")
    thread_of(http, ada.dm("architect").message, 1)
    (reply,) = thread_of(http, ada.dm("and competencies?").message, 1)
    assert "Teamwork" in reply.text


@pytest.mark.parametrize("said", ["thanks!", "OK :+1:", ":tada:"])
def test_a_courtesy_gets_a_line_and_the_thread_goes_on(
    company: Library, tmp_path: Path, said: str
) -> None:
    keeper = open_keeper(Keeping(folder=tmp_path))
    with keeper, running_bot(company, keeper=keeper) as workspace:
        ada = workspace.user("U1")
        asked = ada.mention("C1", "architect").message
        assert asked
        thread_of(workspace, asked, 1)
        ada.mention("C1", said, asked.ts)
        line = thread_of(workspace, asked, 2)[-1]
        assert [block["type"] for block in line.blocks] == ["rich_text"]
        assert "whenever" in line.text
        ada.mention("C1", "and competencies?", asked.ts)
        assert "Teamwork" in thread_of(workspace, asked, 3)[-1].text
        (direct,) = thread_of(workspace, ada.dm(said).message, 1)
        private = answer_to(ada, workspace, said)
        assert private.is_ephemeral
        assert line.text == direct.text == private.text
        assert keeper.waiting + keeper.kept == 0
        answer_to(ada, workspace, "zebra xylophone quartz")
        assert keeper.waiting + keeper.kept == 1


# Who is answered


@pytest.mark.parametrize("kind", ["guest", "single_channel_guest"])
def test_a_guest_is_refused_by_default(http: Workspace, kind: str) -> None:
    http.add_person("U7", "gus", kind=kind)  # type: ignore[arg-type]
    http.add_channel("C3", "project", members=["U1", "U7"])
    gus = http.user("U7")
    assert gus.command("/role", QUESTION, "C3").ok
    assert "cannot answer guests" in http.messages("C3")[-1].text
    gus.mention("C3", QUESTION)
    refusal = http.wait_for(lambda: http.messages("C3")[2:])[-1]
    assert refusal.viewer == "U7"
    (direct,) = thread_of(http, gus.dm(QUESTION).message, 1)
    assert "cannot answer guests" in direct.text
    assert not any(DOCS in message.text for message in http.messages("C3"))


def test_people_of_another_company_are_refused_by_default(http: Workspace) -> None:
    http.add_person("U9", "eve", kind="external")
    http.add_channel("C4", "shared", kind="shared", members=["U1", "U9"])
    http.user("U9").mention("C4", QUESTION)
    refusal = http.wait_for(lambda: http.messages("C4")[1:])[-1]
    assert refusal.viewer == "U9"
    assert "internal" in refusal.text
    (reply,) = thread_of(http, http.user("U1").mention("C4", QUESTION).message, 1)
    assert DOCS in reply.text


def test_a_setting_lets_everybody_in(company: Library) -> None:
    with running_bot(company, more={"allow_external": True}) as workspace:
        workspace.add_person("U9", "eve", kind="external")
        workspace.add_channel("C4", "shared", kind="shared", members=["U1", "U9"])
        (reply,) = thread_of(workspace, workspace.user("U9").mention("C4", QUESTION).message, 1)
        assert DOCS in reply.text
        assert not workspace.calls("users.info")


def test_without_the_scope_to_know_guests_only_shared_channels_are_refused(
    company: Library,
) -> None:
    with running_bot(company, refused_scopes=["users:read"]) as workspace:
        ada = workspace.user("U1")
        assert DOCS in answer_to(ada, workspace, QUESTION).text
        assert DOCS in answer_to(workspace.user("U2"), workspace, QUESTION).text
        assert len(workspace.calls("users.info")) == 1


UNTOLD = (
    "Slack could not tell me just now whether you are a member of this workspace, so please try "
    "again in a few seconds."
)


@pytest.mark.parametrize(
    "failure",
    [
        {"error": "internal_error"},
        {"error": "user_not_found"},
        {"error": "invalid_auth"},
        {"error": "ratelimited", "status": 429, "retry_after": 1},
        {"status": 500},
    ],
    ids=str,
)
def test_a_stranger_of_whom_slack_tells_nothing_is_told_to_try_again(
    http: Workspace, failure: dict[str, Any]
) -> None:
    gus = http.add_person("U7", "gus", kind="guest")
    http.add_channel("C3", "project", members=["U1", "U7"])
    assert DOCS in answer_to(http.user("U1"), http, QUESTION).text
    http.fail("users.info", times=9, **failure)
    assert gus.command("/role", QUESTION, "C3").ok
    assert [message.text for message in http.messages("C3")] == [UNTOLD]
    gus.opens_home()
    home = http.wait_for(lambda: http.home("U7"))
    assert home
    assert UNTOLD in words_of_blocks(home.blocks)
    assert DOCS in answer_to(http.user("U1"), http, QUESTION).text  # who is known stays known


def test_who_somebody_is_is_asked_once_an_hour(http: Workspace) -> None:
    ada = http.user("U1")
    for _ in range(3):
        answer_to(ada, http, QUESTION)
    assert len(http.calls("users.info")) == 1


# Where an answer goes when it cannot go where it should


def test_an_answer_waits_as_long_as_slack_asks_for(http: Workspace) -> None:
    http.fail("chat.postMessage", retry_after=1)
    asked = http.user("U1").mention("C1", QUESTION).message
    (reply,) = thread_of(http, asked, 1)
    assert DOCS in reply.text
    assert [call.status for call in http.calls("chat.postMessage")] == [429, 200]


@pytest.mark.parametrize("performs", [False, True])
def test_after_a_servers_error_nothing_is_posted_twice_and_the_asker_has_an_answer(
    http: Workspace, performs: bool
) -> None:
    http.fail("chat.postMessage", status=500, performs=performs)
    asked = http.user("U1").mention("C1", QUESTION).message
    http.wait_for(lambda: http.calls("chat.postEphemeral"))
    found = thread_of(http, asked, 1 + performs)
    assert len([one for one in found if not one.is_ephemeral]) == performs
    (copy,) = [one for one in found if one.is_ephemeral]
    assert copy.viewer == "U1"
    assert copy.text.startswith("I could not tell whether my answer arrived")
    assert "I could not tell" in words_of_blocks(copy.blocks)
    assert DOCS in copy.text


def test_an_answer_that_slack_would_only_take_much_later_gets_to_the_asker_at_once(
    http: Workspace,
) -> None:
    http.fail("chat.postMessage", retry_after=60)
    asked = http.user("U1").mention("C1", QUESTION).message
    (copy,) = thread_of(http, asked, 1)
    assert copy.viewer == "U1"
    assert copy.text.startswith("Slack did not let me answer where you asked")


@pytest.mark.parametrize("performs", [False, True])
def test_in_a_conversation_it_is_looked_up_whether_an_answer_arrived(
    http: Workspace, performs: bool
) -> None:
    http.fail("chat.postMessage", status=503, performs=performs)
    asked = http.user("U1").dm(QUESTION).message
    thread_of(http, asked, 1)
    http.user("U1").dm("architect")
    answers(http, http.direct("U1"), 2)
    assert len(thread_of(http, asked, 1)) == 1


def test_an_answer_that_was_there_before_is_not_taken_for_the_one_that_failed(
    http: Workspace,
) -> None:
    ada = http.user("U1")
    asked = ada.dm(QUESTION).message
    assert asked
    thread_of(http, asked, 1)
    http.fail("chat.postMessage", status=500)
    ada.dm(QUESTION, asked.ts)
    assert len(thread_of(http, asked, 2)) == 2


@pytest.mark.parametrize("error", ["not_in_channel", "is_archived", "restricted_action"])
def test_an_answer_that_a_channel_does_not_take_gets_to_the_asker(
    http: Workspace, error: str
) -> None:
    http.fail("chat.postMessage", error)
    http.fail("chat.postEphemeral", error)
    http.user("U1").mention("C1", QUESTION)
    (direct,) = answers(http, http.direct("U1"))
    assert DOCS in direct.text
    assert direct.text.startswith("Slack did not let me answer where you asked")


def test_what_the_environment_says_to_bolt_itself_changes_nothing(
    company: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-other"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with running_bot(company) as workspace:
        asked = workspace.user("U1").mention("C1", QUESTION).message
        (reply,) = thread_of(workspace, asked, 1)
        assert DOCS in reply.text
    assert {name: os.environ[name] for name in given} == given


def test_in_socket_mode_a_port_that_is_taken_is_done_without(company: Library) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running_bot(company, "socket", more={"port": port}) as workspace:
            assert DOCS in answer_to(workspace.user("U1"), workspace, QUESTION).text
