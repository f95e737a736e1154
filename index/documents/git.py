"""What git knows of the folder that documents are in: its commit, its remote, what it has of them.

Whoever can change the documents must not be able to run anything here, so git is asked for names
and checksums alone: none of these commands takes a filter, a hook, a pager or a monitor from a
repository's settings, and what was edited is told by our own checksums, without `git status`.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os.path import exists
from pathlib import Path

TIMEOUT = 10  # seconds
FETCH = re.compile(r"^(\S+)\t(.*) \(fetch\)", re.MULTILINE)  # a line of `git remote -v`
BLOB = re.compile(r"100\d{3} blob ([0-9a-f]+)")  # of a regular file, in what `git ls-tree` prints
HASHES = {40: "sha1", 64: "sha256"}  # by the number of digits in a checksum of git's

OPTIONS = ("--no-optional-locks", "--no-pager", "--literal-pathspecs")
# What lies open among the documents (HEAD, config, objects, refs) is no repository, and nothing
# that the settings of one would have git run is run.
SETTINGS = (
    "safe.bareRepository=explicit",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
)
# All that git gets of the environment: our tokens are not for it, and in a hook its own variables
# point to the repository of the hook.
KEPT = ("HOME", "PATH", "SUDO_UID", "SYSTEMROOT", "USERPROFILE", "XDG_CONFIG_HOME")
ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "",  # nothing is fetched: a missing object is none
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
}


@dataclass(frozen=True, slots=True)
class Checkout:
    """`prefix` is the content folder below the git root: "" or "content/". `blobs` are the
    checksums of the files that the `commit` has in that folder, by their paths in it."""

    commit: str
    prefix: str
    blobs: Mapping[str, str]

    def has(self, path: str, data: bytes) -> bool:
        """Whether the commit has that file with these words. Where git writes other line ends
        than it stores, the words are the same."""
        blob = self.blobs.get(path)
        return blob is not None and blob in (
            _checksum(data, blob),
            _checksum(data.replace(b"\r\n", b"\n"), blob),
        )


def _checksum(data: bytes, like: str) -> str:
    """As git has it, by the algorithm that made `like`."""
    return hashlib.new(HASHES[len(like)], b"blob %d\0%b" % (len(data), data)).hexdigest()


def find_root(folder: Path) -> Path | None:
    """The nearest of the folders that `folder` is in, itself included, that has a `.git`. None if
    there is none."""
    here = folder.resolve()
    return next((place for place in (here, *here.parents) if exists(place / ".git")), None)


def find_checkout(content: Path) -> Checkout | None:
    """None if git is not there, knows nothing of the folder, or refuses to say."""
    root = find_root(content)
    if root is None:
        return None
    head = _git(root, "rev-parse", "--show-prefix", "HEAD^{commit}")
    if head is None:
        return None
    above, _, commit = head.removesuffix("\n").rpartition("\n")
    below = "".join(f"{part}/" for part in content.resolve().relative_to(root).parts)
    tree = _git(root, "ls-tree", "-r", "-z", commit, "--", *([below] if below else []))
    return Checkout(commit, above + below, dict(_blobs(tree, below))) if tree is not None else None


def _blobs(tree: str, below: str) -> Iterator[tuple[str, str]]:
    """Without what has no lines to show on a host's page: symbolic links, submodules."""
    for entry in tree.split("\0"):
        what, _, path = entry.partition("\t")
        blob = BLOB.fullmatch(what)
        if blob:
            yield path.removeprefix(below), blob[1]


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
    """What git prints; None if it fails or is not there. It never asks, fetches, waits or locks.
    It starts where the `.git` is: on the way there, documents may look like a repository."""
    root = find_root(content)
    if root is None:
        return None
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    command = ["git", *OPTIONS, *settings, "-C", str(root), *arguments]
    environ = {name: os.environ[name] for name in KEPT if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  no shell, and no argument is a stranger's
            command,
            env={**environ, **ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return os.fsdecode(done.stdout)
