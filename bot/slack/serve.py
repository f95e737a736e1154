"""`rolebot serve`: everything put together, from the settings to the last answer."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from slack_sdk.signature import SignatureVerifier

from bot.kept.keeper import Keeper
from bot.live.library import Library, Shelf
from bot.live.reload import POLL_SECONDS, Librarian
from bot.live.signal_event import SignalSafeEvent
from bot.pages.links import PageLinks
from bot.pages.site import Site
from bot.slack.app import Parts, create_app
from bot.slack.desk import Desk
from bot.slack.guard.admission import Admission
from bot.slack.guard.deduplication import Claims, Deduplication
from bot.slack.guard.rate_limit import RateLimiter
from bot.slack.metrics import Metrics
from bot.slack.receive.server import WebServer
from bot.slack.receive.socket import Socket
from bot.slack.receive.web import Gate, create_web
from bot.slack.send.calls import Clients
from bot.slack.send.installation import find_installation
from bot.slack.send.work import LAST_SECONDS, Work
from bot.slack.settings import Settings
from bot.slack.threads import Threads
from index.errors import SettingsError
from index.folders import Folder

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
MIN_SECONDS = 1.0  # to finish answers that are under way, whatever else takes its time


class Stop:
    """Set by SIGTERM and by Ctrl-C; SIGHUP asks for the documents to be read again."""

    def __init__(self) -> None:
        self._event = SignalSafeEvent()
        self.on_reload: Callable[[], None] = lambda: None

    def listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._heard)
        signal.signal(signal.SIGHUP, self._reload)

    def set(self) -> None:
        self._event.set()

    def wait(self, seconds: float) -> bool:
        """Whether it is time to stop."""
        return self._event.wait(seconds)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        self.set()

    def _reload(self, number: int, frame: FrameType | None) -> None:
        self.on_reload()


@dataclass(frozen=True, slots=True)
class Source:
    """Where the documents come from. `load` reads them, with the library that it replaces;
    `manifest` is that of their index."""

    load: Callable[[Library | None], Library]
    content: Folder
    manifest: Path
    poll_seconds: float = POLL_SECONDS


def serve(
    settings: Settings,
    source: Source,
    keeper: Keeper,
    promise: str,
    stop: Stop,
    claims: Claims | None = None,
    on_ready: Callable[[int], None] = lambda port: None,
) -> None:
    """Answers until `stop`. `promise` is what is kept about people, in words for them; `claims`
    tell whether of several bots this one is to answer an event; `on_ready` gets the port. Raises
    SettingsError if Slack refuses a token, or if the port is taken; RuntimeError if it cannot go
    on."""
    metrics, work = Metrics(), Work()
    gate = Gate(
        verifier=None if settings.is_socket else SignatureVerifier(settings.signing_secret),
        metrics=metrics,
        metrics_token=settings.metrics_token,
        is_public=settings.is_public,
    )
    links = _links(settings)
    site = Site(links) if links else None
    web = WebServer(create_web(gate, site), settings.host, settings.port)
    _start(web, settings)
    desk: Desk | None = None
    librarian: Librarian | None = None
    socket: Socket | None = None
    try:
        shelf = Shelf(source.load(None))
        if stop.wait(0):  # reading a large collection takes a while
            return
        if site:
            site.shelf = shelf
        metrics.watch(shelf, keeper, lambda: work.waiting)
        clients = Clients.of(settings.bot_token, settings.api_url, settings.signing_secret)
        home = find_installation(clients, stop.wait)
        if home is None:
            return
        desk = Desk(shelf, Threads(), keeper, metrics, settings.suggest_url, links)
        rate_limiter = RateLimiter(settings.rate_limit)
        deduplication = Deduplication(claims)
        admission = Admission(clients.hasty, home, rate_limiter, settings.allow_external)
        gate.app = create_app(Parts(desk, admission, clients, home, work, deduplication, promise))
        if settings.is_socket:
            socket = Socket(gate.app, settings.app_token)
            socket.connect(stop.wait)
        librarian = Librarian(
            shelf,
            lambda: source.load(shelf.library),
            source.content,
            source.manifest,
            source.poll_seconds,
        )
        librarian.start()
        stop.on_reload = librarian.look_now
        gate.open()
        log.info("Ready: %s", "Socket Mode" if socket else f"HTTP on port {web.port}")
        on_ready(web.port)
        _look_after(stop, web, socket, gate)
    finally:
        gate.close("stopping")
        end = time.monotonic() + LAST_SECONDS
        if librarian:
            librarian.stop()
        if socket:
            socket.close()
        web.stop()
        work.close(max(MIN_SECONDS, end - time.monotonic()))
        if desk:
            desk.close()
        log.info("Stopped")


def _look_after(stop: Stop, web: WebServer, socket: Socket | None, gate: Gate) -> None:
    """Until it is time to stop."""
    while not stop.wait(LOOK_SECONDS):
        if web.has_ended:  # whoever watches the process starts it again, but only once it ends
            raise RuntimeError("The HTTP server has ended by itself, and so does the bot")
        if socket is None or socket.is_alive:
            gate.open()
        else:
            gate.close("no connection to Slack")


def _links(settings: Settings) -> PageLinks | None:
    if not settings.public_url:
        return None
    secret = settings.signing_secret or settings.bot_token
    return PageLinks.of(settings.public_url, settings.link_key, secret, settings.link_days)


def _start(web: WebServer, settings: Settings) -> None:
    """In Socket Mode without pages the server only tells how the bot is, so that it can do
    without."""
    try:
        web.start()
    except OSError as error:
        if not settings.is_socket or settings.public_url:
            fix = "Stop what has it, or set another one."
            raise SettingsError("PORT", f"Port {settings.port} cannot be used.", fix) from error
        log.warning("Port %s cannot be used: /healthz and /readyz are not there", settings.port)
