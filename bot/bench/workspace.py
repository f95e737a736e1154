"""The imitated workspace in a process of its own: the Web API for the bot, and people who mention
it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from bot.bench.load import SECRETS
from bot.bench.worker import MANIFEST
from bot.playground.workspace import Workspace

SECONDS = 30.0  # for the last answer to come
AT_ONCE = 20


def serve_workspace() -> None:
    """Print the URL of the Web API; then, for each line `{"bot": URL, "questions": […]}` of stdin,
    how many of these mentions were not answered exactly once, and other calls of the bot."""
    manifest = json.loads(MANIFEST.read_text())
    with Workspace(manifest, mode="http", secrets=SECRETS) as workspace:
        workspace.add_person("U1", "ada")
        workspace.add_channel("C1", "general", members=["U1"])
        print(workspace.base_url, flush=True)
        for line in sys.stdin:
            given = json.loads(line)
            workspace.bot_url = given["bot"]
            print(_lost_or_doubled(workspace, given["questions"]), flush=True)


def _lost_or_doubled(workspace: Workspace, questions: list[str]) -> int:
    ada = workspace.user("U1")
    with ThreadPoolExecutor(AT_ONCE) as people:
        asked = list(people.map(lambda question: ada.mention("C1", question), questions))

    def answers() -> list[str | None]:
        return [message.thread_ts for message in workspace.messages("C1") if message.from_bot]

    with suppress(TimeoutError):  # late ones count as lost
        workspace.wait_for(lambda: len(answers()) >= len(questions), SECONDS)
    counts = Counter(answers())
    wrong = sum(ack.message is None or counts[ack.message.ts] != 1 for ack in asked)
    return wrong + len(workspace.calls("response_url"))
