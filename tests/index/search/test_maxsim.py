"""Late interaction, beside three plain loops; and texts as a model sees them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoder.encoded import UNIT, Encoded, join, quantize
from index.search import maxsim as late
from index.search.maxsim import interact, likeness
from tests.conftest import InitialEncoder

DIMENSIONS = 3
NUMBERS = st.lists(st.integers(-9, 9).map(float), min_size=DIMENSIONS, max_size=DIMENSIONS)
PIECES = st.lists(NUMBERS, min_size=1, max_size=5)


def encoded_of(texts: list[list[list[float]]]) -> Encoded:
    rows = np.array([row for text in texts for row in text], np.float32).reshape(-1, DIMENSIONS)
    return Encoded(
        np.arange(len(texts) * DIMENSIONS, dtype=np.float32).reshape(-1, DIMENSIONS),
        quantize(rows),
        np.arange(len(rows), dtype=np.int32),
        np.arange(len(rows), dtype=np.int32),
        np.cumsum([0, *map(len, texts)], dtype=np.int64),
    )


def naive(question: Encoded, asked: list[bool], texts: Encoded) -> list[list[float]]:
    found = []
    for text in range(len(texts)):
        of_text = []
        for piece, is_asked in zip(question.tokens, asked, strict=True):
            nearest = -2.0
            for other in texts.tokens[texts.pieces_of(text)]:
                cosine = sum(int(a) * int(b) for a, b in zip(piece, other, strict=True)) / UNIT**2
                nearest = max(nearest, cosine)
            if is_asked:
                of_text.append(nearest)
        found.append(of_text)
    return found


@pytest.mark.parametrize("block", [1, 4, 2_000])
@given(question=PIECES, texts=st.lists(PIECES, max_size=6), data=st.data())
def test_it_is_what_three_loops_find(
    block: int, question: list[list[float]], texts: list[list[list[float]]], data: st.DataObject
) -> None:
    some = data.draw(st.lists(st.booleans(), min_size=len(question), max_size=len(question)))
    asked, encoded = encoded_of([question]), encoded_of(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(late, "BLOCK", block)
        found = likeness(asked, np.array(some), encoded)
    assert found.shape == (len(texts), sum(some))
    expected = np.array(naive(asked, some, encoded)).reshape(found.shape)
    assert np.allclose(found, expected, atol=1e-5)


def test_a_text_has_of_a_question_the_words_that_they_share() -> None:
    # Of "bake, apples" the first text has both, the second b, the third neither.
    encoder = InitialEncoder()
    texts = encoder.encode_documents(["apples buns cakes", "buns", "cakes"])
    asked = encoder.encode_query("bake apples")
    assert likeness(asked, np.array([True, True]), texts).tolist() == [[1, 1], [1, 0], [0, 0]]
    assert likeness(asked, np.array([False, True]), texts).tolist() == [[1], [0], [0]]
    # by weight
    assert interact(asked, np.array([3, 1], np.float32), texts).tolist() == [1, 0.75, 0]
    assert interact(asked, np.array([0, 1], np.float32), texts).tolist() == [1, 0, 0]


def test_a_question_of_which_nothing_counts_is_nowhere() -> None:
    encoder = InitialEncoder()
    texts = encoder.encode_documents(["bake", "apples"])
    question = encoder.encode_query("bake")
    assert likeness(question, np.zeros(1, bool), texts).shape == (2, 0)
    assert interact(question, np.zeros(1, np.float32), texts).tolist() == [0, 0]


def test_in_no_texts_there_is_nothing() -> None:
    encoder = InitialEncoder()
    question, none = encoder.encode_query("bake"), encoder.encode_documents([])
    assert likeness(question, np.ones(1, bool), none).shape == (0, 1)
    assert interact(question, np.ones(1, np.float32), none).shape == (0,)


def test_a_byte_a_number_is_near_to_the_exact_cosine() -> None:
    rows = np.random.default_rng(1).normal(size=(200, 384)).astype(np.float32)
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    bytes_ = quantize(rows).astype(np.float32)
    assert bytes_.max() <= UNIT
    assert np.abs(bytes_ @ bytes_.T / UNIT**2 - units @ units.T).max() < 0.02


def test_a_vector_of_nothing_stays_nothing() -> None:
    assert quantize(np.zeros((1, 3), np.float32)).tolist() == [[0, 0, 0]]
    assert quantize(np.zeros((0, 3), np.float32)).shape == (0, 3)
    assert quantize(np.array([[-2, 0, 0]], np.float32)).tolist() == [[-UNIT, 0, 0]]


def rows_of(encoded: Encoded, text: int) -> tuple[list[list[float]], ...]:
    own = encoded.pieces_of(text)
    parts = (encoded.tokens[own], encoded.pieces[own], encoded.places[own], encoded.vectors[text])
    return tuple(part.tolist() for part in parts)


MAYBE_EMPTY = st.lists(st.lists(NUMBERS, max_size=3), max_size=5)


@given(MAYBE_EMPTY, st.data())
def test_taken_texts_are_what_they_were(
    texts: list[list[list[float]]], data: st.DataObject
) -> None:
    encoded = encoded_of(texts)
    places = st.lists(st.integers(0, len(texts) - 1), max_size=8) if texts else st.just([])
    taken = data.draw(places)
    some = encoded.take(taken)
    assert len(some) == len(taken)
    assert some.has_tokens
    assert [rows_of(some, n) for n in range(len(taken))] == [rows_of(encoded, n) for n in taken]


@given(st.lists(MAYBE_EMPTY, min_size=1, max_size=3))
def test_joined_texts_are_all_of_them_in_order(parts: list[list[list[list[float]]]]) -> None:
    encoded = [encoded_of(part) for part in parts]
    joined = join(encoded)
    own = [rows_of(part, n) for part in encoded for n in range(len(part))]
    assert [rows_of(joined, n) for n in range(len(joined))] == own
    assert joined.bounds[-1] == len(joined.tokens) == len(joined.pieces)


def test_without_tokens_the_rest_stays() -> None:
    encoded = encoded_of([[[1, 0, 0]], [[0, 1, 0], [0, 0, 1]]])
    bare = encoded.without_tokens()
    assert (encoded.has_tokens, bare.has_tokens) == (True, False)
    assert (len(bare), len(bare.tokens), len(bare.pieces)) == (2, 0, 3)


def test_no_texts_are_not_said_to_lack_tokens() -> None:
    assert encoded_of([]).without_tokens().has_tokens
