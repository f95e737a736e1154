"""The index as a folder: a manifest, and the files that it names.

The manifest names each file by its checksum and is replaced last, in one step: whoever reads
the folder sees the old index or the new one, whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import faiss
import msgspec
import numpy as np
from filelock import FileLock, Timeout

from index.chunk import Passage
from index.confidence import FEATURES, Calibration, packaged_calibration
from index.document import CellPlace, Mark, Role
from index.encode import Encoder, pack, unpack
from index.errors import StoreError
from index.exemplars import pack_exemplars, unpack_exemplars
from index.files import UNFINISHED, write_whole
from index.origin import Origin
from index.search import Index
from index.wording import Wording

FORMAT = 9  # raise it with every change to what is stored, encoded or taken for a clause
MANIFEST = "manifest.json"
LOCK = ".lock"
NAME = re.compile(rf"[a-z]+-[0-9a-f]{{64}}\.|{re.escape(UNFINISHED)}")  # of what builds write
PATIENCE = 30  # seconds; a build that writes takes less than one

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made from. `files` maps what a file holds to its name."""

    format: int
    model: str
    origin: Origin
    built: datetime
    problems: tuple[str, ...]
    """Documents that are not in the index, each with place, problem and fix."""
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Row:
    """A passage as stored: `role` counts the roles from 0."""

    role: int
    section: str
    name: str | None
    text: str
    line: int
    end_line: int
    context: tuple[str, ...]
    marks: tuple[Mark, ...]
    anchor: str | None
    url: str | None
    place: CellPlace | None


OWN_KINDS = {"texts", "vectors", "tokens", "words", "exemplars", "calibration"}
STORED = tuple(field.name for field in fields(Passage) if field.name != "role")


@dataclass(frozen=True, slots=True)
class _Texts:
    """`clauses` counts those of each passage."""

    roles: tuple[Role, ...]
    passages: tuple[_Row, ...]
    clauses: tuple[int, ...]
    samples: tuple[str, ...]


def save_index(
    index: Index, folder: Path, origin: Origin, problems: tuple[str, ...], built: datetime
) -> None:
    """Write `index` to `folder`, which is made if it is not there. Raises StoreError if the
    folder cannot be written."""
    parts = {
        "texts": (".json", msgspec.json.encode(_texts(index))),
        "vectors": (".faiss", faiss.serialize_index(index.vectors).tobytes()),
        "tokens": (".npz", pack(index.encoded)),
        "words": (".json", msgspec.json.encode(index.wording)),
        "exemplars": (".npz", pack_exemplars(index.exemplars)),
        **_own_calibration(index.calibration),
    }
    with _writing(folder):
        stored = _stored_model(index.encoder, folder)
        model = {
            kind: (path.suffix, path.read_bytes())
            for kind, path in index.encoder.files.items()
            if kind not in stored
        }
        files = {**stored, **_write(folder, {**parts, **model})}
        manifest = Manifest(FORMAT, index.encoder.name, origin, built, problems, files)
        write_whole(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
        _sweep(folder, keep={MANIFEST, LOCK, *files.values()})


def _stored_model(encoder: Encoder, folder: Path) -> dict[str, str]:
    """The files of the model that are in `folder`, by what they hold: those were verified when
    they were read, and are not read again."""
    return {
        kind: path.name
        for kind, path in encoder.files.items()
        if path.parent == folder and NAME.match(path.name) and path.exists()
    }


def _write(folder: Path, parts: Mapping[str, tuple[str, bytes]]) -> dict[str, str]:
    """Each part, by what it holds; the names of the files. What is there stays."""
    files = {}
    for kind, (suffix, data) in parts.items():
        files[kind] = f"{kind}-{hashlib.sha256(data).hexdigest()}{suffix}"
        if not _holds(folder / files[kind], data):
            write_whole(folder / files[kind], data)
    return files


def save_calibration(calibration: Calibration, folder: Path) -> None:
    """Replace that of the index in `folder`. Raises StoreError if there is none, or if it cannot
    be written."""
    data = msgspec.json.encode(calibration)
    name = f"calibration-{hashlib.sha256(data).hexdigest()}.json"
    with _writing(folder):
        manifest = read_manifest(folder)
        files = {**manifest.files, "calibration": name}
        write_whole(folder / name, data)
        changed = replace(manifest, files=files)
        write_whole(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(changed)))
        _sweep(folder, keep={MANIFEST, LOCK, *files.values()})


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Alone. Raises StoreError for what goes wrong meanwhile."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / LOCK, timeout=PATIENCE):
            yield
    except Timeout as error:
        raise StoreError(
            folder, "Another process has been writing the index for long.", "Try again later."
        ) from error
    except OSError as error:
        raise StoreError(
            folder,
            f"The index cannot be written: {error.strerror}.",
            "Make this a folder that can be written to.",
        ) from error


def _texts(index: Index) -> _Texts:
    numbers = {role: number for number, role in enumerate(index.roles)}
    return _Texts(
        index.roles,
        tuple(
            _Row(numbers[passage.role], *(getattr(passage, name) for name in STORED))
            for passage in index.passages
        ),
        index.clauses,
        index.samples,
    )


def _own_calibration(calibration: Calibration) -> dict[str, tuple[str, bytes]]:
    """Only an owner's: the packaged one is that of the version which asks."""
    if calibration == packaged_calibration():
        return {}
    return {"calibration": (".json", msgspec.json.encode(calibration))}


def read_calibration(folder: Path, manifest: Manifest | None) -> Calibration | None:
    """An owner's own, None if there is none. Without a `manifest`, since that is damaged or of
    another format, the one that lies in the folder. Raises StoreError if it is damaged, or weighs
    other evidence than this version."""
    if manifest is None:
        found = [path.name for path in folder.glob("calibration-*.json") if NAME.match(path.name)]
        name = found[0] if len(found) == 1 else None
    else:
        name = manifest.files.get("calibration")
    if name is None:
        return None
    try:
        own = _decode(_whole(folder, name), Calibration, folder / name)
    except StoreError as error:
        raise StoreError(folder / name, "Your calibration is damaged.") from error
    if own.weights.keys() != set(FEATURES):
        raise StoreError(folder / name, "Your calibration is of another version of rolebot.")
    return own


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _sweep(folder: Path, keep: set[str]) -> None:
    """Remove what earlier builds, finished or killed, have left."""
    for path in folder.iterdir():
        if path.name not in keep and NAME.match(path.name):
            path.unlink(missing_ok=True)


def read_manifest(folder: Path) -> Manifest:
    """Raises StoreError if there is no index in `folder`, or one that this version cannot use."""
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreError(folder, "There is no index yet.") from error
    except OSError as error:
        raise StoreError(path, f"The file cannot be read: {error.strerror}.") from error
    version = _decode(data, dict[str, Any], path).get("format")
    if version != FORMAT:
        raise StoreError(folder, f"The index has format {version}, this version reads {FORMAT}.")
    return _decode(data, Manifest, path)


def load_index(folder: Path, manifest: Manifest, encoder: Encoder) -> Index:
    """With the packaged calibration: see `read_calibration`. Raises StoreError if the index is
    damaged, or its vectors are another model's than `encoder`'s."""
    if manifest.model != encoder.name:
        raise StoreError(
            folder, f"The index was built with {manifest.model}, the model is now {encoder.name}."
        )
    texts = _decode(_verified(folder, manifest, "texts"), _Texts, folder)
    vectors = _verified(folder, manifest, "vectors")
    flat = faiss.deserialize_index(np.frombuffer(vectors, dtype=np.uint8))
    encoded, _ = unpack(_verified(folder, manifest, "tokens"))
    wording = _decode(_verified(folder, manifest, "words"), Wording, folder)
    exemplars = unpack_exemplars(_verified(folder, manifest, "exemplars"))
    expected = len(texts.clauses), flat.ntotal, len(encoded), len(exemplars.unanswerable), flat.d
    passages = len(texts.passages)
    found = passages, sum(texts.clauses), passages, len(wording.topics), encoder.dimensions
    if found != expected:
        raise StoreError(folder, "Passages and vectors do not belong together.")
    return Index(
        texts.roles,
        tuple(_passage(row, texts) for row in texts.passages),
        flat,
        texts.clauses,
        encoded,
        encoder,
        wording,
        exemplars,
        packaged_calibration(),
        texts.samples,
    )


def _passage(row: _Row, texts: _Texts) -> Passage:
    return Passage(texts.roles[row.role], *(getattr(row, name) for name in STORED))


def model_files(folder: Path, manifest: Manifest) -> dict[str, Path]:
    """What of the index is the model, as `Encoder.files` has it. Raises StoreError if any of it
    is damaged."""
    kinds = manifest.files.keys() - OWN_KINDS
    for kind in kinds:
        _verified(folder, manifest, kind)
    return {kind: folder / manifest.files[kind] for kind in kinds}


def _verified(folder: Path, manifest: Manifest, kind: str) -> bytes:
    """The file's bytes, which its name must match."""
    name = manifest.files.get(kind)
    if name is None:
        raise StoreError(folder / MANIFEST, "The index is damaged.")
    return _whole(folder, name)


def _whole(folder: Path, name: str) -> bytes:
    if Path(name).name != name:
        raise StoreError(folder / MANIFEST, "The index is damaged.")
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        raise StoreError(folder / name, f"The file cannot be read: {error.strerror}.") from error
    if hashlib.sha256(data).hexdigest() not in name:
        raise StoreError(folder / name, "The index is damaged.")
    return data


def _decode(data: bytes, kind: type[T], path: Path) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StoreError(path, f"The index is damaged: {error}.") from error
