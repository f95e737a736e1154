"""Brings to the bot what people do, if the manifest asks for it, and does with its
acknowledgement what Slack does."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from dataclasses import replace

from bot.playground.api import WebApi
from bot.playground.couriers import Courier
from bot.playground.elements import SUGGESTIONS
from bot.playground.messages import answer_with, checked
from bot.playground.payloads import changed_event, deleted_event, envelope, message_event
from bot.playground.records import (
    BOT_USER,
    Ack,
    Channel,
    Delivery,
    Json,
    Kind,
    Message,
    SlackError,
    View,
)
from bot.playground.store import Store
from bot.playground.views import MOST_MODALS, checked_view

REASONS = {"operation_timeout": "http_timeout", "dispatch_failed": "http_error"}


class Dispatch:
    """Delivers; `deliveries` says what, and how it was acknowledged."""

    def __init__(self, store: Store, api: WebApi, retry_delays: Sequence[float]) -> None:
        self.courier: Courier | None = None
        self.deliveries: list[Delivery] = []
        self._store = store
        self._api = api
        self._retry_delays = retry_delays
        self._closing = threading.Event()
        self._later: queue.SimpleQueue[tuple[Json, bool] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._worker = threading.Thread(target=self._deliver_later)

    def start(self) -> None:
        self._worker.start()

    def close(self) -> None:
        self._closing.set()
        self._later.put(None)
        if self._worker.is_alive():
            self._worker.join()
        for thread in self._threads:
            thread.join()

    # Events

    def event(self, event: Json, name: str, channel: Channel | None = None) -> Ack:
        """`name` as a manifest has it ("message.im"). Waits for the first attempt only; what is
        not acknowledged comes again in the background."""
        if name not in self._api.grant.events:
            return Ack(error="not_subscribed")
        if channel and BOT_USER not in channel.members:
            return Ack(error="not_in_channel")
        return self._first_attempt(event, bool(channel and channel.kind == "shared"))

    def own_message(self, what: str, message: Message, before: Message | None) -> None:
        """The bot hears of what it does itself, too, a little later."""
        channel = self._store.channels[message.channel]
        subscribed = channel.message_event in self._api.grant.events
        if not subscribed or BOT_USER not in channel.members or self.courier is None:
            return
        at = self._store.timestamp()
        if what == "posted":
            event = message_event(message, self._store.people[BOT_USER], channel)
        elif before:
            event = changed_event(message, before, at, channel)
        else:
            event = deleted_event(message, at, channel)
        self._later.put((event, channel.kind == "shared"))

    def _first_attempt(self, event: Json, shared: bool) -> Ack:
        now = self._store.now()
        body = envelope(event, self._store.new_id("Ev"), now, shared)
        ack = self.deliver("events_api", body)
        if not ack.ok and not self._closing.is_set():
            thread = threading.Thread(target=self._retry, args=(body, ack))
            self._threads.append(thread)
            thread.start()
        return ack

    def _retry(self, body: Json, ack: Ack) -> None:
        for attempt, delay in enumerate(self._retry_delays, start=1):
            if self._closing.wait(delay):
                return
            ack = self.deliver("events_api", body, attempt, REASONS.get(ack.error, "http_error"))
            if ack.ok:
                return

    def _deliver_later(self) -> None:
        while (waiting := self._later.get()) is not None:
            if not self._closing.is_set():
                self._first_attempt(*waiting)

    def deliver(self, kind: Kind, body: Json, attempt: int = 0, reason: str = "") -> Ack:
        if self.courier is None:
            raise RuntimeError("Say where the bot is first: workspace.bot_url = 'http://…'.")
        sent = self._store.now()
        ack = self.courier.deliver(kind, body, attempt, reason)
        with self._store.change():
            self.deliveries.append(Delivery(kind, body, ack, attempt, sent))
        return ack

    # What people wait for

    def command(self, body: Json, response_url: str) -> Ack:
        """What comes back in the acknowledgement is shown as the answer."""
        ack = self.deliver("slash_commands", body)
        said = {"text": ack.body} if isinstance(ack.body, str) else ack.body
        if not ack.ok or not any(said.get(name) for name in ("text", "blocks", "attachments")):
            return ack
        try:
            content = checked(said)
        except SlackError as error:
            return refused(ack, error)
        url = self._store.response_urls[response_url]
        if said.get("response_type") == "in_channel":
            typed = f"{body['command']} {body['text']}".strip()
            self._store.add_message(Message(url.channel, "", url.user, typed))
        answer_with(self._api, url, said, content)
        return ack

    def interaction(self, payload: Json) -> Ack:
        if not self._api.grant.interactive:
            return Ack(error="not_declared")
        return self.deliver("interactive", payload)

    def suggestion(self, payload: Json) -> Ack:
        """The body of the result is what the bot offers, checked."""
        ack = self.interaction(payload)
        if not ack.ok:
            return ack
        problems = list(SUGGESTIONS(ack.body, ""))
        error = "invalid_options" if problems else ""
        return replace(ack, error=error, problems=tuple(problems))

    def submission(self, payload: Json, view: View) -> Ack:
        """The acknowledgement says what becomes of the modal; without a word it closes."""
        ack = self.interaction(payload)
        if not ack.ok:
            return ack
        answer = ack.body if isinstance(ack.body, dict) else {}
        try:
            self._apply(view, answer)
        except SlackError as error:
            return refused(ack, error)
        return ack

    def _apply(self, view: View, answer: Json) -> None:
        action = answer.get("response_action")
        if action is None:
            self._store.close_views(view.user, last_only=True)
        elif action == "clear":
            self._store.close_views(view.user, last_only=False)
        elif action == "errors":
            self._store.set_errors(view, _errors(view, answer))
        elif action == "update":
            self._store.change_view(view, checked_view(answer.get("view"), "modal"))
        elif action == "push":
            if len(self._store.shown_views(view.user)) >= MOST_MODALS:
                raise SlackError("push_limit_reached")
            self._store.push_view(view.user, checked_view(answer.get("view"), "modal"))
        else:
            raise SlackError("invalid_response_action")


def _errors(view: View, answer: Json) -> Json:
    """By block_id of an input block."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    errors: Json = answer.get("errors") or {}
    if not errors or not errors.keys() <= inputs:
        raise SlackError("invalid_errors")
    return errors


def refused(ack: Ack, error: SlackError) -> Ack:
    """It came in time, but Slack cannot show it."""
    metadata = error.more.get("response_metadata")
    problems = metadata["messages"] if isinstance(metadata, dict) else []
    return replace(ack, error=error.code, problems=tuple(problems))
