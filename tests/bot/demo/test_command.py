"""The command `rolebot demo`, as a process of its own."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.cli import run_demo
from bot.cli.run_demo import free_port, settings_for
from bot.demo.company import furnish
from bot.live.library import Library
from bot.playground.couriers import signature
from bot.playground.workspace import Workspace
from index.errors import RolebotError
from tests.conftest import CONTENT, PROJECT, ROLES
from tests.demo import demo
from tests.slack import MANIFEST

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)\n")


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """With two folders of documents and settings of the real bot, which must not count."""
    shutil.copytree(CONTENT, tmp_path / "content")
    shutil.copytree(ROLES, tmp_path / "roles")
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--content", "content", "--content", "roles"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "SLACK_APP_TOKEN": "xapp-real", "PORT": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_it_prints_its_address_shows_the_page_and_stops(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    line = process.stdout.readline()
    found = ADDRESS.fullmatch(line)
    assert found, line
    url = line.strip()
    assert "# general" in fetch(f"{url}/")
    asked = {
        "kind": "write",
        "as": "U1",
        "channel": "C1",
        "text": "/role who owns architecture docs?",
    }
    assert json.loads(fetch(f"{url}/do", asked)) == {"notice": "", "thread": ""}
    links = re.findall(r'href="(http://127[^"]+)"', fetch(f"{url}/"))
    assert "Owns and maintains the key" in fetch(html.unescape(links[0]))  # the bot's own page
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=15)
    assert process.returncode == 0
    assert out == ""
    assert "Traceback" not in err
    assert "9 roles" in err  # of both folders


def fetch(url: str, what: object = None) -> str:
    """A page; what a POST answers, if there is something to post."""
    address = urlsplit(url)
    connection = HTTPConnection(address.netloc, timeout=10)
    body = None if what is None else json.dumps(what)
    headers = {"Origin": f"http://{address.netloc}"}
    try:
        connection.request(
            "POST" if body else "GET", f"{address.path}?{address.query}", body, headers
        )
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Python, to its end."""
    return subprocess.run(  # noqa: S603 - no shell, and no stranger's arguments
        [sys.executable, *arguments], cwd=PROJECT, capture_output=True, text=True, check=False
    )


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("-W", "error", "-m", "bot", "demo", "--port", str(port))
    assert done.returncode == 2
    assert done.stderr == (
        f"Error: --port: Port {port} cannot be used. "
        "Stop what has it, or give --port another one.\n"
    )


def test_a_project_without_its_manifest_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run_demo, "MANIFEST", tmp_path / "manifest.json")
    with pytest.raises(RolebotError, match="Run the demo from a checkout of the project"):
        run_demo.manifest()


def test_without_its_extra_it_says_what_to_install() -> None:
    without = "import sys; sys.modules['websockets'] = None; from bot.__main__ import main; "
    done = run("-c", without + "sys.exit(main(['demo']))")
    assert done.returncode == 2
    assert "websockets is not installed. Install it with: pip install 'rolebot[demo]'" in (
        done.stderr
    )


def test_only_the_demo_loads_the_imitated_workspace() -> None:
    loaded = "[name for name in sys.modules if 'playground' in name or name == 'websockets']"
    done = run("-c", f"import sys, bot.cli.main, bot.cli.run_bot; print({loaded})")
    assert done.stdout == "[]\n"
    templates = "[name for name in sys.modules if 'jinja2' in name]"
    done = run("-c", f"import sys, bot.cli.main; print({templates})")
    assert done.stdout == "[]\n"  # only what serves has pages


@pytest.fixture
def running(company: Library) -> Iterator[Workspace]:
    with demo(company) as workspace:
        yield workspace


def test_secrets_are_drawn_anew_at_each_start() -> None:
    with Workspace(MANIFEST, mode="http") as one, Workspace(MANIFEST, mode="http") as other:
        drawn = [
            secret
            for workspace in (one, other)
            for secret in (workspace.bot_token, workspace.app_token, workspace.signing_secret)
        ]
    assert len({secret.removeprefix("xoxb-").removeprefix("xapp-") for secret in drawn}) == 6
    assert all(len(secret) >= 64 for secret in drawn)
    assert not any(secret in repr(one.secrets) for secret in drawn)


@pytest.mark.parametrize("secret", ["playground", "bench"])
@pytest.mark.parametrize("path", ["/slack/events", "/healthz", "/metrics", "/roles"])
def test_the_demo_s_bot_is_for_this_machine_and_for_its_workspace_alone(
    running: Workspace, secret: str, path: str
) -> None:
    raw = b"command=/role&text=architect"
    connection = HTTPConnection(urlsplit(running.bot_url).netloc, timeout=10)
    evil = {"Host": "evil.example", **signature(raw, running.signing_secret)}
    connection.request("POST" if path == "/slack/events" else "GET", path, raw, evil)
    assert connection.getresponse().status == 400
    connection.close()
    assert running.post_raw(raw, secret=secret).status == 401
    assert running.post_raw(raw).status == 200


def test_nobody_calls_the_api_with_a_token_that_stands_in_the_program(running: Workspace) -> None:
    call = f"{running.base_url}chat.postMessage?token={{}}&channel=C1&text=x"
    assert json.loads(fetch(call.format("xoxb-playground")))["error"] == "invalid_auth"
    assert json.loads(fetch(call.format(running.bot_token)))["ok"]


def test_the_bot_gets_the_settings_of_this_machine_alone() -> None:
    with Workspace(MANIFEST, mode="http") as workspace:
        furnish(workspace)
        settings = settings_for(workspace, free_port())
        assert settings.api_url.startswith("http://127.0.0.1:")
        assert not settings.is_public
        assert not settings.is_socket
        assert workspace.deliveries() == []  # nobody has been told of what was said before
