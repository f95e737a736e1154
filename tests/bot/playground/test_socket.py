"""Socket Mode of the playground's workspace, when the connection is not as it should be."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from slack_bolt import Ack, App
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from bot.playground.records import Json
from bot.playground.workspace import Workspace
from tests.bot.playground.test_workspace import MANIFEST, make_app, running


@contextmanager
def echoing(ping_seconds: float = 10, ack_seconds: float = 3) -> Iterator[tuple[Workspace, App]]:
    """A bot that says after every command what it was."""
    with Workspace(MANIFEST, mode="socket", ack_seconds=ack_seconds) as workspace:
        workspace.add_person("U1", "ada")
        workspace.add_channel("C1", members=["U1"])
        app = make_app(workspace)

        @app.command("/role")
        def answer(ack: Ack, command: Json) -> None:
            ack(command["text"])

        with running(workspace, app, ping_seconds):
            yield workspace, app


def test_a_bot_that_is_told_to_leave_connects_anew() -> None:
    with echoing() as (workspace, _):
        (old,) = workspace.socket.connections()
        workspace.socket.disconnect()
        workspace.wait_for(lambda: old not in workspace.socket.connections())
        assert workspace.user("U1").command("/role", "still there", "C1").ok
        assert workspace.messages("C1")[0].text == "still there"
        assert len(workspace.calls("apps.connections.open")) == 2


def test_a_connection_that_drops_is_made_anew() -> None:
    with echoing(ping_seconds=0.2) as (workspace, _):
        workspace.socket.drop()
        workspace.wait_for(lambda: len(workspace.calls("apps.connections.open")) == 2, 8)
        assert workspace.socket.wait_for_connections()
        assert workspace.user("U1").command("/role", "again", "C1").ok


def test_a_dead_connection_takes_nothing_and_answers_no_ping() -> None:
    with Workspace(MANIFEST, mode="socket", ack_seconds=0.2) as workspace:
        ada = workspace.add_person("U1", "ada")
        with connect(workspace.socket.open_url()) as bot:
            bot.recv(timeout=2)
            assert bot.ping().wait(2)
            workspace.socket.silence()
            assert not bot.ping().wait(0.2)
            assert ada.shortcut("ask").error == "operation_timeout"
            with pytest.raises(TimeoutError):
                bot.recv(timeout=0.1)
            assert len(workspace.socket.connections()) == 1  # as far as anybody can tell
            workspace.socket.drop()


def test_what_a_lost_connection_did_not_acknowledge_goes_over_another() -> None:
    with Workspace(MANIFEST, mode="socket") as workspace:
        ada = workspace.add_person("U1", "ada")
        workspace.add_channel("C1", members=["U1"])
        urls = [workspace.socket.open_url() for _ in range(2)]
        with connect(urls[0]) as first, connect(urls[1]) as second:
            greetings = [first.recv(timeout=2), second.recv(timeout=2)]
            assert all('"hello"' in str(one) for one in greetings)
            assert workspace.socket.wait_for_connections(2)
            results: list[str] = []
            asking = threading.Thread(
                target=lambda: results.append(ada.command("/role", "x", "C1").error)
            )
            asking.start()
            ears = {"first": first, "second": second}
            told = _who_hears(ears)
            ears.pop(told).close()
            (other,) = ears.values()
            envelope = _parsed(other.recv(timeout=2))
            other.send(
                f'{{"envelope_id": "{envelope["envelope_id"]}", "payload": {{"text": "y"}}}}'
            )
            asking.join(5)
        assert results == [""]
        assert [one.text for one in workspace.messages("C1")] == ["y"]


def test_envelopes_are_as_slack_sends_them() -> None:
    with Workspace(MANIFEST, mode="socket", ack_seconds=0.2, retry_delays=(0.0,)) as workspace:
        ada = workspace.add_person("U1", "ada")
        workspace.add_channel("C1", members=["U1"])
        with connect(workspace.socket.open_url()) as bot:
            hello = _parsed(bot.recv(timeout=2))
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            ada.mention("C1", "who?")
            event, retry = _parsed(bot.recv(timeout=2)), _parsed(bot.recv(timeout=2))
            assert (event["type"], event["accepts_response_payload"]) == ("events_api", False)
            assert (event["retry_attempt"], retry["retry_attempt"]) == (0, 1)
            assert retry["retry_reason"] == "http_timeout"
            assert event["payload"]["event_id"] == retry["payload"]["event_id"]
            ada.shortcut("ask")
            shortcut = _parsed(bot.recv(timeout=2))
            assert (shortcut["type"], shortcut["payload"]["type"]) == ("interactive", "shortcut")
            assert shortcut["accepts_response_payload"]


def test_a_ticket_is_good_for_one_connection() -> None:
    with Workspace(MANIFEST, mode="socket") as workspace:
        url = workspace.socket.open_url()
        with connect(url):
            pass
        with pytest.raises(InvalidStatus), connect(url):
            pass


def _parsed(text: str | bytes) -> Json:
    parsed: Json = json.loads(text)
    return parsed


def _who_hears(ears: dict[str, ClientConnection]) -> str:
    """Whoever is the first to be told something."""
    for _ in range(100):
        for name, ear in ears.items():
            try:
                ear.recv(timeout=0.02)
            except TimeoutError:
                continue
            return name
    raise TimeoutError
