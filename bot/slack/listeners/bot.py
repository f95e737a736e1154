"""What every listener works with, and how all of them answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.render.slack.message import Message, Surface
from bot.slack.desk import Desk, Thread
from bot.slack.guard.admission import Admission
from bot.slack.guard.deduplication import Deduplication
from bot.slack.send.calls import Clients
from bot.slack.send.installation import Installation
from bot.slack.send.reply import InModal, InThread, OnlyToAsker, Reply, privately
from bot.slack.send.work import Work

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Bot:
    """`kept` is what is kept about people, in words for them."""

    desk: Desk
    admission: Admission
    clients: Clients
    home: Installation
    work: Work
    deduplication: Deduplication
    kept: str

    def answer(
        self, user: str, body: Payload, reply: Reply, make: Callable[[], Message | None]
    ) -> None:
        """Show what `make` returns, if anything, to a person who gets answers; everybody else is
        told why they get none, where nobody else sees it. `body` is what Slack sent."""
        if refusal := self.admission.refuses(user, body):
            privately(reply).show(refusal)
        elif message := make():
            reply.show(message)

    def submit(
        self,
        body: Payload,
        reply: Reply,
        make: Callable[[], Message | None],
        is_long: bool = False,
    ) -> None:
        """The same behind the acknowledgement; `is_long` if a long message is read for it."""
        user = body["user"]["id"]
        self.work.submit(lambda: self.answer(user, body, reply, make), reply, is_long=is_long)

    def press(
        self,
        body: Payload,
        make: Callable[[Surface], Message | None],
        *,
        is_long: bool = False,
        is_private: bool = False,
    ) -> None:
        """Show what `make` returns where somebody has pressed something, once for each press,
        however often Slack sends it. If `is_private`, nobody else sees it."""
        press = ("press", body.get("trigger_id") or "")
        if not self.deduplication.is_new(*press):
            return
        reply = reply_to(body, self.clients)
        if is_private:
            reply = privately(reply)
        user, make_here = body["user"]["id"], partial(make, reply.surface)

        def task() -> None:
            if self.deduplication.is_ours(*press):
                self.answer(user, body, reply, make_here)

        self.work.submit(task, reply, is_long=is_long)


def reply_to(body: Payload, clients: Clients) -> Reply:
    """The place where a person has pressed something."""
    user, view = body["user"]["id"], body.get("view")
    if view and view["type"] == "modal":
        metadata = view.get("private_metadata", "")
        return InModal(clients, user, view["id"], metadata=metadata, in_thread=" " in metadata)
    if view:
        return InModal(clients, user, trigger_id=body["trigger_id"])
    channel, message = body["channel"]["id"], body.get("message") or {}
    if message and not body.get("container", {}).get("is_ephemeral"):
        surface = Surface.DIRECT if channel.startswith("D") else Surface.THREAD
        ts = message.get("thread_ts") or message["ts"]
        return InThread(clients, channel, ts, user, surface)
    return OnlyToAsker(clients, body["response_url"], channel, user)


def threads_at(channel: str, ts: str, is_direct: bool) -> tuple[Thread, ...]:
    """The threads that something at this place may go on from: in the conversation with the bot
    people write below its last answer or at the top."""
    thread = Thread(channel, ts)
    return (thread, Thread(channel, "")) if is_direct else (thread,)
