"""The real bot in an imitated workspace, as `rolebot serve` puts it together; for tests."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.request import urlopen

from bot.kept.keeper import Keeper, Nothing
from bot.live.library import Library
from bot.playground.actor import Actor
from bot.playground.records import Json, Message, View
from bot.playground.workspace import Mode, Workspace
from bot.slack.guard.deduplication import Claims
from bot.slack.serve import Source, Stop, serve
from bot.slack.settings import Settings
from tests.conftest import PROJECT

MANIFEST: Json = json.loads((PROJECT / "manifest.json").read_text())
START_SECONDS = 10.0
QUIET = ("slack_bolt", "slack_sdk", "bot.slack.bolt")


def with_samples(library: Library, *samples: str) -> Library:
    return replace(library, index=replace(library.index, samples=samples))


@contextmanager
def running_bot(
    library: Library | Source,
    mode: Mode = "http",
    keeper: Keeper | None = None,
    *,
    claims: Claims | None = None,
    more: Mapping[str, Any] = MappingProxyType({}),
    **options: object,
) -> Iterator[Workspace]:
    """A workspace with ada (U1) and ben (U2) in #general (C1), where the bot is, and in #random
    (C2), where it is not; and the bot, ready. `more` are the bot's settings, `options`
    those of the workspace."""
    nowhere = Path("nowhere")
    source = library if isinstance(library, Source) else Source(lambda _: library, nowhere, nowhere)
    with Workspace(MANIFEST, mode=mode, **options) as workspace:  # type: ignore[arg-type]
        workspace.add_person("U1", "ada")
        workspace.add_person("U2", "ben")
        workspace.add_channel("C1", "general", members=["U1", "U2"])
        workspace.add_channel("C2", "random", members=["U1", "U2"], with_bot=False)
        stop, failed = Stop(), list[BaseException]()
        ports: list[int] = []
        settings = Settings(
            bot_token=workspace.bot_token,
            app_token=workspace.app_token if mode == "socket" else "",
            signing_secret=workspace.signing_secret if mode == "http" else "",
            api_url=workspace.base_url,
            **{"port": 0, **more},
        )

        keep = keeper or Nothing()

        def run() -> None:
            try:
                serve(settings, source, keep, "Nothing is kept.", stop, claims, ports.append)
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=run, name="serve")
        thread.start()
        try:
            workspace.wait_for(lambda: ports or failed, START_SECONDS)
            if mode == "http" and ports:
                workspace.bot_url = f"http://127.0.0.1:{ports[0]}/slack/events"
            elif ports:
                assert workspace.socket.wait_for_connections()
            yield workspace
        finally:
            stop.set()
            thread.join(START_SECONDS)
            assert not thread.is_alive()
        if failed:
            raise failed[0]


def metrics_of(workspace: Workspace) -> str:
    """What the running bot tells at /metrics, over HTTP."""
    url = workspace.bot_url.replace("/slack/events", "/metrics")
    with urlopen(url) as answer:  # noqa: S310  of our own
        return str(answer.read().decode())


def answers(workspace: Workspace, channel: str, count: int = 1) -> list[Message]:
    """The bot's messages there, as soon as there are so many."""

    def found() -> list[Message]:
        return [one for one in workspace.messages(channel) if one.from_bot]

    workspace.wait_for(lambda: len(found()) >= count)
    return found()


def answer_to(person: Actor, workspace: Workspace, question: str) -> Message:
    """What `/role QUESTION` shows to `person` in #general: behind the acknowledgement if the
    question is long."""
    before = len(workspace.messages("C1"))
    ack = person.command("/role", question, "C1")
    assert ack.ok, ack
    assert not ack.problems, ack.problems
    workspace.wait_for(lambda: len(workspace.messages("C1")) > before)
    (message,) = workspace.messages("C1")[before:]
    assert message.viewer == person.id
    return message


def words_of_blocks(value: object) -> str:
    """All text in blocks, in order, a line for each piece."""
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, map(words_of_blocks, value)))
    if isinstance(value, dict):
        own = value.get("text")
        mine = [own] if isinstance(own, str) else []
        rest = [v for key, v in value.items() if not (key == "text" and isinstance(v, str))]
        return "\n".join([*mine, *filter(None, map(words_of_blocks, rest))])
    return ""


def control(message: Message, action_id: str) -> Json:
    """The control of that name."""
    for block in message.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == action_id:
                found: Json = element
                return found
    raise LookupError(action_id)


def held(place: Message | View, action_id: str, value: str) -> str:
    """The value of a control, as Slack holds it: with a signature behind it."""
    found = [
        one
        for block in place.blocks
        for element in (*block.get("elements", ()), block.get("element", {}))
        if element.get("action_id") == action_id
        for one in re.findall(r'"value": ("(?:[^"\\]|\\.)*")', json.dumps(element))
    ]
    return next(one for one in map(str, map(json.loads, found)) if one[:-16] == value)


ROLES = Path(PROJECT / "tests" / "roles")
