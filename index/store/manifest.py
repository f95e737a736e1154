"""The folder of an index: files named by what is in them, and the manifest that lists them.

The manifest names each file by its checksum and is replaced last, in one step: whoever reads
the folder sees what was there before or what is new, whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from filelock import FileLock, Timeout

from index.documents.origin import Origin
from index.errors import StoreError
from index.files import UNFINISHED, write_whole

FORMAT = 13  # raise it with every change to what is stored or encoded
MANIFEST = "manifest.json"
LOCK = ".lock"
NAME = re.compile(rf"[a-z]+-[0-9a-f]{{64}}\.|{re.escape(UNFINISHED)}")  # of files that builds write
LOCK_TIMEOUT = 30  # seconds; writing an index takes less than one

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made from. `problems` are documents that are not in it, each with place,
    problem and fix; `files` maps what a file holds to its name."""

    format: int
    model: str
    origin: Origin
    built: datetime
    problems: tuple[str, ...]
    files: dict[str, str]


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest. Raises StoreError if there is no index in `folder`, or one that this
    version cannot use."""
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreError(folder, "There is no index yet.") from error
    except OSError as error:
        raise StoreError(path, f"The file cannot be read: {error.strerror}.") from error
    version = decode(data, dict[str, Any], path).get("format")
    if version != FORMAT:
        raise StoreError(folder, f"The index has format {version}, this version reads {FORMAT}.")
    return decode(data, Manifest, path)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, and remove the files that it does not name, which earlier builds have
    left, finished or not."""
    write_whole(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    for path in folder.iterdir():
        if NAME.match(path.name) and path.name not in manifest.files.values():
            path.unlink(missing_ok=True)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the lock of `folder`, which is created if it is missing. Raises StoreError for what goes
    wrong meanwhile."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / LOCK, timeout=LOCK_TIMEOUT):
            yield
    except Timeout as error:
        problem = "Another process has been writing the index for long."
        raise StoreError(folder, problem, "Try again later.") from error
    except OSError as error:
        problem = f"The index cannot be written: {error.strerror}."
        raise StoreError(folder, problem, "Make this a folder that can be written to.") from error


def write_parts(folder: Path, parts: Mapping[str, tuple[str, bytes]]) -> dict[str, str]:
    """Write each part, given as suffix and data by what it holds, unless it is there already.
    Return the names of the files."""
    files = {}
    for kind, (suffix, data) in parts.items():
        files[kind] = f"{kind}-{hashlib.sha256(data).hexdigest()}{suffix}"
        if not _holds(folder / files[kind], data):
            write_whole(folder / files[kind], data)
    return files


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def read_part(folder: Path, manifest: Manifest, kind: str) -> bytes:
    """Read the file of the index that holds `kind`. Raises StoreError if it is missing or its
    checksum is wrong."""
    name = manifest.files.get(kind)
    if name is None:
        raise StoreError(folder / MANIFEST, "The index is damaged.")
    return read_file(folder, name)


def read_file(folder: Path, name: str) -> bytes:
    """Read a file that need not be in a manifest; otherwise like `read_part`."""
    with _opened(folder, name) as file:
        data = file.read()
    _require_digest(hashlib.sha256(data).hexdigest(), folder / name)
    return data


def verify_file(folder: Path, name: str) -> None:
    """Raise StoreError if the file is damaged. It is never in memory as a whole."""
    with _opened(folder, name) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _require_digest(digest, folder / name)


@contextmanager
def _opened(folder: Path, name: str) -> Iterator[BufferedReader]:
    if Path(name).name != name:
        raise StoreError(folder / MANIFEST, "The index is damaged.")
    try:
        with (folder / name).open("rb") as file:
            yield file
    except OSError as error:
        raise StoreError(folder / name, f"The file cannot be read: {error.strerror}.") from error


def _require_digest(digest: str, path: Path) -> None:
    if digest not in path.name:
        raise StoreError(path, "The index is damaged.")


def decode(data: bytes, kind: type[T], path: Path) -> T:
    """Decode JSON that was read from `path`. Raises StoreError if it is not JSON, or not a
    `kind`."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StoreError(path, f"The index is damaged: {error}.") from error
