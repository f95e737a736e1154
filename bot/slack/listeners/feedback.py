"""Whether an answer helped: for the people who write the role documents."""

from __future__ import annotations

from dataclasses import dataclass, field

from slack_bolt import Ack

from bot.render.slack import actions, notices
from bot.render.slack.message import Message
from bot.render.slack.modals import REASONS, answer_view, reason_view
from bot.render.slack.state import MessageState
from bot.slack.guard.pseudonyms import Pseudonyms
from bot.slack.listeners.bot import Bot, Payload
from bot.slack.listeners.forms import picked, typed
from bot.slack.send.reply import open_view


@dataclass(frozen=True, slots=True, eq=False)
class Feedback:
    """Listeners. Feedback that somebody gives again on the same message takes the place of what
    they gave before, under a name that tells neither."""

    bot: Bot
    pseudonyms: Pseudonyms = field(default_factory=Pseudonyms)

    def thumb(self, ack: Ack, action: Payload, body: Payload) -> None:
        """Slack's own buttons, whose value is "+" or "-" and what was shown."""
        ack()
        value = action.get("value") or ""
        self._judge(MessageState.unpack(value[1:]), value.startswith("+"), body)

    def button(self, ack: Ack, action: Payload, body: Payload) -> None:
        """Our own buttons, for messages that cannot have Slack's."""
        ack()
        shown = MessageState.unpack(action.get("value") or "")
        self._judge(shown, action["action_id"] == actions.HELPFUL, body)

    def reason(self, ack: Ack, body: Payload, view: Payload) -> None:
        """Why it did not help; the form closes."""
        name, _, packed = view["private_metadata"].partition(" ")
        shown = MessageState.unpack(packed)
        refusal = self.bot.admission.bars(body["user"]["id"], body)
        if refusal or shown is None:
            ack(response_action="update", view=answer_view(refusal or notices.NOT_MINE))
            return
        ack()
        reason, comment = picked(view, actions.REASON), typed(view, actions.COMMENT)
        known = reason if reason in REASONS else ""  # it becomes a label of what is counted
        if self.bot.deduplication.is_new("reason", view["id"]):
            self.bot.desk.judge(shown, name, False, known, comment)

    def _judge(self, shown: MessageState | None, helpful: bool, body: Payload) -> None:
        self.bot.press(body, lambda surface: self._keep(shown, helpful, body), is_private=True)

    def _keep(self, shown: MessageState | None, helpful: bool, body: Payload) -> Message | None:
        """What to reply, None if a form asks why it did not help."""
        if shown is None:
            return notices.NOT_MINE
        name = self.pseudonyms.of(body["user"]["id"], _place_of(body), shown.pack()).hex()
        self.bot.desk.judge(shown, name, helpful)
        if not helpful and self._ask_why(body, f"{name} {shown.pack()}"):
            return None
        return notices.thanks(self.bot.desk.keeps)

    def _ask_why(self, body: Payload, metadata: str) -> bool:
        """Whether the form is open. If not, the log does not say for which answer; see Desk."""
        form = reason_view(metadata, self.bot.desk.keeps)
        trigger, user = body["trigger_id"], body["user"]["id"]
        return open_view("Form not opened", self.bot.clients, trigger, form, user)


def _place_of(body: Payload) -> str:
    """The message or the view in which something was pressed; if neither is known, each press is a
    place of its own."""
    place = body.get("container") or {}
    return place.get("message_ts") or place.get("view_id") or body.get("trigger_id") or ""
