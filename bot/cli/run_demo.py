"""Runs `rolebot demo`: the bot as `rolebot serve` runs it, and the workspace around it."""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
import webbrowser
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bot.cli.documents import Documents
from bot.cli.run_bot import source_of
from bot.demo.company import furnish
from bot.kept.keeper import open_keeper
from bot.kept.settings import Keeping
from bot.live.logs import set_up
from bot.playground.page.site import Site
from bot.playground.records import Json
from bot.playground.workspace import Workspace
from bot.slack.serve import Stop, serve
from bot.slack.settings import HERE, Settings
from index.errors import RolebotError, SettingsError

MANIFEST = Path(__file__).parents[2] / "manifest.json"
PROMISE = "Nothing is kept that says who asked. What else the demo keeps is gone when it stops."
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")
"""Variables that are set if there is a screen; macOS and Windows always have one."""


def run(documents: Documents, port: int, with_browser: bool) -> None:
    """Run until SIGTERM or Ctrl-C. Raises SettingsError if the port is taken."""
    set_up("text")
    logging.getLogger("bot").setLevel(logging.WARNING)
    stop = Stop()
    stop.listen()
    with (
        _workspace(port) as workspace,
        Site(workspace),
        TemporaryDirectory(prefix="rolebot-demo-", ignore_cleanup_errors=True) as folder,
        open_keeper(Keeping(folder=Path(folder))) as keeper,
    ):
        furnish(workspace)
        settings = settings_for(workspace, free_port())

        def ready(bot_port: int) -> None:
            workspace.bot_url = f"http://{HERE}:{bot_port}/slack/events"
            _announce(workspace.url, with_browser)

        serve(settings, source_of(documents), keeper, PROMISE, stop, on_ready=ready)


def settings_for(workspace: Workspace, port: int) -> Settings:
    """As `rolebot serve` would read them from its environment; the real one is ignored."""
    return Settings.from_env(
        {
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_SIGNING_SECRET": workspace.signing_secret,
            "SLACK_API_URL": workspace.base_url,
            "HOST": HERE,
            "PORT": str(port),
            "PUBLIC_URL": f"http://{HERE}:{port}",
        }
    )


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.create_server((HERE, 0)) as found:
        return int(found.getsockname()[1])


def manifest() -> Json:
    """Read the app's own manifest. Raises RolebotError if it is missing: the project has it, but
    packages built from the project do not."""
    try:
        found: Json = json.loads(MANIFEST.read_text())
    except OSError as error:
        fix = "Run the demo from a checkout of the project."
        raise RolebotError(MANIFEST, "The app's manifest is not here.", fix) from error
    return found


def _workspace(port: int) -> Workspace:
    try:
        return Workspace(manifest(), mode="http", port=port)
    except OSError as error:
        fix = "Stop what has it, or give --port another one."
        raise SettingsError("--port", f"Port {port} cannot be used.", fix) from error


def _announce(url: str, with_browser: bool) -> None:
    click.echo(url)
    click.echo("Ctrl-C stops it.", err=True)
    sys.stdout.flush()
    if with_browser and _has_screen():
        webbrowser.open(url)


def _has_screen() -> bool:
    return sys.platform in ("darwin", "win32") or any(map(os.environ.get, SCREENS))
