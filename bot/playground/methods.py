"""The methods of the Web API that the bot calls, and what a response_url does. A bot that starts to
call another one has to add it here."""

from __future__ import annotations

from collections.abc import Mapping

from bot.playground.api import Answer, Method, WebApi
from bot.playground.blocks import block_problems, is_too_long, view_problems
from bot.playground.records import (
    APP,
    BOT,
    BOT_USER,
    HOME_TEAM,
    Channel,
    Json,
    Message,
    SlackError,
    View,
)
from bot.playground.store import Store

TEXT_CHARACTERS = 40_000
MOST_PROMPTS = 4


def auth_test(api: WebApi, args: Json) -> Json:
    names = {"team": "Playground", "user": api.grant.name}
    ids = {"team_id": HOME_TEAM, "user_id": BOT_USER, "bot_id": BOT}
    return {"url": "https://playground.slack.com/", **names, **ids, "is_enterprise_install": False}


def open_connection(api: WebApi, args: Json) -> Json:
    return {"url": api.open_socket()}


def users_info(api: WebApi, args: Json) -> Json:
    person = api.store.people[args["user"]]
    user = {
        "id": person.id,
        "team_id": person.team,
        "name": person.name,
        "deleted": False,
        "is_bot": person.kind == "bot",
        "is_stranger": person.kind == "external",
        **person.restrictions,
    }
    return {"user": user}


# Messages


def content_of(given: Json) -> Json:
    """`text` and `blocks` of a message; a SlackError if Slack would refuse it."""
    blocks, text = given.get("blocks") or [], str(given.get("text") or "")
    if problems := block_problems(blocks, "message"):
        raise SlackError("invalid_blocks", problems)
    if not text.strip() and not blocks:
        raise SlackError("no_text")
    if len(text) > TEXT_CHARACTERS:
        raise SlackError("msg_too_long")
    if is_too_long(blocks):
        raise SlackError("msg_blocks_too_long")
    return {"text": text, "blocks": tuple(blocks)}


def post_message(api: WebApi, args: Json) -> Json:
    message = _add(api, args)
    api.on_post(message)
    return {"channel": message.channel, "ts": message.ts, "message": message.payload()}


def post_ephemeral(api: WebApi, args: Json) -> Json:
    return {"message_ts": _add(api, args, viewer=args["user"]).ts}


def _add(api: WebApi, args: Json, viewer: str | None = None) -> Message:
    channel, thread = _writable(api.store, args["channel"]), args.get("thread_ts")
    if viewer and viewer not in channel.members:
        raise SlackError("user_not_in_channel")
    root = api.store.find_message(channel.id, thread) if thread else None
    if thread and (root is None or root.is_reply or root.is_ephemeral):
        raise SlackError("invalid_thread_ts")
    content = content_of(args)
    return api.store.add_message(
        Message(channel.id, "", BOT_USER, thread_ts=thread, viewer=viewer, **content)
    )


def _writable(store: Store, name: str) -> Channel:
    """By its id, or by that of the person whose conversation with the bot it is."""
    if name in store.people:
        return store.direct(name)
    channel = store.channels[name]
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def conversations_replies(api: WebApi, args: Json) -> Json:
    thread = args["ts"]
    found = [
        one for one in api.store.messages(args["channel"]) if thread in (one.ts, one.thread_ts)
    ]
    shown = [one.payload() for one in found if not one.is_ephemeral]
    return {"messages": shown[: int(args["limit"])], "has_more": False}


def set_status(api: WebApi, args: Json) -> Json:
    with api.store.change():
        api.store.statuses[args["channel_id"], args["thread_ts"]] = args["status"]
    return {}


def set_prompts(api: WebApi, args: Json) -> Json:
    prompts = args["prompts"]
    if len(prompts) > MOST_PROMPTS or not all(p.get("title") and p.get("message") for p in prompts):
        raise SlackError("invalid_arguments")
    with api.store.change():
        api.store.prompts[args["channel_id"]] = args
    return {}


# Views


def checked_view(content: Json) -> Json:
    """The view, if Slack would take it; a SlackError otherwise."""
    if problems := view_problems(content):
        raise SlackError("invalid_arguments", problems)
    return content


def view_payload(store: Store, view: View) -> Json:
    """As Slack shows it in events and answers."""
    return {
        **{"callback_id": "", "private_metadata": "", "title": None, "submit": None, "close": None},
        **view.content,
        "id": view.id,
        "team_id": HOME_TEAM,
        "app_id": APP,
        "bot_id": BOT,
        "state": store.state(view, view.user),
    }


def open_view(api: WebApi, args: Json) -> Json:
    content = checked_view(args["view"])
    user = api.store.use_trigger(args["trigger_id"])
    return {"view": view_payload(api.store, api.store.open_modal(user, content))}


def update_view(api: WebApi, args: Json) -> Json:
    view = api.store.views[args["view_id"]]
    changed = api.store.change_view(view, checked_view(args["view"]))
    return {"view": view_payload(api.store, changed)}


def publish_view(api: WebApi, args: Json) -> Json:
    published = api.store.publish_home(args["user_id"], checked_view(args["view"]))
    return {"view": view_payload(api.store, published)}


# response_urls


def respond(api: WebApi, name: str, body: Json) -> Answer:
    """What a POST to a response_url does."""

    def run() -> Answer:
        try:
            reply(api, name, body)
        except SlackError as error:
            return Answer(error.answer, 400)
        return Answer({"ok": True})

    return api.answer("response_url", body, run)


def reply(api: WebApi, response_url: str, body: Json) -> None:
    """A new message for whoever did something: only they see it, unless it says otherwise."""
    if response_url not in api.store.response_urls:
        raise SlackError("used_url")
    if body.get("replace_original") or body.get("delete_original"):
        raise SlackError("not_imitated")
    user, channel = api.store.response_urls[response_url]
    viewer = None if body.get("response_type") == "in_channel" else user
    said = Message(channel, "", BOT_USER, viewer=viewer, **content_of(body))
    message = api.store.add_message(said)
    if viewer is None:
        api.on_post(message)


METHODS: Mapping[str, Method] = {
    "apps.connections.open": Method(open_connection, is_for_app=True),
    "assistant.threads.setStatus": Method(set_status, "chat:write"),
    "assistant.threads.setSuggestedPrompts": Method(set_prompts, "assistant:write"),
    "auth.test": Method(auth_test),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write"),
    "chat.postMessage": Method(post_message, "chat:write"),
    "conversations.replies": Method(conversations_replies, "im:history"),
    "users.info": Method(users_info, "users:read"),
    "views.open": Method(open_view),
    "views.publish": Method(publish_view),
    "views.update": Method(update_view),
}
