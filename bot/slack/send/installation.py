"""Where the bot is installed, as Slack says."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.slack.send.calls import REFUSED, Clients, is_told, reason_of
from index.errors import SettingsError

log = logging.getLogger(__name__)

BACKOFF_SECONDS = (1, 2, 5, 10, 30)  # between attempts to reach Slack


@dataclass(frozen=True, slots=True)
class Installation:
    """The ids of the bot, its workspace and its organisation."""

    bot_user: str
    bot_id: str
    team: str
    enterprise: str | None


def find_installation(clients: Clients, wait: Callable[[float], bool]) -> Installation | None:
    """Asks Slack whose token this is, until it answers; `wait` waits so many seconds and says
    whether to give up, in which case it is None. Raises SettingsError if Slack refuses the
    token."""
    attempt = 0
    while True:
        try:
            told = clients.repeating.auth_test()
            return Installation(
                told["user_id"], told["bot_id"], told["team_id"], told.get("enterprise_id")
            )
        except REFUSED as error:
            if is_told(error):
                raise SettingsError(
                    "SLACK_BOT_TOKEN",
                    f"Slack refuses it: {reason_of(error)}.",
                    "Copy the Bot User OAuth Token again from your app's page at "
                    "api.slack.com/apps: OAuth & Permissions.",
                ) from error
            seconds = backoff(attempt)
            log.warning("Slack cannot be reached (%s), next try in %s s", reason_of(error), seconds)
            if wait(seconds):
                return None
        attempt += 1


def backoff(attempt: int) -> float:
    """Seconds to wait after this attempt, counted from 0."""
    return BACKOFF_SECONDS[min(attempt, len(BACKOFF_SECONDS) - 1)]
