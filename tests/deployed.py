"""The bot as an operator runs it: by the Procfile, in a folder of its own, with 512 MB of memory
and nothing else to reach, in an imitated Slack workspace. Prints what it takes, and fails if that
is too much.

    python -m tests.deployed FOLDER

FOLDER was made ready as the README says: the Procfile, `venv` and `role-index` are there.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from bot.playground.workspace import Mode, Workspace
from tests.memory import MEGABYTE, Limit, Memory, memory_limit
from tests.slack import MANIFEST, words_of_blocks

PROJECT = Path(__file__).parent.parent
LIMIT = 512  # MB that there are
MOST_MEMORY = 256  # MB that it takes
MOST_READY = 2.0  # seconds, on a machine that does nothing else
MOST_BASELINES = 4  # on one that does: how many times what the libraries alone take
QUESTIONS, ASKERS = 250, 4
MOST_SHOWN = 4000  # characters, of the end of a log
START_SECONDS, STOP_SECONDS = 60.0, 20.0
BUSY_SECONDS = 2  # for which Slack wants no messages, while the bot is told to stop
PULL = "git -C handbook pull --quiet --ff-only"
BASELINE = "import slack_bolt, faiss, onnxruntime, numpy"
NEW = "* **Tidiness**: Keeps the whiteboard clean\n"
ASKED, TOLD = "who keeps the whiteboard clean?", "Keeps the whiteboard clean"
OWNS, SAID = "who owns architecture docs?", "Owns and maintains the key subsystem"


def command_of(procfile: str, process: str) -> str:
    """
    >>> command_of("web: rolebot serve\\n", "web")
    'rolebot serve'
    """
    found = re.search(rf"^{process}:\s*(.+?)\s*$", procfile, re.MULTILINE)
    if found is None:
        raise LookupError(process)
    return found[1]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bot runs, and what with."""

    folder: Path
    limit: Limit

    @property
    def environment(self) -> dict[str, str]:
        """Nothing but what the README says; no cache, and no model hub."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        path = f"{self.folder / 'venv' / 'bin'}:/usr/bin:/bin"
        return {
            "PATH": path,
            "HOME": str(home),
            "HF_HUB_OFFLINE": "1",
            "INDEX_DIR": "role-index",
        }

    def start(self, environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
        """As a platform does it: by a shell, in the folder."""
        command = command_of((self.folder / "Procfile").read_text(), "web")
        with log.open("wb") as out:
            return subprocess.Popen(  # noqa: S602 - a Procfile is for a shell
                f"{self.limit.prefix} {command}",
                shell=True,
                cwd=self.folder,
                env={**self.environment, **environment},
                stdout=out,
                stderr=out,
            )

    def refresh(self, content: str) -> None:
        """As an earlier start has done: links to another place are another index."""
        rolebot = self.folder / "venv" / "bin" / "rolebot"
        environment = {**self.environment, "CONTENT_DIR": content}
        subprocess.run(  # noqa: S603
            [rolebot, "roles"],
            cwd=self.folder,
            env=environment,
            check=True,
            capture_output=True,
        )

    def baseline(self) -> float:
        """Seconds that its libraries alone take, now."""
        started = time.monotonic()
        python = self.folder / "venv" / "bin" / "python"
        subprocess.run([python, "-c", BASELINE], env=self.environment, check=True)  # noqa: S603
        return time.monotonic() - started


@contextmanager
def workspace_for(mode: Mode) -> Iterator[tuple[Workspace, dict[str, str]]]:
    """A workspace, and the environment of a bot in it."""
    port = _free_port()
    with Workspace(MANIFEST, mode=mode) as workspace:
        workspace.add_person("U1", "ada")
        workspace.add_channel("C1", "general", members=["U1"])
        environment = {
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_API_URL": workspace.base_url,
            "PORT": str(port),
            "RATE_LIMIT": "0",
        }
        if mode == "socket":
            environment["SLACK_APP_TOKEN"] = workspace.app_token
        else:
            environment["SLACK_SIGNING_SECRET"] = workspace.signing_secret
            workspace.bot_url = f"http://127.0.0.1:{port}/slack/events"
        yield workspace, environment


def check(place: Place, mode: Mode, content: str) -> Iterator[str]:
    """What is wrong; `content` is the folder of the documents, which need not be there."""
    log = place.folder / f"{mode}.log"
    place.refresh(content)
    baseline = place.baseline()
    with workspace_for(mode) as (workspace, environment):
        started = time.monotonic()
        process = place.start({**environment, "CONTENT_DIR": content}, log)
        try:
            _wait_ready(process, environment["PORT"])
            ready = time.monotonic() - started
            first = Memory.of(process.pid)
            _converse(workspace)
            asking = _ask_all(workspace)
            if (place.folder / content).exists():
                _edit(place.folder / content, workspace, process)
            last = Memory.of(process.pid)
            stopping = _stop(workspace, process)
        except BaseException:
            print(log.read_text()[-MOST_SHOWN:], file=sys.stderr)
            raise
        finally:
            process.kill()
            process.wait()
    print(
        f"{mode}: ready in {ready:.2f} s (its libraries alone: {baseline:.2f} s), {first}; "
        f"after {QUESTIONS} questions in {asking:.0f} s: {last}; "
        f"finished {stopping:.1f} s after SIGTERM"
    )
    told = log.read_text()
    if process.returncode != 0:
        yield f"{mode}: exit code {process.returncode}"
    if " ERROR " in told or "Traceback" in told:
        yield f"{mode}: {told[-MOST_SHOWN:]}"
    if last.most > MOST_MEMORY:
        yield f"{mode}: takes {last}"
    if ready > max(MOST_READY, MOST_BASELINES * baseline):
        yield f"{mode}: ready in {ready:.2f} s"


def _converse(workspace: Workspace) -> None:
    """A role, a mention and a direct message."""
    ada = workspace.user("U1")
    ack = ada.command("/role", "architect", "C1")
    assert ack.ok, ack
    assert not ack.problems, ack.problems
    assert "Teamwork" in words_of_blocks(ada.sees("C1")[-1].blocks)
    assert ada.mention("C1", OWNS).ok
    assert _says(workspace, "C1", SAID)
    assert ada.dm(OWNS).ok
    assert _says(workspace, workspace.direct("U1"), SAID)


def _says(workspace: Workspace, channel: str, words: str, count: int = 1) -> bool:
    """As soon as it does, to everybody there."""

    def said() -> int:
        own = [m for m in workspace.messages(channel) if m.from_bot and m.viewer is None]
        return sum(words in words_of_blocks(message.blocks) for message in own)

    return workspace.wait_for(lambda: said() >= count, START_SECONDS)


def _ask_all(workspace: Workspace) -> float:
    """Seconds that it takes, with several people asking at once."""
    ada = workspace.user("U1")
    started = time.monotonic()
    with ThreadPoolExecutor(ASKERS) as pool:
        acks = list(pool.map(lambda one: ada.command("/role", one, "C1"), labelled_questions()))
    assert len(acks) == QUESTIONS
    assert all(ack.ok and not ack.problems for ack in acks)
    return time.monotonic() - started


def make_handbook(folder: Path) -> None:
    """The documents, in a repository and in a checkout of it."""
    origin = folder / "origin"
    shutil.copytree(PROJECT / "content", origin)
    _git(origin, "init", "--quiet")
    _commit(origin)
    _git(folder, "clone", "--quiet", "origin", "handbook")


def _edit(handbook: Path, workspace: Workspace, process: subprocess.Popen[bytes]) -> None:
    """A document where it is written, and then where the bot is."""
    folder, ada = handbook.parent, workspace.user("U1")
    with (folder / "origin" / "architect.rst").open("a") as document:
        document.write(NEW)
    _commit(folder / "origin")
    subprocess.run(PULL.split(), cwd=folder, check=True)  # noqa: S603
    process.send_signal(signal.SIGHUP)

    def is_told() -> bool:
        assert ada.command("/role", ASKED, "C1").ok
        return TOLD in words_of_blocks(ada.sees("C1")[-1].blocks)

    workspace.wait_for(is_told, START_SECONDS)


def _commit(repository: Path) -> None:
    someone = "-c", "user.name=A", "-c", "user.email=a@example.org"
    _git(repository, "add", ".")
    _git(repository, *someone, "commit", "--quiet", "--message", "Documents")


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)  # noqa: S603, S607


def _stop(workspace: Workspace, process: subprocess.Popen[bytes]) -> float:
    """Seconds from SIGTERM, while an answer is on its way, to the end; it arrives all the same."""
    tried = len(workspace.calls("chat.postMessage"))
    workspace.fail("chat.postMessage", "ratelimited", status=429, retry_after=BUSY_SECONDS)
    assert workspace.user("U1").mention("C1", OWNS).ok
    workspace.wait_for(lambda: len(workspace.calls("chat.postMessage")) > tried, START_SECONDS)
    process.send_signal(signal.SIGTERM)
    told = time.monotonic()
    process.wait(STOP_SECONDS)
    assert _says(workspace, "C1", SAID, count=2)
    return time.monotonic() - told


def _wait_ready(process: subprocess.Popen[bytes], port: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"It has ended by itself, with {process.returncode}.")
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                assert json.load(answer) == {"ready": True}
                return
        except (HTTPError, URLError, ConnectionError):
            time.sleep(0.01)
    raise TimeoutError(f"It is not ready after {START_SECONDS} s.")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def labelled_questions() -> list[str]:
    lines = [
        line
        for path in sorted((PROJECT / "tests" / "questions" / "own").glob("*.jsonl"))
        for line in path.read_text().splitlines()
    ]
    return [json.loads(line)["query"] for line in lines][:QUESTIONS]


def main(folder: Path) -> int:
    make_handbook(folder)
    problems: list[str] = []
    runs: tuple[tuple[Mode, str], ...] = ("socket", "nowhere"), ("http", "handbook")
    for mode, content in runs:
        with memory_limit(LIMIT) as limit:
            problems += check(Place(folder, limit), mode, content)
            if limit.peak:
                peak = int(limit.peak.read_text()) / MEGABYTE
                print(f"{mode}: {peak:.0f} of {LIMIT} MB were in use", end=", ")
            print(f"limited by {limit.name}")
    print("\n".join(problems), file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
