"""Brings to the bot what people do, if the manifest asks for it, and does with its
acknowledgement what Slack does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.playground.api import WebApi
from bot.playground.blocks import Suggestions, problems
from bot.playground.couriers import Courier
from bot.playground.methods import checked_view, reply
from bot.playground.payloads import envelope, message_event
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

AT_ONCE = 32  # deliveries in the background


class Dispatch:
    """Delivers by `courier`, and notes how that was acknowledged."""

    def __init__(self, api: WebApi, retry_delays: Sequence[float]) -> None:
        """`retry_delays` in seconds."""
        self.courier: Courier | None = None
        self._api = api
        self._retry_delays = retry_delays
        self._closing = threading.Event()
        self._background = ThreadPoolExecutor(AT_ONCE)

    def close(self) -> None:
        self._closing.set()
        self._background.shutdown()

    def deliver(self, kind: Kind, body: Json, attempt: int = 0, reason: str = "") -> Ack:
        if self.courier is None:
            raise RuntimeError("Say where the bot is first: workspace.bot_url = 'http://…'.")
        began = time.time()
        ack = self.courier.deliver(kind, body, attempt, reason)
        self._api.store.note(Delivery(kind, body, began, ack, attempt))
        return ack

    # Events

    def event(self, event: Json, name: str, channel: Channel | None = None) -> Ack:
        """`name` as a manifest has it ("message.im"). Waits for the first attempt only; what is
        not acknowledged comes again in the background."""
        if name not in self._api.grant.events:
            return Ack(error="not_subscribed")
        if channel and BOT_USER not in channel.members:
            return Ack(error="not_in_channel")
        event_id = self._api.store.new_id("Ev")
        body = envelope(event, event_id, bool(channel and channel.kind == "shared"))
        ack = self.deliver("events_api", body)
        if not ack.ok and not self._closing.is_set():
            self._background.submit(self._retry, body, ack)
        return ack

    def own_message(self, message: Message) -> None:
        """The bot hears of what it posts itself, too, a little later."""
        channel = self._api.store.channels[message.channel]
        event = message_event(message, self._api.store.people[BOT_USER], channel)
        if self.courier and not self._closing.is_set():
            self._background.submit(self.event, event, channel.message_event, channel)

    def _retry(self, body: Json, ack: Ack) -> None:
        for attempt, delay in enumerate(self._retry_delays, start=1):
            if ack.ok or self._closing.wait(delay):
                return
            reason = "http_timeout" if ack.error == "operation_timeout" else "http_error"
            ack = self.deliver("events_api", body, attempt, reason)

    # What people wait for

    def command(self, body: Json, response_url: str) -> Ack:
        """What comes back in the acknowledgement is shown as the answer."""
        ack = self.deliver("slash_commands", body)
        said = {"text": ack.body} if isinstance(ack.body, str) else ack.body
        if not ack.ok or not (said.get("text") or said.get("blocks")):
            return ack
        return _after(ack, lambda: reply(self._api, response_url, said))

    def suggestion(self, payload: Json) -> Ack:
        """The body of the result is what the bot offers, checked."""
        ack = self.deliver("interactive", payload)
        if ack.ok and (wrong := problems(ack.body, Suggestions)):
            return replace(ack, error="invalid_options", problems=tuple(wrong))
        return ack

    def submission(self, payload: Json, view: View) -> Ack:
        """The acknowledgement says what becomes of the modal; without a word it closes."""
        ack = self.deliver("interactive", payload)
        said = ack.body if isinstance(ack.body, dict) else {}
        return _after(ack, lambda: self._apply(view, said)) if ack.ok else ack

    def _apply(self, view: View, answer: Json) -> None:
        store = self._api.store
        match answer.get("response_action"):
            case None:
                store.close_modal(view.user)
            case "errors":
                store.set_errors(view, answer["errors"])
            case "update":
                store.change_view(view, checked_view(answer["view"]))
            case _:
                raise SlackError("invalid_response_action")


def _after(ack: Ack, act: Callable[[], None]) -> Ack:
    """The acknowledgement, or why Slack cannot do what it says."""
    try:
        act()
    except SlackError as error:
        return replace(ack, error=error.code, problems=error.problems)
    return ack
