"""The bot as it is deployed, as far as that can be seen without installing it; the rest is what
`.ci/serving` does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from bot.cli.main import cli
from tests.conftest import PROJECT
from tests.deployed import PULL, command_of

DEPLOY = (PROJECT / "docs" / "deploy.md").read_text().partition("\n## ")[0]
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


def test_the_procfile_starts_a_command_that_there_is_and_the_docs_name_it() -> None:
    procfile = (PROJECT / "Procfile").read_text()
    program, command = command_of(procfile, "web").split()
    assert program == "rolebot"
    assert command in cli.commands
    assert f"`{procfile.strip()}`" in DEPLOY


def test_the_steps_of_the_docs_are_those_that_ci_takes() -> None:
    taken = {line.strip() for line in (PROJECT / ".ci" / "serving").read_text().splitlines()}
    blocks = re.findall(r"```sh\n(.*?)```", DEPLOY, re.DOTALL)
    steps = [line for block in blocks for line in block.splitlines()]
    assert {step for step in steps if step != PULL} <= taken
    assert PULL in steps


def test_what_the_steps_make_stays_out_of_git() -> None:
    ignored = (PROJECT / ".gitignore").read_text().splitlines()
    made = {"role-index/", "requirements.txt", "rolebot-*.whl", "rolebot.tar.gz"}
    assert made <= set(ignored)


# What is installed to serve


def locked(name: str) -> dict[str, tuple[Requirement, list[str]]]:
    """The requirements in a file, and the checksums of each, by its name."""
    text = re.sub(r"^#.*\n", "", (PROJECT / name).read_text(), flags=re.MULTILINE)
    words = [line.split(" --hash=") for line in text.replace(" \\\n   ", "").splitlines()]
    read = [(Requirement(first), hashes) for first, *hashes in words]
    return {canonicalize_name(requirement.name): (requirement, h) for requirement, h in read}


def needed(requirements: Iterable[str]) -> set[str]:
    """The names of all packages that these need here, themselves included."""
    found: set[str] = set()
    waiting = [Requirement(one) for one in requirements]
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        if name not in found:
            found.add(name)
            extras = {"", *one.extras}
            waiting += [
                inner
                for inner in map(Requirement, metadata.requires(name) or [])
                if inner.marker is None or any(inner.marker.evaluate({"extra": e}) for e in extras)
            ]
    return found


PINS: dict[str, SpecifierSet] = {
    canonicalize_name(requirement.name): requirement.specifier
    for line in (PROJECT / "constraints.txt").read_text().splitlines()
    if not line.startswith("#")
    for requirement in [Requirement(line)]
}
DECLARED = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
SERVING = needed(DECLARED["dependencies"])
POSTGRES = needed(DECLARED["optional-dependencies"]["postgres"]) - SERVING


def test_serving_is_locked_down_to_its_last_dependency() -> None:
    lock = locked("requirements.lock")
    here = {
        name
        for name, (requirement, _) in lock.items()
        if requirement.marker is None or requirement.marker.evaluate()
    }
    assert "huggingface-hub" in SERVING  # which only the tokenizers need
    assert here == SERVING
    assert locked("postgres.lock").keys() == POSTGRES


@pytest.mark.parametrize("name", ["requirements.lock", "postgres.lock"])
def test_a_lock_has_the_pinned_versions_with_their_checksums_and_no_address(name: str) -> None:
    lock = locked(name)
    assert {one: requirement.specifier for one, (requirement, _) in lock.items()} == {
        one: PINS[one] for one in lock
    }
    for requirement, hashes in lock.values():
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier))
        assert hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", checksum) for checksum in hashes)
    assert not re.search("://|file:|@", (PROJECT / name).read_text())


def test_the_install_takes_nothing_without_its_checksum() -> None:
    (install,) = (line for line in DEPLOY.splitlines() if "pip install" in line)
    assert install == "venv/bin/pip install --no-compile --require-hashes -r requirements.txt"


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
    program = "import bot.cli.run_bot, bot.cli.main, sys; print(*sys.modules)"
    found = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not PARSERS & set(found.stdout.split())
