"""Where an answer goes, and what to do when it cannot go there.

A message is sent again only if Slack has said that it did not take it (429). After a lost
connection or a server error it may have been posted, and must not be posted twice: then the asker
gets it in a way that nobody else sees.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from slack_sdk.webhook import WebhookClient

from bot.render.slack import frame
from bot.render.slack.message import Block, Message, Surface
from bot.render.slack.modals import answer_view
from bot.slack.send.calls import (
    REFUSED,
    TIMEOUT,
    Clients,
    Patient,
    is_known_lost,
    is_of_slack,
    reason_of,
    try_call,
)
from bot.slack.send.seal import Seal

log = logging.getLogger(__name__)

ATTEMPTS = 2  # if it is known that the first came to nothing
MAX_REPLIES = 100
MAX_HOST = 100  # characters of a host name in the log


class Reply(Protocol):
    """A place for answers."""

    @property
    def surface(self) -> Surface: ...

    def show(self, message: Message) -> bool:
        """Whether the message is there. If not, the asker gets it in another way, if there is one.
        What Slack or the network refuse is logged, never raised."""


@dataclass(frozen=True, slots=True)
class InThread:
    """Below a message in a channel, or in the conversation with one person."""

    clients: Clients
    channel: str
    thread_ts: str
    user: str
    surface: Surface = Surface.THREAD
    # The timestamp of the message that is answered, before which there can be no answer to it.
    after: str = "0"

    def show(self, message: Message) -> bool:
        is_lost = False
        for _ in range(ATTEMPTS):
            error = self.post(message)
            if error is None:
                return True
            if is_lost := is_known_lost(error):
                break
            is_there = self._is_there(message)
            if is_there:
                return True
            if is_there is None:
                break
            is_lost = True
        self.to_asker().show(frame.only_for_you(message, is_lost))
        return False

    def post(self, message: Message) -> Exception | None:
        """Post here or nowhere. Returns what kept it from being posted, as far as is known."""
        return try_call(
            "Not posted in a thread",
            self.clients.posting.chat_postMessage,
            channel=self.channel,
            thread_ts=self.thread_ts,
            **self.clients.seal.message(message),
        )

    def to_asker(self) -> Whisper:
        """The same place, seen by the asker alone."""
        return Whisper(self.clients, self.channel, self.user, self.thread_ts)

    def _is_there(self, message: Message) -> bool | None:
        """Whether the message was posted although Slack did not respond. None if that is not known:
        it can be looked up only in direct messages, and with the scope im:history."""
        if self.surface is not Surface.DIRECT:
            return None
        try:
            found = self.clients.repeating.conversations_replies(
                channel=self.channel, ts=self.thread_ts, oldest=self.after, limit=MAX_REPLIES
            )
        except REFUSED as failure:
            log.warning("Replies cannot be read: %s", reason_of(failure))
            return None
        posted: Sequence[Mapping[str, Any]] = found.get("messages", ())
        later = (one for one in posted if float(one.get("ts") or 0) > float(self.after))
        return any(one.get("text") == message.text for one in later)


@dataclass(frozen=True, slots=True)
class Whisper:
    """In a channel, where one person alone sees it and only if they are active there at the moment;
    otherwise in the conversation with them."""

    clients: Clients
    channel: str
    user: str
    thread_ts: str | None = None
    surface: Surface = Surface.EPHEMERAL

    def show(self, message: Message) -> bool:
        error = try_call(
            "Not shown to the asker alone",
            self.clients.posting.chat_postEphemeral,
            channel=self.channel,
            user=self.user,
            thread_ts=self.thread_ts,
            **self.clients.seal.message(message),
        )
        return error is None or send_direct(self.clients, self.user, message)


@dataclass(frozen=True, slots=True)
class OnlyToAsker:
    """By the `response_url` of what the person did; nobody else sees it."""

    clients: Clients
    response_url: str
    channel: str
    user: str
    surface: Surface = Surface.EPHEMERAL

    def show(self, message: Message) -> bool:
        is_there = respond(self.clients, self.response_url, message, response_type="ephemeral")
        return is_there or Whisper(self.clients, self.channel, self.user).show(message)


@dataclass(frozen=True, slots=True)
class InModal:
    """In the modal `view_id`, which is open, or in a new one by a `trigger_id`. Once that has
    expired the answer comes as a direct message."""

    clients: Clients
    user: str
    view_id: str = ""
    trigger_id: str = ""
    metadata: str = ""
    in_thread: bool = False
    surface: Surface = Surface.MODAL

    def show(self, message: Message) -> bool:
        view = answer_view(message, self.metadata, self.in_thread)
        if self._show(view):
            return True
        send_direct(self.clients, self.user, message)
        return False

    def _show(self, view: Block) -> bool:
        if not self.view_id:
            return open_view("Modal not opened", self.clients, self.trigger_id, view, self.user)
        update = self.clients.repeating.views_update
        sealed = self.clients.seal.view(view, self.user)
        return try_call("Modal not updated", update, view_id=self.view_id, view=sealed) is None


@dataclass(frozen=True, slots=True)
class InAck:
    """In the acknowledgement itself."""

    ack: Callable[..., Any] = field(repr=False)
    seal: Seal
    surface: Surface = Surface.EPHEMERAL

    def show(self, message: Message) -> bool:
        self.ack(response_type="ephemeral", **self.seal.message(message))
        return True


def respond(clients: Clients, response_url: str, message: Message, **how: object) -> bool:
    """Whether Slack took the message. An address that is not Slack's is not called."""
    if not is_of_slack(response_url, clients.posting.base_url):
        log.warning("response_url is not Slack's, and was not called: %s", _host_of(response_url))
        return False
    client = WebhookClient(response_url, timeout=TIMEOUT, retry_handlers=[Patient()])
    try:
        answer = client.send_dict(
            {**clients.seal.message(message), "replace_original": False, **how}
        )
    except REFUSED as error:
        log.warning("response_url failed: %s", reason_of(error))
        return False
    if answer.status_code != 200:
        log.warning("response_url refused: %s", answer.status_code)
    return answer.status_code == 200


def open_view(what: str, clients: Clients, trigger_id: str, view: Block, user: str) -> bool:
    """Open a modal for `user`, unless the trigger has expired: then the log says `what`."""
    sealed = clients.seal.view(view, user)
    opens = clients.posting.views_open
    return try_call(what, opens, trigger_id=trigger_id, view=sealed) is None


def send_direct(clients: Clients, user: str, message: Message) -> bool:
    """Whether it got into the conversation with `user`, which is the last resort."""
    arguments = {"channel": user, **clients.seal.message(message)}
    post, what = clients.posting.chat_postMessage, "No way to reach the asker"
    return try_call(what, post, logging.ERROR, **arguments) is None


def _host_of(url: str) -> str:
    """The part of a `response_url` that may be logged: whoever has all of it can post."""
    try:
        return repr((urlsplit(url).hostname or "")[:MAX_HOST])
    except ValueError:
        return "no address"


def privately(reply: Reply) -> Reply:
    """The same place, or one nearby where only the asker sees what is shown."""
    if isinstance(reply, InThread) and reply.surface is not Surface.DIRECT:
        return reply.to_asker()
    return reply
