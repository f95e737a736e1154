"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

UNFINISHED = (
    ".new-"  # how the names of files begin that are still written, or never were to the end
)


def write_whole(path: Path, data: bytes) -> None:
    """All of the file or nothing, also when the power goes. Raises OSError."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    os.fchmod(handle, 0o644)  # mkstemp's files are for their maker alone; others run the bot
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
