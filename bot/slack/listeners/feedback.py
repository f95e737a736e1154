"""Whether an answer helped: for the people who write the role documents."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_bolt import Ack

from bot.render.slack import actions, notices
from bot.render.slack.modals import REASONS, answer_view, reason_view
from bot.render.slack.state import MessageState
from bot.slack.desk import Desk
from bot.slack.guard.admission import Admission
from bot.slack.guard.deduplication import Deduplication
from bot.slack.guard.pseudonyms import Pseudonyms
from bot.slack.listeners.controls import reply_to
from bot.slack.send.calls import REFUSED, Clients, reason_of
from bot.slack.send.reply import privately
from bot.slack.send.work import Work

log = logging.getLogger(__name__)

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Feedback:
    """Listeners. What somebody says again of the same message takes the place of what they said
    before, under a name that tells neither."""

    desk: Desk
    admission: Admission
    clients: Clients
    work: Work
    deduplication: Deduplication
    pseudonyms: Pseudonyms = field(default_factory=Pseudonyms)

    def thumb(self, ack: Ack, action: Payload, body: Payload) -> None:
        """Slack's own buttons: "+" or "-", then what was shown."""
        ack()
        value = action.get("value") or ""
        self._judge(MessageState.unpack(value[1:]), value.startswith("+"), body)

    def helpful(self, ack: Ack, action: Payload, body: Payload) -> None:
        ack()
        self._judge(MessageState.unpack(action.get("value") or ""), True, body)

    def unhelpful(self, ack: Ack, action: Payload, body: Payload) -> None:
        ack()
        self._judge(MessageState.unpack(action.get("value") or ""), False, body)

    def reason(self, ack: Ack, body: Payload, view: Payload) -> None:
        """Why it did not help; the form closes."""
        if refusal := self.admission.bars(body["user"]["id"], body):
            ack(response_action="update", view=answer_view(refusal))
            return
        name, _, packed = view["private_metadata"].partition(" ")
        shown = MessageState.unpack(packed)
        if shown is None:
            ack(response_action="update", view=answer_view(notices.NOT_MINE))
            return
        ack()
        fields = {n: f for block in view["state"]["values"].values() for n, f in block.items()}
        reason = (fields.get(actions.REASON, {}).get("selected_option") or {}).get("value") or ""
        comment = fields.get(actions.COMMENT, {}).get("value") or ""
        known = reason if reason in REASONS else ""  # it becomes a label of what is counted
        if self.deduplication.is_new("reason", view["id"]):
            self.desk.judge(shown, name, False, known, comment)

    def _judge(self, shown: MessageState | None, helpful: bool, body: Payload) -> None:
        press = ("press", body.get("trigger_id") or "")
        if not self.deduplication.is_new(*press):
            return
        reply = privately(reply_to(body, self.clients))
        user = body["user"]["id"]

        def task() -> None:
            if not self.deduplication.is_ours(*press):
                return
            if refusal := self.admission.refuses(user, body):
                reply.show(refusal)
                return
            if shown is None:
                reply.show(notices.NOT_MINE)
                return
            name = self.pseudonyms.of(user, _place_of(body), shown.pack()).hex()
            self.desk.judge(shown, name, helpful)
            if helpful or not self._ask_why(body, name, shown):
                reply.show(notices.thanks(self.desk.keeps))

        self.work.submit(task, reply)

    def _ask_why(self, body: Payload, name: str, shown: MessageState) -> bool:
        """Whether the form is open."""
        form = reason_view(f"{name} {shown.pack()}", self.desk.keeps)
        view = self.clients.seal.view(form, body["user"]["id"])
        try:
            self.clients.posting.views_open(trigger_id=body["trigger_id"], view=view)
        except REFUSED as error:
            log.warning("Form not opened: %s", reason_of(error))  # not which: see Desk
            return False
        return True


def _place_of(body: Payload) -> str:
    """Where something was pressed: the message or the view; each press for itself if nothing says
    so."""
    place = body.get("container") or {}
    return place.get("message_ts") or place.get("view_id") or body.get("trigger_id") or ""
