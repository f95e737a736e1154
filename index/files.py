"""Reads files with errors that name the place, and writes them whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

UNFINISHED = ".new-"  # begins the names of files that are being written, or were never finished
MAX_BYTES = 4_000_000  # of a file that people write
# Kubernetes mounts files as links into folders such as "..2026_11_25".
HIDDEN = re.compile(r"\.(?!\.)")

Fail = Callable[[object, int | None, str, str], Exception]
"""Makes an error about a file from its name, the line, the problem and the fix."""


class UnfitError(OSError):
    """The file exists, but must not be read."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(errno.EPERM, problem)
        self.problem, self.fix = problem, fix


def read_bytes(path: Path, within: Path | None = None) -> bytes:
    """Read a regular file of at most MAX_BYTES. A link is followed if it stays in the folder
    `within`. Raises OSError, and UnfitError for anything else."""
    place = Path(os.path.realpath(path, strict=True))
    if within is not None:
        _require_within(place, Path(os.path.realpath(within)))
    _require_regular(os.stat(place))
    # It may have been replaced by now, so no link is followed and nothing is waited for.
    with open(os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        _require_regular(os.fstat(file.fileno()))
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        size = f"The file has more than {MAX_BYTES // 1_000_000} MB."
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
    """Read UTF-8, with or without a byte order mark; see `read_bytes`. Raises the error that `fail`
    makes, which calls the file `name`; `hint` is its fix if the file cannot be read at all."""
    try:
        return read_whole(path, name, fail, hint, within).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        fix = "Save it as UTF-8 in your editor."
        raise fail(name, line, "The file is not UTF-8.", fix) from error


def read_whole(
    path: Path, name: object, fail: Fail, hint: str, within: Path | None = None
) -> bytes:
    """Like `read_text`, for what is no text."""
    try:
        return read_bytes(path, within)
    except UnfitError as error:
        raise fail(name, None, error.problem, error.fix) from error
    except OSError as error:
        raise fail(name, None, f"The file cannot be read: {error.strerror}.", hint) from error


def write_whole(path: Path, data: bytes) -> None:
    """Write all of the file or nothing, even if the power fails. Raises OSError."""
    temporary = path.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    with temporary.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
