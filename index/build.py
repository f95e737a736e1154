"""Content folder in, index out: loaded if it is up to date, built if it is not."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import faiss
from platformdirs import user_cache_path

from index.chunk import chunk_document
from index.content import find_documents, hash_content, read_content
from index.document import Document
from index.encode import Encoder
from index.errors import StoreError
from index.fold import fold
from index.progress import Progress, silent
from index.search import Index
from index.store import Manifest, load_index, read_manifest, save_index


@dataclass(frozen=True, slots=True)
class Opened:
    """An index that matches its documents. `problems` tells which documents are not in it,
    `rebuilt` why it had to be built (None: it was there), `unsaved` why it could not be stored."""

    index: Index
    problems: tuple[str, ...]
    rebuilt: str | None = None
    unsaved: str | None = None


def default_folder(content: Path) -> Path:
    """Where the index of `content` is kept: `./.index` for `./content`; for any other folder a
    place of its own in the user's cache, since somebody's documents are not ours to add to."""
    place = content.resolve()
    here = Path.cwd().resolve()
    if place == here / "content":
        return here / ".index"
    key = hashlib.sha256(str(place).encode()).hexdigest()[:12]
    return user_cache_path("rolebot") / f"{place.name}-{key}"


def open_index(
    content: Path, folder: Path, encoder: Encoder, progress: Progress = silent
) -> Opened:
    """Load the index in `folder`; build it there if there is none of these documents, this model
    and this version. Raises ContentError if there is nothing to read in `content`."""
    paths = find_documents(content)
    content_hash = hash_content(content, paths)
    try:
        manifest = read_manifest(folder)
        reason = _why_stale(manifest, content_hash, encoder)
        if reason is None:
            return Opened(load_index(folder, manifest, encoder), manifest.problems)
    except StoreError as error:
        reason = error.problem

    read = read_content(content, paths, progress)
    problems = tuple(map(str, read.problems))
    index = build_index(read.documents, encoder)
    unsaved = None
    try:
        save_index(index, folder, content_hash, problems, datetime.now(UTC))
    except StoreError as error:  # a read-only place still gets its answers
        unsaved = str(error)
    return Opened(index, problems, reason, unsaved)


def _why_stale(manifest: Manifest, content_hash: str, encoder: Encoder) -> str | None:
    if manifest.content != content_hash:
        return "The documents have changed."
    if manifest.model != encoder.name:
        return "The model is another one."
    return None


def build_index(documents: Sequence[Document], encoder: Encoder) -> Index:
    """Encode every passage of `documents`."""
    passages = tuple(chain.from_iterable(map(chunk_document, documents)))
    roles = tuple(text.role for document in documents for text in document.roles)
    vectors = faiss.IndexFlatIP(encoder.dimensions)
    vectors.add(encoder.encode([fold(passage.searchable()) for passage in passages]))
    return Index(roles, passages, vectors, encoder)
