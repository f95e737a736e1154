"""Everything that is so in the workspace at the moment, and how it changes."""

from __future__ import annotations

import copy
import itertools
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from secrets import token_hex
from typing import Any

from bot.playground.blocks import elements_of
from bot.playground.records import (
    BOT_USER,
    Call,
    Channel,
    Delivery,
    Json,
    Message,
    Person,
    SlackError,
    View,
)
from bot.playground.state import state_of

TRIGGER_SECONDS = 3.0


class Store:
    """All state, behind one lock. `changed` is notified whenever something is different."""

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, View] = {}
        self.modals: dict[str, str] = {}
        """The view that each person has open."""
        self.homes: dict[str, str] = {}
        """Each person's Home tab, as a view."""
        self.statuses: dict[tuple[str, str], str] = {}
        """What the bot is said to be doing, by channel and thread."""
        self.prompts: dict[str, Json] = {}
        """What the bot suggests to ask, by channel, as it said it."""
        self.entered: defaultdict[tuple[str, str], dict[tuple[str, str], Json]] = defaultdict(dict)
        """What people have typed and picked and not sent: by person and message or view, then by
        element."""
        self.suggested: dict[tuple[str, str], list[Json]] = {}
        """The options that the bot offered last, by person and element."""
        self.response_urls: dict[str, tuple[str, str]] = {}
        """The person and the channel that each leads to."""
        self.log: list[Call | Delivery] = []
        """What went over the wire, in the order in which it ended."""
        self.revision = 0
        self._messages: dict[tuple[str, str], Message] = {}
        self._triggers: dict[str, tuple[str, float]] = {}
        self._last = 0
        self._numbers = itertools.count(1)

    @contextmanager
    def change(self) -> Iterator[None]:
        with self.changed:
            yield
            self.revision += 1
            self.changed.notify_all()

    def timestamp(self) -> str:
        """A `ts` that no message has yet, later than all of them."""
        with self.changed:
            self._last = max(self._last + 1, int(time.time() * 1_000_000))
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06}"

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):08X}"

    def note(self, one: Call | Delivery) -> None:
        with self.change():
            self.log.append(one)

    # Channels

    def direct(self, user: str) -> Channel:
        """The conversation of a person and the bot, opened if need be."""
        members = frozenset({user, BOT_USER})
        with self.changed:
            for channel in self.channels.values():
                if channel.kind == "im" and channel.members == members:
                    return channel
            return self.add_channel(Channel(self.new_id("D"), "directmessage", "im", members))

    def add_channel(self, channel: Channel) -> Channel:
        with self.change():
            self.channels[channel.id] = channel
            return channel

    # Messages

    def add_message(self, message: Message) -> Message:
        """As a new one, with its own ts and the ids in its blocks that were left out; where it is
        the first reply, its parent becomes the root of a thread."""
        with self.change():
            message = replace(message, ts=self.timestamp(), blocks=self._with_ids(message.blocks))
            self._messages[message.channel, message.ts] = message
            root = self._messages.get((message.channel, message.thread_ts or ""))
            if root and not root.thread_ts and not message.is_ephemeral:
                self._messages[root.channel, root.ts] = replace(root, thread_ts=root.ts)
            if message.from_bot and not message.is_ephemeral:
                self.statuses.pop((message.channel, message.thread_ts or message.ts), None)
            return message

    def change_message(self, message: Message, **changes: Any) -> Message:  # noqa: ANN401 - fields
        with self.change():
            changed = replace(self._messages[message.channel, message.ts], **changes)
            changed = replace(changed, blocks=self._with_ids(changed.blocks))
            self._messages[changed.channel, changed.ts] = changed
            return changed

    def remove_message(self, message: Message) -> None:
        with self.change():
            self._messages.pop((message.channel, message.ts), None)

    def find_message(self, channel: str, ts: str) -> Message | None:
        return self._messages.get((channel, ts))

    def messages(self, channel: str) -> list[Message]:
        """Oldest first, ephemeral ones and replies among them."""
        with self.changed:
            return [one for one in self._messages.values() if one.channel == channel]

    # Views

    def modal(self, user: str) -> View | None:
        return self.views.get(self.modals.get(user, ""))

    def home(self, user: str) -> View | None:
        return self.views.get(self.homes.get(user, ""))

    def open_modal(self, user: str, content: Json) -> View:
        """In place of the one that is open."""
        with self.change():
            self.close_modal(user)
            view = self._show(View(self.new_id("V"), user, content))
            self.modals[user] = view.id
            return view

    def close_modal(self, user: str) -> None:
        with self.change():
            self.views.pop(self.modals.pop(user, ""), None)

    def publish_home(self, user: str, content: Json) -> View:
        with self.change():
            view = self._show(View(self.homes.get(user) or self.new_id("V"), user, content))
            self.homes[user] = view.id
            return view

    def change_view(self, view: View, content: Json) -> View:
        return self._show(replace(view, content=content, errors={}))

    def set_errors(self, view: View, errors: Json) -> None:
        with self.change():
            self.views[view.id] = replace(view, errors=errors)

    def _show(self, view: View) -> View:
        with self.change():
            blocks = list(self._with_ids(view.blocks))
            self.views[view.id] = replace(view, content={**view.content, "blocks": blocks})
            return self.views[view.id]

    def _with_ids(self, blocks: Iterable[Json]) -> tuple[Json, ...]:
        """A copy in which every block and every element has its id."""
        named = copy.deepcopy(tuple(blocks))
        for block in named:
            block.setdefault("block_id", self.new_id("b"))
            for element in elements_of(block):
                element.setdefault("action_id", self.new_id("a"))
        return named

    def state(self, place: Message | View, user: str) -> Json:
        """What this person has typed and picked there."""
        return state_of(place.blocks, self.entered[user, place.id])

    # What lets the bot react

    def new_trigger(self, user: str) -> str:
        """Good for one modal."""
        with self.changed:
            trigger = token_hex(8)
            self._triggers[trigger] = user, time.time() + TRIGGER_SECONDS
            return trigger

    def use_trigger(self, trigger: str) -> str:
        """The person whose modal it opens. Raises SlackError if it cannot be used any more."""
        with self.changed:
            if trigger not in self._triggers:
                raise SlackError("invalid_trigger_id")
            user, expires = self._triggers.pop(trigger)
            if time.time() > expires:
                raise SlackError("expired_trigger_id")
            return user

    def new_response_url(self, user: str, channel: str) -> str:
        """Its name; the address is the server's."""
        name = token_hex(8)
        self.response_urls[name] = user, channel
        return name
