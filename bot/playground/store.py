"""Everything that is so in the workspace at the moment, and how it changes."""

from __future__ import annotations

import copy
import itertools
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from bot.playground.records import (
    BOT_USER,
    HOME_TEAM,
    Channel,
    Json,
    Message,
    Person,
    SlackError,
    Status,
    View,
)
from bot.playground.walk import elements_of, inner_blocks

TRIGGER_SECONDS = 3.0
STATUS_SECONDS = 120.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass(frozen=True, slots=True)
class Trigger:
    """What lets the bot open one modal for whoever did something."""

    user: str
    expires: float
    view: str | None = None
    """The modal in which they did it."""


@dataclass(frozen=True, slots=True)
class ResponseUrl:
    """Where the bot can answer to something that a person did."""

    user: str
    channel: str
    expires: float
    original: Message | None = None
    """The message that they used; None for a slash command."""
    uses: int = 0


class Store:
    """All state, behind one lock. `changed` is notified whenever something is different.

    The methods that raise a SlackError do so where the Web API would."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, View] = {}
        self.modals: dict[str, list[str]] = {}
        """Each person's open modals, the visible one last."""
        self.homes: dict[str, str] = {}
        self.statuses: dict[tuple[str, str], Status] = {}
        self.prompts: dict[str, Json] = {}
        self.titles: dict[tuple[str, str], str] = {}
        self.sessions: dict[tuple[str, str], str] = {}
        self.entered: dict[tuple[str, ...], dict[tuple[str, str], Json]] = {}
        """What people have typed and picked and not sent, by message or view, then by element."""
        self.triggers: dict[str, Trigger] = {}
        self.spent: set[str] = set()
        self.response_urls: dict[str, ResponseUrl] = {}
        self.revision = 0
        self._messages: dict[tuple[str, str], Message] = {}
        self._clock = clock
        self._ahead = 0.0
        self._last = 0
        self._numbers = itertools.count(1)

    # Time and names

    def now(self) -> float:
        """Seconds since 1970, by the workspace's own clock."""
        return self._clock() + self._ahead

    def advance(self, seconds: float) -> None:
        with self.change():
            self._ahead += seconds

    def timestamp(self) -> str:
        """A `ts` that no message has yet, later than all of them."""
        with self.changed:
            self._last = max(self._last + 1, int(self.now() * 1_000_000))
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06}"

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):08X}"

    @contextmanager
    def change(self) -> Iterator[None]:
        with self.changed:
            yield
            self.revision += 1
            self.changed.notify_all()

    # People and channels

    def person(self, user: object) -> Person:
        found = self.people.get(str(user))
        if found is None:
            raise SlackError("user_not_found")
        return found

    def channel(self, channel: object) -> Channel:
        found = self.channels.get(str(channel))
        if found is None:
            raise SlackError("channel_not_found")
        return found

    def direct(self, user: str) -> Channel:
        """The conversation of a person and the bot, opened if need be."""
        members = frozenset({user, BOT_USER})
        for channel in self.channels.values():
            if channel.kind == "im" and channel.members == members:
                return channel
        with self.change():
            opened = Channel(self.new_id("D"), "directmessage", "im", members)
            self.channels[opened.id] = opened
            return opened

    # Messages

    def add_message(self, message: Message) -> Message:
        """As a new one, with its own ts and the ids in its blocks that were left out; where it is
        the first reply, its parent becomes the root of a thread."""
        with self.change():
            blocks = self.with_ids(list(message.blocks))
            message = replace(message, ts=self.timestamp(), blocks=tuple(blocks))
            self._messages[message.channel, message.ts] = message
            root = self._messages.get((message.channel, message.thread_ts or ""))
            if root and not root.thread_ts and not message.is_ephemeral:
                self._messages[root.channel, root.ts] = replace(root, thread_ts=root.ts)
            if message.from_bot and not message.is_ephemeral:
                self.statuses.pop((message.channel, message.thread_ts or message.ts), None)
            return message

    def change_message(self, message: Message, **changes: Any) -> Message:  # noqa: ANN401 - fields
        with self.change():
            if "blocks" in changes:
                changes["blocks"] = tuple(self.with_ids(list(changes["blocks"])))
            current = self._messages.get((message.channel, message.ts))
            if current is None:
                raise SlackError("message_not_found")
            changed = replace(current, **changes)
            self._messages[changed.channel, changed.ts] = changed
            return changed

    def remove_message(self, message: Message) -> None:
        with self.change():
            self._messages.pop((message.channel, message.ts), None)

    def find_message(self, channel: object, ts: object) -> Message | None:
        return self._messages.get((str(channel), str(ts)))

    def messages(self, channel: str) -> list[Message]:
        """Oldest first, ephemeral ones and replies among them."""
        with self.changed:
            found = [one for one in self._messages.values() if one.channel == channel]
            return sorted(found, key=lambda one: float(one.ts))

    # Views

    def add_view(
        self, user: str, content: Json, root: str | None = None, previous: str | None = None
    ) -> View:
        with self.change():
            id_ = self.new_id("V")
            view = View(id_, user, self._content(content), self._hash(), root or id_, previous)
            self.views[id_] = view
            return view

    def change_view(self, view: View, content: Json) -> View:
        with self.change():
            changed = replace(view, content=self._content(content), hash=self._hash(), errors={})
            self.views[view.id] = changed
            return changed

    def set_errors(self, view: View, errors: Json) -> None:
        with self.change():
            self.views[view.id] = replace(view, errors=errors)

    def open_view(self, user: str, content: Json) -> View:
        """In place of all modals that are open."""
        with self.change():
            view = self.add_view(user, content)
            self.modals[user] = [view.id]
            return view

    def push_view(self, user: str, content: Json) -> View:
        with self.change():
            stack = self.modals.setdefault(user, [])
            below = self.views[stack[-1]] if stack else None
            view = self.add_view(
                user, content, below.root if below else None, below.id if below else None
            )
            stack.append(view.id)
            return view

    def close_views(self, user: str, last_only: bool) -> None:
        with self.change():
            stack = self.modals.get(user, [])
            for gone in stack[-1:] if last_only else list(stack):
                stack.remove(gone)
                del self.views[gone]

    def publish(self, user: str, content: Json) -> View:
        with self.change():
            there = self.views.get(self.homes.get(user, ""))
            view = self.change_view(there, content) if there else self.add_view(user, content)
            self.homes[user] = view.id
            return view

    def shown_views(self, user: str) -> list[View]:
        with self.changed:
            return [self.views[one] for one in self.modals.get(user, ())]

    def _content(self, content: Json) -> Json:
        return {**copy.deepcopy(content), "blocks": self.with_ids(content["blocks"])}

    def _hash(self) -> str:
        return f"{int(self.now())}.{secrets.token_hex(4)}"

    def with_ids(self, blocks: list[Json]) -> list[Json]:
        """A copy in which every block and every element has its id."""
        blocks = copy.deepcopy(blocks)
        for block in inner_blocks(blocks):
            block.setdefault("block_id", self.new_id("b"))
            for element in elements_of(block):
                element.setdefault("action_id", self.new_id("a"))
        return blocks

    # What lets the bot react

    def new_trigger(self, user: str, view: str | None = None) -> str:
        with self.changed:
            trigger = f"{next(self._numbers)}.{secrets.token_hex(8)}"
            self.triggers[trigger] = Trigger(user, self.now() + TRIGGER_SECONDS, view)
            return trigger

    def use_trigger(self, trigger: object) -> Trigger:
        with self.changed:
            name = str(trigger)
            if name in self.spent:
                raise SlackError("exchanged_trigger_id")
            found = self.triggers.get(name)
            if found is None:
                raise SlackError("invalid_trigger_id")
            if self.now() > found.expires:
                raise SlackError("expired_trigger_id")
            self.spent.add(name)
            return found

    def new_response_url(self, user: str, channel: str, original: Message | None = None) -> str:
        """Its name; the address is the server's."""
        with self.changed:
            name = f"{HOME_TEAM}/{next(self._numbers)}/{secrets.token_hex(8)}"
            expires = self.now() + RESPONSE_SECONDS
            self.response_urls[name] = ResponseUrl(user, channel, expires, original)
            return name

    # Statuses

    def status(self, channel: str, thread_ts: str) -> Status | None:
        """None if there is none, or none any more."""
        found = self.statuses.get((channel, thread_ts))
        return found if found and found.expires > self.now() else None

    def set_status(self, channel: str, thread_ts: str, text: str, extra: Json) -> None:
        with self.change():
            self.statuses.pop((channel, thread_ts), None)
            if text:
                expires = self.now() + STATUS_SECONDS
                self.statuses[channel, thread_ts] = Status(channel, thread_ts, text, expires, extra)
