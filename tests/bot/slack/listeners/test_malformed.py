"""What Slack does not send, signed all the same: the bot acknowledges it, and goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from bot.live.library import Library
from bot.playground.records import Json
from bot.playground.workspace import Workspace
from tests.slack import answer_to, running_bot

ENVELOPE = {"type": "event_callback", "team_id": "T0HOME", "event_id": "Ev1"}
MENTION = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1.2", "text": "architect"}
PRESS = {"type": "block_actions", "user": {"id": "U1"}, "team": {"id": "T0HOME"}}
EVENTS: list[Json] = [
    {**ENVELOPE, "event": None},
    {**ENVELOPE, "event": 5},
    {**ENVELOPE, "event": "app_mention"},
    {**ENVELOPE, "event": {"type": ["app_mention"]}},
    {**ENVELOPE, "event": {"type": "app_mention"}},
    {**ENVELOPE, "event": {**MENTION, "channel": 7, "ts": 1.2}},
    {**ENVELOPE, "event": {**MENTION, "user": {"id": "U1"}}},
    {**ENVELOPE, "event": {"type": "app_home_opened", "user": 5, "tab": "home"}},
    {**ENVELOPE, "event": MENTION, "authorizations": 5},
    {"type": None},
]
INTERACTIONS: list[Json] = [
    {**PRESS, "actions": None},
    {**PRESS, "actions": []},
    {**PRESS, "actions": [{"action_id": "more"}], "channel": {"id": "C1"}},
    {**PRESS, "actions": [{"action_id": "role", "block_id": "b", "value": "x"}], "view": "x"},
    {**PRESS, "type": "view_submission", "view": None},
    {**PRESS, "type": "workflow_step_edit"},
    {**PRESS, "type": "block_suggestion", "action_id": "role_pick", "block_id": "b", "value": 5},
    {**PRESS, "type": "shortcut", "callback_id": "ask_role"},
    {**PRESS, "type": "message_action", "callback_id": "find_owner"},
]


@pytest.fixture(scope="module")
def http(company: Library) -> Iterator[Workspace]:
    with running_bot(company) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def socket(company: Library) -> Iterator[Workspace]:
    with running_bot(company, "socket") as workspace:
        yield workspace


@pytest.mark.parametrize("body", EVENTS)
def test_an_event_of_another_shape_is_acknowledged(http: Workspace, body: Json) -> None:
    assert http.post_raw(json.dumps(body).encode(), "application/json").status == 200


@pytest.mark.parametrize("body", INTERACTIONS)
def test_an_interaction_of_another_shape_is_acknowledged(http: Workspace, body: Json) -> None:
    assert http.post_raw(urlencode({"payload": json.dumps(body)}).encode()).status == 200


@pytest.mark.parametrize("action", ["role_pick", "another"])
def test_a_select_that_cannot_be_read_or_is_not_ours_gets_no_options(
    http: Workspace, action: str
) -> None:
    asked = {**PRESS, "type": "block_suggestion", "action_id": action, "block_id": "b", "value": 5}
    ack = http.post_raw(urlencode({"payload": json.dumps(asked)}).encode())
    assert (ack.status, ack.body) == (200, {"options": []})


def test_what_has_no_id_is_not_taken_for_what_came_before(http: Workspace) -> None:
    for _ in range(2):
        said = http.user("U1").says("C1", "architect").message
        assert said
        body = {**ENVELOPE, "event_id": None, "event": {**MENTION, "ts": said.ts}}
        assert http.post_raw(json.dumps(body).encode(), "application/json").status == 200
        http.wait_for(lambda ts=said.ts: http.messages("C1", ts)[1:])  # type: ignore[misc]


def test_after_all_that_a_command_is_answered(http: Workspace) -> None:
    assert answer_to(http.user("U1"), http, "architect").text.startswith("Architect\n")


@pytest.mark.parametrize("body", [*EVENTS, *INTERACTIONS, {}, None, [], "text", 5])
def test_every_envelope_is_acknowledged(socket: Workspace, body: Json) -> None:
    assert socket.socket.deliver("interactive", body).ok


def test_an_envelope_of_a_kind_that_there_is_not_yet_is_acknowledged(socket: Workspace) -> None:
    assert socket.socket.deliver("something_new", {"type": "new"}).ok  # type: ignore[arg-type]
