"""Content folder in, index out: loaded if it is up to date, built if it is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import faiss
from platformdirs import user_cache_path

from index.documents.chunk import Passage, chunk_document, text_of
from index.documents.content import read_content
from index.documents.document import Document, Role
from index.documents.links import Place
from index.documents.origin import Origin, Settings, find_origin, why_stale
from index.encoder.encode import Encoded, Encoder, join
from index.errors import ContentError, StoreError
from index.folders import Folder, each, is_there, key_of, resolved
from index.progress import Progress, silent
from index.search.confidence import Calibration, packaged_calibration
from index.search.exemplars import load_exemplars
from index.search.index import MAX_TOKENS, Index
from index.store.calibration import choose_calibration
from index.store.files import load_index, model_files, save_index
from index.store.manifest import Manifest, read_manifest
from index.words.lists import Wording, packaged_wording, read_wording

DEFAULTS = Settings()
SEE_ALL = "To see all problems: rolebot check"


FindEncoder = Callable[[Mapping[str, Path] | None], Encoder]
"""Gets the files of the model in the stored index, None if there is none, and returns the encoder
to use: that model, if it is the one that is wanted."""

ChooseSamples = Callable[[Index], tuple[str, ...]]
"""Makes questions for `Index.samples` of all else that is in the index."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An index that matches its documents.

    `problems` tells which documents are not in it as they are now, `rebuilt` why it had to be
    built (None: it was there), `unsaved` why it could not be stored. `documents_gone`: they are
    not on this machine, so the index answers as it was built at `built`. `doubt` says why the
    calibration may be the wrong one.
    """

    index: Index
    built: datetime
    problems: tuple[str, ...]
    rebuilt: str | None = None
    unsaved: str | None = None
    documents_gone: bool = False
    doubt: StoreError | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """What can be used of a stored index: a whole model outlasts damaged passages. `trouble`
    says what cannot be, and why, and `place` in which file."""

    manifest: Manifest | None
    encoder: Encoder | None
    index: Index | None
    doubt: StoreError | None = None
    trouble: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class _Chunks:
    """What one document gives to the index."""

    roles: tuple[Role, ...]
    passages: tuple[Passage, ...]


def default_folder(content: Folder) -> Path:
    """Where the index of `content` is kept: `./.index` for `./content`; for any other folder, and
    for several, a place of its own in the user's cache, since somebody's documents are not ours to
    add to. If the cache is among the documents, the place is beside them."""
    here = _here(content)
    if isinstance(content, Path) and here / content == here / "content":
        return here / ".index"
    places = [resolved(place) for _, place in each(content)]
    cache = user_cache_path("rolebot")
    for place in places:
        if cache.resolve().is_relative_to(place):
            return place.parent / f".{place.name}-index"
    more = f"-and-{len(places) - 1}-more" if len(places) > 1 else ""
    return cache / f"{min(places).name}{more}-{key_of(content)}"


def _here(content: Folder) -> Path:
    try:
        return Path.cwd()
    except OSError as error:  # it has been removed
        raise ContentError(
            content, None, f"The folder cannot be found: {error}.", "Name another one."
        ) from error


def open_index(
    content: Folder,
    folder: Path,
    find_encoder: FindEncoder,
    settings: Settings = DEFAULTS,
    progress: Progress = silent,
    choose_samples: ChooseSamples | None = None,
) -> Opened:
    """Load the index in `folder`; build it there if there is none of these documents, this model
    and this version, with samples if there is somebody to choose them. Raises ContentError if
    there is nothing to read in `content` and no index either, SettingsError for a setting that
    cannot be used, ModelError if the model cannot be had."""
    found = _load(folder, find_encoder)
    if not is_there(content) and folder.exists():
        return _documents_gone(found, folder)
    manifest, old = found.manifest, found.index
    origin = find_origin(content, settings, manifest.origin if manifest and old else None)
    reason: str | None = found.trouble
    if manifest and old:
        reason = why_stale(manifest.origin, origin)
        if reason is None:
            return Opened(old, manifest.built, manifest.problems, doubt=found.doubt)
    encoder = found.encoder or find_encoder(None)
    chosen = choose_calibration(folder, manifest, encoder.name)
    index, problems = _build(content, origin, encoder, old, chosen.calibration, progress)
    if choose_samples:
        index = replace(index, samples=choose_samples(index))
    built = datetime.now(UTC)
    unsaved = _save(index, folder, origin, problems, built)
    return Opened(index, built, problems, reason, unsaved, doubt=chosen.doubt)


def _documents_gone(found: _Found, folder: Path) -> Opened:
    """What the index holds, where the documents are not."""
    manifest, old = found.manifest, found.index
    if manifest is None or old is None:
        fix = "Copy the index folder again, or name another."
        raise StoreError(found.place or folder, found.trouble, fix)
    return Opened(old, manifest.built, manifest.problems, documents_gone=True, doubt=found.doubt)


def _save(
    index: Index, folder: Path, origin: Origin, problems: tuple[str, ...], built: datetime
) -> str | None:
    """Why it could not be saved, None if it was: a read-only place still gets its answers."""
    try:
        save_index(index, folder, origin, problems, built)
    except StoreError as error:
        return str(error)
    return None


def _load(folder: Path, find_encoder: FindEncoder) -> _Found:
    manifest: Manifest | None = None
    encoder: Encoder | None = None
    try:
        manifest = read_manifest(folder)
        encoder = find_encoder(model_files(folder, manifest))
        index = load_index(folder, manifest, encoder)
    except StoreError as error:
        return _Found(manifest, encoder, None, trouble=_trouble(error), place=error.place)
    chosen = choose_calibration(folder, manifest, encoder.name)
    return _Found(manifest, encoder, replace(index, calibration=chosen.calibration), chosen.doubt)


def _trouble(error: StoreError) -> str:
    """With the name of the file, if it is one of the index's."""
    name = Path(error.place).name
    return f"{name}: {error.problem}" if "." in name[1:] else error.problem


def _build(
    content: Folder,
    origin: Origin,
    encoder: Encoder,
    old: Index | None,
    calibration: Calibration,
    progress: Progress,
) -> tuple[Index, tuple[str, ...]]:
    """The index and what is wrong with documents. Of a document that cannot be read any more,
    what it last said stays; vectors of texts that were there are not made again."""
    read = read_content(content, tuple(origin.documents), progress)
    if not read.documents and old is None:
        first = next(iter(read.problems.values()))
        raise ContentError(content, None, f"No document can be read: {first}", SEE_ALL)
    chunks = {d.path: _chunks(d, origin) for d in read.documents}
    problems = []
    for path, error in read.problems.items():
        last = _last_good(path, old) if old else None
        if last:
            chunks[path] = last
        kept = " Until then its last good version is answered from." if last else ""
        problems.append(f"{error}{kept}")
    ordered = [chunks[path] for path in origin.documents if path in chunks]
    passages = tuple(passage for chunk in ordered for passage in chunk.passages)
    roles = tuple(role for chunk in ordered for role in chunk.roles)
    try:
        wording = read_wording(content)
    except ContentError as error:
        wording = packaged_wording()
        problems.append(f"{error} Until then only the lists that come with rolebot are used.")
    return make_index(roles, passages, encoder, old, wording, calibration), tuple(problems)


def _chunks(document: Document, origin: Origin) -> _Chunks:
    roles = tuple(text.role for text in document.roles)
    passages = (_linked(passage, origin) for passage in chunk_document(document))
    if origin.skip_drafts:
        roles = tuple(role for role in roles if not role.draft)
    return _Chunks(roles, tuple(passage for passage in passages if passage.role in roles))


def _linked(passage: Passage, origin: Origin) -> Passage:
    place = Place(passage.path, passage.line, passage.end_line, passage.anchor, passage.text)
    return replace(passage, url=origin.url_of(place))


def _last_good(path: str, old: Index) -> _Chunks | None:
    roles = tuple(role for role in old.roles if role.path == path)
    passages = tuple(passage for passage in old.passages if passage.path == path)
    return _Chunks(roles, passages) if roles else None


def make_index(
    roles: Sequence[Role],
    passages: Sequence[Passage],
    encoder: Encoder,
    old: Index | None = None,
    wording: Wording | None = None,
    calibration: Calibration | None = None,
) -> Index:
    """Encode the passages whose text is not yet in `old`, and the exemplars of `wording`
    (default: the packaged ones) if that is not the same there."""
    wording = wording or packaged_wording()
    encoded = _encode(list(map(text_of, passages)), old, encoder)
    vectors = faiss.IndexFlatIP(encoder.dimensions)
    if passages:
        vectors.add(encoded.vectors)
    known_exemplars = old.exemplars if old and old.wording == wording else None
    exemplars = known_exemplars or load_exemplars(wording, encoder)
    return Index(
        tuple(roles),
        tuple(passages),
        vectors,
        encoded if len(encoded.pieces) <= MAX_TOKENS else encoded.without_tokens(),
        encoder,
        wording,
        exemplars,
        calibration or packaged_calibration(),
    )


def _encode(texts: Sequence[str], old: Index | None, encoder: Encoder) -> Encoded:
    """What is in `old` is taken from there. That may be without tokens; where there is room for
    them now, all is encoded."""
    known = list(map(text_of, old.passages)) if old else []
    before = set(known)
    new = [text for text in dict.fromkeys(texts) if text not in before]
    encoded = encoder.encode_documents(new)
    if old:
        encoded = join([old.encoded, encoded])
    numbers = {text: number for number, text in enumerate((*known, *new))}
    encoded = encoded.take([numbers[text] for text in texts])
    if not encoded.has_tokens and len(encoded.pieces) <= MAX_TOKENS:
        return _encode(texts, None, encoder)
    return encoded
