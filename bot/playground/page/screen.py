"""What somebody sees at a place: all that the templates are given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.playground.page.place import DIRECT, HOME, Place, channels_of, residents
from bot.playground.records import BOT_USER, Channel, Json, Message, View
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


def see(workspace: Workspace, place: Place) -> Json:
    """To be called while the store is locked."""
    store, grant = workspace.store, workspace.grant
    channel = store.channels[id_] if (id_ := place.channel(store)) else None
    found = workspace.user(place.user).sees(channel.id) if channel else []
    prompts = store.prompts.get(id_ or "") if place.where == DIRECT else None
    return {
        "revision": store.revision,
        "title": _title(place, channel, grant.name),
        "bot": store.people[BOT_USER],
        "people": residents(store),
        "channels": channels_of(store, place.user),
        "channel": channel,
        "has_bot": channel is None or BOT_USER in channel.members,
        "messages": [one for one in found if not one.is_reply][-MOST_MESSAGES:],
        "thread": [one for one in found if place.thread in (one.ts, one.thread_ts)],
        "authors": store.people,
        "replies": Counter(one.thread_ts for one in found if one.is_reply),
        "statuses": store.statuses,
        "home": store.home(place.user) if place.where == HOME else None,
        "modal": store.modal(place.user),
        "surface": lambda shown, pane="": _surface(store, place.user, shown, pane),
        "prompts": prompts["prompts"] if prompts else [],
        "shortcuts": grant.shortcuts,
        "message_shortcuts": grant.message_shortcuts,
        "exchanges": list(enumerate(store.log))[-MOST_EXCHANGES:],
    }


def _title(place: Place, channel: Channel | None, bot: str) -> str:
    if channel and channel.kind != "im":
        return f"# {channel.name}"
    return f"{bot}: {'Messages' if place.where == DIRECT else 'Home'}"


def _surface(store: Store, user: str, shown: Message | View, pane: str) -> Surface:
    """`pane` tells a message from itself where it stands twice."""
    held = store.state(shown, user)["values"]
    errors = shown.errors if isinstance(shown, View) else {}
    return Surface(f"{pane} {shown.id}", shown.blocks, held, errors)
