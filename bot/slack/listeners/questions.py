"""Questions in words: by `/role`, by mentioning the bot, and in the conversation with it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, BoltContext

from bot.render.slack import notices
from bot.render.slack.message import Surface
from bot.slack.desk import Desk, Thread
from bot.slack.guard.admission import Admission
from bot.slack.guard.deduplication import Deduplication
from bot.slack.listeners.incoming import is_for_people, plain_text
from bot.slack.send.calls import REFUSED, Clients, reason_of
from bot.slack.send.installation import Installation
from bot.slack.send.reply import InAck, InThread, OnlyToAsker, Reply, privately
from bot.slack.send.work import Work
from index.deadline import Deadline
from index.question.excerpt import is_long

log = logging.getLogger(__name__)

Payload = Mapping[str, Any]
STATUS = "is searching the role documents…"


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """Listeners. An event that comes again, or is edited, is answered once."""

    desk: Desk
    admission: Admission
    clients: Clients
    home: Installation
    work: Work
    deduplication: Deduplication

    def command(self, ack: Ack, command: Payload, body: Payload, context: BoltContext) -> None:
        """The answer is the acknowledgement, unless the question is long. A command that comes
        again has had none, and gets the same answer."""
        text, user = command.get("text") or "", command["user_id"]
        if not is_long(text):
            reply: Reply = InAck(ack, self.clients.seal)
            self._answer_command(text, user, body, reply, context["deadline"])
        elif not self.work.has_room:
            InAck(ack, self.clients.seal).show(notices.BUSY)
        else:
            ack()
            reply = OnlyToAsker(self.clients, command["response_url"], command["channel_id"], user)
            self.work.submit(
                lambda: self._answer_command(text, user, body, reply), reply, is_long=True
            )

    def _answer_command(
        self, text: str, user: str, body: Payload, reply: Reply, deadline: Deadline | None = None
    ) -> None:
        if refusal := self.admission.refuses(user, body):
            reply.show(refusal)
            return
        text = plain_text(text, self.home.bot_user)
        reply.show(self.desk.ask(text, reply.surface, deadline=deadline))

    def mention(self, event: Payload, body: Payload) -> None:
        """Answered in the thread, which everybody in the channel can read."""
        if not self._is_new(event, body):
            return
        thread = Thread(event["channel"], event.get("thread_ts") or event["ts"])
        reply = InThread(self.clients, thread.channel, thread.ts, event["user"])
        self.work.submit(
            lambda: self._answer(event, body, reply, (thread,)), reply, is_long=_is_long(event)
        )

    def message(self, event: Payload, body: Payload) -> None:
        """Of all messages only those to the bot alone; mentions come as such."""
        if event.get("channel_type") != "im" or not self._is_new(event, body):
            return
        thread = Thread(event["channel"], event.get("thread_ts") or event["ts"])
        place = self.clients, thread.channel, thread.ts, event["user"]
        reply = InThread(*place, Surface.DIRECT, after=event["ts"])
        # people go on below the last answer or at the top of the conversation
        threads = (thread, Thread(thread.channel, ""))
        self.work.submit(
            lambda: self._answer(event, body, reply, threads), reply, is_long=_is_long(event)
        )

    def _is_new(self, event: Payload, body: Payload) -> bool:
        if not is_for_people(event, self.home.bot_user):
            return False
        is_first = self.deduplication.is_new(body.get("event_id") or "")
        return self.deduplication.is_new(event["channel"], event["ts"]) and is_first

    def _answer(
        self, event: Payload, body: Payload, reply: InThread, threads: tuple[Thread, ...]
    ) -> None:
        if not self.deduplication.is_ours(event["channel"], event["ts"]):
            return
        is_direct = reply.surface is Surface.DIRECT
        if refusal := self.admission.refuses(event["user"], body):
            privately(reply).show(refusal)
            return
        if is_direct:
            self._set_status(reply, STATUS)
        try:
            text = plain_text(event.get("text") or "", self.home.bot_user)
            is_shown = reply.show(self.desk.ask(text, reply.surface, threads))
        except Exception:
            is_shown = False
            raise
        finally:
            if is_direct and not is_shown:  # an answer clears it
                self._set_status(reply, "")

    def _set_status(self, reply: InThread, status: str) -> None:
        """Not every plan has it, and no answer depends on it."""
        try:
            self.clients.hasty.assistant_threads_setStatus(
                channel_id=reply.channel, thread_ts=reply.thread_ts, status=status
            )
        except REFUSED as error:
            log.info("No status: %s", reason_of(error))


def _is_long(event: Payload) -> bool:
    return is_long(event.get("text") or "")
