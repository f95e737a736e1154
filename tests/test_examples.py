"""The files in docs/examples/, which nothing here runs as they are: there is no Docker and no
GitHub."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from bot.cli.main import cli
from tests.conftest import PROJECT
from tests.deployed import command_of

EXAMPLES = PROJECT / "docs" / "examples"
DEPLOY = EXAMPLES / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")


def instructions(name: str) -> list[str]:
    """What stands behind each `name` in the Dockerfile."""
    return re.findall(rf"^ *{name} +(.*)$", DOCKERFILE, re.MULTILINE)


def load(path: Path) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(path.read_text())
    return loaded


def test_what_the_image_copies_is_in_git_and_no_secret_is_among_it() -> None:
    copied = [
        word
        for line in instructions("COPY")
        if not line.startswith("--from")
        for word in line.split()[:-1]
    ]
    assert {"bot", "index", "content", "requirements.lock"} <= set(copied)
    assert all((PROJECT / name).exists() for name in copied)
    assert not {".", ".env", ".git"} & set(copied)


def test_the_image_takes_the_steps_of_the_docs() -> None:
    """Those that make what is installed: the index, the wheel, and the locked requirements."""
    docs = (PROJECT / "docs" / "deploy.md").read_text()
    run = instructions("RUN")
    shared = [step for step in run if re.search(rf"^{re.escape(step)}$", docs, re.MULTILINE)]
    assert [step.split()[:2] for step in shared] == [
        [".venv/bin/pip", "wheel"],
        ["{", "cat"],
        [".venv/bin/rolebot", "index"],
    ]
    (install,) = (step for step in run if "requirements.txt" in step and "pip install" in step)
    assert "--require-hashes" in install


def test_the_image_runs_the_command_of_the_procfile_and_not_as_root() -> None:
    (command,) = re.findall(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE)
    assert " ".join(json.loads(command)) == command_of((PROJECT / "Procfile").read_text(), "web")
    assert instructions("USER") == ["10001"]


def test_the_image_looks_at_its_health_where_the_bot_tells_of_it() -> None:
    (health,) = instructions("HEALTHCHECK")
    program, _, code = json.loads(health.partition("CMD ")[2])
    assert program == "python"
    compile(code, "HEALTHCHECK", "exec")
    assert "http://127.0.0.1:" in code
    assert "'3000'" in code
    assert "/healthz" in code


def test_compose_builds_that_image_and_keeps_its_data_in_a_volume() -> None:
    compose = load(DEPLOY / "compose.yaml")
    bot = compose["services"]["bot"]
    context = (DEPLOY / bot["build"]["context"]).resolve()
    assert context == PROJECT
    assert context / bot["build"]["dockerfile"] == DEPLOY / "Dockerfile"
    assert (DEPLOY / bot["env_file"]).resolve() == PROJECT / ".env"
    (volume,) = bot["volumes"]
    name, _, place = volume.partition(":")
    assert name in compose["volumes"]
    assert place == bot["environment"]["DATA_DIR"] == "/data"
    assert instructions("VOLUME") == ["/data"]


def test_nobody_but_this_machine_reaches_the_port_by_compose() -> None:
    bot = load(DEPLOY / "compose.yaml")["services"]["bot"]
    assert bot["ports"] == ["127.0.0.1:3000:3000"]
    assert bot["environment"]["PORT"] == "3000"


def test_the_workflow_checks_and_asks_with_commands_that_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow = load(EXAMPLES / "github" / "roles.yaml")
    assert set(workflow[True]) == {"push", "pull_request"}  # YAML reads `on` as true
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    run = [shlex.split(step["run"]) for step in job["steps"] if "run" in step]
    assert [words[:2] for words in run] == [
        ["pip", "install"],
        ["rolebot", "check"],
        ["rolebot", "evaluate"],
    ]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "questions.yaml").touch()
    (tmp_path / "content").mkdir()
    for _, name, *arguments in run[1:]:
        command = cli.commands[name]
        assert isinstance(command, click.Command)
        command.make_context(name, arguments)  # raises for an option that there is not
