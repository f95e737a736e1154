"""Titles of roles, by their own pieces alone."""

from __future__ import annotations

import numpy as np
import pytest

from index.documents.chunk import Passage
from index.documents.document import Role
from index.encoder.encoded import Encoded
from index.search.titles import title_vectors
from tests.conftest import InitialEncoder

ENCODER = InitialEncoder()
BAKER, ANT_BEE = Role("Baker", "b.md", 1), Role("Ant Bee", "a.md", 1)
PASSAGES = tuple(
    Passage(role, "Duties", None, text, 1, 1)
    for role, text in ((BAKER, "cooks"), (ANT_BEE, "eats"), (BAKER, "digs"))
)


def encoded() -> Encoded:
    return ENCODER.encode_documents([passage.searchable() for passage in PASSAGES])


def letters(vector: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> dict[str, object]:
    return {
        letter: pytest.approx(float(vector[number]), abs=1e-5)
        for letter, number in ENCODER.vocabulary.items()
        if vector[number]
    }


def test_each_title_is_there_once_as_the_mean_of_its_own_pieces() -> None:
    titles, vectors = title_vectors(PASSAGES, encoded())
    assert titles == ("Baker", "Ant Bee")
    assert letters(vectors[0]) == {"b": 1}
    assert letters(vectors[1]) == {"a": 0.5**0.5, "b": 0.5**0.5}


def test_without_pieces_there_are_no_titles() -> None:
    for passages, texts in ((PASSAGES, encoded().without_tokens()), ((), encoded().take([]))):
        titles, vectors = title_vectors(passages, texts)
        assert (titles, vectors.shape) == ((), (0, 26))
