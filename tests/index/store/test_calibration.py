"""An owner's own calibration outlasts the index that it was made for, or its loss is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from index.search.confidence import (
    ANSWERABLE,
    RIGHT,
    Calibration,
    Logistic,
    comes_with_rolebot,
    packaged_calibration,
)
from index.store.calibration import misfit, short_name
from index.store.files import save_calibration
from index.store.open import open_index
from tests.conftest import InitialEncoder, WriteContent, always

PACKAGED = packaged_calibration()
ADAPTER = "".join(PACKAGED.model.partition("+")[1:]) if "+" in PACKAGED.model else ""
OWN = Calibration(
    model="initials",
    answerable=Logistic(dict.fromkeys(ANSWERABLE, 1.0), 0.5),
    right=Logistic(dict.fromkeys(RIGHT, 1.0), 0.5),
    threshold=0.4,
    sets={"q": (30, 15)},
    command="rolebot calibrate q.yaml",
)


@pytest.fixture
def encoder() -> InitialEncoder:
    """Of the model that the packaged calibration is for."""
    encoder = InitialEncoder()
    encoder.name = PACKAGED.model
    return encoder


@pytest.fixture
def content(write: WriteContent) -> Path:
    return write({"a.md": "# Baker\n\n- Bakes\n"})


@pytest.fixture
def folder(content: Path, tmp_path: Path, encoder: InitialEncoder) -> Path:
    """Of an index with a calibration of its own."""
    open_index(content, tmp_path / "index", always(encoder))
    save_calibration(replace(OWN, model=encoder.name), tmp_path / "index")
    return tmp_path / "index"


def damage(pattern: str) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        next(folder.glob(pattern)).write_bytes(b"{")

    return harm


def other_format(folder: Path) -> None:
    fields = json.loads((folder / "manifest.json").read_text())
    del fields["origin"]
    (folder / "manifest.json").write_text(json.dumps({**fields, "format": 99}))


@pytest.mark.parametrize(
    "harm",
    [damage("texts-*"), damage("vectors-*"), damage("manifest.json"), other_format],
    ids=["texts", "vectors", "manifest", "format"],
)
def test_an_own_calibration_outlasts_the_index(
    content: Path, folder: Path, encoder: InitialEncoder, harm: Callable[[Path], None]
) -> None:
    own = replace(OWN, model=encoder.name)
    harm(folder)
    for is_built in (True, False):
        opened = open_index(content, folder, always(encoder))
        assert (opened.index.calibration, opened.doubt) == (own, None)
        assert (opened.rebuilt is not None) == is_built


def test_a_damaged_calibration_is_said_to_be_lost(
    content: Path, folder: Path, encoder: InitialEncoder
) -> None:
    path = next(folder.glob("calibration-*"))
    path.write_bytes(b"{")
    opened = open_index(content, folder, always(encoder))
    assert opened.index.calibration == PACKAGED
    assert str(opened.doubt) == (
        f"{path}: Your calibration is damaged. What it takes to answer is now what comes "
        "with rolebot. Fit it to your documents again with: rolebot calibrate QUESTIONS"
    )
    (content / "a.md").write_text("# Baker\n\n- Kneads\n")
    for doubt in (str(opened.doubt), "None"):  # an edit leaves nothing of it
        assert str(open_index(content, folder, always(encoder)).doubt) == doubt


def test_a_calibration_of_what_is_measured_no_more_is_said_to_be_lost(
    content: Path, folder: Path, encoder: InitialEncoder
) -> None:
    other = replace(OWN, model=encoder.name, answerable=Logistic({"lacking": 1.0}, 0.0))
    save_calibration(other, folder)
    opened = open_index(content, folder, always(encoder))
    assert opened.index.calibration == PACKAGED
    assert "json: Your calibration is of another version of rolebot. What it" in str(opened.doubt)


def test_a_calibration_of_less_than_is_measured_now_is_kept(
    content: Path, folder: Path, encoder: InitialEncoder
) -> None:
    earlier = replace(OWN, model=encoder.name, answerable=Logistic({"found": 1.0}, 0.0))
    save_calibration(earlier, folder)
    opened = open_index(content, folder, always(encoder))
    assert (opened.index.calibration, opened.doubt) == (earlier, None)


def test_a_calibration_of_another_model_is_given_up_and_that_is_said(
    content: Path, folder: Path, encoder: InitialEncoder
) -> None:
    save_calibration(OWN, folder)
    opened = open_index(content, folder, always(encoder))
    assert opened.index.calibration == PACKAGED
    assert str(opened.doubt) == (
        f"{folder}: Your calibration is of the model initials, not of "
        f"sentence-transformers/all-MiniLM-L6-v2 int8{ADAPTER}. What it takes to answer is now "
        "what comes with rolebot. Fit it to your documents again with: rolebot calibrate q.yaml"
    )


def test_where_none_is_of_the_model_that_is_said_each_time(content: Path, tmp_path: Path) -> None:
    for _ in ("built", "loaded"):
        opened = open_index(content, tmp_path / "index", always(InitialEncoder()))
        assert opened.index.calibration == PACKAGED
        assert str(opened.doubt) == (
            f"{tmp_path / 'index'}: What it takes to answer was measured with the model "
            f"sentence-transformers/all-MiniLM-L6-v2 int8{ADAPTER}, the model is initials: too "
            "much or too little may be answered. Fit it to your documents with: rolebot calibrate "
            "QUESTIONS"
        )
    save_calibration(OWN, tmp_path / "index")
    opened = open_index(content, tmp_path / "index", always(InitialEncoder()))
    assert (opened.index.calibration, opened.doubt) == (OWN, None)


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("a/model int8 0a1b", "a/model int8 0a1b", True),
        ("a/model int8 0a1b", "a/model int8 ffff", True),  # another copy of it
        ("a/model int8 0a1b", "/home/copy int8 0a1b", True),  # in another place
        ("a/model int8 0a1b", "a/model fp32 0a1b", False),
        ("a/model int8 0a1b", "b/model int8 ffff", False),
        ("a/model int8 0a1b+c0de", "a/model int8 ffff+c0de", True),
        ("a/model int8 0a1b+c0de", "/home/copy int8 0a1b+c0de", True),
        ("a/model int8 0a1b+c0de", "a/model int8 0a1b", False),  # without the adapter
        ("a/model int8 0a1b+c0de", "a/model int8 0a1b+beef", False),
        ("a/model int8 0a1b+c0de", "/home/a+b int8 0a1b", False),
        ("initials", "initials", True),
        ("initials", "finals", False),
    ],
)
def test_copies_of_a_model_are_one_model(one: str, other: str, fits: bool) -> None:
    assert (misfit(replace(OWN, model=one), other) is None) == fits


def test_the_calibration_is_stored_as_it_was(folder: Path, encoder: InitialEncoder) -> None:
    stored = msgspec.json.decode(next(folder.glob("calibration-*")).read_bytes(), type=Calibration)
    assert stored == replace(OWN, model=encoder.name)


def test_a_model_with_another_adapter_is_called_otherwise() -> None:
    assert short_name("a/model int8 0a1b") == "a/model int8"
    assert short_name("a/model int8 0a1b+c0de") == "a/model int8+c0de"
    assert short_name("initials") == "initials"


def test_an_index_keeps_the_packaged_calibration_of_the_model_that_it_was_built_with(
    content: Path, tmp_path: Path
) -> None:
    folder, older = tmp_path / "index", InitialEncoder()
    older.name = f"{PACKAGED.model}0"  # of another adapter
    open_index(content, folder, always(older))
    then = replace(PACKAGED, model=older.name, threshold=0.123)
    save_calibration(then, folder)
    opened = open_index(content, folder, always(older))
    assert (opened.index.calibration, opened.doubt) == (then, None)
    (content / "a.md").write_text("# Baker\n\n- Kneads\n")
    again = open_index(content, folder, always(older))
    assert again.rebuilt
    assert (again.index.calibration, again.doubt) == (then, None)
    newer = InitialEncoder()
    newer.name = PACKAGED.model
    assert open_index(content, folder, always(newer)).index.calibration == PACKAGED


def test_an_earlier_packaged_calibration_is_no_owners() -> None:
    assert comes_with_rolebot(replace(PACKAGED, threshold=0.123))
    assert not comes_with_rolebot(OWN)


def test_a_companys_adapter_is_judged_by_the_one_that_it_started_from() -> None:
    model = "a/model int8 0a1b+c0de"
    made = replace(PACKAGED, model=model)
    assert misfit(made, f"{model}.beef") is None
    assert misfit(made, "a/model int8 0a1b+beef.c0de")
