"""What people do on the page, done in the workspace; each says what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.playground.actor import Actor
from bot.playground.records import BOT_USER, Ack, Json, Message, View
from bot.playground.state import VALUES, find_element
from bot.playground.workspace import Workspace

COMMAND = re.compile(r"(/\w+)(?:\s+(.*))?", re.DOTALL)
QUIET = ("", "not_declared", "not_subscribed", "not_in_channel")
"""What is no trouble: nobody had to hear of it."""
TOLD: Mapping[str, str] = {
    "operation_timeout": "The bot did not answer within three seconds.",
    "dispatch_failed": "The bot did not take it.",
    "invalid_input": "Something is missing or too long.",
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
    act, actor = ACTS[given["kind"]], workspace.user(given["as"])
    try:
        return act(workspace, actor, given)
    except PermissionError:
        return Outcome("You are not in this channel.")
    except KeyError:  # not for people: the page has left something out
        raise
    except LookupError as error:
        return Outcome(str(error))


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
    ack = actor.says(channel, with_mentions(workspace, text), thread)
    message = ack.message
    place = workspace.store.channels[channel]
    is_for_bot = place.kind == "im" or (message and f"<@{BOT_USER}>" in message.text)
    if is_for_bot and ack.error == "not_in_channel":
        return Outcome(f"{_name(workspace)} is not in this channel, so it has not heard that.")
    opened = message.ts if message and is_for_bot and not thread else ""
    return Outcome(_notice(ack), opened)


def with_mentions(workspace: Workspace, text: str) -> str:
    """`@name` as Slack sends it, however it is capitalised."""
    ids = {one.name.lower(): one.id for one in workspace.store.people.values()}

    def mention(found: re.Match[str]) -> str:
        user = ids.get(found[1].lower())
        return f"<@{user}>" if user else found[0]

    return re.sub(r"(?<!\w)@(\w+)", mention, text)


def _act(workspace: Workspace, actor: Actor, given: Json) -> Outcome:
    """Something in a message or a view is pressed, picked or sent."""
    place = _place(workspace, given)
    block, action, value = given["block"], given["action"], given.get("value")
    _, element = find_element(place.blocks, action, block)
    if element["type"].endswith("_input"):
        return Outcome(_notice(actor.types(place, block, action, value)))
    if element["type"] in VALUES:
        return Outcome(_notice(actor.selects(place, action, value, block)))
    pressed = value if element["type"] == "feedback_buttons" else None
    return Outcome(_notice(actor.clicks(place, action, pressed, block)))


def _submit(workspace: Workspace, actor: Actor, given: Json) -> Outcome:
    view = _view(workspace, given["view"])
    for block, values in given["values"].items():
        for action, value in values.items():
            _fill(actor, view, block, action, value)
    ack = actor.submits(view)
    if ack.error == "invalid_input":
        blocks = [problem.partition(":")[0] for problem in ack.problems]
        workspace.store.set_errors(view, dict.fromkeys(blocks, MISSING))
    return Outcome(_notice(ack))


def _fill(actor: Actor, view: View, block: str, action: str, value: str) -> None:
    """A field of a form; what nobody has picked stays as it is."""
    _, element = find_element(view.blocks, action, block)
    if element["type"].endswith("_input"):
        actor.types(view, block, action, value or None)
    elif value:
        actor.selects(view, action, value, block)


def _close(workspace: Workspace, actor: Actor, given: Json) -> Outcome:
    return Outcome(_notice(actor.closes(_view(workspace, given["view"]))))


def _shortcut(workspace: Workspace, actor: Actor, given: Json) -> Outcome:
    if "ts" not in given:
        return Outcome(_notice(actor.shortcut(given["callback"])))
    message = _message(workspace, given)
    return Outcome(_notice(actor.message_shortcut(given["callback"], message)))


def _open(workspace: Workspace, actor: Actor, given: Json) -> Outcome:
    """One of the bot's tabs."""
    return Outcome(_notice(actor.opens_home(given["tab"])))


ACTS: Mapping[str, Callable[[Workspace, Actor, Json], Outcome]] = {
    "write": _write,
    "act": _act,
    "submit": _submit,
    "close": _close,
    "shortcut": _shortcut,
    "open": _open,
}


def suggestions(workspace: Workspace, given: Mapping[str, str]) -> list[Json]:
    """What the bot offers for what has been typed into a menu."""
    ack = workspace.user(given["as"]).suggest(
        _place(workspace, given), given["action"], given.get("typed", ""), given["block"]
    )
    body = ack.body if ack.ok and isinstance(ack.body, dict) else {}
    groups = body.get("option_groups") or ()
    return [*(body.get("options") or ()), *(one for group in groups for one in group["options"])]


def _place(workspace: Workspace, given: Mapping[str, str]) -> Message | View:
    return _view(workspace, given["view"]) if given.get("view") else _message(workspace, given)


def _view(workspace: Workspace, id_: str) -> View:
    found = workspace.store.views.get(id_)
    if found is None:
        raise LookupError("This view is not open any more.")
    return found


def _message(workspace: Workspace, given: Mapping[str, str]) -> Message:
    found = workspace.store.find_message(given["channel"], given["ts"])
    if found is None:
        raise LookupError("This message is not there any more.")
    return found


def _notice(ack: Ack) -> str:
    if ack.error in QUIET:
        return ""
    said = TOLD.get(ack.error, f"Slack would refuse what the bot said: {ack.error}.")
    is_ours = ack.error == "invalid_input"  # its fields say what is wrong
    return " ".join([said, *(() if is_ours else ack.problems)])


def _name(workspace: Workspace) -> str:
    return workspace.store.people[BOT_USER].name
