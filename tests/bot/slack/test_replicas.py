"""Two bots of one app, as processes of their own, that share a Postgres; it is a real one."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.kept.settings import Keeping
from bot.playground.couriers import HttpCourier
from bot.playground.workspace import Workspace
from tests.conftest import PROJECT
from tests.slack import MANIFEST

QUESTION = "who owns architecture docs?"
START_SECONDS = 60.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def bot_process(workspace: Workspace, database: str, index: Path) -> Iterator[str]:
    """The address of the process, once it is ready."""
    port = free_port()
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(index.parent),
        "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"],
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_SIGNING_SECRET": workspace.signing_secret,
        "SLACK_API_URL": workspace.base_url,
        "DATABASE_URL": database,
        "INDEX_DIR": str(index),
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"], env=environ, cwd=PROJECT, stderr=subprocess.PIPE
    ) as process:
        try:
            wait_until_ready(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}/slack/events"
        finally:
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=START_SECONDS)
        assert process.returncode == 0, log.decode()


def wait_until_ready(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - on this machine
                if json.load(answer) == {"ready": True}:
                    return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(address)


@pytest.mark.usefixtures("exported")
def test_what_gets_to_both_is_answered_once_and_buttons_work_on_either(
    postgres: Keeping, tmp_path: Path
) -> None:
    with Workspace(MANIFEST, mode="http") as workspace:
        ada = workspace.add_person("U1", "ada")
        workspace.add_channel("C1", "general", members=["U1"])
        database = postgres.database_url
        with (
            bot_process(workspace, database, tmp_path / "one") as one,
            bot_process(workspace, database, tmp_path / "two") as two,
        ):
            workspace.bot_url = one
            for number in range(10):
                ada.mention("C1", f"{QUESTION} {number}")
            deliveries = workspace.deliveries("events_api")
            other = HttpCourier(two, 3.0, workspace.signing_secret)
            again = [
                threading.Thread(target=other.deliver, args=("events_api", delivery.body))
                for delivery in deliveries
            ]
            for thread in again:
                thread.start()
            for thread in again:
                thread.join()
            workspace.wait_for(lambda: len(workspace.calls("chat.postMessage")) >= 10, 20)
            # a button goes on from what the message itself says, whichever bot posted it
            workspace.bot_url = two
            answer = next(m for m in workspace.messages("C1") if m.from_bot)
            assert ada.clicks(answer, "more").ok
            workspace.wait_for(lambda: len(workspace.calls("chat.postMessage")) >= 11, 20)
            time.sleep(0.5)
            assert len(workspace.calls("chat.postMessage")) == 11
