"""Files: read with an error that says where, written whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

UNFINISHED = (
    ".new-"  # how the names of files begin that are still written, or never were to the end
)

Fail = Callable[[object, int | None, str, str], Exception]
"""An error about a file, from its name, the line, the problem and the fix."""


def read_text(path: Path, name: object, fail: Fail, hint: str) -> str:
    """UTF-8, with or without a mark in front. Raises what `fail` makes; `name` is what the file is
    called in it, `hint` the fix where it cannot be read at all."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise fail(
            name, line, "The file is not UTF-8.", "Save it as UTF-8 in your editor."
        ) from error
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
