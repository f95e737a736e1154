"""Opens the index of a content folder, building it first if it is missing or out of date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_cache_path

from index.documents.origin import Origin, Settings, find_origin, why_stale
from index.encoder.encode import Encoder
from index.encoder.export import can_export
from index.errors import ContentError, ModelError, StoreError
from index.folders import Folder, each, exists, is_there, key_of, resolved
from index.progress import Progress, silent
from index.search.index import Index
from index.store.build import build_index
from index.store.calibration import choose_calibration
from index.store.files import load_index, model_files, save_index
from index.store.manifest import MANIFEST, Manifest, read_manifest

DEFAULTS = Settings()

FindEncoder = Callable[[Mapping[str, Path] | None], Encoder]
"""Returns the encoder to use, given the files of the model in the stored index, None if there is
none: that model, if it is the right one."""

ChooseSamples = Callable[[Index], tuple[str, ...]]
"""Makes questions for `Index.samples` from everything else in the index."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An index that matches its documents.

    `problems` tells which documents are not in it as they are now, `rebuilt` why it had to be
    built, None if it was there, `unsaved` why it could not be stored. If the documents are not on
    this machine, which `documents_gone` says, the index answers as it was built at `built`. `doubt`
    says why the calibration may be the wrong one.
    """

    index: Index
    built: datetime
    problems: tuple[str, ...]
    rebuilt: str | None = None
    unsaved: str | None = None
    documents_gone: bool = False
    doubt: StoreError | None = None


@dataclass(frozen=True, slots=True)
class _Whole:
    """A stored index that can be loaded. `doubt` is that of `Opened`."""

    manifest: Manifest
    encoder: Encoder
    index: Index
    doubt: StoreError | None

    @property
    def origin(self) -> Origin:
        return self.manifest.origin

    def why_stale(self, origin: Origin) -> str | None:
        return why_stale(self.origin, origin)

    def opened(self) -> Opened:
        return Opened(self.index, self.manifest.built, self.manifest.problems, doubt=self.doubt)


@dataclass(frozen=True, slots=True)
class _Unusable:
    """A stored index that is missing or cannot be loaded, because of `error`, and what can be used
    of it all the same: a whole model outlasts damaged passages."""

    error: StoreError
    manifest: Manifest | None
    encoder: Encoder | None
    index: None = None
    origin: None = None

    def why_stale(self, origin: Origin) -> str:
        """Begin with the name of the file, if it is one of the index."""
        name = Path(self.error.place).name
        return f"{name}: {self.error.problem}" if "." in name[1:] else self.error.problem


def default_folder(content: Folder) -> Path:
    """Return where the index of `content` is kept: `./.index` for `./content`; for any other
    folder, and for several, a place of its own in the user's cache, since other people's documents
    are not ours to add to. If the cache is among the documents, the place is beside them."""
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
        problem = f"The folder cannot be found: {error}."
        raise ContentError(content, None, problem, "Name another one.") from error


def open_index(
    content: Folder,
    folder: Path,
    find_encoder: FindEncoder,
    settings: Settings = DEFAULTS,
    progress: Progress = silent,
    choose_samples: ChooseSamples | None = None,
) -> Opened:
    """Load the index in `folder`; build it there if there is none of these documents, this model
    and this version, with samples if `choose_samples` is given. Raises ContentError if there is
    nothing to read in `content` and no index either, SettingsError for a setting that cannot be
    used, ModelError if the model is not available, StoreError if the index is damaged and cannot be
    built anew here."""
    found = _load(folder, find_encoder)
    if not is_there(content) and exists(folder):
        return _open_without_documents(found)
    origin = find_origin(content, settings, found.origin)
    reason = found.why_stale(origin)
    if isinstance(found, _Whole) and reason is None:
        return found.opened()
    encoder = found.encoder or _find_another_encoder(folder, found, find_encoder)
    chosen = choose_calibration(folder, found.manifest, encoder.name)
    index, problems = build_index(
        content, origin, encoder, found.index, chosen.calibration, progress
    )
    if choose_samples:
        index = replace(index, samples=choose_samples(index))
    built = datetime.now(UTC)
    unsaved = _save(index, folder, origin, problems, built)
    return Opened(index, built, problems, reason, unsaved, doubt=chosen.doubt)


def _open_without_documents(found: _Whole | _Unusable) -> Opened:
    """Open the index as it was built. Raises StoreError if it cannot be loaded."""
    if isinstance(found, _Unusable):
        raise advise_to_copy(found.error) from found.error
    return replace(found.opened(), documents_gone=True)


def _find_another_encoder(
    folder: Path, found: _Whole | _Unusable, find_encoder: FindEncoder
) -> Encoder:
    """Find an encoder without the model in `folder`, which cannot be used. Raises ModelError if
    there is none or, if there is an index in `folder`, StoreError where none can be exported."""
    try:
        return find_encoder(None)
    except ModelError as error:
        if can_export() or isinstance(found, _Whole) or not exists(folder / MANIFEST):
            raise
        raise advise_to_copy(found.error) from error


def advise_to_copy(error: StoreError) -> StoreError:
    """Return `error` with a fix for machines on which the index cannot be built anew."""
    return StoreError(error.place, error.problem, "Copy the index folder again, or name another.")


def _save(
    index: Index, folder: Path, origin: Origin, problems: tuple[str, ...], built: datetime
) -> str | None:
    """Save the index; say why if that is impossible, since a read-only folder still gets
    answers."""
    try:
        save_index(index, folder, origin, problems, built)
    except StoreError as error:
        return str(error)
    return None


def _load(folder: Path, find_encoder: FindEncoder) -> _Whole | _Unusable:
    manifest: Manifest | None = None
    encoder: Encoder | None = None
    try:
        manifest = read_manifest(folder)
        encoder = find_encoder(model_files(folder, manifest))
        index = load_index(folder, manifest, encoder)
    except StoreError as error:
        return _Unusable(error, manifest, encoder)
    chosen = choose_calibration(folder, manifest, encoder.name)
    index = replace(index, calibration=chosen.calibration)
    return _Whole(manifest, encoder, index, chosen.doubt)
