"""What people do on the page, done in the workspace; each says what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.playground.actor import Actor
from bot.playground.records import BOT_USER, Ack, Json, Message, View
from bot.playground.workspace import Workspace

COMMAND = re.compile(r"(/\w+)(?:\s+(.*))?", re.DOTALL)
QUIET = ("", "not_declared", "not_subscribed", "not_in_channel")
"""What is no trouble: nobody had to hear of it."""
TOLD: Mapping[str, str] = {
    "operation_timeout": "The bot did not answer within three seconds.",
    "dispatch_failed": "The bot did not take it.",
    "invalid_input": "Something is missing.",
}
MISSING = "Please fill in this field."


@dataclass(frozen=True, slots=True)
class Outcome:
    """`notice` is for the person, "" if all is well; `thread` is the one to be opened."""

    notice: str = ""
    thread: str = ""


def do(workspace: Workspace, given: Json) -> Outcome:
    """`given` says who ("as"), what ("kind") and the rest. Raises KeyError, TypeError or ValueError
    if it is nothing that the page sends."""
    actor = workspace.user(given["as"])
    try:
        if given["kind"] == "write":
            return _write(workspace, actor, given)
        return Outcome(_notice(_act(workspace, actor, given)))
    except PermissionError:
        return Outcome("You are not in this channel.")
    except KeyError:  # not for people: the page has left something out
        raise
    except LookupError as error:
        return Outcome(str(error))


def _act(workspace: Workspace, actor: Actor, given: Json) -> Ack:
    match given["kind"]:
        case "act":
            place, value = _place(workspace, given), given.get("value")
            return actor.clicks(place, given["action"], value, given["block"])
        case "submit":
            return _submit(workspace, actor, given)
        case "close":
            return actor.closes(_view(workspace, given))
        case "shortcut" if "ts" in given:
            return actor.message_shortcut(given["callback"], _message(workspace, given))
        case "shortcut":
            return actor.shortcut(given["callback"])
        case "open":
            return actor.opens_home(given["tab"])
        case other:
            raise ValueError(other)


def _write(workspace: Workspace, actor: Actor, given: Json) -> Outcome:
    """As Slack takes it: with a slash it is a command, which threads do not have."""
    text, channel = given["text"].strip(), given["channel"]
    thread = given.get("thread") or None
    command = COMMAND.fullmatch(text)
    if not text:
        return Outcome()
    if command and thread:
        return Outcome(f"{command[1]} does not work in threads. Type it in the channel.")
    if command:
        ack = actor.command(command[1], command[2] or "", channel)
        unknown = ack.error == "not_declared"
        return Outcome(f"There is no command {command[1]}." if unknown else _notice(ack))
    said = with_mentions(workspace, text)
    ack = actor.says(channel, said, thread)
    is_for_bot = workspace.store.channels[channel].kind == "im" or f"<@{BOT_USER}>" in said
    if is_for_bot and ack.error == "not_in_channel":
        name = workspace.grant.name
        return Outcome(f"{name} is not in this channel, so it has not heard that.")
    opened = ack.message.ts if ack.message and is_for_bot and not thread else ""
    return Outcome(_notice(ack), opened)


def with_mentions(workspace: Workspace, text: str) -> str:
    """`@name` as Slack sends it, however it is capitalised."""
    ids = {one.name.lower(): one.id for one in workspace.store.people.values()}

    def mention(found: re.Match[str]) -> str:
        user = ids.get(found[1].lower())
        return f"<@{user}>" if user else found[0]

    return re.sub(r"(?<!\w)@(\w+)", mention, text)


def _submit(workspace: Workspace, actor: Actor, given: Json) -> Ack:
    view = _view(workspace, given)
    for block, values in given["values"].items():
        for action, value in values.items():
            actor.clicks(view, action, value or None, block)
    ack = actor.submits(view)
    if ack.error == "invalid_input":
        workspace.store.set_errors(view, dict.fromkeys(ack.problems, MISSING))
    return ack


def suggestions(workspace: Workspace, given: Mapping[str, str]) -> list[Json]:
    """What the bot offers for what has been typed into a menu."""
    ack = workspace.user(given["as"]).suggest(
        _place(workspace, given), given["action"], given["typed"], given["block"]
    )
    return ack.body["options"] if ack.ok and isinstance(ack.body, dict) else []


def _place(workspace: Workspace, given: Mapping[str, str]) -> Message | View:
    return _view(workspace, given) if given.get("view") else _message(workspace, given)


def _message(workspace: Workspace, given: Mapping[str, str]) -> Message:
    found = workspace.store.find_message(given["channel"], given["ts"])
    if found is None:
        raise LookupError("This message is not there any more.")
    return found


def _view(workspace: Workspace, given: Mapping[str, str]) -> View:
    found = workspace.store.views.get(given["view"])
    if found is None:
        raise LookupError("This view is not open any more.")
    return found


def _notice(ack: Ack) -> str:
    if ack.error in QUIET:
        return ""
    if ack.error in TOLD:
        return TOLD[ack.error]
    return " ".join([f"Slack would refuse what the bot said: {ack.error}.", *ack.problems])
