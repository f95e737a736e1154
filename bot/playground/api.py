"""The Web API without its wire: who may call what, scripted failures, and a record of all calls."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from bot.playground.records import Call, Json, Message, SlackError
from bot.playground.store import Store


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the bot and the workspace know each other by. Drawn at random, since whatever runs in a
    browser on this machine reaches both."""

    bot_token: str = field(default_factory=lambda: f"xoxb-{token_hex()}", repr=False)
    app_token: str = field(default_factory=lambda: f"xapp-{token_hex()}", repr=False)
    signing_secret: str = field(default_factory=token_hex, repr=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """What an app may do and is told of: what its manifest asks for."""

    name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: frozenset[str]
    shortcuts: Mapping[str, str]
    """What the menu for everything calls each, by callback_id."""
    message_shortcuts: Mapping[str, str]
    """What a message's own menu calls each, by callback_id."""

    @classmethod
    def of(cls, manifest: Mapping[str, Any], refused: Iterable[str] = ()) -> Grant:
        """`refused`: optional scopes that the person who installs it does not give."""
        features = manifest["features"]
        scopes = manifest["oauth_config"]["scopes"]
        optional = set(scopes.get("bot_optional", ())) - set(refused)

        def shortcuts(kind: str) -> dict[str, str]:
            there = features.get("shortcuts", ())
            return {one["callback_id"]: one["name"] for one in there if one["type"] == kind}

        return cls(
            name=features["bot_user"]["display_name"],
            scopes=frozenset(scopes["bot"]) | optional,
            events=frozenset(manifest["settings"]["event_subscriptions"]["bot_events"]),
            commands=frozenset(one["command"] for one in features.get("slash_commands", ())),
            shortcuts=shortcuts("global"),
            message_shortcuts=shortcuts("message"),
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire."""

    body: Json
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds until it goes."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a call is answered with instead of what it asks for."""

    error: str = "internal_error"
    status: int = 200
    retry_after: int | None = None
    """Whole seconds; the status is 429 then."""
    delay: float = 0.0
    """Seconds until the answer."""
    performs: bool = False
    """It is done all the same; only the answer is lost."""

    @property
    def answer(self) -> Answer:
        if self.retry_after is None:
            return Answer({"ok": False, "error": self.error}, self.status, {}, self.delay)
        headers = {"Retry-After": str(self.retry_after)}
        return Answer({"ok": False, "error": "ratelimited"}, 429, headers, self.delay)


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Web API, and the scope that it needs, if any."""

    run: Callable[[WebApi, Json], Json]
    scope: str = ""
    is_for_app: bool = False
    """Whether it takes the app's token instead of the bot's."""


@dataclass(frozen=True)
class WebApi:
    """Answers calls."""

    store: Store
    grant: Grant
    secrets: Secrets
    methods: Mapping[str, Method]
    open_socket: Callable[[], str]
    on_post: Callable[[Message], None]
    """Told of what the bot has posted for everybody."""
    failures: defaultdict[str, list[Failure]] = field(default_factory=lambda: defaultdict(list))
    """What becomes of the next calls, by method."""

    def call(self, name: str, args: Json, token: str) -> Answer:
        headers = {"X-OAuth-Scopes": ",".join(sorted(self.grant.scopes))}

        def run() -> Answer:
            try:
                return Answer({"ok": True, **self._run(name, args, token)}, headers=headers)
            except SlackError as error:
                return Answer(error.answer, headers=headers)

        return self.answer(name, args, run)

    def answer(self, name: str, args: Json, run: Callable[[], Answer]) -> Answer:
        """Runs the call unless it is scripted to fail. Nobody sees what it did before it is on
        record."""
        began = time.time()
        with self.store.changed:
            waiting = self.failures[name]
            failure = waiting.pop(0) if waiting else None
            if failure is None:
                answer = run()
            else:
                if failure.performs:
                    run()
                answer = failure.answer
            seconds = time.time() - began
            self.store.note(Call(name, args, began, seconds, answer.body, answer.status))
        return answer

    def _run(self, name: str, args: Json, token: str) -> Json:
        method = self.methods.get(name)
        if method is None:
            raise SlackError("unknown_method")
        if token != (self.secrets.app_token if method.is_for_app else self.secrets.bot_token):
            raise SlackError("invalid_auth")
        if method.scope and method.scope not in self.grant.scopes:
            raise SlackError("missing_scope")
        try:
            return method.run(self, args)
        except KeyError as error:
            raise SlackError("invalid_arguments", [f"missing, or not there: {error}"]) from error
