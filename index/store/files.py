"""Saves an index as files and loads it again; see `index.store.manifest`."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path

import faiss
import msgspec
import numpy as np

from index.arrays import pack, unpack
from index.documents.chunk import Passage
from index.documents.document import Role
from index.documents.origin import Origin
from index.encoder.encode import Encoder
from index.encoder.encoded import Encoded
from index.errors import StoreError
from index.search.confidence import (
    Calibration,
    Evidence,
    comes_with_rolebot,
    packaged_calibration,
)
from index.search.exemplars import Exemplars
from index.search.index import Index
from index.store.manifest import (
    FORMAT,
    NAME,
    Manifest,
    decode,
    read_file,
    read_manifest,
    read_part,
    verify_file,
    write_manifest,
    write_parts,
    writing,
)
from index.words.lists import Wording


@dataclass(frozen=True, slots=True)
class _Row(Passage):
    """A passage as stored, with its role's place among the roles."""

    role: int  # type: ignore[assignment]


OWN_KINDS = {"texts", "vectors", "tokens", "words", "exemplars", "calibration"}
EVIDENCE = {field.name for field in fields(Evidence)}
STORED = tuple(field.name for field in fields(Passage) if field.name != "role")


@dataclass(frozen=True, slots=True)
class _Texts:
    roles: tuple[Role, ...]
    passages: tuple[_Row, ...]
    samples: tuple[str, ...]


def save_index(
    index: Index, folder: Path, origin: Origin, problems: tuple[str, ...], built: datetime
) -> None:
    """Write `index` to `folder`, which is created if it is missing. Raises StoreError if the folder
    cannot be written."""
    parts = {
        "texts": (".json", msgspec.json.encode(_texts(index))),
        "vectors": (".faiss", faiss.serialize_index(index.vectors).tobytes()),
        "tokens": (".npz", pack(index.encoded)),
        "words": (".json", msgspec.json.encode(index.wording)),
        "exemplars": (".npz", pack(index.exemplars)),
        "calibration": (".json", msgspec.json.encode(index.calibration)),
    }
    with writing(folder):
        stored = _stored_model(index.encoder, folder)
        model = {
            kind: (path.suffix, path.read_bytes())
            for kind, path in index.encoder.files.items()
            if kind not in stored
        }
        files = {**stored, **write_parts(folder, {**parts, **model})}
        manifest = Manifest(FORMAT, index.encoder.name, origin, built, problems, files)
        write_manifest(folder, manifest)


def _stored_model(encoder: Encoder, folder: Path) -> dict[str, str]:
    """Return the names of the model's files that are in `folder` already, by what they hold. They
    were verified when they were loaded, and need not be read again."""
    return {
        kind: path.name
        for kind, path in encoder.files.items()
        if path.parent == folder and NAME.match(path.name) and path.exists()
    }


def save_calibration(calibration: Calibration, folder: Path) -> None:
    """Replace the calibration of the index in `folder`. Raises StoreError if there is no index, or
    if it cannot be written."""
    part = {"calibration": (".json", msgspec.json.encode(calibration))}
    with writing(folder):
        manifest = read_manifest(folder)
        files = {**manifest.files, **write_parts(folder, part)}
        write_manifest(folder, replace(manifest, files=files))


def _texts(index: Index) -> _Texts:
    roles = (*index.roles, *index.pages)
    numbers = {role: number for number, role in enumerate(roles)}
    return _Texts(
        roles,
        tuple(
            _Row(numbers[passage.role], *(getattr(passage, name) for name in STORED))
            for passage in index.passages
        ),
        index.samples,
    )


def read_calibration(folder: Path, manifest: Manifest | None) -> Calibration | None:
    """Read the calibration of the index: the owner's own, or the one that came with rolebot when it
    was built; None if this version can use neither. Without a `manifest`, because it is damaged or
    has another format, the calibration in the folder is read. Raises StoreError if it is damaged,
    or if it is an owner's and weighs other evidence than this version does."""
    if manifest is None:
        found = [path.name for path in folder.glob("calibration-*.json") if NAME.match(path.name)]
        name = found[0] if len(found) == 1 else None
    else:
        name = manifest.files.get("calibration")
    if name is None:
        return None
    try:
        data = read_file(folder, name)
    except StoreError as error:
        raise StoreError(folder / name, "Your calibration is damaged.") from error
    with suppress(StoreError):
        stored = decode(data, Calibration, folder / name)
        if stored.answerable.weights.keys() | stored.right.weights.keys() <= EVIDENCE:
            return stored
        if comes_with_rolebot(stored):
            return None
    raise StoreError(folder / name, "Your calibration is of another version of rolebot.")


def load_index(folder: Path, manifest: Manifest, encoder: Encoder) -> Index:
    """Load the index, with the packaged calibration (see `read_calibration` for its own). Raises
    StoreError if it is damaged, or if another model than `encoder` made its vectors."""
    if manifest.model != encoder.name:
        problem = f"The index was built with {manifest.model}, the model is now {encoder.name}."
        raise StoreError(folder, problem)
    texts = decode(read_part(folder, manifest, "texts"), _Texts, folder)
    vectors = read_part(folder, manifest, "vectors")
    flat = faiss.deserialize_index(np.frombuffer(vectors, dtype=np.uint8))
    encoded = unpack(read_part(folder, manifest, "tokens"), Encoded)
    wording = decode(read_part(folder, manifest, "words"), Wording, folder)
    exemplars = unpack(read_part(folder, manifest, "exemplars"), Exemplars)
    count = len(texts.passages)
    expected = count, count, encoder.dimensions, len(wording.topics)
    if (flat.ntotal, len(encoded), flat.d, len(exemplars.unanswerable)) != expected:
        raise StoreError(folder, "Passages and vectors do not belong together.")
    return Index(
        tuple(role for role in texts.roles if not role.is_page),
        tuple(role for role in texts.roles if role.is_page),
        tuple(_passage(row, texts) for row in texts.passages),
        flat,
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
    """Return the model's files in the index, as in `Encoder.files`. Raises StoreError if one is
    damaged."""
    kinds = manifest.files.keys() - OWN_KINDS
    for kind in kinds:
        verify_file(folder, manifest.files[kind])
    return {kind: folder / manifest.files[kind] for kind in kinds}
