"""A Slack workspace on this machine, for a real bot: it speaks HTTP and Socket Mode as Slack does.

    with Workspace(manifest, mode="socket") as workspace:
        ada = workspace.add_person("U1", "ada")
        workspace.add_channel("C1", "general", members=["U1"])
        …  # start the bot with workspace.base_url, .bot_token and .app_token
        ada.command("/role", "architect", "C1")
        assert "Architect" in ada.sees("C1")[-1].text

Nothing leaves the loopback interface. Waiting is always bounded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Literal, TypeVar

from bot.playground import directory, messages, views
from bot.playground.actor import Actor
from bot.playground.api import Failure, Secrets, WebApi
from bot.playground.couriers import FORM, HttpCourier, signature
from bot.playground.dispatch import Dispatch
from bot.playground.manifest import Grant
from bot.playground.payloads import VERIFICATION
from bot.playground.records import (
    BOT_USER,
    Ack,
    Call,
    Channel,
    ChannelKind,
    Delivery,
    Json,
    Kind,
    Message,
    Person,
    PersonKind,
    Status,
    View,
)
from bot.playground.server import Page, Server
from bot.playground.sockets import SocketServer
from bot.playground.store import Store

T = TypeVar("T")
Mode = Literal["http", "socket"]

METHODS = {**messages.METHODS, **views.METHODS, **directory.METHODS}
ACK_SECONDS = 3.0
POLL_SECONDS = 0.02  # at most, between two looks at what is waited for
RETRY_DELAYS = (0.0, 60.0, 300.0)  # seconds: at once, after a minute, after five


class Workspace:
    """What is in it, what people do in it, and what the bot did; a context manager."""

    bot_user = BOT_USER

    def __init__(
        self,
        manifest: Mapping[str, Any],
        *,
        mode: Mode,
        bot_url: str = "",
        refused_scopes: Iterable[str] = (),
        ack_seconds: float = ACK_SECONDS,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        clock: Callable[[], float] = time.time,
        port: int = 0,
        secrets: Secrets | None = None,
    ) -> None:
        """`bot_url` is the bot's request URL, for mode "http"; it can be set later.
        `ack_seconds` and `retry_delays` are Slack's own, in seconds; shorter ones make for quick
        tests. `refused_scopes` are optional ones that were not given at the installation. `port`
        is where the workspace listens, 0 for any. `secrets` are new ones by default. Raises OSError
        if it cannot listen."""
        self.mode = mode
        self.secrets = secrets or Secrets()
        self.grant = Grant.of(manifest, refused_scopes)
        self.store = Store(clock)
        self.store.people[BOT_USER] = Person(BOT_USER, self.grant.name, "bot")
        self.socket = SocketServer(ack_seconds)
        api = WebApi(
            self.store, self.grant, METHODS, self._told, self.socket.open_url, self.secrets
        )
        self._api = api
        self._dispatch = Dispatch(self.store, api, retry_delays)
        try:
            self._server = Server(api, port)
        except OSError:
            self.socket.close()
            raise
        self._http = HttpCourier(bot_url, ack_seconds, self.secrets.signing_secret)
        self._dispatch.courier = self.socket if mode == "socket" else None
        if bot_url:
            self.bot_url = bot_url

    def __enter__(self) -> Workspace:
        self._server.start()
        self.socket.start()
        self._dispatch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._dispatch.close()
        self.socket.close()
        self._server.close()

    @property
    def bot_token(self) -> str:
        return self.secrets.bot_token

    @property
    def app_token(self) -> str:
        return self.secrets.app_token

    @property
    def signing_secret(self) -> str:
        return self.secrets.signing_secret

    @property
    def url(self) -> str:
        """Of the server, without a path."""
        return self._server.url

    @property
    def base_url(self) -> str:
        """For the bot's client, instead of https://slack.com/api/."""
        return f"{self._server.url}/api/"

    @property
    def pages(self) -> dict[str, Page]:
        """What the server also answers, by a path's first part: `{"": front_page}`."""
        return self._server.pages

    @property
    def bot_url(self) -> str:
        """Where the bot takes requests, in mode "http"."""
        return self._http.url

    @bot_url.setter
    def bot_url(self, url: str) -> None:
        self._http.url = url
        if self.mode == "http":
            self._dispatch.courier = self._http

    # Who and where

    def add_person(self, user: str, name: str = "", kind: PersonKind = "member") -> Actor:
        with self.store.change():
            self.store.people[user] = Person(user, name or user.lower(), kind)
        return self.user(user)

    def add_channel(
        self,
        channel: str,
        name: str = "",
        kind: ChannelKind = "public",
        members: Iterable[str] = (),
        with_bot: bool = True,
    ) -> Channel:
        there = frozenset(members) | ({BOT_USER} if with_bot else set())
        with self.store.change():
            added = Channel(channel, name or channel.lower(), kind, there)
            self.store.channels[channel] = added
        return added

    def archive(self, channel: str) -> None:
        with self.store.change():
            self.store.channels[channel] = replace(self.store.channels[channel], archived=True)

    def user(self, user: str) -> Actor:
        """To act as them."""
        person = self.store.people[user]
        return Actor(person, self.store, self.grant, self._dispatch, self._server.url)

    # What is there

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Message]:
        """Oldest first, ephemeral ones among them; of a thread, with its first message."""
        found = self.store.messages(channel)
        return [one for one in found if thread_ts in (None, one.ts, one.thread_ts)]

    def direct(self, user: str) -> str:
        """The channel of a person and the bot."""
        return self.store.direct(user).id

    def home(self, user: str) -> View | None:
        return self.store.views.get(self.store.homes.get(user, ""))

    def modal(self, user: str) -> View | None:
        """The one that they see."""
        shown = self.store.shown_views(user)
        return shown[-1] if shown else None

    def modals(self, user: str) -> list[View]:
        """On top of each other, the visible one last."""
        return self.store.shown_views(user)

    def status(self, channel: str, thread_ts: str) -> Status | None:
        return self.store.status(channel, thread_ts)

    def prompts(self, user: str) -> Json | None:
        """The suggested ones, in their conversation with the bot."""
        return self.store.prompts.get(self.direct(user))

    def calls(self, method: str | None = None) -> list[Call]:
        """Of the Web API and of response_urls (as "response_url"), oldest first."""
        with self.store.changed:
            return [one for one in self._api.calls if method in (None, one.method)]

    def deliveries(self, kind: Kind | None = None) -> list[Delivery]:
        """What was brought to the bot, oldest first; retries each for themselves."""
        with self.store.changed:
            return [one for one in self._dispatch.deliveries if kind in (None, one.kind)]

    # What happens

    def fail(
        self,
        method: str,
        error: str = "internal_error",
        *,
        times: int = 1,
        status: int = 200,
        retry_after: int | None = None,
        delay: float = 0.0,
        performs: bool = False,
    ) -> None:
        """The next calls of it are refused, or are late (seconds): see `api.Failure`. `method` is
        one of the Web API, or "response_url"."""
        self._api.fail(method, Failure(error, status, retry_after, delay, performs), times)

    def advance(self, seconds: float) -> None:
        """Lets time pass: triggers, response_urls and statuses run out by it."""
        self.store.advance(seconds)

    def wait_for(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:
        """What it returns as soon as that is true; a TimeoutError after so many seconds."""
        deadline = time.monotonic() + timeout
        while not (found := predicate()):
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"Not so within {timeout} seconds.")
            with self.store.changed:
                self.store.changed.wait(min(left, POLL_SECONDS))
        return found

    def event(self, event: Json, name: str = "") -> Ack:
        """Any other event; `name` as a manifest has it, where that is not its type."""
        event = {"event_ts": self.store.timestamp(), **event}
        return self._dispatch.event(event, name or event["type"])

    def redeliver(self, delivery: Delivery) -> Ack:
        """The same once more, as Slack does when it has lost an acknowledgement."""
        attempt = delivery.attempt + 1
        return self._dispatch.deliver(delivery.kind, delivery.body, attempt, "http_timeout")

    def verify_url(self) -> Ack:
        """What Slack asks first of a request URL; it has to answer with the challenge."""
        challenge = "3eZbrw1aB10FEMAGAZd4FyFQ"
        body = {"token": VERIFICATION, "challenge": challenge, "type": "url_verification"}
        ack = self._http.deliver("events_api", body)
        answered = ack.body.get("challenge") if isinstance(ack.body, dict) else ack.body
        right = answered == challenge
        return ack if right or not ack.ok else replace(ack, error="challenge_failed")

    def post_raw(
        self,
        raw: bytes,
        content_type: str = FORM,
        *,
        secret: str | None = "",
        age: float = 0.0,
    ) -> Ack:
        """Any request to the bot, in mode "http": signed so many seconds ago with `secret`, or with
        the workspace's own if that is empty; unsigned if it is None."""
        used = secret if secret is None else secret or self.signing_secret
        signed = {} if used is None else signature(raw, used, time.time() - age)
        return self._http.post(raw, {"Content-Type": content_type, **signed})

    def _told(self, what: str, message: Message, before: Message | None) -> None:
        self._dispatch.own_message(what, message, before)
