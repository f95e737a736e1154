"""What Slack sends for what people do, as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.playground.records import (
    APP,
    BOT_USER,
    HOME_TEAM,
    Channel,
    Json,
    Message,
    Person,
)

VERIFICATION = "playground-verification"
TOKEN = re.compile(r"(<(?:[@#!][^<>]+|(?:https?|mailto):[^<>]+)>)")


def escaped(text: str) -> str:
    """As somebody's typing arrives: `<`, `>` and `&` are escaped, but not in `<@U1>` and such."""
    parts = TOKEN.split(text)
    plain = [p.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for p in parts]
    return "".join(plain[n] if n % 2 == 0 else part for n, part in enumerate(parts))


def typed_blocks(text: str) -> tuple[Json, ...]:
    """The rich text that Slack makes of somebody's typing: words as they are, and mentions."""
    parts: list[Json] = [
        {"type": "user", "user_id": part[2:-1].partition("|")[0]}
        if part.startswith("<@") and part.endswith(">")
        else {"type": "text", "text": part}
        for part in TOKEN.split(text)
        if part
    ]
    section = {"type": "rich_text_section", "elements": parts}
    return ({"type": "rich_text", "elements": [section]},)


def with_names(text: str, people: Mapping[str, Person], channels: Mapping[str, Channel]) -> str:
    """What `should_escape` does to a command's text: `@ada` becomes `<@U1|ada>`."""
    ids = {f"@{p.name}": f"<@{p.id}|{p.name}>" for p in people.values()}
    ids |= {f"#{c.name}": f"<#{c.id}|{c.name}>" for c in channels.values()}
    return re.sub(r"[@#][\w.-]+", lambda found: ids.get(found[0], found[0]), text)


def envelope(event: Json, event_id: str, at: float, shared: bool) -> Json:
    """Around an event; `at` in seconds since 1970."""
    installed = {"enterprise_id": None, "team_id": HOME_TEAM, "user_id": BOT_USER, "is_bot": True}
    return {
        "token": VERIFICATION,
        "team_id": HOME_TEAM,
        "context_team_id": HOME_TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(at),
        "authorizations": [{**installed, "is_enterprise_install": False}],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{event_id}",
    }


def message_event(message: Message, author: Person, channel: Channel) -> Json:
    """What a `message` event has, and an `app_mention` for the most part."""
    event = {**message.payload(), "channel": channel.id, "event_ts": message.ts}
    event |= {"team": author.team, "client_msg_id": f"client-{message.ts}"}
    event["channel_type"] = {"im": "im", "private": "group"}.get(channel.kind, "channel")
    if author.kind == "bot":
        event["bot_id"] = f"B{author.id[1:]}"
    if channel.kind == "shared":
        event |= {"user_team": author.team, "source_team": author.team}
    profile = {"name": author.name, "team": author.team, "real_name": author.name}
    guest = author.kind == "single_channel_guest"
    restricted = {"is_restricted": author.is_guest, "is_ultra_restricted": guest}
    return {**event, "user_profile": {**profile, **restricted}}


def changed_event(message: Message, before: Message, at: str, channel: Channel) -> Json:
    event = _hidden("message_changed", message, at, channel)
    return {**event, "message": message.payload(), "previous_message": before.payload()}


def deleted_event(message: Message, at: str, channel: Channel) -> Json:
    event = _hidden("message_deleted", message, at, channel)
    return {**event, "deleted_ts": message.ts, "previous_message": message.payload()}


def _hidden(subtype: str, message: Message, at: str, channel: Channel) -> Json:
    channel_type = {"im": "im", "private": "group"}.get(channel.kind, "channel")
    about = {"channel": channel.id, "ts": at, "event_ts": at, "channel_type": channel_type}
    return {"type": "message", "subtype": subtype, "hidden": True, **about}


def interaction(kind: str, person: Person, trigger: str | None) -> Json:
    """What all of them have."""
    name = {"username": person.name, "name": person.name}
    payload: Json = {
        "type": kind,
        "user": {"id": person.id, **name, "team_id": person.team},
        "api_app_id": APP,
        "token": VERIFICATION,
        "team": {"id": HOME_TEAM, "domain": "playground"},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    return payload if trigger is None else {**payload, "trigger_id": trigger}


def container(message: Message) -> Json:
    """Which message something was done in."""
    place: Json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
    place["is_ephemeral"] = message.is_ephemeral
    if message.thread_ts:
        place["thread_ts"] = message.thread_ts
    return place


def channel_name(channel: Channel) -> str:
    return {"private": "privategroup"}.get(channel.kind, channel.name)
