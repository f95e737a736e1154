"""Who is let in, by what Slack says of a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.slack.doorman import Doorman
from bot.slack.installed import Home
from bot.slack.pace import Pace

DIRECT = {"event": {"type": "message", "channel_type": "im"}}


class Directory(WebClient):
    """Says the same of everybody."""

    def __init__(self, person: Mapping[str, Any]) -> None:
        super().__init__("xoxb-1")
        self._person = person

    def users_info(self, *, user: str, **_: object) -> Any:  # noqa: ANN401
        return {"user": {"id": user, **self._person}}


def is_refused(person: Mapping[str, Any], enterprise: str | None = None) -> bool:
    home = Home("U0", "B0", "T1", enterprise)
    return Doorman(Directory(person), home, Pace()).refuses("U1", DIRECT) is not None


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
