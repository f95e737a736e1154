"""The Web API without its wire: who may call what, scripted failures, and a record of all calls."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import Literal

from bot.playground.manifest import Grant
from bot.playground.records import Call, Json, Message, SlackError
from bot.playground.store import Store

ON_MESSAGE = Callable[[str, Message, Message | None], None]
"""Told "posted", "changed" or "deleted", of which message, and what it was before."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the bot and the workspace know each other by. Drawn at random, since whatever runs in a
    browser on this machine reaches both."""

    bot_token: str = field(default_factory=lambda: f"xoxb-{token_hex()}", repr=False)
    app_token: str = field(default_factory=lambda: f"xapp-{token_hex()}", repr=False)
    signing_secret: str = field(default_factory=token_hex, repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """What happens to a call instead of what it asks for."""

    error: str = "internal_error"
    status: int = 200
    retry_after: int | None = None
    """Whole seconds; the answer is 429 then."""
    delay: float = 0.0
    """Seconds until the answer."""
    performs: bool = False
    """It is done all the same; only the answer is lost."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire."""

    body: Json
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Web API. One of the scopes is enough; none of them needed if empty."""

    run: Callable[[WebApi, Json], Json]
    scopes: tuple[str, ...] = ()
    caller: Literal["bot", "app", "anyone"] = "bot"
    """Whose token it takes."""


class WebApi:
    """Answers calls."""

    def __init__(
        self,
        store: Store,
        grant: Grant,
        methods: Mapping[str, Method],
        on_message: ON_MESSAGE,
        open_socket: Callable[[], str],
        secrets: Secrets,
    ) -> None:
        self.store = store
        self.grant = grant
        self.on_message = on_message
        self.open_socket = open_socket
        self.secrets = secrets
        self.calls: list[Call] = []
        self._methods = methods
        self._failures: dict[str, list[Failure]] = {}
        self._lock = threading.Lock()

    def fail(self, method: str, failure: Failure, times: int) -> None:
        with self._lock:
            self._failures.setdefault(method, []).extend([failure] * times)

    def next_failure(self, method: str) -> Failure | None:
        with self._lock:
            waiting = self._failures.get(method)
            return waiting.pop(0) if waiting else None

    def call(self, name: str, args: Json, token: str | None) -> Answer:
        began = self.store.now()
        failure = self.next_failure(name)
        if failure and not failure.performs:
            answer = failed(failure)
        else:
            answer = Answer(self._run(name, args, token), headers=self._scopes(name))
            answer = failed(failure) if failure else answer
        self.record(name, args, answer, began)
        return answer

    def record(self, name: str, args: Json, answer: Answer, began: float) -> None:
        """`began` as `store.now` had it."""
        with self.store.change():
            now = self.store.now()
            call = Call(name, args, now, answer.body, answer.status, max(now - began, 0.0))
            self.calls.append(call)

    def need(self, *scopes: str) -> None:
        """One of them."""
        if scopes and not self.grant.scopes & set(scopes):
            raise SlackError(
                "missing_scope", needed=scopes[0], provided=",".join(sorted(self.grant.scopes))
            )

    def _run(self, name: str, args: Json, token: str | None) -> Json:
        try:
            method = self._methods.get(name)
            if method is None:
                raise SlackError("unknown_method", req_method=name)
            if method.caller != "anyone":
                self._check_token(method, token)
            self.need(*method.scopes)
            with self.store.changed:
                return {"ok": True, **method.run(self, args)}
        except SlackError as error:
            return {"ok": False, "error": error.code, **error.more}

    def _check_token(self, method: Method, token: str | None) -> None:
        if not token:
            raise SlackError("not_authed")
        tokens = {"bot": self.secrets.bot_token, "app": self.secrets.app_token}
        if token not in tokens.values():
            raise SlackError("invalid_auth")
        if token != tokens[method.caller]:
            raise SlackError("not_allowed_token_type")

    def _scopes(self, name: str) -> Mapping[str, str]:
        method = self._methods.get(name)
        return {
            "X-OAuth-Scopes": ",".join(sorted(self.grant.scopes)),
            "X-Accepted-OAuth-Scopes": ",".join(method.scopes if method else ()),
        }


def failed(failure: Failure) -> Answer:
    answer = Answer({"ok": False, "error": failure.error}, failure.status, {}, failure.delay)
    if failure.retry_after is None:
        return answer
    limited = {"ok": False, "error": "ratelimited"}
    headers = {"Retry-After": str(failure.retry_after)}
    return replace(answer, body=limited, status=429, headers=headers)


def required(args: Json, name: str) -> str:
    value = args.get(name)
    if value in (None, ""):
        message = f"[ERROR] missing required field: {name}"
        raise SlackError("invalid_arguments", response_metadata={"messages": [message]})
    return str(value)
