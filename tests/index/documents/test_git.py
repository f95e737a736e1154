"""Whoever can change the documents, or brings them, runs nothing by way of git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from index.documents.git import warn_unpushed
from index.documents.links import Links, find_links
from index.documents.origin import Settings, find_origin
from tests.conftest import WriteContent
from tests.index.documents.test_links import GITHUB, TITLE, checkout, git

NOWHERE = Links(None, None, "", frozenset())


class Trap:
    """A command for a repository's settings, which leaves a mark when it runs."""

    def __init__(self, folder: Path) -> None:
        self._mark = folder / "mark"
        self.program = folder / "trap"
        self.program.write_text(f'#!/bin/sh\ntouch "{self._mark}"\n')
        self.program.chmod(0o755)

    def has_sprung(self) -> bool:
        """And is set again."""
        found = self._mark.exists()
        self._mark.unlink(missing_ok=True)
        return found


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return Trap(folder)


def run(folder: Path, *arguments: str) -> None:
    """Git as it comes, at a terminal; it may well fail."""
    screen, terminal = os.openpty()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-c", "safe.bareRepository=all", "-C", str(folder), *arguments]
    try:
        subprocess.run(command, env=environ, stdin=terminal, stdout=terminal, stderr=terminal)  # noqa: S603
    finally:
        os.close(terminal)
        os.close(screen)


def look(content: Path) -> Links:
    """All that is asked of git, on the way to an index and to a check."""
    find_origin(content, Settings(), None)
    warn_unpushed(content)
    return find_links(content, None)


def lay_open(content: Path) -> None:
    """What is in `.git` beside the documents, where it can be committed, too."""
    for path in list((content / ".git").iterdir()):
        path.rename(content / path.name)
    (content / ".git").rmdir()
    git_dir = ("--git-dir", str(content))
    run(content, *git_dir, "config", "core.bare", "false")
    run(content, *git_dir, "config", "core.worktree", ".")


def lose_a_tree(content: Path) -> None:
    """Git would ask for it where it was cloned from."""
    tree = git(content, "rev-parse", "HEAD^{tree}")
    (content / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    for name, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
    }.items():
        git(content, "config", name, value)


def by_monitor(content: Path, program: Path) -> None:
    git(content, "config", "core.fsmonitor", str(program))


def by_included_settings(content: Path, program: Path) -> None:
    (content / "more.conf").write_text(f"[core]\n\tfsmonitor = {program}\n")
    git(content, "config", "include.path", str(content / "more.conf"))


def by_filter(content: Path, program: Path) -> None:
    (content / ".gitattributes").write_text("*.md filter=trap\n")
    git(content, "config", "filter.trap.clean", str(program))
    os.utime(content / "a.md", (1, 1))


def by_filter_process(content: Path, program: Path) -> None:
    by_filter(content, program)
    git(content, "config", "--unset", "filter.trap.clean")
    git(content, "config", "filter.trap.process", str(program))


def by_hook(content: Path, program: Path) -> None:
    hooks = content / "hooks-of-ours"
    hooks.mkdir()
    (hooks / "post-index-change").symlink_to(program)
    git(content, "config", "core.hooksPath", str(hooks))
    os.utime(content / "a.md", (1, 1))


def by_upload_pack(content: Path, program: Path) -> None:
    git(content, "remote", "set-url", "origin", str(content))
    git(content, "config", "remote.origin.uploadpack", str(program))
    lose_a_tree(content)


def by_ssh_command(content: Path, program: Path) -> None:
    git(content, "remote", "set-url", "origin", "ssh://elsewhere.invalid/roles")
    git(content, "config", "core.sshCommand", str(program))
    lose_a_tree(content)


def by_proxy(content: Path, program: Path) -> None:
    git(content, "remote", "set-url", "origin", "git://elsewhere.invalid/roles")
    git(content, "config", "core.gitProxy", str(program))
    lose_a_tree(content)


def by_protocol(content: Path, program: Path) -> None:
    git(content, "remote", "set-url", "origin", f"ext::{program}")
    git(content, "config", "protocol.ext.allow", "always")
    lose_a_tree(content)


def by_external_diff(content: Path, program: Path) -> None:
    git(content, "config", "diff.external", str(program))
    (content / "a.md").write_text("# Edited\n")


def by_text_conversion(content: Path, program: Path) -> None:
    (content / ".gitattributes").write_text("*.md diff=trap\n")
    git(content, "config", "diff.trap.textconv", str(program))
    (content / "a.md").write_text("# Edited\n")


def by_pager(content: Path, program: Path) -> None:
    git(content, "config", "core.pager", str(program))


def by_alias(content: Path, program: Path) -> None:
    git(content, "config", "alias.trap", f"!{program}")
    for name in ("rev-parse", "ls-tree", "for-each-ref", "remote", "status"):
        git(content, "config", f"alias.{name}", f"!{program}")


def by_submodule(content: Path, program: Path) -> None:
    inner = content / "inner"
    inner.mkdir()
    (inner / "b.md").write_text(TITLE)
    checkout(inner)
    git(content, "add", "inner")
    git(content, "commit", "--quiet", "--message", "A submodule")
    git(inner, "config", "core.fsmonitor", str(program))


STATUS = ("status",)
TREE = ("ls-tree", "-r", "HEAD")
VECTORS: tuple[tuple[Callable[[Path, Path], None], tuple[str, ...]], ...] = (
    # what sets the trap, and which command of git's springs it
    (by_monitor, STATUS),
    (by_included_settings, STATUS),
    (by_filter, STATUS),
    (by_filter_process, STATUS),
    (by_hook, STATUS),
    (by_upload_pack, TREE),
    (by_ssh_command, TREE),
    (by_proxy, TREE),
    (by_protocol, TREE),
    (by_external_diff, ("diff",)),
    (by_text_conversion, ("diff",)),
    (by_pager, ("--paginate", "log")),
    (by_alias, ("trap",)),
    (by_submodule, STATUS),
)


@pytest.mark.parametrize(("vector", "command"), VECTORS, ids=[v.__name__ for v, _ in VECTORS])
@pytest.mark.parametrize("place", ["in .git", "among the documents", "in a folder of them"])
def test_what_a_repository_would_run_is_not_run(
    vector: Callable[[Path, Path], None],
    command: tuple[str, ...],
    place: str,
    write: WriteContent,
    trap: Trap,
) -> None:
    folder = "roles/" if place == "in a folder of them" else ""
    root = write({f"{folder}a.md": TITLE})
    content = root / folder
    checkout(content)
    vector(content, trap.program)
    if place != "in .git":
        lay_open(content)
    run(content, *command)
    assert trap.has_sprung()
    os.utime(content / "a.md", (2, 2))
    links = look(root)
    assert not trap.has_sprung()
    assert (links == NOWHERE) == (place != "in .git" or command == TREE)


def test_documents_that_look_like_a_repository_cost_the_others_no_links(
    write: WriteContent, trap: Trap
) -> None:
    root = write({"roles/a.md": TITLE})
    content = root / "roles"
    checkout(content, "https://github.com/elsewhere/roles")
    by_monitor(content, trap.program)
    lay_open(content)
    run(content, "status")
    assert trap.has_sprung()
    at = checkout(root)
    links = look(content)
    assert not trap.has_sprung()
    assert (links.template or "").startswith(GITHUB)
    assert (links.commit, links.prefix, links.changed) == (at, "roles/", frozenset())


def test_a_file_that_names_another_repository_runs_nothing(write: WriteContent, trap: Trap) -> None:
    content = write({"a.md": TITLE})
    checkout(content)
    by_monitor(content, trap.program)
    (content / ".git").rename(content / "store")
    (content / ".git").write_text("gitdir: store\n")
    run(content, "status")
    assert trap.has_sprung()
    assert look(content).commit is not None
    assert not trap.has_sprung()


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("GIT_EXTERNAL_DIFF", ["diff"]),
        ("GIT_CONFIG_PARAMETERS", ["status"]),
        ("GIT_EXEC_PATH", ["remote-https"]),
    ],
)
def test_nothing_of_gits_own_in_the_environment_is_heeded(
    name: str, command: list[str], write: WriteContent, trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = write({"a.md": TITLE})
    checkout(content)
    (content / "a.md").write_text("# Edited\n")
    (trap.program.parent / "git-remote-https").symlink_to(trap.program)
    value = {
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor'='{trap.program}'",
        "GIT_EXEC_PATH": str(trap.program.parent),
    }
    monkeypatch.setenv(name, value.get(name, str(trap.program)))
    subprocess.run(  # noqa: S603
        ["git", "-C", str(content), *command],  # noqa: S607
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    assert trap.has_sprung()
    assert look(content).changed == {"a.md"}
    assert not trap.has_sprung()


def test_git_learns_nothing_that_is_secret(
    write: WriteContent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = write({"a.md": TITLE})
    checkout(content)
    real = next(
        Path(place) / "git"
        for place in os.environ["PATH"].split(os.pathsep)
        if (Path(place) / "git").exists()
    )
    told = tmp_path / "told"
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (bin_folder / "git").write_text(f'#!/bin/sh\nenv >> "{told}"\nexec "{real}" "$@"\n')
    (bin_folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    assert look(content).commit is not None
    assert "GIT_TERMINAL_PROMPT=0" in told.read_text()
    assert "secret" not in told.read_text()


# What was edited is told without git


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_other_line_ends_are_the_same_words(ends: str, write: WriteContent) -> None:
    content = write({"a.md": b"# Architect\n\n- Draws\n", ".gitattributes": "*.md text eol=lf\n"})
    checkout(content)
    (content / "a.md").write_bytes(f"# Architect{ends}{ends}- Draws{ends}".encode())
    assert find_links(content, None).changed == frozenset()
    (content / "a.md").write_bytes(f"# Architect{ends}{ends}- Drew{ends}".encode())
    assert find_links(content, None).changed == {"a.md"}


def test_an_edit_that_git_was_told_to_overlook_is_one(write: WriteContent) -> None:
    content = write({"a.md": TITLE})
    checkout(content)
    git(content, "update-index", "--assume-unchanged", "a.md")
    (content / "a.md").write_text("# Edited\n")
    assert git(content, "status", "--porcelain") == ""
    assert find_links(content, None).changed == {"a.md"}


def test_checksums_of_either_kind_are_known(write: WriteContent) -> None:
    content = write({"a.md": TITLE, "b.md": TITLE})
    git(content, "init", "--quiet", "--object-format=sha256")
    checkout(content)
    (content / "b.md").write_text("# Edited\n")
    assert find_links(content, None).changed == {"b.md"}


@pytest.mark.parametrize("folder", ["-r", ":(top)roles", "*", "a b"])
def test_a_folder_may_be_called_anything(folder: str, write: WriteContent) -> None:
    root = write({f"{folder}/a.md": TITLE, f"{folder}/b.md": TITLE, "other/a.md": "# Other\n"})
    checkout(root)
    (root / folder / "b.md").write_text("# Edited\n")
    links = find_links(root / folder, None)
    assert links.prefix == f"{folder}/"
    assert links.changed == {"b.md"}
