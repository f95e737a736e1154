"""What people can do in the workspace; each returns how the bot acknowledged it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.playground.dispatch import Dispatch
from bot.playground.manifest import Grant
from bot.playground.payloads import (
    VERIFICATION,
    changed_event,
    channel_name,
    container,
    deleted_event,
    escaped,
    interaction,
    message_event,
    typed_blocks,
    with_names,
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
from bot.playground.state import VALUES, chosen, find_element, state_of, unfilled
from bot.playground.store import Store
from bot.playground.views import view_payload

Place = Message | View


class Actor:
    """A person at a keyboard.

    They cannot do what Slack would not let them: a PermissionError says that they are not in the
    channel, a LookupError that what they want to use is not there."""

    def __init__(
        self, person: Person, store: Store, grant: Grant, dispatch: Dispatch, base_url: str
    ) -> None:
        self.id = person.id
        self._person = person
        self._store = store
        self._grant = grant
        self._dispatch = dispatch
        self._responses = f"{base_url}/response/"

    # Writing

    def command(self, command: str, text: str, channel: str) -> Ack:
        """Types `/role architect`; what the acknowledgement says becomes a message."""
        place = self._in(channel)
        if command not in self._grant.commands or self._person.kind == "external":
            return Ack(error="not_declared")
        url = self._store.new_response_url(self.id, place.id)
        if self._grant.commands[command]:
            text = with_names(text, self._store.people, self._store.channels)
        body = {
            "token": VERIFICATION,
            "team_id": HOME_TEAM,
            "team_domain": "playground",
            "channel_id": place.id,
            "channel_name": channel_name(place),
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
        return self._post(self._in(channel), text, thread_ts)

    def mention(self, channel: str, text: str, thread_ts: str | None = None) -> Ack:
        """Writes to the bot, where others read it."""
        named = text if f"<@{BOT_USER}>" in text else f"<@{BOT_USER}> {text}"
        return self.says(channel, named, thread_ts)

    def dm(self, text: str, thread_ts: str | None = None) -> Ack:
        """Writes to the bot alone."""
        if not self._grant.messages_tab:
            return Ack(error="not_enabled")
        return self._post(self._store.direct(self.id), text, thread_ts)

    def edit(self, message: Message, text: str) -> Ack:
        """Changes what they wrote."""
        before = self._own(message)
        at = self._store.timestamp()
        changes = {"text": escaped(text), "blocks": typed_blocks(text), "edited_ts": at}
        after = self._store.change_message(before, **changes)
        channel = self._store.channels[message.channel]
        event = changed_event(after, before, at, channel)
        return replace(self._tell(after, event, channel, at), message=after)

    def deletes(self, message: Message) -> Ack:
        """Takes back what they wrote."""
        before = self._own(message)
        self._store.remove_message(before)
        channel = self._store.channels[message.channel]
        event = deleted_event(before, self._store.timestamp(), channel)
        return self._dispatch.event(event, channel.message_event, channel)

    # Using what the bot shows

    def opens_home(self, tab: str = "home") -> Ack:
        """Opens the bot's Home tab, or with "messages" the conversation with it."""
        shown = {"home": self._grant.home_tab, "messages": self._grant.messages_tab}
        if not shown[tab]:
            return Ack(error="not_enabled")
        channel, at = self._store.direct(self.id), self._store.timestamp()
        event: Json = {"type": "app_home_opened", "user": self.id, "channel": channel.id}
        event |= {"tab": tab, "event_ts": at}
        home = self._store.views.get(self._store.homes.get(self.id, ""))
        if home and tab == "home":
            event["view"] = view_payload(self._store, home)
        return self._dispatch.event(event, "app_home_opened")

    def clicks(
        self, place: Place, action_id: str, value: str | None = None, block_id: str = ""
    ) -> Ack:
        """Presses a button; `value` says which, where there are two of them in one."""
        place = self._now(place)
        block, element = find_element(place.blocks, action_id, block_id)
        pressed = element
        if element["type"] == "feedback_buttons":
            both = [element["positive_button"], element["negative_button"]]
            pressed = next((one for one in both if one["value"] == value), {})
        elif element["type"] in VALUES:
            return self.selects(place, action_id, value, block_id)
        if value is not None and pressed.get("value") != value:
            raise LookupError(f"{action_id!r} has no {value!r} to press.")
        names = ("text", "value", "style", "url", "icon")
        action = {name: pressed[name] for name in names if name in pressed}
        return self._act(place, block, element, action)

    def selects(self, place: Place, action_id: str, value: Any, block_id: str = "") -> Ack:  # noqa: ANN401 - JSON
        """Picks from a menu: options by their value (a list where it takes several), people and
        channels by their ids; from an external one only what was suggested."""
        place = self._now(place)
        block, element = find_element(place.blocks, action_id, block_id)
        suggested = self._store.entered.get((action_id, self.id), {}).get(("", ""), {})
        action = chosen(element, value, suggested.get("options", ()))
        self._enter(place, block, element, action)
        if block["type"] == "input" and not block.get("dispatch_action"):
            return Ack(error="not_declared")
        return self._act(place, block, element, action)

    def types(self, place: Place, block_id: str, action_id: str, value: Any) -> Ack:  # noqa: ANN401 - JSON
        """Fills in a field and presses Enter; the bot hears of it only if the field says so."""
        place = self._now(place)
        block, element = find_element(place.blocks, action_id, block_id)
        action = chosen(element, value, ())
        self._enter(place, block, element, action)
        if not block.get("dispatch_action"):
            return Ack(error="not_declared")
        return self._act(place, block, element, action)

    def submits(self, view: View) -> Ack:
        """Sends a modal. What Slack itself finds missing does not get to the bot."""
        view = self._top(view)
        payload = view_payload(self._store, view)
        problems = unfilled(view.blocks, payload["state"])
        if problems:
            return Ack(error="invalid_input", problems=tuple(problems))
        trigger = self._store.new_trigger(self.id, view.id)
        sent = interaction("view_submission", self._person, trigger)
        return self._dispatch.submission({**sent, "view": payload, "response_urls": []}, view)

    def closes(self, view: View, whole_stack: bool = False) -> Ack:
        """Closes a modal unsent; the bot hears of it only if the modal says so."""
        view = self._top(view)
        payload = view_payload(self._store, view)
        last_only = not (whole_stack or payload["clear_on_close"])
        self._store.close_views(self.id, last_only)
        if not payload["notify_on_close"]:
            return Ack(error="not_declared")
        told = interaction("view_closed", self._person, None)
        return self._dispatch.interaction({**told, "view": payload, "is_cleared": not last_only})

    def shortcut(self, callback_id: str) -> Ack:
        """Picks a global shortcut."""
        if self._grant.shortcuts.get(callback_id) != "global":
            return Ack(error="not_declared")
        trigger = self._store.new_trigger(self.id)
        payload = interaction("shortcut", self._person, trigger)
        at = self._store.timestamp()
        return self._dispatch.interaction({**payload, "callback_id": callback_id, "action_ts": at})

    def message_shortcut(self, callback_id: str, message: Message) -> Ack:
        """Picks a shortcut from a message's menu."""
        if self._grant.shortcuts.get(callback_id) != "message":
            return Ack(error="not_declared")
        channel = self._in(message.channel)
        url = self._store.new_response_url(self.id, channel.id)
        payload = interaction("message_action", self._person, self._store.new_trigger(self.id))
        payload |= {
            "callback_id": callback_id,
            "action_ts": self._store.timestamp(),
            "channel": {"id": channel.id, "name": channel_name(channel)},
            "message_ts": message.ts,
            "message": message.payload(),
            "response_url": self._responses + url,
        }
        return self._dispatch.interaction(payload)

    def suggest(self, place: Place, action_id: str, typed: str = "", block_id: str = "") -> Ack:
        """Types into a menu whose options come from the bot; they are the result's body."""
        place = self._now(place)
        block, element = find_element(place.blocks, action_id, block_id)
        if len(typed) < element.get("min_query_length", 3):
            return Ack(error="too_short")
        payload = interaction("block_suggestion", self._person, None) | self._where(place)
        payload.pop("state", None)
        names = {"action_id": action_id, "block_id": block["block_id"], "value": typed}
        ack = self._dispatch.suggestion({**payload, **names})
        if ack.ok and isinstance(ack.body, dict):
            groups = ack.body.get("option_groups") or ()
            offered = [*(ack.body.get("options") or ()), *(o for g in groups for o in g["options"])]
            self._store.entered[action_id, self.id] = {("", ""): {"options": offered}}
        return ack

    def sees(self, channel: str) -> list[Message]:
        """The messages of a channel, oldest first, with the ephemeral ones for this person."""
        found = self._store.messages(self._in(channel).id)
        return [one for one in found if one.viewer in (None, self.id)]

    # How

    def _post(self, channel: Channel, text: str, thread_ts: str | None) -> Ack:
        if thread_ts and self._store.find_message(channel.id, thread_ts) is None:
            raise LookupError(f"There is no message {thread_ts} to reply to.")
        written = Message(channel.id, "", self.id, escaped(text), typed_blocks(text), thread_ts)
        message = self._store.add_message(written)
        event = message_event(message, self._person, channel)
        return replace(self._tell(message, event, channel, message.ts), message=message)

    def _tell(self, message: Message, event: Json, channel: Channel, at: str) -> Ack:
        """The bot hears of a mention, and of a message as such, each if it has asked for it; the
        result is about the mention if there was one."""
        as_message = self._dispatch.event(event, channel.message_event, channel)
        if channel.kind == "im" or f"<@{BOT_USER}>" not in message.text:
            return as_message
        mention = message_event(message, self._person, channel)
        mention = {**mention, "type": "app_mention", "event_ts": at}
        del mention["channel_type"]
        return self._dispatch.event(mention, "app_mention", channel)

    def _act(self, place: Place, block: Json, element: Json, action: Json) -> Ack:
        names = {"action_id": element["action_id"], "block_id": block["block_id"]}
        done = {**names, "type": element["type"], **action, "action_ts": self._store.timestamp()}
        view = place.id if isinstance(place, View) else None
        trigger = self._store.new_trigger(self.id, view)
        payload = interaction("block_actions", self._person, trigger) | self._where(place)
        if isinstance(place, Message):
            url = self._store.new_response_url(self.id, place.channel, place)
            payload["response_url"] = self._responses + url
        return self._dispatch.interaction({**payload, "actions": [done]})

    def _where(self, place: Place) -> Json:
        if isinstance(place, View):
            shown = view_payload(self._store, place)
            return {"container": {"type": "view", "view_id": place.id}, "view": shown}
        channel = self._store.channels[place.channel]
        where: Json = {"container": container(place), "channel": {"id": channel.id}}
        where["channel"]["name"] = channel_name(channel)
        if not place.is_ephemeral:
            where["message"] = place.payload()
        where["state"] = state_of(place.blocks, self._store.entered.get(self._key(place), {}))
        return where

    def _enter(self, place: Place, block: Json, element: Json, action: Json) -> None:
        names = block["block_id"], element["action_id"]
        with self._store.change():
            self._store.entered.setdefault(self._key(place), {})[names] = action

    def _key(self, place: Place) -> tuple[str, ...]:
        if isinstance(place, View):
            return ("view", place.id)
        return (place.channel, place.ts, self.id)

    def _now(self, place: Place) -> Place:
        """As it is at the moment, if this person sees it."""
        if isinstance(place, View):
            there = self._store.views.get(place.id)
            if there is None or there.user != self.id:
                raise LookupError("This view is not open any more.")
            return there
        message = self._store.find_message(place.channel, place.ts)
        self._in(place.channel)
        if message is None or message.viewer not in (None, self.id):
            raise LookupError("This message is not there any more.")
        return message

    def _top(self, view: View) -> View:
        shown = self._store.shown_views(self.id)
        if not shown or shown[-1].id != view.id:
            raise LookupError("This modal is not the one that is open.")
        return shown[-1]

    def _own(self, message: Message) -> Message:
        there = self._store.find_message(message.channel, message.ts)
        if there is None or there.user != self.id:
            raise LookupError("There is no such message of their own.")
        return there

    def _in(self, channel: str) -> Channel:
        place = self._store.channels[channel]
        if self.id not in place.members or self._person.kind == "deleted":
            raise PermissionError(f"{self.id} is not in {channel}.")
        return place
