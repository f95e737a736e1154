"""The Web API's methods for messages, and what a response_url does with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.playground.api import Answer, Method, WebApi, failed, required
from bot.playground.blocks import block_problems, is_too_long
from bot.playground.records import BOT_USER, Channel, Json, Message, SlackError
from bot.playground.store import RESPONSE_USES, ResponseUrl

TEXT_CHARACTERS = 40_000
UPDATE_CHARACTERS = 4_000
EXTRA = ("attachments", "metadata", "unfurl_links", "unfurl_media", "mrkdwn", "username")


def checked(args: Json, text_limit: int = TEXT_CHARACTERS) -> Json:
    """`text`, `blocks`, and `extra` of a message; a SlackError if Slack would refuse it."""
    blocks, text = args.get("blocks") or [], args.get("text") or ""
    problems = block_problems(blocks, "message")
    if problems:
        messages = [f"[ERROR] {one}" for one in problems]
        raise SlackError(
            "invalid_blocks", errors=problems, response_metadata={"messages": messages}
        )
    if not (str(text).strip() or blocks or args.get("attachments")):
        raise SlackError("no_text")
    if len(str(text)) > text_limit:
        raise SlackError("msg_too_long")
    if is_too_long(blocks):
        raise SlackError("msg_blocks_too_long")
    extra = {name: args[name] for name in EXTRA if args.get(name) is not None}
    return {"text": str(text), "blocks": tuple(blocks), "extra": extra}


def post_message(api: WebApi, args: Json) -> Json:
    channel = _writable(api, args)
    thread = _thread(api, channel, args)
    message = api.store.add_message(
        Message(channel.id, "", BOT_USER, thread_ts=thread, **checked(args))
    )
    api.on_message("posted", message, None)
    return {"channel": channel.id, "ts": message.ts, "message": message.payload()}


def post_ephemeral(api: WebApi, args: Json) -> Json:
    user = required(args, "user")
    channel = _writable(api, args)
    if user not in channel.members or api.store.people[user].kind == "deleted":
        raise SlackError("user_not_in_channel")
    thread = _thread(api, channel, args)
    message = api.store.add_message(
        Message(channel.id, "", BOT_USER, thread_ts=thread, viewer=user, **checked(args))
    )
    return {"message_ts": message.ts}


def update_message(api: WebApi, args: Json) -> Json:
    message = _own(api, args, "cant_update_message")
    content = checked(args, UPDATE_CHARACTERS)
    if "blocks" not in args and "text" in args:
        content["blocks"] = ()  # new text alone takes the place of the blocks, too
    changed = api.store.change_message(message, edited_ts=api.store.timestamp(), **content)
    api.on_message("changed", changed, message)
    shown = {"channel": changed.channel, "ts": changed.ts, "text": changed.text}
    return {**shown, "message": changed.payload()}


def delete_message(api: WebApi, args: Json) -> Json:
    message = _own(api, args, "cant_delete_message")
    api.store.remove_message(message)
    api.on_message("deleted", message, None)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(api: WebApi, args: Json) -> Json:
    channel = visible(api, args)
    message = api.store.find_message(channel.id, required(args, "message_ts"))
    if message is None or message.is_ephemeral:
        raise SlackError("message_not_found")
    link = f"https://playground.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def add_reaction(api: WebApi, args: Json) -> Json:
    channel = visible(api, args)
    message = api.store.find_message(channel.id, required(args, "timestamp"))
    reaction = (BOT_USER, required(args, "name").strip(":"))
    if message is None or message.is_ephemeral:
        raise SlackError("message_not_found")
    if reaction in message.reactions:
        raise SlackError("already_reacted")
    api.store.change_message(message, reactions=(*message.reactions, reaction))
    return {}


def validate_blocks(api: WebApi, args: Json) -> Json:
    blocks = args.get("blocks") or (args.get("message") or {}).get("blocks")
    problems = block_problems(blocks, "message")
    if problems:
        raise SlackError("invalid_blocks", errors=[{"message": one} for one in problems])
    return {}


def visible(api: WebApi, args: Json, name: str = "channel") -> Channel:
    """A channel that the bot is told of: public, or one that it is in."""
    channel = api.store.channel(required(args, name))
    if channel.kind in ("private", "im") and BOT_USER not in channel.members:
        raise SlackError("channel_not_found")
    return channel


def _writable(api: WebApi, args: Json) -> Channel:
    name = required(args, "channel")
    if name in api.store.people:
        if api.store.people[name].kind == "deleted":
            raise SlackError("channel_not_found")
        return api.store.direct(name)
    channel = visible(api, args)
    if channel.archived:
        raise SlackError("is_archived")
    if BOT_USER not in channel.members and "chat:write.public" not in api.grant.scopes:
        raise SlackError("not_in_channel")
    return channel


def _thread(api: WebApi, channel: Channel, args: Json) -> str | None:
    """The thread that it goes to; it has to be named by its first message."""
    thread = args.get("thread_ts")
    if not thread:
        return None
    root = api.store.find_message(channel.id, thread)
    if root is None or root.is_reply or root.is_ephemeral:
        raise SlackError("invalid_thread_ts")
    return str(thread)


def _own(api: WebApi, args: Json, refusal: str) -> Message:
    channel = visible(api, args)
    message = api.store.find_message(channel.id, required(args, "ts"))
    if message is None or message.is_ephemeral:
        raise SlackError("message_not_found")
    if not message.from_bot:
        raise SlackError(refusal)
    return message


def respond(api: WebApi, name: str, body: Json) -> Answer:
    """What a POST to a response_url does."""
    began = api.store.now()
    failure = api.next_failure("response_url")
    if failure and not failure.performs:
        answer = failed(failure)
    else:
        try:
            _respond(api, name, body)
            answer = Answer({"ok": True})
        except SlackError as error:
            gone = error.code in ("used_url", "expired_url")
            refused = {"ok": False, "error": error.code, **error.more}
            answer = Answer(refused, 404 if gone else 400)
        answer = failed(failure) if failure else answer
    api.record("response_url", body, answer, began)
    return answer


def _respond(api: WebApi, name: str, body: Json) -> None:
    with api.store.changed:
        url = api.store.response_urls.get(name)
        if url is None or api.store.now() > url.expires:
            raise SlackError("expired_url")
        if url.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        content = {} if _is(body.get("delete_original")) else checked(body)
        api.store.response_urls[name] = replace(url, uses=url.uses + 1)
        original = url.original and api.store.find_message(url.original.channel, url.original.ts)
        if _is(body.get("delete_original")):
            if original:
                api.store.remove_message(original)
        elif original and _is(body.get("replace_original", not body.get("response_type"))):
            edited = None if original.is_ephemeral else api.store.timestamp()
            api.store.change_message(original, edited_ts=edited, **content)
        else:
            answer_with(api, url, body, content)


def answer_with(api: WebApi, url: ResponseUrl, body: Json, content: Json) -> Message:
    """A new message for whoever did something: only they see it, unless it says otherwise."""
    viewer = None if body.get("response_type") == "in_channel" else url.user
    thread = body.get("thread_ts")
    message = api.store.add_message(
        Message(url.channel, "", BOT_USER, thread_ts=thread, viewer=viewer, **content)
    )
    if viewer is None:
        api.on_message("posted", message, None)
    return message


def _is(value: object) -> bool:
    return value in (True, "true")


METHODS: Mapping[str, Method] = {
    "chat.postMessage": Method(post_message, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",)),
    "chat.update": Method(update_message, ("chat:write",)),
    "chat.delete": Method(delete_message, ("chat:write",)),
    "chat.getPermalink": Method(get_permalink),
    "reactions.add": Method(add_reaction, ("reactions:write",)),
    "blocks.validate": Method(validate_blocks, caller="anyone"),
}
