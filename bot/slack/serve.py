"""`rolebot serve`: everything put together, from the settings to the last answer."""

from __future__ import annotations

import errno
import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from slack_bolt import App
from slack_sdk.signature import SignatureVerifier

from bot.kept.keeper import Keeper
from bot.live.library import Library, Shelf
from bot.live.reload import POLL_SECONDS, Librarian
from bot.live.signal_event import SignalSafeEvent
from bot.pages.links import PageLinks
from bot.pages.site import Site
from bot.render.slack.roles import how_many
from bot.slack.app import create_app
from bot.slack.desk import Desk
from bot.slack.guard.admission import Admission
from bot.slack.guard.deduplication import Claims, Deduplication
from bot.slack.guard.rate_limit import RateLimiter
from bot.slack.listeners.bot import Bot
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
MIN_SECONDS = 1.0  # to finish answers that are under way, however long everything else takes


class Stop(SignalSafeEvent):
    """Set by SIGTERM and by Ctrl-C; SIGHUP asks for the documents to be read again."""

    def __init__(self) -> None:
        super().__init__()
        self.on_reload: Callable[[], None] = lambda: None

    def listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.set())
        signal.signal(signal.SIGHUP, lambda *_: self.on_reload())


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
    """Answer until `stop` is set. `promise` is what is kept about people, in words for them;
    `claims` decide which of several bots answers an event; `on_ready` gets the port. Raises
    SettingsError if Slack refuses a token or if the port is taken, RuntimeError if the bot cannot
    go on."""
    links = _links(settings)
    verifier = None if settings.is_socket else SignatureVerifier(settings.signing_secret)
    gate = Gate(
        verifier=verifier,
        metrics_token=settings.metrics_token,
        is_public=settings.is_public,
    )
    site = Site(links) if links else None
    web = WebServer(create_web(gate, site), settings.host, settings.port)
    _start(web, settings)
    with ExitStack() as services, _grace(gate) as seconds_left:
        services.callback(log.info, "Stopped")
        thinking = services.enter_context(ExitStack())  # ends last, once all work is done
        work = Work()
        services.callback(lambda: work.close(seconds_left()))
        services.callback(web.stop)
        shelf = Shelf(source.load(None))
        clients = Clients.of(settings.bot_token, settings.api_url, settings.signing_secret)
        # it may be time to stop already, since reading a large collection takes a while
        home = None if stop.wait(0) else find_installation(clients, stop.wait)
        if home is None:
            return
        if site:
            site.shelf = shelf
        gate.metrics.watch(shelf, keeper, lambda: work.waiting)
        desk = Desk(shelf, Threads(), keeper, gate.metrics, settings.suggest_url, links)
        thinking.callback(desk.close)
        limiter = RateLimiter(settings.rate_limit)
        admission = Admission(clients.hasty, home, limiter, settings.allow_external)
        bot = Bot(desk, admission, clients, home, work, Deduplication(claims), promise)
        app = gate.app = create_app(bot)
        socket = _connected(services, app, settings, stop)
        services.callback(_reloading(shelf, source, stop).stop)
        gate.open()
        way = "Socket Mode" if socket else f"HTTP on port {web.port}"
        log.info("Ready: %s, %s", way, _size(shelf.library))
        on_ready(web.port)
        _look_after(stop, web, socket, gate)


@contextmanager
def _grace(gate: Gate) -> Iterator[Callable[[], float]]:
    """Closes the gate at the exit, from which on the seconds are counted that are left for
    everything to end."""
    end = 0.0
    try:
        yield lambda: max(MIN_SECONDS, end - time.monotonic())
    finally:
        gate.close("stopping")
        end = time.monotonic() + LAST_SECONDS


def _connected(services: ExitStack, app: App, settings: Settings, stop: Stop) -> Socket | None:
    """The connection of Socket Mode, which ends with the services; None in HTTP mode."""
    if not settings.is_socket:
        return None
    socket = services.enter_context(closing(Socket(app, settings.app_token)))
    socket.connect(stop.wait)
    return socket


def _reloading(shelf: Shelf, source: Source, stop: Stop) -> Librarian:
    """Keeps the shelf up to date until it is stopped."""
    librarian = Librarian(
        shelf,
        lambda: source.load(shelf.library),
        source.content,
        source.manifest,
        source.poll_seconds,
    )
    librarian.start()
    stop.on_reload = librarian.look_now
    return librarian


def _size(library: Library) -> str:
    roles, passages = len(library.index.roles), len(library.index.passages)
    return f"{how_many(roles, 'role')}, {how_many(passages, 'passage')}"


def _look_after(stop: Stop, web: WebServer, socket: Socket | None, gate: Gate) -> None:
    """Return when it is time to stop."""
    while not stop.wait(LOOK_SECONDS):
        if web.has_ended:  # a supervisor restarts the process, but only once it has ended
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


def _unusable(error: OSError, settings: Settings) -> SettingsError:
    """Why the server cannot listen there, and what to do about it."""
    port, host = settings.port, settings.host
    is_unknown_name = (error.errno or 0) < 0  # an error of `getaddrinfo`
    if is_unknown_name or error.errno == errno.EADDRNOTAVAIL:
        fix = "Set one that it has, or leave HOST empty for all of them."
        return SettingsError("HOST", f"This machine has no address {host}.", fix)
    if error.errno == errno.EACCES:
        fix = "Set PORT to one above 1023, or give the process the right (CAP_NET_BIND_SERVICE)."
        return SettingsError("PORT", f"This process may not use port {port}.", fix)
    if error.errno == errno.EADDRINUSE:
        fix = "Stop what has it, or set another one."
        return SettingsError("PORT", f"Port {port} is in use.", fix)
    problem = f"Port {port} cannot be used: {error.strerror}."
    return SettingsError("PORT", problem, "Set another one.")


def _start(web: WebServer, settings: Settings) -> None:
    """In Socket Mode without pages the server has only health and metrics, which the bot can do
    without."""
    try:
        web.start()
    except OSError as error:
        if not settings.is_socket or settings.public_url:
            raise _unusable(error, settings) from error
        log.warning("%s /healthz and /readyz are not there", _unusable(error, settings).problem)
