"""What somebody sees at a place: all that the templates are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.playground.page.place import DIRECT, HOME, Place, channels_of, residents
from bot.playground.page.traffic import Exchange, exchanges
from bot.playground.records import BOT_USER, Channel, Json, Message, Person, Status, View
from bot.playground.state import state_of
from bot.playground.workspace import Workspace

MOST_MESSAGES = 100  # of a channel, the newest


@dataclass(frozen=True, slots=True)
class Surface:
    """Blocks, what has been entered in them, and what is wrong with that, by block_id. `key` is
    that of no other surface on the page."""

    key: str
    blocks: Sequence[Json]
    held: Mapping[str, Mapping[str, Json]]
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as it is listed."""

    message: Message
    author: Person
    surface: Surface
    replies: int
    status: Status | None


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything at once."""

    revision: int
    place: Place
    me: Person
    bot: Person
    people: list[Person]
    channels: list[Channel]
    channel: Channel | None
    """None on the Home tab."""
    has_bot: bool
    """Whether the bot is where they are."""
    messages: list[Entry]
    thread: list[Entry]
    """Its first message first; empty if none is open."""
    home: View | None
    home_surface: Surface | None
    modal: View | None
    modal_surface: Surface | None
    prompts: list[Json]
    shortcuts: dict[str, str]
    message_shortcuts: dict[str, str]
    """What menus call them, by callback_id."""
    exchanges: list[Exchange]

    @property
    def title(self) -> str:
        match self.place.where:
            case _ if self.channel and self.channel.kind != "im":
                return f"# {self.channel.name}"
            case place if place == DIRECT:
                return f"{self.bot.name}: Messages"
            case _:
                return f"{self.bot.name}: Home"


def see(workspace: Workspace, place: Place) -> Screen:
    store = workspace.store
    with store.changed:
        channel = store.channels[id_] if (id_ := place.channel(store)) else None
        found = workspace.user(place.user).sees(channel.id) if channel else []
        home = workspace.home(place.user) if place.where == HOME else None
        modal = workspace.modal(place.user)
        prompts = workspace.prompts(place.user) if place.where == DIRECT else None
        return Screen(
            revision=store.revision,
            place=place,
            me=store.people[place.user],
            bot=store.people[BOT_USER],
            people=residents(store),
            channels=channels_of(store, place.user),
            channel=channel,
            has_bot=channel is None or BOT_USER in channel.members,
            messages=[
                _entry(workspace, place, one, found, "main")
                for one in [one for one in found if not one.is_reply][-MOST_MESSAGES:]
            ],
            thread=[
                _entry(workspace, place, one, found, "thread")
                for one in found
                if place.thread and place.thread in (one.ts, one.thread_ts)
            ],
            home=home,
            home_surface=_surface(workspace, home),
            modal=modal,
            modal_surface=_surface(workspace, modal),
            prompts=prompts["prompts"] if prompts else [],
            shortcuts=_shortcuts(workspace, "global"),
            message_shortcuts=_shortcuts(workspace, "message"),
            exchanges=exchanges(workspace.deliveries(), workspace.calls()),
        )


def _entry(
    workspace: Workspace, place: Place, message: Message, found: Sequence[Message], pane: str
) -> Entry:
    """`pane` tells a message from itself where it stands twice."""
    store = workspace.store
    entered = store.entered.get((message.channel, message.ts, place.user), {})
    return Entry(
        message,
        store.people[message.user],
        Surface(
            f"{pane} {message.ts}", message.blocks, state_of(message.blocks, entered)["values"]
        ),
        sum(one.is_reply and one.thread_ts == message.ts for one in found),
        workspace.status(message.channel, message.ts),
    )


def _surface(workspace: Workspace, view: View | None) -> Surface | None:
    if view is None:
        return None
    entered = workspace.store.entered.get(("view", view.id), {})
    return Surface(view.id, view.blocks, state_of(view.blocks, entered)["values"], view.errors)


def _shortcuts(workspace: Workspace, kind: str) -> dict[str, str]:
    grant = workspace.grant
    names = grant.shortcut_names
    return {name: names[name] for name, of in grant.shortcuts.items() if of == kind}
