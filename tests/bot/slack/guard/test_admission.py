"""Who is let in, by what Slack says of a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.slack.guard.admission import Admission
from bot.slack.guard.rate_limit import RateLimiter
from bot.slack.send.installation import Installation

DIRECT = {"event": {"type": "message", "channel_type": "im"}}


class Directory(WebClient):
    """A client to which Slack says the same about everybody."""

    def __init__(self, person: Mapping[str, Any]) -> None:
        super().__init__("xoxb-1")
        self._person = person

    def users_info(self, *, user: str, **_: object) -> Any:  # noqa: ANN401
        return {"user": {"id": user, **self._person}}


class Moody(WebClient):
    """Says one thing after the other, or raises it."""

    def __init__(self, *said: object) -> None:
        super().__init__("xoxb-1")
        self.said = list(said)

    def users_info(self, **_: object) -> Any:  # noqa: ANN401
        said = self.said.pop(0)
        if isinstance(said, Exception):
            raise said
        return said


def error(name: str) -> SlackApiError:
    answer = cast(SlackResponse, Refusal({"ok": False, "error": name}))
    return SlackApiError("refused", answer)  # type: ignore[no-untyped-call]


class Refusal:
    """The parts of a response that an error needs."""

    status_code = 200

    def __init__(self, data: Mapping[str, object]) -> None:
        self.data = data


MEMBER = {"user": {"team_id": "T1"}}
GUEST = {"user": {"team_id": "T1", "is_restricted": True}}
TIMEOUT = TimeoutError()


def verdicts(monkeypatch: pytest.MonkeyPatch, *said: object) -> list[str]:
    """The replies to people who are new each time, while Slack says this about them. It is asked
    every time."""
    monkeypatch.setattr("bot.slack.guard.admission.UNTOLD_SECONDS", 0)
    monkeypatch.setattr("bot.slack.guard.admission.NO_SCOPE_SECONDS", 0)
    client = Moody(*said)
    admission = Admission(client, Installation("U0", "B0", "T1", None), RateLimiter())
    refusals = [admission.refuses(f"U{number}", DIRECT) for number in range(len(said))]
    assert not client.said
    return [refusal.text if refusal else "let in" for refusal in refusals]


def is_refused(person: Mapping[str, Any], enterprise: str | None = None) -> bool:
    home = Installation("U0", "B0", "T1", enterprise)
    return Admission(Directory(person), home, RateLimiter()).refuses("U1", DIRECT) is not None


@pytest.mark.parametrize(
    "person",
    [
        {},
        {"team_id": "T1", "is_stranger": False},
        {"team_id": "T2", "enterprise_user": {"enterprise_id": "E1"}},
        {"team_id": "E1"},
    ],
)
def test_who_is_of_the_company_is_answered(person: dict[str, Any]) -> None:
    assert not is_refused(person, "E1")


@pytest.mark.parametrize(
    "person",
    [
        {"team_id": "T2"},
        {"team_id": "T2", "is_stranger": False},  # in a channel that the bot is in, too
        {"team_id": "T2", "enterprise_user": {"enterprise_id": "E2"}},
        {"team_id": "T1", "is_stranger": True},
    ],
)
@pytest.mark.parametrize("enterprise", [None, "E1"])
def test_who_is_of_another_company_is_refused_wherever_they_write(
    person: dict[str, Any], enterprise: str | None
) -> None:
    assert is_refused(person, enterprise)


@pytest.mark.parametrize(
    "said",
    [TIMEOUT, ConnectionResetError(), error("fatal_error"), ValueError("no JSON"), {}, {"user": 1}],
    ids=["slow", "reset", "error", "no JSON", "nobody", "a person that is none"],
)
def test_whatever_keeps_slack_from_telling_a_stranger_is_refused(
    monkeypatch: pytest.MonkeyPatch, said: object
) -> None:
    refused, let_in, guest = verdicts(monkeypatch, said, MEMBER, GUEST)
    assert "try again in a few seconds" in refused
    assert let_in == "let in"
    assert "guests" in guest


def test_without_the_scope_a_slow_slack_refuses_nobody_until_it_tells_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = verdicts(monkeypatch, error("missing_scope"), TIMEOUT, TIMEOUT, GUEST, TIMEOUT)
    assert told[:3] == ["let in"] * 3
    assert "guests" in told[3]
    assert "try again" in told[4]


def test_of_somebody_slack_could_not_tell_about_it_is_not_asked_at_once_again() -> None:
    client = Moody(error("fatal_error"), MEMBER)
    admission = Admission(client, Installation("U0", "B0", "T1", None), RateLimiter())
    assert admission.refuses("U1", DIRECT)
    assert admission.refuses("U1", DIRECT)
    assert client.said == [MEMBER]
    assert not admission.refuses("U2", DIRECT)  # nothing was slow
