"""What people can do in the workspace; each returns how the bot acknowledged it."""

from __future__ import annotations

from dataclasses import replace

from bot.playground.api import WebApi
from bot.playground.dispatch import Dispatch
from bot.playground.methods import view_payload
from bot.playground.payloads import (
    changed_event,
    container,
    deleted_event,
    escaped,
    interaction,
    message_event,
    typed_blocks,
)
from bot.playground.records import (
    APP,
    BOT_USER,
    HOME_TEAM,
    Ack,
    Channel,
    Json,
    Message,
    Person,
    View,
)
from bot.playground.state import chosen, find_element, unfilled

Place = Message | View
NOT_SENT = Ack(error="not_declared")


class Actor:
    """A person at a keyboard.

    They cannot do what Slack would not let them: a PermissionError says that they are not in the
    channel, a LookupError that what they want to use is not there."""

    def __init__(self, person: Person, api: WebApi, dispatch: Dispatch, responses: str) -> None:
        """`responses` is what response_urls begin with."""
        self.id = person.id
        self._person = person
        self._store = api.store
        self._grant = api.grant
        self._dispatch = dispatch
        self._responses = responses

    # Writing

    def command(self, command: str, text: str, channel: str) -> Ack:
        """Types `/role architect`; what the acknowledgement says becomes a message."""
        place = self._in(channel)
        if command not in self._grant.commands or self._person.kind == "external":
            return NOT_SENT
        url = self._store.new_response_url(self.id, place.id)
        body = {
            "team_id": HOME_TEAM,
            "channel_id": place.id,
            "channel_name": place.name,
            "user_id": self.id,
            "user_name": self._person.name,
            "command": command,
            "text": escaped(text.strip()),
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self._responses + url,
            "trigger_id": self._store.new_trigger(self.id),
        }
        return self._dispatch.command(body, url)

    def says(self, channel: str, text: str, thread_ts: str | None = None) -> Ack:
        """Writes into a channel. With the bot's `<@…>` in it, it is a mention."""
        place = self._in(channel)
        if thread_ts and self._store.find_message(channel, thread_ts) is None:
            raise LookupError(f"There is no message {thread_ts} to reply to.")
        written = Message(channel, "", self.id, escaped(text), typed_blocks(text), thread_ts)
        message = self._store.add_message(written)
        return self._tell(message, message_event(message, self._person, place), place)

    def mention(self, channel: str, text: str, thread_ts: str | None = None) -> Ack:
        """Writes to the bot, where others read it."""
        return self.says(channel, f"<@{BOT_USER}> {text}", thread_ts)

    def dm(self, text: str, thread_ts: str | None = None) -> Ack:
        """Writes to the bot alone."""
        return self.says(self._store.direct(self.id).id, text, thread_ts)

    def edit(self, message: Message, text: str) -> Ack:
        """Changes what they wrote."""
        channel = self._in(message.channel)
        after = self._store.change_message(
            message,
            text=escaped(text),
            blocks=typed_blocks(text),
            edited_ts=self._store.timestamp(),
        )
        return self._tell(after, changed_event(after, message, channel), channel)

    def deletes(self, message: Message) -> Ack:
        """Takes back what they wrote."""
        channel = self._in(message.channel)
        self._store.remove_message(message)
        event = deleted_event(message, self._store.timestamp(), channel)
        return self._dispatch.event(event, channel.message_event, channel)

    # Using what the bot shows

    def opens_home(self, tab: str = "home") -> Ack:
        """Opens the bot's Home tab, or with "messages" the conversation with it."""
        event: Json = {"type": "app_home_opened", "user": self.id, "tab": tab}
        event["channel"] = self._store.direct(self.id).id
        event["event_ts"] = self._store.timestamp()
        if tab == "home" and (home := self._store.home(self.id)):
            event["view"] = view_payload(self._store, home)
        return self._dispatch.event(event, "app_home_opened")

    def clicks(
        self, place: Place, action_id: str, value: str | None = None, block_id: str = ""
    ) -> Ack:
        """Presses a button, or picks from a menu; `value` says which, of several. From an external
        menu only what was suggested. Of a field in a form the bot hears when that is sent, unless
        the field says otherwise."""
        place = self._now(place)
        block, element = find_element(place.blocks, action_id, block_id)
        action = chosen(element, value, self._store.suggested.get((self.id, action_id), ()))
        with self._store.change():
            self._store.entered[self.id, place.id][block["block_id"], action_id] = action
        if block["type"] == "input" and not block.get("dispatch_action"):
            return NOT_SENT
        return self._act(place, block, element, action)

    selects = clicks

    def types(self, place: Place, block_id: str, action_id: str, value: str | None) -> Ack:
        """Fills in a field and presses Enter."""
        return self.clicks(place, action_id, value, block_id)

    def submits(self, view: View) -> Ack:
        """Sends a modal. What Slack itself finds missing does not get to the bot."""
        view = self._open(view)
        payload = view_payload(self._store, view)
        if missing := unfilled(view.blocks, payload["state"]):
            return Ack(error="invalid_input", problems=tuple(missing))
        sent = self._interaction("view_submission")
        return self._dispatch.submission({**sent, "view": payload, "response_urls": []}, view)

    def closes(self, view: View) -> Ack:
        """Closes a modal unsent, of which the bot hears nothing."""
        self._store.close_modal(self._open(view).user)
        return NOT_SENT

    def shortcut(self, callback_id: str) -> Ack:
        """Picks a global shortcut."""
        if callback_id not in self._grant.shortcuts:
            return NOT_SENT
        sent = self._interaction("shortcut")
        return self._dispatch.deliver("interactive", {**sent, "callback_id": callback_id})

    def message_shortcut(self, callback_id: str, message: Message) -> Ack:
        """Picks a shortcut from a message's menu."""
        if callback_id not in self._grant.message_shortcuts:
            return NOT_SENT
        channel = self._in(message.channel)
        sent = self._interaction("message_action") | {
            "callback_id": callback_id,
            "channel": {"id": channel.id, "name": channel.name},
            "message_ts": message.ts,
            "message": message.payload(),
            "response_url": self._responses + self._store.new_response_url(self.id, channel.id),
        }
        return self._dispatch.deliver("interactive", sent)

    def suggest(self, place: Place, action_id: str, typed: str = "", block_id: str = "") -> Ack:
        """Types into a menu whose options come from the bot; they are the result's body."""
        place = self._now(place)
        block, element = find_element(place.blocks, action_id, block_id)
        if len(typed) < element.get("min_query_length", 3):
            return Ack(error="too_short")
        names = {"action_id": action_id, "block_id": block["block_id"], "value": typed}
        sent = self._interaction("block_suggestion") | self._where(place) | names
        ack = self._dispatch.suggestion(sent)
        if ack.ok and isinstance(ack.body, dict):
            self._store.suggested[self.id, action_id] = ack.body["options"]
        return ack

    def sees(self, channel: str) -> list[Message]:
        """The messages of a channel, oldest first, with the ephemeral ones for this person."""
        found = self._store.messages(self._in(channel).id)
        return [one for one in found if one.viewer in (None, self.id)]

    # How

    def _tell(self, message: Message, event: Json, channel: Channel) -> Ack:
        """The bot hears of a mention, and of a message as such, each if it has asked for it; the
        result is about the mention if there was one."""
        ack = self._dispatch.event(event, channel.message_event, channel)
        if channel.kind != "im" and f"<@{BOT_USER}>" in message.text:
            mention = message_event(message, self._person, channel)
            mention |= {"type": "app_mention", "event_ts": event["event_ts"]}
            ack = self._dispatch.event(mention, "app_mention", channel)
        return replace(ack, message=message)

    def _interaction(self, kind: str) -> Json:
        return interaction(kind, self._person, self._store.new_trigger(self.id))

    def _act(self, place: Place, block: Json, element: Json, action: Json) -> Ack:
        names = {"action_id": element["action_id"], "block_id": block["block_id"]}
        sent = self._interaction("block_actions") | self._where(place)
        sent["actions"] = [{**names, "type": element["type"], **action}]
        if isinstance(place, Message):
            url = self._store.new_response_url(self.id, place.channel)
            sent["response_url"] = self._responses + url
        return self._dispatch.deliver("interactive", sent)

    def _where(self, place: Place) -> Json:
        if isinstance(place, View):
            shown = view_payload(self._store, place)
            return {"container": {"type": "view", "view_id": place.id}, "view": shown}
        channel = self._store.channels[place.channel]
        where: Json = {"container": container(place)}
        where["channel"] = {"id": channel.id, "name": channel.name}
        where["state"] = self._store.state(place, self.id)
        return where if place.is_ephemeral else {**where, "message": place.payload()}

    def _now(self, place: Place) -> Place:
        """As it is at the moment, if this person sees it."""
        if isinstance(place, View):
            view = self._store.views.get(place.id)
            if view is None or view.user != self.id:
                raise LookupError("This view is not open any more.")
            return view
        self._in(place.channel)
        message = self._store.find_message(place.channel, place.ts)
        if message is None or message.viewer not in (None, self.id):
            raise LookupError("This message is not there any more.")
        return message

    def _open(self, view: View) -> View:
        shown = self._store.modal(self.id)
        if shown is None or shown.id != view.id:
            raise LookupError("This modal is not the one that is open.")
        return shown

    def _in(self, channel: str) -> Channel:
        place = self._store.channels[channel]
        if self.id not in place.members:
            raise PermissionError(f"{self.id} is not in {channel}.")
        return place
