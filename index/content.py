"""The content folder: its documents, and a hash that changes when any of them does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from index.document import Document
from index.errors import ContentError
from index.parse import PARSERS, parse_document
from index.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class Content:
    """`problems` has one error for each document that could not be read."""

    documents: tuple[Document, ...]
    problems: tuple[ContentError, ...]


def find_documents(folder: Path) -> tuple[str, ...]:
    """Paths of all documents below `folder`, relative to it, sorted. What is hidden (a name
    that starts with a dot) is passed over. Raises ContentError if there is no such folder or
    nothing in it to read."""
    if not folder.is_dir():
        raise ContentError(
            str(folder),
            None,
            "There is no such folder.",
            "Give the folder of your role documents with --content DIR.",
        )
    paths = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix.lower() in PARSERS and path.is_file()
    )
    visible = tuple(path for path in paths if not any(p[0] == "." for p in path.split("/")))
    if not visible:
        raise ContentError(
            str(folder),
            None,
            "There are no role documents in this folder.",
            f"Add one whose name ends in {' or '.join(sorted(PARSERS))}.",
        )
    return visible


def hash_content(folder: Path, paths: tuple[str, ...]) -> str:
    """sha256 over names and bytes: it changes with every edit, renaming, addition, deletion."""
    digest = hashlib.sha256()
    for path in paths:
        for part in (path.encode(), _bytes(folder / path)):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # reading the document says what is wrong with it
        return b""


def read_content(folder: Path, paths: tuple[str, ...], progress: Progress = silent) -> Content:
    """Parse every document; one that is broken never takes the others down."""
    documents, problems = [], []
    for done, path in enumerate(paths, 1):
        try:
            documents.append(parse_document(folder, path))
        except ContentError as error:
            problems.append(error)
        progress("Reading documents", done, len(paths))
    return Content(tuple(documents), tuple(problems))
