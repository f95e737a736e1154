"""Files: read with an error that says where, written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

UNFINISHED = (
    ".new-"  # how the names of files begin that are still written, or never were to the end
)
MOST_BYTES = 4_000_000  # of a file that people have written
# "..2026_11_25" is where the links lead to that Kubernetes mounts files by
HIDDEN = re.compile(r"\.(?!\.)")

Fail = Callable[[object, int | None, str, str], Exception]
"""An error about a file, from its name, the line, the problem and the fix."""


class UnfitError(OSError):
    """A file that is there, but is not to be read."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(errno.EPERM, problem)
        self.problem, self.fix = problem, fix


def read_bytes(path: Path, within: Path | None = None) -> bytes:
    """Of a regular file of at most MOST_BYTES; a link is followed, if it stays in the folder
    `within`. Raises OSError: UnfitError for what is there and is something else."""
    place = Path(os.path.realpath(path, strict=True))
    if within is not None:
        _require_within(place, Path(os.path.realpath(within)))
    _require_regular(os.stat(place))
    # were it another one by now: no link is followed, and nothing is waited for
    with open(os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        _require_regular(os.fstat(file.fileno()))
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        size = f"The file has more than {MOST_BYTES // 1_000_000} MB."
        raise UnfitError(size, "Split it, or take it out.")
    return data


def _require_within(place: Path, folder: Path) -> None:
    fix = "Put the file itself in its place."
    if not place.is_relative_to(folder):
        raise UnfitError("This is a link that leads out of the folder.", fix)
    if any(map(HIDDEN.match, place.relative_to(folder).parts)):
        raise UnfitError("This is a link to a hidden file.", fix)


def _require_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise UnfitError("This is no regular file.", "Put one in its place, or take it out.")


def read_text(path: Path, name: object, fail: Fail, hint: str, within: Path | None = None) -> str:
    """UTF-8, with or without a mark in front, see `read_bytes`. Raises what `fail` makes; `name` is
    what the file is called in it, `hint` the fix where it cannot be read at all."""
    try:
        return read_bytes(path, within).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise fail(
            name, line, "The file is not UTF-8.", "Save it as UTF-8 in your editor."
        ) from error
    except UnfitError as error:
        raise fail(name, None, error.problem, error.fix) from error
    except OSError as error:
        raise fail(name, None, f"The file cannot be read: {error.strerror}.", hint) from error


def write_whole(path: Path, data: bytes) -> None:
    """All of the file or nothing, also when the power goes. Raises OSError."""
    temporary = path.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    with temporary.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
