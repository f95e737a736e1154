"""What Slack holds for the bot: signed, and refused with a plain sentence when it is not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.ids import role_id
from bot.kept.keeper import open_keeper
from bot.kept.settings import Keeping
from bot.live.library import Library
from bot.playground.records import Message, View
from bot.playground.workspace import Workspace
from bot.render.slack import actions, blocks, controls
from bot.render.slack.message import Message as Rendered
from bot.render.slack.modals import reason_view
from bot.render.slack.state import MessageState
from bot.slack.send.calls import is_of_slack
from bot.slack.send.seal import ForgedError, Seal
from tests.slack import (
    answer_to,
    answers,
    control,
    held,
    metrics_of,
    running_bot,
    with_samples,
    words_of_blocks,
)

QUESTION = "who owns architecture docs?"
NOT_MINE = (
    "I cannot go on from here: this is from before an update of mine, or was changed since. "
    "Please ask again."
)
TRIGGERS = count(1)
SEAL = Seal.of("a secret of Slack's")

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def workspace(company: Library) -> Iterator[Workspace]:
    with running_bot(with_samples(company, QUESTION)) as workspace:
        yield workspace


def seal_of(workspace: Workspace) -> Seal:
    return Seal.of(workspace.signing_secret)


def sent(workspace: Workspace, kind: str, user: str = "U1", **more: Any) -> Any:  # noqa: ANN401
    """An interaction as Slack would send it, whatever is in it."""
    person, trigger = {"id": user, "team_id": "T0HOME"}, f"trigger {next(TRIGGERS)}"
    body = {"type": kind, "user": person, "trigger_id": trigger, **more}
    return workspace.post_raw(urlencode({"payload": json.dumps(body)}).encode())


def later(workspace: Workspace, message: Message) -> Message:
    """What comes next in that channel, as soon as it is there."""
    channel = message.channel
    return workspace.wait_for(
        lambda: [m for m in workspace.messages(channel) if float(m.ts) > float(message.ts)]
    )[0]


def modal_of(workspace: Workspace, user: str = "U1") -> View:
    found = workspace.wait_for(lambda: workspace.modal(user))
    assert found
    return found


def changed(workspace: Workspace, message: Message, old: str, new: str) -> Message:
    """The message with other words in what it holds."""
    text = json.dumps(message.blocks)
    assert json.dumps(old)[1:-1] in text
    text = text.replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1])
    return workspace.store.change_message(message, blocks=tuple(json.loads(text)))


# The signatures


WORDS = st.text(st.characters(exclude_characters="&"), max_size=300)


@given(WORDS, WORDS, st.integers(0, 400))
def test_a_text_comes_back_as_it_was_and_no_other_does(text: str, other: str, at: int) -> None:
    sealed = SEAL.sealed(text, "value", "ask", "")
    body = {"user": {"id": "U1"}, "actions": [{"action_id": "ask", "value": sealed}]}
    assert SEAL.opened(body)["actions"][0]["value"] == text
    forged = sealed[:at] + other + sealed[at + 1 :]
    if forged and forged != sealed:
        with pytest.raises(ForgedError):
            SEAL.opened({**body, "actions": [{"action_id": "ask", "value": forged}]})


@given(st.text(max_size=3000), st.lists(st.text("0123456789abcdef", min_size=10, max_size=10)))
def test_what_is_signed_is_within_slacks_limits(question: str, ids: list[str]) -> None:
    shown = MessageState("passages", question, tuple(ids))
    message = SEAL.message(Rendered("x", controls.row(shown, [], [blocks.option("x", "share")])))
    (block,) = message["blocks"]
    assert len(block["block_id"]) <= 255
    form = SEAL.view(reason_view(f"{'0' * 32} {shown.pack()}", True), "U1")
    assert len(form["private_metadata"]) <= 3000


def test_the_key_is_not_the_secret_and_is_not_shown() -> None:
    assert b"secret" not in SEAL.key
    assert str(SEAL.key) not in repr(SEAL)


def test_a_value_that_slack_writes_as_in_messages_is_still_the_same() -> None:
    sealed = SEAL.sealed("who owns R&D <tools>?", "value", "ask", "")
    escaped = sealed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    body = {"user": {"id": "U1"}, "actions": [{"action_id": "ask", "value": escaped}]}
    assert SEAL.opened(body)


def test_everything_that_the_bot_sends_is_signed(workspace: Workspace) -> None:
    """The only exceptions are what only opens an address, and the names of fields."""
    ada = workspace.user("U1")
    for text in (QUESTION, "architect", "list", "engineer", "", "what does the plumber do?"):
        answer_to(ada, workspace, text)
    ada.mention("C1", QUESTION)
    answers(workspace, "C1")
    ada.opens_home()
    workspace.wait_for(lambda: workspace.home("U1"))
    ada.shortcut(actions.ASK_ROLE)
    form = modal_of(workspace)
    asked = workspace.user("U2").says("C1", QUESTION).message
    assert asked
    ada.closes(form)
    ada.message_shortcut(actions.FIND_OWNER, asked)
    modal = modal_of(workspace)
    home = workspace.home("U1")
    assert home
    shown = [("", [*one.blocks]) for one in workspace.messages("C1") if one.from_bot]
    shown += [("U1", view.blocks) for view in (home, form, modal)]
    seal, count = seal_of(workspace), 0
    for user, place in shown:
        for block in place:
            if block["type"] == "actions" and "[" in block["block_id"]:
                count += 1
                assert sound(seal, block["block_id"], "block", "", user)
            for element in (*block.get("elements", ()), block.get("element", {})):
                for value in values_of(element):
                    count += 1
                    assert sound(seal, value, "value", element["action_id"], user), value
    assert count > 60
    metadata = modal.content["private_metadata"]
    assert sound(seal, metadata, "metadata", "answer", "U1")
    assert metadata[:-16] == f"C1 {asked.ts}"


def values_of(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        if "value" in part and "url" not in part:
            yield part["value"]
        for inner in part.values():
            yield from values_of(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from values_of(inner)


def sound(seal: Seal, sealed: str, *place: str) -> bool:
    return seal.sealed(sealed[:-16], *place) == sealed


# What is not signed, or for another place


PRESSES = (
    *(actions.MORE, actions.SECTION, actions.ROLE, actions.ROLE_PICK, actions.ASK),
    *(actions.HELPFUL, actions.UNHELPFUL, actions.FEEDBACK, actions.IN_THREAD),
)
SHOWN = MessageState("passages", "who bakes?", ("0" * 10,)).pack()


@pytest.mark.parametrize("name", [*PRESSES, actions.MENU])
def test_a_button_from_before_signatures_says_that_it_is_too_old(
    workspace: Workspace, name: str
) -> None:
    """The notice asks for no more than the button did: in private, and once for each press."""
    asked = workspace.user("U1").mention("C1", QUESTION).message
    assert asked
    (answer,) = answers(workspace, "C1")
    option = {"text": {"type": "plain_text", "text": "x"}, "value": "share"}
    action: dict[str, Any] = {"action_id": name, "block_id": SHOWN, "value": f"+{SHOWN}"}
    if name in (actions.MENU, actions.SECTION, actions.ROLE_PICK):
        action = {"action_id": name, "block_id": SHOWN, "selected_option": option}
    where: dict[str, Any] = {
        "channel": {"id": "C1"},
        "container": {"type": "message", "message_ts": answer.ts},
        "message": {"ts": answer.ts, "thread_ts": asked.ts},
    }
    assert sent(workspace, "block_actions", "U2", actions=[action], **where).status == 200
    told = later(workspace, answer)
    assert (told.viewer, told.text) == ("U2", NOT_MINE)


@pytest.mark.parametrize("value", [actions.MENU_OPEN, actions.MENU_SUGGEST])
def test_an_old_option_that_opens_an_address_just_opens_it(
    workspace: Workspace, caplog: pytest.LogCaptureFixture, value: str
) -> None:
    option = {
        "text": {"type": "plain_text", "text": "x"},
        "value": value,
        "url": "https://a.example",
    }
    action = {"action_id": actions.MENU, "block_id": SHOWN, "selected_option": option}
    where: dict[str, Any] = {
        "channel": {"id": "C1"},
        "response_url": f"{workspace.url}/response/none",
    }
    assert sent(workspace, "block_actions", actions=[action], **where).status == 200
    assert "Not signed" not in caplog.text
    other = {**action, "action_id": actions.ROLE_PICK}
    assert sent(workspace, "block_actions", actions=[other], **where).status == 200
    assert "Not signed" in caplog.text


def test_a_question_put_into_an_answer_is_not_shared_as_if_it_had_been_asked(
    workspace: Workspace,
) -> None:
    ada = workspace.user("U1")
    answer = answer_to(ada, workspace, QUESTION)
    forged = changed(workspace, answer, QUESTION, "who resigned yesterday?")
    assert ada.selects(forged, actions.MENU, held(forged, actions.MENU, "share")).ok
    told = later(workspace, answer)
    assert (told.viewer, told.text) == ("U1", NOT_MINE)
    assert len(workspace.messages("C1")) == 2


def test_a_signature_is_for_its_place_alone(workspace: Workspace, company: Library) -> None:
    ada = workspace.user("U1")
    answer = answer_to(ada, workspace, QUESTION)
    role = role_id(company.index.roles[0])
    seal = seal_of(workspace)
    block = next(b["block_id"] for b in answer.blocks if "[" in b.get("block_id", ""))
    helpful = control(answer, actions.HELPFUL)["value"]
    for name, value in (
        (actions.HELPFUL, block),
        (actions.UNHELPFUL, helpful),
        (actions.ASK, helpful),
        (actions.ROLE, seal.sealed(role, "value", actions.ASK, "")),
        (actions.ROLE, seal.sealed(role, "value", actions.ROLE, "U1")),  # in a view
        (actions.ROLE, Seal.of("another secret").sealed(role, "value", actions.ROLE, "")),
    ):
        with pytest.raises(ForgedError):
            seal.opened({"user": {"id": "U1"}, "actions": [{"action_id": name, "value": value}]})
    right = seal.sealed(role, "value", actions.ROLE, "")
    right_body = {"user": {"id": "U1"}, "actions": [{"action_id": actions.ROLE, "value": right}]}
    assert seal.opened(right_body)["actions"][0]["value"] == role


def found_owner(workspace: Workspace) -> tuple[Message, View]:
    asked = workspace.user("U2").says("C1", "Who keeps the architecture docs?").message
    assert asked
    workspace.user("U1").message_shortcut(actions.FIND_OWNER, asked)
    return asked, modal_of(workspace)


def press_of(view: View, metadata: str, user: str = "U1") -> dict[str, Any]:
    button = control_in(view, actions.IN_THREAD)
    seen = {**view.content, "id": view.id, "private_metadata": metadata}
    return {"user": user, "actions": [button], "view": seen, "container": {"view_id": view.id}}


def control_in(view: View, name: str) -> dict[str, Any]:
    found = (e for block in view.blocks for e in block.get("elements", ()))
    return {**next(one for one in found if one.get("action_id") == name), "block_id": "b"}


def test_an_answer_is_posted_nowhere_else_by_changing_what_a_form_was_asked_about(
    workspace: Workspace,
) -> None:
    elsewhere = workspace.user("U2").says("C1", "Something else").message
    assert elsewhere
    asked, modal = found_owner(workspace)
    right = modal.content["private_metadata"]
    for metadata in (f"C1 {elsewhere.ts}", f"C1 {elsewhere.ts}{right[-16:]}", f"{right}x"):
        assert sent(workspace, "block_actions", **press_of(modal, metadata)).ok
        workspace.wait_for(lambda: NOT_MINE in words_of_blocks(modal_of(workspace).blocks))
        # what came with it is not signed on the way back either
        assert modal_of(workspace).content["private_metadata"] == ""
        assert not any(m.from_bot for m in workspace.messages("C1"))
        workspace.store.views[modal.id] = modal
    ada = workspace.user("U1")
    assert ada.clicks(modal, actions.IN_THREAD).ok
    assert later(workspace, asked).thread_ts == asked.ts


def test_what_is_in_a_view_is_nobodys_but_its_owners(workspace: Workspace) -> None:
    _, modal = found_owner(workspace)
    pressed = press_of(modal, modal.content["private_metadata"], "U2")
    assert sent(workspace, "block_actions", **pressed).ok
    workspace.wait_for(lambda: NOT_MINE in words_of_blocks(modal_of(workspace).blocks))
    assert not any(m.from_bot for m in workspace.messages("C1"))


def reason_form(workspace: Workspace) -> View:
    ada = workspace.user("U1")
    answer = answer_to(ada, workspace, QUESTION)
    assert ada.clicks(answer, actions.UNHELPFUL).ok
    form = modal_of(workspace)
    ada.selects(form, actions.REASON, held(form, actions.REASON, "outdated"))
    return form


def submission(view: View, metadata: str, reason: str) -> dict[str, Any]:
    option = {"text": {"type": "plain_text", "text": "x"}, "value": reason}
    values = {actions.REASON: {actions.REASON: {"type": "radio", "selected_option": option}}}
    more = {"id": view.id, "private_metadata": metadata, "state": {"values": values}}
    return {"view": {**view.content, **more}}


def test_a_reason_that_is_not_signed_is_told_so_and_not_counted(workspace: Workspace) -> None:
    form = reason_form(workspace)
    metadata = form.content["private_metadata"]
    reason = held(form, actions.REASON, "outdated")
    packed = metadata.partition(" ")[2][:-16]
    for wrong in (
        submission(form, f"{'0' * 32} {packed}", reason),
        submission(form, f"{'0' * 32}{metadata[32:]}", reason),
        submission(form, metadata, "outdated"),
        submission(form, "", reason),
    ):
        ack = sent(workspace, "view_submission", **wrong)
        assert isinstance(ack.body, dict)
        assert ack.body["response_action"] == "update"
        assert NOT_MINE in words_of_blocks(ack.body["view"]["blocks"])
    assert 'opinion="outdated"' not in metrics_of(workspace)
    other = sent(workspace, "view_submission", "U2", **submission(form, metadata, reason))
    assert isinstance(other.body, dict)
    assert NOT_MINE in words_of_blocks(other.body["view"]["blocks"])
    assert workspace.user("U1").submits(form).ok
    workspace.wait_for(
        lambda: 'rolebot_opinions_total{opinion="outdated"} 1.0' in metrics_of(workspace)
    )


def test_a_form_with_a_role_that_is_not_signed_is_told_so(workspace: Workspace) -> None:
    ada = workspace.user("U1")
    assert ada.shortcut(actions.ASK_ROLE).ok
    form = modal_of(workspace)
    option = {"text": {"type": "plain_text", "text": "x"}, "value": "0123456789"}
    values = {actions.ROLE_PICK: {actions.ROLE_PICK: {"selected_option": option}}}
    view = {**form.content, "id": form.id, "state": {"values": values}}
    ack = sent(workspace, "view_submission", view=view)
    assert isinstance(ack.body, dict)
    assert NOT_MINE in words_of_blocks(ack.body["view"]["blocks"])


def test_a_reason_passes_the_doorman(company: Library, tmp_path: Path) -> None:
    with (
        open_keeper(Keeping(folder=tmp_path)) as keeper,
        running_bot(company, keeper=keeper) as workspace,
    ):
        workspace.add_person("U7", "gus", kind="guest")
        seal = seal_of(workspace)
        form = seal.view(reason_view(f"{'0' * 32} {SHOWN}", True), "U7")
        option = {**form["blocks"][0]["element"]["options"][0]}
        values = {actions.REASON: {actions.REASON: {"selected_option": option}}}
        view = {**form, "id": "V1", "state": {"values": values}}
        ack = sent(workspace, "view_submission", "U7", view=view)
        assert isinstance(ack.body, dict)
        assert "cannot answer guests" in words_of_blocks(ack.body["view"]["blocks"])
        assert "rolebot_opinions_total{" not in metrics_of(workspace)
        assert (keeper.kept, keeper.waiting) == (0, 0)


# Where answers may go by HTTP


API = "https://slack.com/api/"


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.slack.com/actions/T1/2/x",
        "https://hooks.slack.com:443/commands/T1/2/x",
        "https://slack.com/x",
        "https://hooks.slack-gov.com/actions/T1/2/x",
        "https://HOOKS.Slack.com/x",
    ],
)
def test_an_address_of_slacks_is_called(url: str) -> None:
    assert is_of_slack(url, API)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://hooks.slack.com/x",
        "https://hooks.slack.com.evil.example/x",
        "https://evilslack.com/x",
        "https://hooks.slack.com@evil.example/x",
        "https://evil.example/hooks.slack.com/x",
        "https://evil.example?.slack.com/x",
        "https://evil.example#.slack.com/x",
        "https://evil.example\\.slack.com/x",
        "https://evil.example%2f.slack.com/x",
        "https://hooks.slack.com:8443/x",
        "https://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:3000/metrics",
        "file:///etc/passwd",
        "https://hooks.slack.com/x\nhttps://evil.example/",
        "//hooks.slack.com/x",
        "https://[::1/",
    ],
)
def test_an_address_of_somebody_elses_is_not(url: str) -> None:
    assert not is_of_slack(url, API)
    assert not is_of_slack(url, "http://127.0.0.1:9/api/")


def test_where_the_web_api_is_an_answer_may_go_and_nowhere_beside_it() -> None:
    api = "http://127.0.0.1:9/api/"
    assert is_of_slack("http://127.0.0.1:9/response/x", api)
    for url in ("http://127.0.0.1:90/x", "https://127.0.0.1:9/x", "http://127.0.0.1:9@evil/x"):
        assert not is_of_slack(url, api)


def test_an_answer_for_somebody_elses_address_gets_to_the_asker_and_the_log_tells_no_secret(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    answer = answer_to(workspace.user("U1"), workspace, QUESTION)
    more = {**control(answer, actions.MORE)}
    more["block_id"] = next(b["block_id"] for b in answer.blocks if "[" in b.get("block_id", ""))
    where: dict[str, Any] = {
        "channel": {"id": "C1"},
        "container": {"message_ts": answer.ts, "is_ephemeral": True},
        "response_url": "https://evil.example/actions/T1/2/topsecret",
    }
    assert sent(workspace, "block_actions", actions=[more], **where).ok
    page = later(workspace, answer)
    assert page.viewer == "U1"
    assert "Page 2 of" in words_of_blocks(page.blocks)
    assert len(workspace.calls("chat.postEphemeral")) == 1
    assert "response_url is not Slack's, and was not called: 'evil.example'" in caplog.text
    assert "topsecret" not in caplog.text
