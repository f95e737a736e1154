"""The Home tab, the conversation's prompts, and the shortcuts' modals."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, BoltContext

from bot.answers.decide import list_roles
from bot.render.slack import actions, notices
from bot.render.slack.home import Documents, home_view, notice_home
from bot.render.slack.message import Surface
from bot.render.slack.modals import answer_view, ask_view
from bot.render.slack.picker import role_options
from bot.slack.desk import Desk
from bot.slack.guard.admission import Admission
from bot.slack.listeners.incoming import plain_text, text_of
from bot.slack.send.calls import REFUSED, Clients, reason_of
from bot.slack.send.installation import Installation
from bot.slack.send.reply import OpensModal, send_direct
from bot.slack.send.work import Work
from index.question.excerpt import is_long

log = logging.getLogger(__name__)

Payload = Mapping[str, Any]
MAX_PROMPTS = 4


@dataclass(frozen=True, slots=True, eq=False)
class HomeTab:
    """Listeners."""

    desk: Desk
    admission: Admission
    clients: Clients
    home: Installation
    work: Work
    kept: str
    """What is kept about people, in words for them."""

    def opened(self, event: Payload, body: Payload) -> None:
        if event.get("tab") == "messages":
            self.work.submit(lambda: self._set_prompts(event["channel"], event["user"], body))
        else:
            self.work.submit(lambda: self._publish(event["user"], body))

    def stopped(self, event: Payload) -> None:
        """Somebody pressed stop; by then the answer is there."""

    def ask_role(self, ack: Ack, body: Payload) -> None:
        """The global shortcut: a form."""
        ack()
        trigger, user = body["trigger_id"], body["user"]["id"]
        reply = OpensModal(self.clients, trigger, user)

        def task() -> None:
            if refusal := self.admission.refuses(user, body):
                reply.show(refusal)
                return
            view = self.clients.seal.view(ask_view(self.desk.library.index.roles), user)
            try:
                self.clients.posting.views_open(trigger_id=trigger, view=view)
            except REFUSED as error:
                log.warning("Form not opened: %s", reason_of(error))
                send_direct(self.clients, user, notices.TOO_LATE)

        self.work.submit(task, reply)

    def find_owner(self, ack: Ack, body: Payload) -> None:
        """The message shortcut: which role owns what a message asks about."""
        ack()
        user, message = body["user"]["id"], body.get("message") or {}
        metadata = f"{body['channel']['id']} {message.get('thread_ts') or message.get('ts', '')}"
        reply = OpensModal(self.clients, body["trigger_id"], user, metadata, in_thread=True)
        said = text_of(message)

        def task() -> None:
            if refusal := self.admission.refuses(user, body):
                reply.show(refusal)
                return
            text = plain_text(said, self.home.bot_user)
            found = self.desk.ask(text, Surface.MODAL, is_own=False) if text else None
            reply.show(found or notices.NO_WORDS)

        self.work.submit(task, reply, is_long=is_long(said))

    def asked(self, ack: Ack, body: Payload, view: Payload, context: BoltContext) -> None:
        """The form was sent; its answer takes its place."""
        user = body["user"]["id"]
        if refusal := self.admission.refuses(user, body):
            ack(response_action="update", view=answer_view(refusal, ""))
            return
        question, role = _entered(view["state"]["values"])
        question = plain_text(question, self.home.bot_user)
        if not question and not role:
            ack(response_action="errors", errors={actions.QUESTION: notices.NOTHING_ASKED})
            return
        title = self.desk.title_of(role) if role else ""
        if title and not question:
            message = self.desk.role(role, Surface.MODAL)
        else:
            asked = ": ".join(filter(None, (title, question)))
            message = self.desk.ask(asked, Surface.MODAL, deadline=context["deadline"])
        view = self.clients.seal.view(answer_view(message, ""), user)
        ack(response_action="update", view=view)

    def options(self, ack: Ack, payload: Payload, body: Payload) -> None:
        """Roles for what has been typed; none for who gets no answers, since others' answers in a
        channel have such a select, too."""
        roles = (
            () if self.admission.bars(body["user"]["id"], body) else self.desk.library.index.roles
        )
        options = role_options(roles, payload.get("value") or "")
        ack(options=self.clients.seal.options(options, body))

    def _set_prompts(self, channel: str, user: str, body: Payload) -> None:
        """Never in a thread, where agents' calls do nothing. They are the documents' words."""
        samples = self.desk.library.index.samples[:MAX_PROMPTS]
        if not samples or self.admission.bars(user, body):
            return
        prompts = [{"title": sample, "message": sample} for sample in samples]
        try:
            self.clients.repeating.assistant_threads_setSuggestedPrompts(
                channel_id=channel, prompts=prompts
            )
        except REFUSED as error:
            log.info("No prompts: %s", reason_of(error))

    def _publish(self, user: str, body: Payload) -> None:
        if refusal := self.admission.refuses(user, body):
            view = notice_home(refusal)
        else:
            library = self.desk.library
            documents = Documents(
                list_roles(library.index).roles,
                f"on {library.built:%-d %B %Y at %H:%M} UTC",
                self.desk.shelf.problems,
            )
            view = home_view(documents, library.index.samples, self.kept)
        try:
            sealed = self.clients.seal.view(view, user)
            self.clients.repeating.views_publish(user_id=user, view=sealed)
        except REFUSED as error:
            log.warning("Home tab not shown: %s", reason_of(error))


def _entered(values: Mapping[str, Mapping[str, Payload]]) -> tuple[str, str]:
    """The question and the id of the role, "" for what was left empty."""
    fields = {name: field for block in values.values() for name, field in block.items()}
    question = fields.get(actions.QUESTION, {}).get("value") or ""
    role = (fields.get(actions.ROLE_PICK, {}).get("selected_option") or {}).get("value") or ""
    return question, role
