"""Questions in words: `/role`, mentions of the bot, and the conversation with it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from slack_bolt import Ack, BoltContext

from bot.render.slack import notices
from bot.render.slack.message import Message, Surface
from bot.slack.listeners.bot import Bot, Payload, threads_at
from bot.slack.listeners.incoming import is_for_people, plain_text
from bot.slack.send.calls import try_call
from bot.slack.send.reply import InAck, InThread, OnlyToAsker, privately
from index.deadline import Deadline
from index.question.excerpt import is_long

STATUS = "is searching the role documents…"


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """Listeners. An event that comes again, or is edited, is answered once."""

    bot: Bot

    def command(self, ack: Ack, command: Payload, body: Payload, context: BoltContext) -> None:
        """The answer is the acknowledgement, unless the question is long. A command is not
        deduplicated: Slack only repeats one that it has no answer to."""
        bot, text, user = self.bot, command.get("text") or "", command["user_id"]
        in_ack = InAck(ack, bot.clients.seal)

        def ask(deadline: Deadline | None = None) -> Message:
            asked = plain_text(text, bot.home.bot_user)
            return bot.desk.ask(asked, Surface.EPHEMERAL, deadline=deadline)

        if not is_long(text):
            bot.answer(user, body, in_ack, lambda: ask(context["deadline"]))
        elif not bot.work.has_room:
            in_ack.show(notices.BUSY)
        else:
            ack()
            url, channel = command["response_url"], command["channel_id"]
            reply = OnlyToAsker(bot.clients, url, channel, user)
            bot.work.submit(lambda: bot.answer(user, body, reply, ask), reply, is_long=True)

    def mention(self, event: Payload, body: Payload) -> None:
        """Answered in the thread, where everybody in the channel can read it."""
        if self._is_new(event, body):
            self._submit(event, body, Surface.THREAD)

    def message(self, event: Payload, body: Payload) -> None:
        """Only direct messages to the bot are answered here; a mention is an event of its own."""
        if event.get("channel_type") == "im" and self._is_new(event, body):
            self._submit(event, body, Surface.DIRECT)

    def _is_new(self, event: Payload, body: Payload) -> bool:
        if not is_for_people(event, self.bot.home.bot_user):
            return False
        is_first = self.bot.deduplication.is_new(body.get("event_id") or "")
        return self.bot.deduplication.is_new(event["channel"], event["ts"]) and is_first

    def _submit(self, event: Payload, body: Payload, surface: Surface) -> None:
        channel, ts, user = event["channel"], event["ts"], event["user"]
        reply = InThread(
            self.bot.clients, channel, event.get("thread_ts") or ts, user, surface, after=ts
        )
        is_long_one = is_long(event.get("text") or "")
        self.bot.work.submit(lambda: self._answer(event, body, reply), reply, is_long=is_long_one)

    def _answer(self, event: Payload, body: Payload, reply: InThread) -> None:
        if not self.bot.deduplication.is_ours(event["channel"], event["ts"]):
            return
        if refusal := self.bot.admission.refuses(event["user"], body):
            privately(reply).show(refusal)
            return
        is_direct, is_shown = reply.surface is Surface.DIRECT, False
        if is_direct:
            self._set_status(reply, STATUS)
        threads = threads_at(reply.channel, reply.thread_ts, is_direct)
        try:
            text = plain_text(event.get("text") or "", self.bot.home.bot_user)
            is_shown = reply.show(self.bot.desk.ask(text, reply.surface, threads))
        finally:
            if is_direct and not is_shown:  # an answer clears the status
                self._set_status(reply, "")

    def _set_status(self, reply: InThread, status: str) -> None:
        """No answer depends on it: not every plan has a status."""
        try_call(
            "No status",
            self.bot.clients.hasty.assistant_threads_setStatus,
            logging.INFO,
            channel_id=reply.channel,
            thread_ts=reply.thread_ts,
            status=status,
        )
