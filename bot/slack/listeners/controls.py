"""The controls below an answer: pages, sections, roles, sharing. Everything is looked up by its id;
nothing is searched for a second time."""

from __future__ import annotations

from dataclasses import dataclass

from slack_bolt import Ack, BoltResponse

from bot.render.slack import actions, notices
from bot.render.slack.message import Message, Surface
from bot.render.slack.state import MessageState, state_in
from bot.slack.desk import Thread
from bot.slack.listeners.bot import Bot, Payload, threads_at
from bot.slack.send.calls import is_told
from bot.slack.send.reply import InThread, respond
from index.question.excerpt import is_long


@dataclass(frozen=True, slots=True, eq=False)
class Controls:
    """Listeners. What Slack sends again is done once."""

    bot: Bot

    def more(self, ack: Ack, action: Payload, body: Payload) -> None:
        """The block's id holds what is shown; the button's own value says nothing."""
        ack()
        shown = MessageState.unpack(action["block_id"])
        self.bot.press(body, lambda surface: self._turn(shown, surface))

    def menu(self, ack: Ack, action: Payload, body: Payload) -> None:
        """An option that opens an address needs nothing but this acknowledgement."""
        ack()
        chosen, shown = action["selected_option"]["value"], MessageState.unpack(action["block_id"])
        match chosen:
            case actions.MENU_MORE:
                self.bot.press(body, lambda surface: self._turn(shown, surface))
            case actions.MENU_SHARE:
                self.bot.press(body, lambda surface: self._share(shown, body))
            case str() if chosen.startswith(actions.MENU_ROLE):
                id_ = chosen.removeprefix(actions.MENU_ROLE)
                self.bot.press(body, lambda surface: self._role(id_, body, surface))
            case _:
                pass

    def section(self, ack: Ack, action: Payload, body: Payload) -> None:
        ack()
        shown, section = MessageState.unpack(action["block_id"]), action["selected_option"]["value"]
        role = shown.ids[0] if shown and shown.ids else ""
        self.bot.press(body, lambda surface: self._role(role, body, surface, section))

    def role(self, ack: Ack, action: Payload, body: Payload) -> None:
        """A role that was picked, by a button or from a list."""
        ack()
        option = action.get("selected_option") or {}
        id_ = action.get("value") or option.get("value") or ""
        if id_ and not _is_form(body):
            self.bot.press(body, lambda surface: self._role(id_, body, surface))

    def ask(self, ack: Ack, action: Payload, body: Payload) -> None:
        """A question that a button or the Home tab's search box asks."""
        ack()
        question = action.get("value") or ""
        self.bot.press(
            body,
            lambda surface: self.bot.desk.ask(question, surface, _threads_of(body)),
            is_long=is_long(question),
        )

    def not_mine(self, ack: Ack, body: Payload) -> BoltResponse:
        """For a press on something that the bot has not signed. Nothing that came with it is used,
        and above all nothing of it gets signed."""
        if view := body.get("view"):
            body = {**body, "view": {**view, "private_metadata": ""}}
        self.bot.press(body, lambda surface: notices.NOT_MINE, is_private=True)
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
        self.bot.press(body, lambda surface: self._post(shown, channel, ts, body["user"]["id"]))

    def _post(self, shown: MessageState | None, channel: str, ts: str, user: str) -> Message:
        if shown is None or not ts:
            return notices.GONE
        post = ("post", channel, ts, shown.pack())
        if not self.bot.deduplication.is_first(*post):
            return notices.ALREADY_SHARED
        place = InThread(self.bot.clients, channel, ts, user, Surface.SHARED)
        error = place.post(self.bot.desk.turn(shown, 0, Surface.SHARED, sharer=user))
        if error is None:
            return notices.POSTED
        self.bot.deduplication.forget(*post)
        return notices.INVITE_ME if is_told(error) else notices.NOT_SHARED

    def _turn(self, shown: MessageState | None, surface: Surface) -> Message:
        if shown is None:
            return notices.GONE
        return self.bot.desk.turn(shown, shown.page + 1, surface)

    def _role(self, id_: str, body: Payload, surface: Surface, section: str = "") -> Message:
        return self.bot.desk.role(id_, surface, section, _threads_of(body))

    def _share(self, shown: MessageState | None, body: Payload) -> Message | None:
        """Post it in the channel where it was asked, once."""
        if shown is None:
            return notices.GONE
        share = ("share", body.get("container", {}).get("message_ts", ""), shown.pack())
        if not self.bot.deduplication.is_first(*share):
            return notices.ALREADY_SHARED
        user, url = body["user"]["id"], body["response_url"]
        message = self.bot.desk.turn(shown, shown.page, Surface.SHARED, sharer=user)
        if not respond(self.bot.clients, url, message, response_type="in_channel"):
            self.bot.deduplication.forget(*share)  # the notice asks them to try again
            return notices.NOT_SHARED
        return None


def _threads_of(body: Payload) -> tuple[Thread, ...]:
    """The threads that what was pressed goes on from."""
    message, channel = body.get("message") or {}, body.get("channel") or {}
    if not message or not channel:
        return ()
    id_, ts = channel["id"], message.get("thread_ts") or message["ts"]
    return threads_at(id_, ts, is_direct=id_.startswith("D"))


def _is_form(body: Payload) -> bool:
    """A choice in a form is sent with the form."""
    view = body.get("view") or {}
    return view.get("callback_id") == actions.ASK_ROLE
