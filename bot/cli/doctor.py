"""Checks an installation: each check looks for one thing that keeps the bot from answering."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from index.documents.content import find_documents, read_content
from index.documents.origin import Settings, find_origin, why_stale
from index.encoder.adapter import is_current
from index.encoder.encode import Encoder, OnnxEncoder
from index.encoder.export import can_export
from index.errors import RolebotError, StoreError
from index.folders import Folder, exists, is_there
from index.search.confidence import comes_with_rolebot
from index.store.calibration import choose_calibration, short_name
from index.store.files import load_index, model_files
from index.store.manifest import Manifest, read_manifest
from index.store.open import FindEncoder, advise_to_copy

MEGABYTE = 1_000_000
MIN_FREE = 50 * MEGABYTE  # for a new version of an index, beside the one before
LESS = "so that it finds less than it could."
OLD = (
    f"The model lacks the adapter that comes with this version of rolebot, {LESS} Build the index "
    "where PyTorch is (pip install 'rolebot[export]', then rolebot index), and copy its folder."
)
OTHER_WEIGHTS = (
    f"The adapter that comes with rolebot was trained on other weights than the model has, {LESS} "
    "Remove this copy of the model from the hub's cache, and the published one is used."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `detail` describes it, or says what the problem is and how to fix it;
    `is_doubt` marks what may be a problem, if that cannot be known from here."""

    name: str
    ok: bool
    detail: str
    is_doubt: bool = False


def examine(
    content: Folder, folder: Path, settings: Settings, find_encoder: FindEncoder
) -> Iterator[Finding]:
    """Check the documents in `content`, then the index and the model in `folder`, without changing
    anything. Never raises for what it finds."""
    stored = _Stored(folder, find_encoder)
    yield from _check("documents", lambda: _documents(content, stored))
    yield from _check_stored("index", lambda: _index(content, settings, stored), content, stored)
    yield from _check_stored("model", lambda: _model(stored), content, stored)
    yield from _adapter(stored)
    if stored.is_readable:
        yield from _check("calibration", lambda: _calibration(stored))


class _Stored:
    """What is in the folder of the index; each part is read and verified once."""

    def __init__(self, folder: Path, find_encoder: FindEncoder) -> None:
        self.folder = folder
        self._find_encoder = find_encoder

    @cached_property
    def manifest(self) -> Manifest | None:
        """None if the folder of the index is not there yet."""
        return read_manifest(self.folder) if exists(self.folder) else None

    @cached_property
    def is_readable(self) -> bool:
        with suppress(RolebotError):
            return self.manifest is not None
        return False

    @property
    def has_model(self) -> bool:
        """Whether the model in the index is whole."""
        with suppress(RolebotError):
            return bool(self.is_readable and self.encoder)
        return False

    @cached_property
    def encoder(self) -> Encoder:
        """The model in the index or, if there is none, the one that an index would be built
        with."""
        manifest = self.manifest if self.is_readable else None
        return self._find_encoder(model_files(self.folder, manifest) if manifest else None)


def _check(name: str, check: Callable[[], str]) -> Iterator[Finding]:
    try:
        yield Finding(name, True, check())
    except* RolebotError as errors:
        for error in errors.exceptions:
            yield Finding(name, False, str(error))


def _check_stored(
    name: str, check: Callable[[], str], content: Folder, stored: _Stored
) -> Iterator[Finding]:
    """Like `_check`, but only advise building the index anew where that is possible: it takes
    documents and a model."""

    def checked() -> str:
        try:
            return check()
        except StoreError as error:
            if is_there(content) and (can_export() or stored.has_model):
                raise
            raise advise_to_copy(error) from error

    yield from _check(name, checked)


def _documents(content: Folder, stored: _Stored) -> str:
    if not is_there(content) and exists(stored.folder):
        return f"{content} is not here: answers come from the index alone"
    read = read_content(content, find_documents(content))
    if read.problems:
        raise ExceptionGroup("documents", list(read.problems.values()))
    roles = sum(not t.role.is_page for document in read.documents for t in document.roles)
    return f"{content}: documents {len(read.documents)}, roles {roles}"


def _index(content: Folder, settings: Settings, stored: _Stored) -> str:
    folder, manifest = stored.folder, stored.manifest
    if manifest is None:
        return f"{folder}: none yet, the first question builds it"
    index = load_index(folder, manifest, stored.encoder)
    state = _state(content, settings, manifest)
    built = f"{manifest.built:%Y-%m-%d %H:%M} UTC"
    linked = sum(passage.url is not None for passage in index.passages)
    counts = f"passages {len(index.passages)}, {linked} of them with a link to their source"
    return f"{folder}: {counts}, built {built}, {state}"


def _state(content: Folder, settings: Settings, manifest: Manifest) -> str:
    if not is_there(content):
        return "without documents to refresh it from"
    stale = why_stale(manifest.origin, find_origin(content, settings, manifest.origin))
    return f"{stale} The next question refreshes it." if stale else "up to date"


def check_room(folders: Iterable[Path]) -> Iterator[Finding]:
    """Report those of `folders`, which the bot writes to, whose disk is nearly full."""
    for folder in folders:
        try:
            free = _free(folder)
        except RolebotError as error:
            yield Finding("room", False, str(error))
            continue
        if free < MIN_FREE:
            problem = f"{free // MEGABYTE} MB are left on its disk."
            fix = f"Make room for at least {MIN_FREE // MEGABYTE} MB, or name another folder."
            yield Finding("room", False, f"{folder}: {problem} {fix}")


def _free(folder: Path) -> int:
    """Return the free bytes on the disk of `folder`, which need not exist yet."""
    there = next(place for place in (folder, *folder.absolute().parents) if exists(place))
    return shutil.disk_usage(there).free


def _model(stored: _Stored) -> str:
    encoder = stored.encoder
    encoder.encode_query("a word")
    place = "the index" if stored.is_readable else "the export"
    return f"{short_name(encoder.name)}, of {place}, at work"


def _adapter(stored: _Stored) -> Iterator[Finding]:
    """Report a model that lacks the current adapter; say nothing of one that has it."""
    with suppress(RolebotError):  # which `_model` has reported
        encoder = stored.encoder
        card = encoder.card if isinstance(encoder, OnnxEncoder) else None
        if card and not is_current(card.name, card.adapter, card.reranker, stored.folder):
            yield Finding("adapter", True, OTHER_WEIGHTS if can_export() else OLD, is_doubt=True)


def _calibration(stored: _Stored) -> str:
    model = stored.manifest.model if stored.manifest else stored.encoder.name
    chosen = choose_calibration(stored.folder, stored.manifest, model)
    if chosen.doubt:
        raise chosen.doubt
    if comes_with_rolebot(chosen.calibration):
        return "the one that comes with rolebot"
    return f"by {chosen.calibration.command}"
