"""What is below an answer: pages, sections, roles, sharing. Everything is found again by its id,
nothing is searched for a second time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, BoltResponse

from bot.render.slack import actions, notices
from bot.render.slack.message import Message, Surface
from bot.render.slack.state import MessageState, state_in
from bot.slack.desk import Desk, Thread
from bot.slack.guard.admission import Admission
from bot.slack.guard.deduplication import Deduplication
from bot.slack.send.calls import Clients, is_told
from bot.slack.send.reply import (
    InModal,
    InThread,
    OnlyToAsker,
    OpensModal,
    Reply,
    privately,
    respond,
)
from bot.slack.send.work import Work
from index.question.excerpt import is_long

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Controls:
    """Listeners. What is sent again is done once."""

    desk: Desk
    admission: Admission
    clients: Clients
    work: Work
    deduplication: Deduplication

    def more(self, ack: Ack, action: Payload, body: Payload) -> None:
        """What is shown stands in the block's name; the button's own value says nothing."""
        ack()
        shown = MessageState.unpack(action["block_id"])
        self._do(body, lambda reply: self._turn(shown, reply))

    def menu(self, ack: Ack, action: Payload, body: Payload) -> None:
        """An option that opens an address needs nothing but this acknowledgement."""
        ack()
        chosen, shown = action["selected_option"]["value"], MessageState.unpack(action["block_id"])
        match chosen:
            case actions.MENU_MORE:
                self._do(body, lambda reply: self._turn(shown, reply))
            case actions.MENU_SHARE:
                self._do(body, lambda reply: self._share(shown, body, reply))
            case str() if chosen.startswith(actions.MENU_ROLE):
                id_ = chosen.removeprefix(actions.MENU_ROLE)
                self._do(body, lambda reply: self._role(id_, body, reply))
            case _:
                pass

    def section(self, ack: Ack, action: Payload, body: Payload) -> None:
        ack()
        shown, section = MessageState.unpack(action["block_id"]), action["selected_option"]["value"]
        role = shown.ids[0] if shown and shown.ids else ""
        self._do(body, lambda reply: self._role(role, body, reply, section))

    def role(self, ack: Ack, action: Payload, body: Payload) -> None:
        """A role that was picked, by a button or from a list."""
        ack()
        option = action.get("selected_option") or {}
        id_ = action.get("value") or option.get("value") or ""
        if id_ and not _is_form(body):
            self._do(body, lambda reply: self._role(id_, body, reply))

    def ask(self, ack: Ack, action: Payload, body: Payload) -> None:
        """A question that a button or the Home tab's search box asks."""
        ack()
        question = action.get("value") or ""
        self._do(
            body,
            lambda reply: self.desk.ask(question, reply.surface, threads_of(body)),
            is_long(question),
        )

    def not_mine(self, ack: Ack, body: Payload) -> BoltResponse:
        """Something that the bot has not signed was pressed. What came with it is not gone on
        from, and above all not signed."""
        if view := body.get("view"):
            body = {**body, "view": {**view, "private_metadata": ""}}

        def tell(reply: Reply) -> None:
            privately(reply).show(notices.NOT_MINE)

        self._do(body, tell)
        return ack()

    def nothing(self, ack: Ack) -> None:
        """For buttons that only open an address."""
        ack()

    def in_thread(self, ack: Ack, body: Payload) -> None:
        """Post what a modal shows below the message that it was asked about, once."""
        ack()
        view = body["view"]
        shown = state_in(view["blocks"])
        channel, _, ts = view["private_metadata"].partition(" ")
        user = body["user"]["id"]

        def post(reply: Reply) -> Message:
            if shown is None or not ts:
                return notices.GONE
            share = ("post", channel, ts, shown.pack())
            if not (self.deduplication.is_new(*share) and self.deduplication.is_ours(*share)):
                return notices.ALREADY_SHARED
            place = InThread(self.clients, channel, ts, user, Surface.SHARED)
            error = place.post(self.desk.turn(shown, 0, Surface.SHARED, sharer=user))
            if error is None:
                return notices.POSTED
            self.deduplication.forget(*share)
            return notices.INVITE_ME if is_told(error) else notices.NOT_SHARED

        self._do(body, post)

    def _turn(self, shown: MessageState | None, reply: Reply) -> Message:
        if shown is None:
            return notices.GONE
        return self.desk.turn(shown, shown.page + 1, reply.surface)

    def _role(self, id_: str, body: Payload, reply: Reply, section: str = "") -> Message:
        return self.desk.role(id_, reply.surface, section, threads_of(body))

    def _share(self, shown: MessageState | None, body: Payload, reply: Reply) -> Message | None:
        """In the channel where it was asked, once."""
        if shown is None:
            return notices.GONE
        message_ts = body.get("container", {}).get("message_ts", "")
        share = ("share", message_ts, shown.pack())
        if not (self.deduplication.is_new(*share) and self.deduplication.is_ours(*share)):
            return notices.ALREADY_SHARED
        message = self.desk.turn(shown, shown.page, Surface.SHARED, sharer=body["user"]["id"])
        if not respond(self.clients, body["response_url"], message, response_type="in_channel"):
            self.deduplication.forget(*share)  # they are told to try again
            return notices.NOT_SHARED
        return None

    def _do(
        self, body: Payload, make: Callable[[Reply], Message | None], is_long: bool = False
    ) -> None:
        """Show what `make` says where the person is, once for each time they press."""
        press = ("press", body.get("trigger_id") or "")
        if not self.deduplication.is_new(*press):
            return
        reply = reply_to(body, self.clients)
        user = body["user"]["id"]

        def task() -> None:
            if not self.deduplication.is_ours(*press):
                return
            refusal = self.admission.refuses(user, body)
            if refusal:
                privately(reply).show(refusal)
            elif message := make(reply):
                reply.show(message)

        self.work.submit(task, reply, is_long=is_long)


def reply_to(body: Payload, clients: Clients) -> Reply:
    """Where a person is who has pressed something."""
    user, view = body["user"]["id"], body.get("view")
    if view and view["type"] == "modal":
        metadata = view.get("private_metadata", "")
        return InModal(clients, view["id"], metadata, user, " " in metadata)
    if view:
        return OpensModal(clients, body["trigger_id"], user)
    channel, message = body["channel"]["id"], body.get("message") or {}
    if message and not body.get("container", {}).get("is_ephemeral"):
        surface = Surface.DIRECT if channel.startswith("D") else Surface.THREAD
        ts = message.get("thread_ts") or message["ts"]
        return InThread(clients, channel, ts, user, surface)
    return OnlyToAsker(clients, body["response_url"], channel, user)


def threads_of(body: Payload) -> tuple[Thread, ...]:
    """The thread in which something was pressed."""
    message, channel = body.get("message") or {}, body.get("channel") or {}
    if not message or not channel:
        return ()
    thread = Thread(channel["id"], message.get("thread_ts") or message["ts"])
    return (thread, Thread(thread.channel, "")) if thread.channel.startswith("D") else (thread,)


def _is_form(body: Payload) -> bool:
    """A choice in a form is sent with the form."""
    view = body.get("view") or {}
    return view.get("callback_id") == actions.ASK_ROLE
