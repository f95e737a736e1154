"""The connection of Socket Mode: the bot calls Slack, and Slack sends over that what happens."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.slack.installed import PASSING, backoff
from bot.slack.reply import is_told, reason_of
from index.errors import SettingsError

log = logging.getLogger(__name__)

PING_SECONDS = 10
SILENT_SECONDS = 3 * PING_SECONDS  # without a pong: nobody is at the other end


class Socket:
    """Once it is there, slack_sdk sees to it that there is one again when it is lost."""

    def __init__(self, app: App, app_token: str) -> None:
        self._handler = SocketModeHandler(app, app_token, ping_interval=PING_SECONDS)

    def connect(self, wait: Callable[[float], bool]) -> None:
        """Until it works; `wait` waits so many seconds and says whether to give up. Raises
        SettingsError if Slack refuses the token."""
        attempt = 0
        while True:
            try:
                self._handler.connect()  # type: ignore[no-untyped-call]
                return
            except Exception as error:  # slack_sdk raises all kinds
                if is_told(error) and reason_of(error) not in PASSING:
                    raise SettingsError(
                        "SLACK_APP_TOKEN",
                        f"Slack refuses it: {reason_of(error)}.",
                        "Make one with the scope connections:write on your app's page at "
                        "api.slack.com/apps: Basic Information, App-Level Tokens. Socket Mode has "
                        "to be on, too.",
                    ) from error
                log.warning("No connection to Slack: %s", reason_of(error))
            if wait(backoff(attempt)):
                return
            attempt += 1

    @property
    def is_alive(self) -> bool:
        """Whether there is a connection, and somebody at its other end."""
        session = self._handler.client.current_session
        if session is None or not self._handler.client.is_connected():
            return False
        heard = session.last_ping_pong_time
        return heard is None or time.time() - heard < SILENT_SECONDS

    def close(self) -> None:
        self._handler.client.auto_reconnect_enabled = False
        self._handler.close()  # type: ignore[no-untyped-call]
