"""The Home tab, the conversation's prompts, and the shortcuts' modals."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from slack_bolt import Ack, BoltContext

from bot.answers.decide import list_roles
from bot.render.slack import actions, notices
from bot.render.slack.home import Documents, home_view, notice_home
from bot.render.slack.message import Block, Message, Surface
from bot.render.slack.modals import answer_view, ask_view
from bot.render.slack.picker import role_options
from bot.slack.listeners.bot import Bot, Payload
from bot.slack.listeners.forms import picked, typed
from bot.slack.listeners.incoming import plain_text, text_of
from bot.slack.send.calls import try_call
from bot.slack.send.reply import InModal, open_view, send_direct
from index.question.excerpt import is_long

MAX_PROMPTS = 4


@dataclass(frozen=True, slots=True, eq=False)
class HomeTab:
    """Listeners."""

    bot: Bot

    def opened(self, event: Payload, body: Payload) -> None:
        user, work = event["user"], self.bot.work
        if event.get("tab") == "messages":
            work.submit(lambda: self._set_prompts(event["channel"], user, body))
        else:
            work.submit(lambda: self._publish(user, body))

    def stopped(self, event: Payload) -> None:
        """Somebody has pressed stop. By then the answer is there, so there is nothing to do."""

    def ask_role(self, ack: Ack, body: Payload) -> None:
        """The global shortcut, which opens a form."""
        ack()
        clients, trigger, user = self.bot.clients, body["trigger_id"], body["user"]["id"]

        def show_form() -> None:
            form = ask_view(self.bot.desk.library.index.roles)
            if not open_view("Form not opened", clients, trigger, form, user):
                send_direct(clients, user, notices.TOO_LATE)

        self.bot.submit(body, InModal(clients, user, trigger_id=trigger), show_form)

    def find_owner(self, ack: Ack, body: Payload) -> None:
        """The message shortcut: which role owns what a message asks about."""
        ack()
        message, user, trigger = body.get("message") or {}, body["user"]["id"], body["trigger_id"]
        metadata = f"{body['channel']['id']} {message.get('thread_ts') or message.get('ts', '')}"
        reply = InModal(
            self.bot.clients, user, trigger_id=trigger, metadata=metadata, in_thread=True
        )
        written = text_of(message)

        def find() -> Message:
            text = plain_text(written, self.bot.home.bot_user)
            if not text:
                return notices.NO_WORDS
            return self.bot.desk.ask(text, Surface.MODAL, is_own=False)

        self.bot.submit(body, reply, find, is_long(written))

    def asked(self, ack: Ack, body: Payload, view: Payload, context: BoltContext) -> None:
        """The form was sent; its answer takes its place."""
        user, desk = body["user"]["id"], self.bot.desk
        if refusal := self.bot.admission.refuses(user, body):
            ack(response_action="update", view=answer_view(refusal))
            return
        role = picked(view, actions.ROLE_PICK)
        question = plain_text(typed(view, actions.QUESTION), self.bot.home.bot_user)
        if not question and not role:
            ack(response_action="errors", errors={actions.QUESTION: notices.NOTHING_ASKED})
            return
        title = desk.title_of(role)
        if title and not question:
            message = desk.role(role, Surface.MODAL)
        else:
            asked = ": ".join(filter(None, (title, question)))
            message = desk.ask(asked, Surface.MODAL, deadline=context["deadline"])
        answer = self.bot.clients.seal.view(answer_view(message), user)
        ack(response_action="update", view=answer)

    def options(self, ack: Ack, payload: Payload, body: Payload) -> None:
        """Roles for what has been typed; none for a person who gets no answers, since others'
        answers in a channel have such a select, too."""
        is_barred = self.bot.admission.bars(body["user"]["id"], body)
        roles = () if is_barred else self.bot.desk.library.index.roles
        options = role_options(roles, payload.get("value") or "")
        ack(options=self.bot.clients.seal.options(options, body))

    def _set_prompts(self, channel: str, user: str, body: Payload) -> None:
        """Prompts are made from the documents. There are none in threads, where Slack ignores
        them."""
        samples = self.bot.desk.library.index.samples[:MAX_PROMPTS]
        if not samples or self.bot.admission.bars(user, body):
            return
        prompts = [{"title": sample, "message": sample} for sample in samples]
        call = self.bot.clients.repeating.assistant_threads_setSuggestedPrompts
        try_call("No prompts", call, logging.INFO, channel_id=channel, prompts=prompts)

    def _publish(self, user: str, body: Payload) -> None:
        refusal = self.bot.admission.refuses(user, body)
        view = notice_home(refusal) if refusal else self._home_view()
        sealed = self.bot.clients.seal.view(view, user)
        publish = self.bot.clients.repeating.views_publish
        try_call("Home tab not shown", publish, user_id=user, view=sealed)

    def _home_view(self) -> Block:
        library, problems = self.bot.desk.library, self.bot.desk.shelf.problems
        indexed = f"on {library.built:%-d %B %Y at %H:%M} UTC"
        documents = Documents(list_roles(library.index).roles, indexed, problems)
        return home_view(documents, library.index.samples, self.bot.kept)
