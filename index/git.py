"""What git knows of the folder that documents are in: its commit, its remote, what was edited."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

TIMEOUT = 10  # seconds
FETCH = re.compile(r"^(\S+)\t(.*) \(fetch\)", re.MULTILINE)  # a line of `git remote -v`


@dataclass(frozen=True, slots=True)
class Checkout:
    """`prefix` is the content folder below the git root: "" or "content/". `clean` are the files
    that the `commit` has in that folder with the same words, relative to it."""

    commit: str
    prefix: str
    clean: frozenset[str]


def find_checkout(content: Path) -> Checkout | None:
    """None if git is not there, knows nothing of the folder, or refuses to say."""
    head = _git(content, "rev-parse", "--show-prefix", "HEAD^{commit}")
    if head is None:
        return None
    prefix, _, commit = head.removesuffix("\n").rpartition("\n")
    tree = _git(content, "ls-tree", "-r", "-z", commit)
    # a file of which only the permissions differ has the same words
    edits = _git(
        content, "-c", "core.fileMode=false", "status", "--porcelain", "-z", "--no-renames",
        "--untracked-files=no", "--ignore-submodules=all", "--", ".",
    )  # fmt: skip
    if tree is None or edits is None:
        return None
    edited = {entry[3:].removeprefix(prefix) for entry in edits.split("\0")}
    return Checkout(commit, prefix, _files(tree) - edited)


def _files(tree: str) -> frozenset[str]:
    """Without what has no lines to show on a host's page: symbolic links, submodules."""
    entries = (entry.partition("\t") for entry in tree.split("\0"))
    return frozenset(path for mode, _, path in entries if mode.startswith("100"))


@dataclass(frozen=True, slots=True)
class Remote:
    name: str
    url: str


def find_remote(content: Path) -> Remote | None:
    """The one that the current branch follows, else "origin", else the only one."""
    urls = dict(FETCH.findall(_git(content, "remote", "-v") or ""))
    form = "--format=%(HEAD)%(upstream:remotename)"  # the current branch has a star
    branches = (_git(content, "for-each-ref", form, "refs/heads") or "").splitlines()
    followed = next((branch[1:] for branch in branches if branch.startswith("*")), "")
    only = next(iter(urls)) if len(urls) == 1 else ""
    name = next((name for name in (followed, "origin", only) if name in urls), None)
    return Remote(name, urls[name]) if name is not None else None


@dataclass(frozen=True, slots=True)
class Unpushed:
    """Why links to a commit would be dead, and what to do."""

    problem: str
    fix: str


def warn_unpushed(content: Path) -> Unpushed | None:
    """If others cannot see the commit that `content` is at, where links lead to; None if they
    can, or nothing is known of it."""
    remote = find_remote(content)
    if remote is None:
        return None
    branches = f"refs/remotes/{remote.name}/"
    holders = _git(content, "for-each-ref", "--contains=HEAD", "--count=1", branches)
    if holders != "":  # None: there is no commit yet
        return None
    return Unpushed(
        f"The checked-out commit is on no branch of the remote '{remote.name}' that git knows of,"
        " so links to it would be dead.",
        "Push it with: git push",
    )


def _git(content: Path, *arguments: str) -> str | None:
    """What git prints; None if it fails or is not there. It never asks, waits or locks."""
    # in a git hook, GIT_DIR and its like point to the repository of the hook
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "--no-optional-locks", "-C", str(content), *arguments]
    try:
        done = subprocess.run(  # noqa: S603  no shell, and no argument is a stranger's
            command,
            env={**environ, "GIT_TERMINAL_PROMPT": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return os.fsdecode(done.stdout)
