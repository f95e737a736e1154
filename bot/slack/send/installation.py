"""Where the bot is installed, according to Slack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.slack.send.calls import Clients, until_reached


@dataclass(frozen=True, slots=True)
class Installation:
    """The ids of the bot, its workspace and its organisation."""

    bot_user: str
    bot_id: str
    team: str
    enterprise: str | None


def find_installation(clients: Clients, wait: Callable[[float], bool]) -> Installation | None:
    """Ask Slack whose token this is; see `until_reached`."""
    fix = (
        "Copy the Bot User OAuth Token again from your app's page at "
        "api.slack.com/apps: OAuth & Permissions."
    )
    auth = until_reached(clients.repeating.auth_test, wait, "SLACK_BOT_TOKEN", fix)
    if auth is None:
        return None
    return Installation(auth["user_id"], auth["bot_id"], auth["team_id"], auth.get("enterprise_id"))
