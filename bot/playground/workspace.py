"""A Slack workspace on this machine, for a real bot: it speaks HTTP and Socket Mode as Slack does,
as far as the bot uses it.

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
from typing import Any, Literal, Self, TypeVar

from bot.playground.actor import Actor
from bot.playground.api import Failure, Grant, Secrets, WebApi
from bot.playground.couriers import FORM, HttpCourier, signature
from bot.playground.dispatch import Dispatch
from bot.playground.methods import METHODS
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
    View,
)
from bot.playground.server import Page, Server
from bot.playground.sockets import SocketServer
from bot.playground.store import Store

T = TypeVar("T")
Mode = Literal["http", "socket"]

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
        refused_scopes: Iterable[str] = (),
        ack_seconds: float = ACK_SECONDS,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        port: int = 0,
        secrets: Secrets | None = None,
    ) -> None:
        """`ack_seconds` and `retry_delays` are Slack's own, in seconds; shorter ones make for quick
        tests. `refused_scopes` are optional ones that were not given at the installation. `port`
        is where the workspace listens, 0 for any. `secrets` are new ones by default. Raises OSError
        if it cannot listen."""
        self.mode = mode
        self.grant = Grant.of(manifest, refused_scopes)
        self.store = Store()
        self.store.people[BOT_USER] = Person(BOT_USER, self.grant.name, "bot")
        self.secrets = secrets or Secrets()
        self.bot_token, self.app_token = self.secrets.bot_token, self.secrets.app_token
        self.signing_secret = self.secrets.signing_secret
        self._api = WebApi(
            self.store,
            self.grant,
            self.secrets,
            METHODS,
            lambda: self.socket.open_url(),
            lambda message: self._dispatch.own_message(message),
        )
        self._server = Server(self._api, port)
        self.url = self._server.url
        """Of the server, without a path."""
        self.base_url = f"{self.url}/api/"
        """For the bot's client, instead of https://slack.com/api/."""
        self.socket = SocketServer(ack_seconds)
        self._http = HttpCourier("", ack_seconds, self.signing_secret)
        self._dispatch = Dispatch(self._api, retry_delays)
        self._dispatch.courier = self.socket if mode == "socket" else None

    def __enter__(self) -> Self:
        self._server.start()
        self.socket.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._dispatch.close()
        self.socket.close()
        self._server.close()

    @property
    def bot_url(self) -> str:
        """Where the bot takes requests, in mode "http"."""
        return self._http.url

    @bot_url.setter
    def bot_url(self, url: str) -> None:
        self._http.url = url
        self._dispatch.courier = self._http

    def add_page(self, path: str, page: Page) -> None:
        """Answers a path, such as "/static/{name}", with a page."""
        self._server.add(path, page)

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
        return self.store.add_channel(Channel(channel, name or channel.lower(), kind, there))

    def user(self, user: str) -> Actor:
        """To act as them."""
        return Actor(self.store.people[user], self._api, self._dispatch, f"{self.url}/response/")

    # What is there

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Message]:
        """Oldest first, ephemeral ones among them; of a thread, with its first message."""
        found = self.store.messages(channel)
        return [one for one in found if thread_ts in (None, one.ts, one.thread_ts)]

    def direct(self, user: str) -> str:
        """The channel of a person and the bot."""
        return self.store.direct(user).id

    def home(self, user: str) -> View | None:
        return self.store.home(user)

    def modal(self, user: str) -> View | None:
        return self.store.modal(user)

    def status(self, channel: str, thread_ts: str) -> str | None:
        """What the bot is said to be doing there."""
        return self.store.statuses.get((channel, thread_ts)) or None

    def prompts(self, user: str) -> Json | None:
        """The suggested ones, in their conversation with the bot."""
        return self.store.prompts.get(self.direct(user))

    def calls(self, method: str | None = None) -> list[Call]:
        """Of the Web API and of response_urls (as "response_url"), oldest first."""
        with self.store.changed:
            found = [one for one in self.store.log if isinstance(one, Call)]
        return [one for one in found if method in (None, one.method)]

    def deliveries(self, kind: Kind | None = None) -> list[Delivery]:
        """What was brought to the bot, oldest first; retries each for themselves."""
        with self.store.changed:
            found = [one for one in self.store.log if isinstance(one, Delivery)]
        return [one for one in found if kind in (None, one.kind)]

    # What happens

    def fail(
        self,
        method: str,
        error: str = "internal_error",
        *,
        times: int = 1,
        **how: Any,  # noqa: ANN401
    ) -> None:
        """The next calls of it are refused, or are late: `how` as in `Failure`. `method` is one of
        the Web API, or "response_url"."""
        self._api.failures[method] += [Failure(error, **how)] * times

    def wait_for(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:
        """What it returns as soon as that is true. Raises TimeoutError after `timeout` seconds."""
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

    def post_raw(self, raw: bytes, content_type: str = FORM, *, secret: str = "") -> Ack:
        """Any request to the bot, in mode "http"; signed with the workspace's own secret unless
        there is another."""
        signed = signature(raw, secret or self.signing_secret)
        return self._http.post(raw, {"Content-Type": content_type, **signed})
