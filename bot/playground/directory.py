"""The Web API's other methods: who and where, the agent's status, the connection."""

from __future__ import annotations

from collections.abc import Mapping

from bot.playground.api import Method, WebApi, required
from bot.playground.messages import visible
from bot.playground.records import (
    APP,
    BOT,
    BOT_USER,
    HOME_TEAM,
    Channel,
    Json,
    Person,
    SlackError,
)

MOST_PROMPTS = 4
MOST_LOADING_MESSAGES = 10
TITLE_CHARACTERS = 200


def auth_test(api: WebApi, args: Json) -> Json:
    names = {"team": "Playground", "user": api.store.people[BOT_USER].name}
    ids = {"team_id": HOME_TEAM, "user_id": BOT_USER, "bot_id": BOT}
    return {"url": "https://playground.slack.com/", **names, **ids, "is_enterprise_install": False}


def open_connection(api: WebApi, args: Json) -> Json:
    return {"url": api.open_socket()}


def person_payload(person: Person) -> Json:
    payload: Json = {
        "id": person.id,
        "team_id": person.team,
        "name": person.name,
        "deleted": person.kind == "deleted",
        "real_name": person.name,
        "profile": {"real_name": person.name, "display_name": person.name},
        "is_bot": person.kind == "bot",
    }
    if person.kind == "deleted":
        return payload
    return payload | {
        "tz": "Etc/UTC",
        "is_admin": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": person.kind == "single_channel_guest",
        "is_stranger": person.kind == "external",
    }


def users_info(api: WebApi, args: Json) -> Json:
    return {"user": person_payload(api.store.person(required(args, "user")))}


def bots_info(api: WebApi, args: Json) -> Json:
    if required(args, "bot") != BOT:
        raise SlackError("bot_not_found")
    name = api.store.people[BOT_USER].name
    return {"bot": {"id": BOT, "app_id": APP, "user_id": BOT_USER, "name": name, "deleted": False}}


def team_info(api: WebApi, args: Json) -> Json:
    return {"team": {"id": HOME_TEAM, "name": "Playground", "domain": "playground"}}


def channel_payload(channel: Channel) -> Json:
    payload: Json = {
        "id": channel.id,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_private": channel.kind in ("private", "im"),
        "is_ext_shared": channel.kind == "shared",
        "is_shared": channel.kind == "shared",
        "is_member": BOT_USER in channel.members,
    }
    if channel.kind == "im":
        (user,) = channel.members - {BOT_USER}
        return payload | {"user": user, "is_open": True}
    return payload | {"name": channel.name, "is_channel": True}


def conversations_open(api: WebApi, args: Json) -> Json:
    given = args.get("users")
    users = given.split(",") if isinstance(given, str) else list(given or ())
    if args.get("channel"):
        return {"channel": channel_payload(visible(api, args))}
    if not users:
        raise SlackError("users_list_not_supplied")
    person = api.store.person(users[0])
    if person.kind == "deleted":
        raise SlackError("user_disabled")
    if person.kind == "bot":
        raise SlackError("cannot_dm_bot")
    channel = api.store.direct(person.id)
    return {"channel": {"id": channel.id} | (channel_payload(channel) if _full(args) else {})}


def _full(args: Json) -> bool:
    return args.get("return_im") in (True, "1", "true")


def conversations_info(api: WebApi, args: Json) -> Json:
    channel = visible(api, args)
    api.need(f"{channel.scope}:read")
    return {"channel": channel_payload(channel)}


def conversations_replies(api: WebApi, args: Json) -> Json:
    channel = visible(api, args)
    api.need(f"{channel.scope}:history")
    root = api.store.find_message(channel.id, required(args, "ts"))
    if root is None or root.is_ephemeral:
        raise SlackError("thread_not_found")
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    thread = root.thread_ts or root.ts
    found = [one for one in api.store.messages(channel.id) if thread in (one.ts, one.thread_ts)]
    shown = [one.payload() for one in found if not one.is_ephemeral]
    return {"messages": shown[: int(args.get("limit") or 1000)], "has_more": False}


def set_status(api: WebApi, args: Json) -> Json:
    channel = visible(api, args, "channel_id")
    thread = required(args, "thread_ts")
    loading = args.get("loading_messages") or []
    if len(loading) > MOST_LOADING_MESSAGES:
        raise SlackError("invalid_arguments")
    if api.store.find_message(channel.id, thread) is None:
        raise SlackError("invalid_thread_ts")
    extra = {"loading_messages": loading} if loading else {}
    api.store.set_status(channel.id, thread, str(args.get("status") or ""), extra)
    return {}


def set_prompts(api: WebApi, args: Json) -> Json:
    """In an agent's app a thread_ts makes it do nothing, without a word."""
    channel = visible(api, args, "channel_id")
    prompts = args.get("prompts") or []
    complete = all(isinstance(p, dict) and p.get("title") and p.get("message") for p in prompts)
    if len(prompts) > MOST_PROMPTS or not complete:
        raise SlackError("invalid_arguments")
    if not (api.grant.is_agent and args.get("thread_ts")):
        with api.store.change():
            prompted: Json = {"title": args.get("title"), "prompts": prompts}
            api.store.prompts[channel.id] = prompted
    return {}


def set_title(api: WebApi, args: Json) -> Json:
    channel = visible(api, args, "channel_id")
    title = required(args, "title")
    if len(title) > TITLE_CHARACTERS:
        raise SlackError("invalid_arguments")
    with api.store.change():
        api.store.titles[channel.id, str(args.get("thread_ts") or "")] = title
    return {}


def set_session(api: WebApi, args: Json) -> Json:
    channel = visible(api, args, "channel_id")
    status = required(args, "status")
    if not api.grant.is_agent or status not in ("active", "processing", "suspended", "closed"):
        raise SlackError("invalid_arguments")
    with api.store.change():
        api.store.sessions[channel.id, str(args.get("thread_ts") or "")] = status
    if status == "processing" and "agent_session_stopped" not in api.grant.events:
        return {"warning": "missing_agent_session_stopped_event_subscription"}
    return {}


AGENT = ("assistant:write",)
METHODS: Mapping[str, Method] = {
    "api.test": Method(lambda api, args: {"args": args}, caller="anyone"),
    "auth.test": Method(auth_test),
    "apps.connections.open": Method(open_connection, caller="app"),
    "users.info": Method(users_info, ("users:read",)),
    "bots.info": Method(bots_info, ("users:read",)),
    "team.info": Method(team_info, ("team:read",)),
    "conversations.open": Method(conversations_open, ("im:write", "mpim:write")),
    "conversations.info": Method(conversations_info),
    "conversations.replies": Method(conversations_replies),
    "assistant.threads.setStatus": Method(set_status, ("chat:write", *AGENT)),
    "assistant.threads.setSuggestedPrompts": Method(set_prompts, AGENT),
    "assistant.threads.setTitle": Method(set_title, AGENT),
    "agents.sessions.setStatus": Method(set_session, ("chat:write",)),
    "agents.sessions.rename": Method(set_title, ("chat:write",)),
}
