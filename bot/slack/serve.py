"""`rolebot serve`: everything put together, from the environment to the last answer."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from bot.kept.keeper import Keeper
from bot.library import Library, Shelf
from bot.slack.app import Parts, create_app
from bot.slack.desk import Desk
from bot.slack.doorman import Doorman, Home
from bot.slack.reply import REFUSED, Clients, reason_of
from bot.slack.settings import Settings
from bot.slack.threads import Threads
from bot.slack.web import Gate, WebServer, create_web
from bot.slack.work import Work
from index.errors import SettingsError

log = logging.getLogger(__name__)

EVERYWHERE, HERE = "0.0.0.0", "127.0.0.1"  # noqa: S104 - Slack's requests come from outside
PING_SECONDS = 10
SILENT_SECONDS = 3 * PING_SECONDS  # without a pong: nobody is at the other end
LOOK_SECONDS = 0.5
BACKOFF_SECONDS = (1, 2, 5, 10, 30)  # between attempts to reach Slack


class Stop:
    """Set by SIGTERM and by Ctrl-C."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._heard)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        self._event.set()

    def set(self) -> None:
        self._event.set()

    def wait(self, seconds: float) -> bool:
        """Whether it is time to stop."""
        return self._event.wait(seconds)


def serve(
    settings: Settings,
    load: Callable[[], Library],
    keeper: Keeper,
    promise: str,
    stop: Stop,
    on_ready: Callable[[int], None] = lambda port: None,
) -> None:
    """Answers until `stop`. `promise` is what is kept about people, in words for them; `on_ready`
    gets the port. Raises SettingsError if Slack refuses the token, or if the port is
    taken."""
    gate = Gate(verifier=None if settings.is_socket else SignatureVerifier(settings.signing_secret))
    web = WebServer(create_web(gate), HERE if settings.is_socket else EVERYWHERE, settings.port)
    _start(web, settings)
    work = Work()
    socket: Socket | None = None
    try:
        shelf = Shelf(load())
        app = _app(settings, shelf, keeper, promise, work, stop)
        if app is None:
            return
        gate.app = app
        if settings.is_socket:
            socket = Socket(app, settings.app_token)
            socket.connect(stop)
        gate.is_ready, gate.why_not = True, ""
        log.info("Ready: %s", "Socket Mode" if socket else f"HTTP on port {web.port}")
        on_ready(web.port)
        while not stop.wait(LOOK_SECONDS):
            gate.is_ready = socket is None or socket.is_alive
            gate.why_not = "" if gate.is_ready else "no connection to Slack"
    finally:
        gate.is_ready, gate.why_not = False, "stopping"
        if socket:
            socket.close()
        web.stop()
        work.close()
        log.info("Stopped.")


def _start(web: WebServer, settings: Settings) -> None:
    """In Socket Mode the server only tells how the bot is, so that it can do without."""
    try:
        web.start()
    except OSError as error:
        if not settings.is_socket:
            fix = "Stop what has it, or set another one."
            raise SettingsError("PORT", f"Port {settings.port} cannot be used.", fix) from error
        log.warning("Port %s cannot be used: /healthz and /readyz are not there.", settings.port)


def _app(
    settings: Settings, shelf: Shelf, keeper: Keeper, promise: str, work: Work, stop: Stop
) -> App | None:
    """None if it was stopped before Slack could be reached."""
    clients = Clients.of(settings.bot_token, settings.api_url)
    home = _find_home(clients, stop)
    if home is None:
        return None
    desk = Desk(shelf, Threads(), keeper, settings.suggest_url)
    doorman = Doorman(clients.repeating, home, settings.allow_external)
    return create_app(Parts(desk, doorman, clients, home, work, promise))


def _find_home(clients: Clients, stop: Stop) -> Home | None:
    """Asks Slack whose token this is, again and again until it answers."""
    for attempt in range(1_000_000):
        try:
            told = clients.repeating.auth_test()
            return Home(told["user_id"], told["bot_id"], told["team_id"], told.get("enterprise_id"))
        except REFUSED as error:
            if isinstance(error, SlackApiError) and error.response.status_code == 200:
                raise SettingsError(
                    "SLACK_BOT_TOKEN",
                    f"Slack refuses it: {reason_of(error)}.",
                    "Copy the Bot User OAuth Token again from your app's page at "
                    "api.slack.com/apps: OAuth & Permissions.",
                ) from error
            wait = BACKOFF_SECONDS[min(attempt, len(BACKOFF_SECONDS) - 1)]
            log.warning("Slack cannot be reached (%s), next try in %s s", reason_of(error), wait)
            if stop.wait(wait):
                return None
    return None


class Socket:
    """The connection of Socket Mode."""

    def __init__(self, app: App, app_token: str) -> None:
        self._handler = SocketModeHandler(app, app_token, ping_interval=PING_SECONDS)

    def connect(self, stop: Stop) -> None:
        """Once it has worked, slack_sdk sees to it that there is a connection again."""
        for attempt in range(1_000_000):
            try:
                self._handler.connect()  # type: ignore[no-untyped-call]
                return
            except SlackApiError as error:
                if error.response.status_code == 200:
                    raise SettingsError(
                        "SLACK_APP_TOKEN",
                        f"Slack refuses it: {reason_of(error)}.",
                        "Make one with the scope connections:write on your app's page at "
                        "api.slack.com/apps: Basic Information, App-Level Tokens. Socket Mode has "
                        "to be on, too.",
                    ) from error
                log.warning("No connection to Slack: %s", reason_of(error))
            except Exception as error:
                log.warning("No connection to Slack: %s", reason_of(error))
            if stop.wait(BACKOFF_SECONDS[min(attempt, len(BACKOFF_SECONDS) - 1)]):
                return

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
