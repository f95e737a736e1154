"""The imitated workspace, in a process of its own: the Web API for the bot, and people who mention
it."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from bot.bench.load import SECRETS
from bot.playground.workspace import Workspace

SECONDS = 30.0  # for the last answer to come
AT_ONCE = 20


def serve_workspace() -> None:
    """Says where it is; then, for each line `{"bot": URL, "questions": […]}`, how many answers each
    of these mentions got."""
    manifest = json.loads(sys.argv[1])
    with Workspace(manifest, mode="http", secrets=SECRETS) as workspace:
        workspace.add_person("U1", "ada")
        workspace.add_channel("C1", "general", members=["U1"])
        print(workspace.base_url, flush=True)
        for line in sys.stdin:
            given = json.loads(line)
            workspace.bot_url = given["bot"]
            print(json.dumps(_mention(workspace, given["questions"])), flush=True)


def _mention(workspace: Workspace, questions: list[str]) -> dict[str, Any]:
    ada = workspace.user("U1")
    with ThreadPoolExecutor(AT_ONCE) as people:
        asked = list(people.map(lambda question: ada.mention("C1", question), questions))

    def answers() -> list[str | None]:
        return [one.thread_ts for one in workspace.messages("C1") if one.from_bot]

    with suppress(TimeoutError):  # they are counted all the same
        workspace.wait_for(lambda: len(answers()) >= len(questions), SECONDS)
    there = answers()
    return {
        "seconds": [ack.seconds for ack in asked],
        "answers": [there.count(ack.message.ts) if ack.message else 0 for ack in asked],
        "other_calls": len(workspace.calls("response_url")),
    }
