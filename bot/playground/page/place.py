"""Where somebody is in the workspace: what an address of the page says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from bot.playground.records import Channel, Person
from bot.playground.store import Store

HOME, DIRECT = "home", "messages"
"""The bot's own tabs, which stand where a channel's id may."""


@dataclass(frozen=True, slots=True)
class Place:
    """`where` is a channel's id, HOME or DIRECT; `thread` is the one that is open, "" if none."""

    user: str
    where: str
    thread: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], store: Store) -> Place:
        """The nearest that there is to what is asked for."""
        people = [person.id for person in residents(store)]
        user = query.get("as", "")
        user = user if user in people else people[0]
        rooms = [*(channel.id for channel in channels_of(store, user)), HOME, DIRECT]
        where = query.get("in", "")
        where = where if where in rooms else rooms[0]
        place = cls(user, where)
        thread = query.get("thread", "")
        channel = place.channel(store)
        there = channel is not None and store.find_message(channel, thread) is not None
        return replace(place, thread=thread) if there else place

    def channel(self, store: Store) -> str | None:
        """Its id, also that of the conversation with the bot; None on the Home tab."""
        if self.where == HOME:
            return None
        return store.direct(self.user).id if self.where == DIRECT else self.where

    def address(self, **changes: str) -> str:
        """Of this place, or of another one: `place.address(thread="")`."""
        there = replace(self, **changes)
        thread = {"thread": there.thread} if there.thread else {}
        return "/?" + urlencode({"as": there.user, "in": there.where, **thread})


def residents(store: Store) -> list[Person]:
    """Whom one can be."""
    return [one for one in store.people.values() if one.kind != "bot"]


def channels_of(store: Store, user: str) -> list[Channel]:
    """Those that they are in, in the order in which they were made."""
    there = list(store.channels.values())
    return [one for one in there if one.kind != "im" and user in one.members]
