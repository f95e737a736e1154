"""What a workspace holds: frozen records; a change is a new record in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Json: TypeAlias = dict[str, Any]

PersonKind = Literal["member", "guest", "single_channel_guest", "external", "bot"]
ChannelKind = Literal["public", "shared", "im"]
Kind = Literal["events_api", "slash_commands", "interactive"]
"""How something is delivered to the bot, in Socket Mode's words."""

HOME_TEAM = "T0HOME"
OTHER_TEAM = "T0OTHER"
APP = "A0APP"
BOT_USER = "U0BOT"
BOT = "B0BOT"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, or a bot with one."""

    id: str
    name: str
    kind: PersonKind = "member"

    @property
    def team(self) -> str:
        return OTHER_TEAM if self.kind == "external" else HOME_TEAM

    @property
    def restrictions(self) -> dict[str, bool]:
        """What Slack says of guests."""
        is_ultra = self.kind == "single_channel_guest"
        return {"is_restricted": is_ultra or self.kind == "guest", "is_ultra_restricted": is_ultra}


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation; one with a single person and the bot is an "im"."""

    id: str
    name: str
    kind: ChannelKind = "public"
    members: frozenset[str] = frozenset()

    @property
    def type(self) -> str:
        """As an event has it."""
        return "im" if self.kind == "im" else "channel"

    @property
    def message_event(self) -> str:
        """What a manifest calls the messages of such a channel."""
        return "message.im" if self.kind == "im" else "message.channels"


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is now. `(channel, ts)` identifies it."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: tuple[Json, ...] = ()
    thread_ts: str | None = None
    """The thread's first message, also on that message itself once it has replies."""
    viewer: str | None = None
    """Who alone sees it; None unless it is ephemeral."""
    edited_ts: str | None = None
    extra: Json = field(default_factory=dict)
    """Whatever else Slack shows of it, such as attachments."""

    @property
    def id(self) -> str:
        return f"{self.channel}-{self.ts}"

    @property
    def is_ephemeral(self) -> bool:
        return self.viewer is not None

    @property
    def is_reply(self) -> bool:
        return self.thread_ts not in (None, self.ts)

    @property
    def from_bot(self) -> bool:
        return self.user == BOT_USER

    def payload(self) -> Json:
        """As Slack shows it in events and answers."""
        shown: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        shown["team"] = HOME_TEAM
        if self.blocks:
            shown["blocks"] = list(self.blocks)
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        if self.from_bot:
            shown |= {"bot_id": BOT, "app_id": APP}
        if self.edited_ts:
            shown["edited"] = {"user": self.user, "ts": self.edited_ts}
        return shown | self.extra


@dataclass(frozen=True, slots=True)
class View:
    """A modal or somebody's Home tab."""

    id: str
    user: str
    content: Json
    """As the bot gave it, with the ids filled in that it left out."""
    errors: Json = field(default_factory=dict)
    """What was wrong at the last submission: what to show, by block_id."""

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.content["blocks"]
        return blocks


@dataclass(frozen=True, slots=True)
class Ack:
    """How the bot acknowledged something, and what it said with that."""

    status: int = 0
    """The HTTP status, 200 for an acknowledgement in Socket Mode; 0 for none at all."""
    body: Json | str = ""
    seconds: float = 0.0
    error: str = ""
    """What the person is told, in Slack's words: "operation_timeout", "dispatch_failed", … Or why
    nothing was sent: "not_subscribed", "not_declared"."""
    problems: tuple[str, ...] = ()
    """What is wrong with the message, the view, or the options in the body."""
    message: Message | None = None
    """What the person wrote, where they wrote something."""

    @property
    def ok(self) -> bool:
        return self.status == 200 and not self.error


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API, or (as "response_url") of such an address."""

    method: str
    args: Json
    time: float
    """When it began, in seconds since 1970."""
    seconds: float
    """How long it took."""
    response: Json
    status: int

    @property
    def ok(self) -> bool:
        return self.status == 200 and bool(self.response.get("ok"))


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to bring something to the bot."""

    kind: Kind
    body: Json
    time: float
    """When it set out, in seconds since 1970."""
    ack: Ack
    attempt: int
    """0 for the first; later ones are retries."""


class SlackError(Exception):
    """The Web API refuses: `code` is what Slack calls it; `problems`, what it finds wrong."""

    def __init__(self, code: str, problems: Iterable[str] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.problems = tuple(f"[ERROR] {one}" for one in problems)

    @property
    def answer(self) -> Json:
        told: Json = {"ok": False, "error": self.code}
        return told | ({"response_metadata": {"messages": self.problems}} if self.problems else {})
