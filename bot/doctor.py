"""Checks of an installation: each finds one thing that keeps the bot from answering."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.build import FindEncoder
from index.content import find_documents, read_content
from index.errors import RolebotError
from index.origin import Settings, find_origin, why_stale
from index.store import load_index, model_files, read_manifest


@dataclass(frozen=True, slots=True)
class Finding:
    """`detail` says what was found, or the problem and its fix."""

    name: str
    ok: bool
    detail: str


def examine(
    content: Path, folder: Path, settings: Settings, find_encoder: FindEncoder
) -> Iterator[Finding]:
    """Look at the documents in `content`, the model and the index in `folder`, in the order in
    which they are needed; nothing is changed. Never raises for what it finds."""
    yield from _check("documents", lambda: _documents(content))
    yield from _check("index", lambda: _index(content, folder, settings, find_encoder))
    yield from _check("model", lambda: _model(folder, find_encoder))


def _check(name: str, check: Callable[[], str]) -> Iterator[Finding]:
    try:
        yield Finding(name, True, check())
    except* RolebotError as errors:
        for error in errors.exceptions:
            yield Finding(name, False, str(error))


def _documents(content: Path) -> str:
    read = read_content(content, find_documents(content))
    if read.problems:
        raise ExceptionGroup("documents", list(read.problems.values()))
    roles = sum(len(document.roles) for document in read.documents)
    return f"{content}: documents {len(read.documents)}, roles {roles}"


def _model(folder: Path, find_encoder: FindEncoder) -> str:
    stored = model_files(folder, read_manifest(folder)) if folder.exists() else None
    encoder = find_encoder(stored)
    encoder.encode_query("a word")
    return f"{encoder.name}, of {'the index' if stored else 'the export'}, at work"


def _index(content: Path, folder: Path, settings: Settings, find_encoder: FindEncoder) -> str:
    if not folder.exists():
        return f"{folder}: none yet, the first question builds it"
    manifest = read_manifest(folder)
    index = load_index(folder, manifest, find_encoder(model_files(folder, manifest)))
    stale = why_stale(manifest.origin, find_origin(content, settings, manifest.origin))
    state = f"{stale} The next question refreshes it." if stale else "up to date"
    built = f"{manifest.built:%Y-%m-%d %H:%M} UTC"
    return f"{folder}: passages {len(index.passages)}, built {built}, {state}"
