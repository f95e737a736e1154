"""The bot as it is deployed, as far as that can be seen without installing it; the rest is what
`.ci/serving` does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import cli
from tests.conftest import PROJECT
from tests.deployed import PULL, command_of

README = (PROJECT / "README.md").read_text()
DEPLOY = README.partition("\n## Deploy\n")[2].partition("\n## ")[0]
UNIT = re.findall(r"```ini\n(.*?)```", DEPLOY, re.DOTALL)[0]
PARSERS = {"docutils", "lxml", "markdown_it"}


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`rolebot`, in `folder`."""
    return subprocess.run(  # noqa: S603 - it is our own
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_procfile_starts_a_command_that_there_is_and_the_readme_names_it() -> None:
    procfile = (PROJECT / "Procfile").read_text()
    program, command = command_of(procfile, "web").split()
    assert program == "rolebot"
    assert command in cli.commands
    assert f"`{procfile.strip()}`" in DEPLOY


def test_the_steps_of_the_readme_are_those_that_ci_takes() -> None:
    taken = {line.strip() for line in (PROJECT / ".ci" / "serving").read_text().splitlines()}
    blocks = re.findall(r"```sh\n(.*?)```", DEPLOY, re.DOTALL)
    steps = [line for block in blocks for line in block.splitlines()]
    assert {step for step in steps if step != PULL} <= taken
    assert PULL in steps


def test_what_the_steps_make_stays_out_of_git() -> None:
    ignored = (PROJECT / ".gitignore").read_text().splitlines()
    assert {"role-index/", "requirements.txt", "rolebot.tar.gz"} <= set(ignored)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    program = tmp_path / "venv" / "bin" / "rolebot"
    program.parent.mkdir(parents=True)
    program.symlink_to("/bin/true")
    unit = tmp_path / "rolebot.service"
    unit.write_text(UNIT.replace("/srv/rolebot", str(tmp_path)))
    found = subprocess.run(  # noqa: S603
        ["systemd-analyze", "verify", "--man=no", str(unit)],  # noqa: S607
        capture_output=True,
        text=True,
    )
    complaints = [line for line in found.stderr.splitlines() if unit.name in line]
    assert complaints == []
    assert found.returncode == 0


def test_the_unit_starts_what_the_procfile_does() -> None:
    command = command_of((PROJECT / "Procfile").read_text(), "web")
    assert f"ExecStart=/srv/rolebot/venv/bin/{command}\n" in UNIT


def test_options_can_stand_in_the_env_file_too_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CONTENT_DIR=here\n")
    assert "here: There is no such folder." in run(tmp_path, "doctor").stdout
    there = run(tmp_path, "doctor", CONTENT_DIR="there")
    assert "there: There is no such folder." in there.stdout


def test_an_env_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"CONTENT_DIR=\xff\n")
    found = run(tmp_path, "doctor")
    assert found.returncode == 2
    assert found.stderr.startswith("Error: .env: The file cannot be read: ")
    assert "Make it readable" in found.stderr


def test_serving_imports_no_parser_until_there_is_something_to_read() -> None:
    program = "import bot.slack.command, bot.cli, sys; print(*sys.modules)"
    found = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not PARSERS & set(found.stdout.split())
