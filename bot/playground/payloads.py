"""What Slack sends for what people do, as JSON."""

from __future__ import annotations

import re

from bot.playground.records import (
    APP,
    BOT_USER,
    HOME_TEAM,
    Channel,
    Json,
    Message,
    Person,
)

MARKUP = re.compile(r"(<(?:[@#!][^<>]+|(?:https?|mailto):[^<>]+)>)")


def escaped(text: str) -> str:
    """As somebody's typing arrives: `<`, `>` and `&` are escaped, but not in `<@U1>` and such."""
    parts = MARKUP.split(text)
    parts[::2] = [
        p.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for p in parts[::2]
    ]
    return "".join(parts)


def typed_blocks(text: str) -> tuple[Json, ...]:
    """The rich text that Slack makes of somebody's typing: words as they are, and mentions."""
    parts: list[Json] = [
        {"type": "user", "user_id": part[2:-1].partition("|")[0]}
        if part.startswith("<@") and part.endswith(">")
        else {"type": "text", "text": part}
        for part in MARKUP.split(text)
        if part
    ]
    section = {"type": "rich_text_section", "elements": parts}
    return ({"type": "rich_text", "elements": [section]},)


def envelope(event: Json, event_id: str, shared: bool) -> Json:
    """Around an event."""
    installed = {"enterprise_id": None, "team_id": HOME_TEAM, "user_id": BOT_USER, "is_bot": True}
    return {
        "team_id": HOME_TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(float(event["event_ts"])),
        "authorizations": [{**installed, "is_enterprise_install": False}],
        "is_ext_shared_channel": shared,
    }


def message_event(message: Message, author: Person, channel: Channel) -> Json:
    """What a `message` event has, and an `app_mention` for the most part."""
    event = {**message.payload(), "channel": channel.id, "event_ts": message.ts}
    event |= {"team": author.team, "channel_type": channel.type}
    if author.kind == "bot":
        event["bot_id"] = f"B{author.id[1:]}"
    if channel.kind == "shared":
        event |= {"user_team": author.team, "source_team": author.team}
    profile = {"name": author.name, "team": author.team, "real_name": author.name}
    return {**event, "user_profile": {**profile, **author.restrictions}}


def changed_event(message: Message, before: Message, channel: Channel) -> Json:
    event = _hidden("message_changed", str(message.edited_ts), channel)
    return {**event, "message": message.payload(), "previous_message": before.payload()}


def deleted_event(message: Message, at: str, channel: Channel) -> Json:
    event = _hidden("message_deleted", at, channel)
    return {**event, "deleted_ts": message.ts, "previous_message": message.payload()}


def _hidden(subtype: str, at: str, channel: Channel) -> Json:
    about = {"channel": channel.id, "ts": at, "event_ts": at, "channel_type": channel.type}
    return {"type": "message", "subtype": subtype, "hidden": True, **about}


def interaction(kind: str, person: Person, trigger: str) -> Json:
    """What all of them have."""
    return {
        "type": kind,
        "user": {"id": person.id, "username": person.name, "team_id": person.team},
        "api_app_id": APP,
        "team": {"id": HOME_TEAM, "domain": "playground"},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": trigger,
    }


def container(message: Message) -> Json:
    """Which message something was done in."""
    place: Json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
    place["is_ephemeral"] = message.is_ephemeral
    if message.thread_ts:
        place["thread_ts"] = message.thread_ts
    return place
