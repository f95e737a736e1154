"""Clauses of a text, and their vectors."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clause import SHORTEST, find_clauses, pool_clauses
from tests.conftest import InitialEncoder

LONG = "Reviews the code of others, and writes tests"


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Owns all of it", ["Owns all of it"]),
        (
            "Owns the design of it; reviews what other teams build",
            ["Owns the design of it;", "reviews what other teams build"],
        ),
        ("one two three four. five six seven", ["one two three four. five six seven"]),
        ("one two three. four five six seven", ["one two three. four five six seven"]),
        (
            "one two three four. five six seven eight",
            ["one two three four.", "five six seven eight"],
        ),
        (
            "helps the other teams out - so that releases happen often",
            ["helps the other teams out", "so that releases happen often"],
        ),
        (
            "keeps the ferry in shape, including engines of all kinds",
            ["keeps the ferry in shape", "engines of all kinds"],
        ),
        (
            "keeps the ferry in shape (with the help of others)",
            ["keeps the ferry in shape", "(with the help of others)"],
        ),
        ("well-known end-to-end tests of all 3.5 systems", None),
        ("a; b; c; d; e; f", None),
        ("", None),
    ],
)
def test_a_clause_is_four_words_or_more(text: str, clauses: list[str] | None) -> None:
    found = [text[start:end] for start, end in find_clauses(text)]
    assert found == ([text] if clauses is None else clauses)


def test_what_is_before_the_start_is_in_no_clause() -> None:
    heading = "Cook of the ferry; mornings - Duties of a cook - "
    found = find_clauses(heading + LONG, len(heading))
    assert found == ((len(heading), len(heading + LONG)),)


TEXTS = st.lists(
    st.sampled_from(["bake", "fry", ";", ".", ", and", " - ", "(", ")", "?", "\n", "ä", ",", "—"])
).map(" ".join)


@given(TEXTS | st.text(max_size=200), st.data())
def test_clauses_cover_every_word_in_order(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    clauses = find_clauses(text, start)
    assert clauses
    assert clauses[0][0] == start
    assert clauses[-1][1] == len(text)
    for (_, end), (begin, _) in pairwise(clauses):
        assert end <= begin
        gap = text[end:begin]
        assert re.fullmatch(r"\s+|\s+[–—-]\s+|,\s+(and|or|but|including|which|who|so)\s+", gap)
    if len(clauses) > 1:
        assert all(len(text[a:b].split()) >= SHORTEST for a, b in clauses)


def test_a_long_text_has_as_many_clauses_as_sentences() -> None:
    text = " ".join(["Owns all of it."] * 10_000)
    assert len(find_clauses(text)) == 10_000


def test_a_clause_is_the_mean_of_its_pieces() -> None:
    # "bake bread" is twice b, "buy apples" b and a: of length 1 that is 1/√2 each.
    encoder = InitialEncoder()
    text = "bake bread buy apples"
    vectors, counts = pool_clauses(encoder.encode_documents([text]), [[(0, 10), (11, 21)]])
    assert counts == [2]
    expected = np.zeros((2, encoder.dimensions))
    expected[0, 1] = 1
    expected[1, :2] = 0.5**0.5
    assert np.allclose(vectors, expected)


def test_the_clauses_of_all_texts_are_in_order() -> None:
    encoder = InitialEncoder()
    encoded = encoder.encode_documents(["apples bread", "cakes"])
    vectors, counts = pool_clauses(encoded, [[(0, 7), (7, 12)], [(0, 5)]])
    assert counts == [2, 1]
    assert np.argmax(vectors, axis=1).tolist() == [0, 1, 2]
    assert vectors.max(axis=1).tolist() == [1, 1, 1]  # no piece is in two


def test_a_clause_that_the_model_cut_off_has_no_vector() -> None:
    encoded = InitialEncoder().encode_documents(["apples", "bread"])
    vectors, counts = pool_clauses(encoded, [[(0, 6), (7, 12)], [(6, 12)]])
    assert counts == [1, 1]
    assert np.argmax(vectors, axis=1).tolist() == [0, 1]


def test_no_texts_have_no_clauses() -> None:
    vectors, counts = pool_clauses(InitialEncoder().encode_documents([]), [])
    assert (vectors.shape, counts) == ((0, 26), [])


@given(st.lists(st.text("ab ;.", max_size=60), max_size=4))
def test_every_text_has_a_vector_of_length_1(texts: list[str]) -> None:
    encoded = InitialEncoder().encode_documents(texts)
    vectors, counts = pool_clauses(encoded, [find_clauses(text) for text in texts])
    assert len(counts) == len(texts)
    assert min(counts, default=1) >= 1
    assert len(vectors) == sum(counts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
