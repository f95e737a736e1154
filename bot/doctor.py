"""Checks of an installation: each finds one thing that keeps the bot from answering."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.content import find_documents, read_content
from index.encode import Encoder
from index.errors import RolebotError
from index.model import PackagedModel, locate, verify
from index.origin import Settings, find_origin, why_stale
from index.store import load_index, read_manifest


@dataclass(frozen=True, slots=True)
class Finding:
    """`detail` says what was found, or the problem and its fix."""

    name: str
    ok: bool
    detail: str


def examine(
    content: Path, folder: Path, settings: Settings, model: PackagedModel, encoder: Encoder
) -> Iterator[Finding]:
    """Look at the documents in `content`, the model and the index in `folder`, in the order in
    which they are needed; nothing is changed. Never raises for what it finds."""
    yield from _check("documents", lambda: _documents(content))
    yield from _check("model", lambda: _model(model, encoder))
    yield from _check("index", lambda: _index(content, folder, settings, encoder))


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


def _model(model: PackagedModel, encoder: Encoder) -> str:
    verify(model, locate(model))
    vectors = encoder.encode(["a word"])
    return f"{model.name}, weights as published, {vectors.shape[1]} dimensions"


def _index(content: Path, folder: Path, settings: Settings, encoder: Encoder) -> str:
    if not folder.exists():
        return f"{folder}: none yet, the first question builds it"
    manifest = read_manifest(folder)
    index = load_index(folder, manifest, encoder)
    stale = why_stale(manifest.origin, find_origin(content, settings, manifest.origin))
    state = f"{stale} The next question refreshes it." if stale else "up to date"
    built = f"{manifest.built:%Y-%m-%d %H:%M} UTC"
    return f"{folder}: passages {len(index.passages)}, built {built}, {state}"
