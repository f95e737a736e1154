"""What somebody sees at a place: all that the templates are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.playground.page.place import DIRECT, HOME, Place, channels_of, residents
from bot.playground.records import BOT_USER, Channel, Json, Message, Person, View
from bot.playground.store import Store
from bot.playground.workspace import Workspace

MOST_MESSAGES = 100  # of a channel, the newest
MOST_EXCHANGES = 50  # the newest


@dataclass(frozen=True, slots=True)
class Surface:
    """Blocks, what has been entered in them, and what is wrong with that, by block_id. `key` is
    that of no other surface on the page."""

    key: str
    blocks: Sequence[Json]
    held: Mapping[str, Mapping[str, Json]]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as it is listed."""

    message: Message
    author: Person
    surface: Surface
    replies: int
    status: str
    """What the bot is said to be doing below it."""


def see(workspace: Workspace, place: Place) -> Json:
    store, grant = workspace.store, workspace.grant
    with store.changed:
        channel = store.channels[id_] if (id_ := place.channel(store)) else None
        found = workspace.user(place.user).sees(channel.id) if channel else []
        open_thread = [
            one for one in found if place.thread and place.thread in (one.ts, one.thread_ts)
        ]
        prompts = store.prompts.get(id_ or "") if place.where == DIRECT else None
        return {
            "revision": store.revision,
            "title": _title(place, channel, grant.name),
            "bot": store.people[BOT_USER],
            "people": residents(store),
            "channels": channels_of(store, place.user),
            "channel": channel,
            "has_bot": channel is None or BOT_USER in channel.members,
            "messages": [
                _entry(store, place, one, found, "main") for one in found if not one.is_reply
            ][-MOST_MESSAGES:],
            "thread": [_entry(store, place, one, found, "thread") for one in open_thread],
            "home": _surface(store, store.home(place.user) if place.where == HOME else None),
            "modal": store.modal(place.user),
            "modal_surface": _surface(store, store.modal(place.user)),
            "prompts": prompts["prompts"] if prompts else [],
            "shortcuts": grant.shortcuts,
            "message_shortcuts": grant.message_shortcuts,
            "exchanges": list(enumerate(store.log))[-MOST_EXCHANGES:],
        }


def _title(place: Place, channel: Channel | None, bot: str) -> str:
    if channel and channel.kind != "im":
        return f"# {channel.name}"
    return f"{bot}: {'Messages' if place.where == DIRECT else 'Home'}"


def _entry(
    store: Store, place: Place, message: Message, found: Sequence[Message], pane: str
) -> Entry:
    """`pane` tells a message from itself where it stands twice."""
    held = store.state(message, place.user)["values"]
    return Entry(
        message,
        store.people[message.user],
        Surface(f"{pane} {message.id}", message.blocks, held, {}),
        sum(one.is_reply and one.thread_ts == message.ts for one in found),
        store.statuses.get((message.channel, message.ts), ""),
    )


def _surface(store: Store, view: View | None) -> Surface | None:
    if view is None:
        return None
    return Surface(view.id, view.blocks, store.state(view, view.user)["values"], view.errors)
