from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import faiss
import numpy as np
import pytest
from filelock import FileLock

from index.documents.links import Links
from index.documents.origin import Origin
from index.errors import StoreError
from index.search.index import Index
from index.store.build import make_index
from index.store.files import load_index, model_files, save_index
from index.store.manifest import read_manifest
from tests.conftest import PROJECT, ROLES, InitialEncoder, find, index_of

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ORIGIN = Origin(
    {"a.md": "0a"},
    (Links("https://x.example/{path}", "c0", "d/", frozenset({"a.md"})),),
    False,
    "0b",
)


@pytest.fixture
def index(initials: InitialEncoder) -> Index:
    return index_of(ROLES, initials)


@pytest.fixture
def saved(index: Index, tmp_path: Path) -> Path:
    index = replace(index, samples=("Who owns the runbooks?",))
    save_index(index, tmp_path / "index", ORIGIN, ("a.md:1: Wrong. Right it.",), NOW)
    return tmp_path / "index"


def test_an_index_comes_back_as_it_was_saved(
    index: Index, saved: Path, initials: InitialEncoder
) -> None:
    manifest = read_manifest(saved)
    loaded = load_index(saved, manifest, initials)
    assert (loaded.roles, loaded.passages) == (index.roles, index.passages)
    assert (loaded.wording, loaded.calibration) == (index.wording, index.calibration)
    assert loaded.samples == ("Who owns the runbooks?",)
    assert find(loaded, "who owns the runbooks?", 10) == find(index, "who owns the runbooks?", 10)
    assert (manifest.origin, manifest.built) == (ORIGIN, NOW)
    assert manifest.problems == ("a.md:1: Wrong. Right it.",)


def test_saving_again_leaves_nothing_of_the_old_index(
    saved: Path, initials: InitialEncoder
) -> None:
    (saved / ".new-left-by-a-killed-build").write_text("half")
    save_index(make_index((), (), initials), saved, ORIGIN, (), NOW)
    manifest = read_manifest(saved)
    assert {path.name for path in saved.iterdir()} == {
        ".lock",
        "manifest.json",
        *manifest.files.values(),
    }
    assert load_index(saved, manifest, initials).passages == ()


def test_a_reader_of_the_old_manifest_is_told_when_its_files_are_gone(
    saved: Path, initials: InitialEncoder
) -> None:
    old = read_manifest(saved)
    save_index(make_index((), (), initials), saved, ORIGIN, (), NOW)
    with pytest.raises(StoreError, match=r"cannot be read: No such file"):
        load_index(saved, old, initials)


def test_no_index_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as error:
        read_manifest(tmp_path)
    assert str(error.value) == (
        f"{tmp_path}: There is no index yet. Build it anew with: rolebot index"
    )


@pytest.mark.parametrize("kind", ["texts", "vectors", "tokens", "words", "exemplars"])
@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: b"x" + data[1:]])
def test_a_damaged_file_is_refused(
    saved: Path, initials: InitialEncoder, kind: str, damage: object
) -> None:
    assert callable(damage)
    manifest = read_manifest(saved)
    path = saved / manifest.files[kind]
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(StoreError, match="damaged"):
        load_index(saved, manifest, initials)


def test_a_damaged_manifest_is_refused(saved: Path) -> None:
    (saved / "manifest.json").write_text('{"format": 1')
    with pytest.raises(StoreError, match="damaged"):
        read_manifest(saved)


@pytest.mark.parametrize("count", [0, 1])
def test_vectors_of_other_passages_are_refused(
    index: Index, tmp_path: Path, initials: InitialEncoder, count: int
) -> None:
    vectors = faiss.IndexFlatIP(26)
    vectors.add(np.ones((count, 26), np.float32))
    save_index(replace(index, vectors=vectors), tmp_path / "index", ORIGIN, (), NOW)
    with pytest.raises(StoreError, match="Passages and vectors do not belong together"):
        load_index(tmp_path / "index", read_manifest(tmp_path / "index"), initials)


def test_a_manifest_cannot_name_a_file_elsewhere(saved: Path, initials: InitialEncoder) -> None:
    fields = json.loads((saved / "manifest.json").read_text())
    fields["files"]["texts"] = "../elsewhere.json"
    (saved / "manifest.json").write_text(json.dumps(fields))
    with pytest.raises(StoreError, match="damaged"):
        load_index(saved, read_manifest(saved), initials)


def test_another_format_is_refused(saved: Path) -> None:
    fields = json.loads((saved / "manifest.json").read_text())
    (saved / "manifest.json").write_text(json.dumps({**fields, "format": 99}))
    with pytest.raises(StoreError, match="has format 99"):
        read_manifest(saved)


def test_vectors_of_another_model_are_refused(saved: Path, initials: InitialEncoder) -> None:
    initials.name = "other model"
    with pytest.raises(StoreError, match="was built with initials, the model is now other model"):
        load_index(saved, read_manifest(saved), initials)


def test_the_files_of_the_model_travel_with_the_index(tmp_path: Path) -> None:
    encoder = InitialEncoder()
    (tmp_path / "letters.txt").write_text("a to z")
    encoder.files = {"letters": tmp_path / "letters.txt"}
    folder = tmp_path / "index"
    for _ in ("built", "built again"):
        save_index(index_of(ROLES, encoder), folder, ORIGIN, (), NOW)
    (tmp_path / "letters.txt").unlink()
    manifest = read_manifest(folder)
    files = model_files(folder, manifest)
    assert {kind: path.read_text() for kind, path in files.items()} == {"letters": "a to z"}
    files["letters"].write_text("a to y")
    with pytest.raises(StoreError, match="damaged"):
        model_files(folder, manifest)


def test_a_model_that_is_in_the_index_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = InitialEncoder()
    (tmp_path / "letters.txt").write_text("a to z")
    encoder.files = {"letters": tmp_path / "letters.txt"}
    folder = tmp_path / "index"
    save_index(index_of(ROLES, encoder), folder, ORIGIN, (), NOW)
    files = read_manifest(folder).files
    encoder.files = model_files(folder, read_manifest(folder))
    read: list[str] = []
    read_bytes = Path.read_bytes

    def counted(path: Path) -> bytes:
        read.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    save_index(make_index((), (), encoder), folder, ORIGIN, (), NOW)
    assert not any(name.startswith("letters") for name in read)
    assert read_manifest(folder).files["letters"] == files["letters"]
    assert (folder / files["letters"]).read_text() == "a to z"
    save_index(make_index((), (), encoder), tmp_path / "other", ORIGIN, (), NOW)
    assert (tmp_path / "other" / files["letters"]).read_text() == "a to z"


def test_a_model_that_others_have_removed_meanwhile_is_an_error(tmp_path: Path) -> None:
    encoder = InitialEncoder()
    (tmp_path / "letters.txt").write_text("a to z")
    encoder.files = {"letters": tmp_path / "letters.txt"}
    folder = tmp_path / "index"
    save_index(index_of(ROLES, encoder), folder, ORIGIN, (), NOW)
    encoder.files = model_files(folder, read_manifest(folder))
    index = make_index((), (), encoder)
    encoder.files["letters"].unlink()
    with pytest.raises(StoreError, match=r"cannot be written: No such file"):
        save_index(index, folder, ORIGIN, (), NOW)


# Saves one of two indexes after the other until it is killed.
SAVE_FOR_EVER = """
import sys
from pathlib import Path
from index.store.build import make_index
from index.store.files import save_index
from tests.conftest import PROJECT, ROLES, InitialEncoder, index_of
from tests.index.store.test_files import NOW, ORIGIN
encoder = InitialEncoder()
indexes = [index_of(ROLES, encoder), make_index((), (), encoder)]
print("ready", flush=True)
while True:
    for index in indexes:
        save_index(index, Path(sys.argv[1]), ORIGIN, (), NOW)
"""


def test_a_build_that_is_killed_leaves_the_old_index_or_the_new_one_whole(
    index: Index, saved: Path, initials: InitialEncoder
) -> None:
    moments = random.Random(1)  # noqa: S311, no secret
    for _ in range(8):
        with subprocess.Popen(  # noqa: S603, our own words
            [sys.executable, "-c", SAVE_FOR_EVER, str(saved)], cwd=PROJECT, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(moments.uniform(0, 0.05))
            process.kill()
        loaded = load_index(saved, read_manifest(saved), initials)
        assert loaded.passages in ((), index.passages)
        assert loaded.vectors.ntotal == len(loaded.encoded) == len(loaded.passages)


def test_who_reads_while_others_write_gets_a_whole_index(
    index: Index, saved: Path, initials: InitialEncoder
) -> None:
    writers = [
        subprocess.Popen(  # noqa: S603, our own words
            [sys.executable, "-c", SAVE_FOR_EVER, str(saved)], cwd=PROJECT, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    try:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
        read = 0
        for _ in range(200):
            try:
                loaded = load_index(saved, read_manifest(saved), initials)
            except StoreError as error:
                # replaced between the two reads: whoever opens an index then builds it
                assert "No such file" in error.problem  # noqa: PT017
                continue
            assert loaded.passages in ((), index.passages)
            read += 1
        assert read
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    load_index(saved, read_manifest(saved), initials)


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o077, 0o600)])
def test_who_may_read_the_index_is_for_the_umask_to_say(
    umask: int, mode: int, index: Index, tmp_path: Path
) -> None:
    before = os.umask(umask)
    try:
        save_index(index, tmp_path / "index", ORIGIN, (), NOW)
    finally:
        os.umask(before)
    files = read_manifest(tmp_path / "index").files.values()
    modes = {
        name: (tmp_path / "index" / name).stat().st_mode & 0o777
        for name in ("manifest.json", *files)
    }
    assert modes == dict.fromkeys(modes, mode)


def test_a_build_that_is_stopped_halfway_is_not_waited_for_in_vain(
    index: Index, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.manifest.LOCK_TIMEOUT", 0.1)
    with FileLock(saved / ".lock"), pytest.raises(StoreError, match="Another process"):
        save_index(index, saved, ORIGIN, (), NOW)


def test_a_place_that_cannot_be_written_is_an_error(index: Index, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        save_index(index, tmp_path / "file" / "index", ORIGIN, (), NOW)
