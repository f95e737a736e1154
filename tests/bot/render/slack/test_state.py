"""What a message shows, packed into the message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.slack.state import KINDS, MAX_LENGTH, MessageState

IDS = st.lists(st.text("0123456789abcdef", min_size=10, max_size=10), max_size=40)


@given(
    st.sampled_from(KINDS),
    st.text(max_size=1_000),
    IDS,
    st.text(max_size=500),
    st.integers(0, 99),
)
def test_it_fits_and_comes_back_as_far_as_it_fits(
    kind: str, question: str, ids: list[str], part: str, page: int
) -> None:
    shown = MessageState(kind, question, tuple(ids), part, page)  # type: ignore[arg-type]
    packed = shown.pack()
    assert len(packed) <= MAX_LENGTH
    found = MessageState.unpack(packed)
    assert found
    assert (found.kind, found.page) == (kind, page)
    assert found.ids == shown.ids[: len(found.ids)]
    if len(question) < 50 and len(ids) <= 10 and not part and question.isascii():
        assert found.ids == shown.ids


@pytest.mark.parametrize("packed", ["", "x", "[]", "[1,2,3,4,5]", '["x",0,"","",""]', "null"])
def test_anything_else_is_nothing(packed: str) -> None:
    assert MessageState.unpack(packed) is None


def test_a_question_that_fits_comes_back_whole() -> None:
    shown = MessageState("passages", "who owns “architecture” docs?", ("0123456789",) * 10, "", 2)
    assert MessageState.unpack(shown.pack()) == shown


def test_a_long_question_is_cut_behind_a_word() -> None:
    found = MessageState.unpack(MessageState("passages", "who owns it? " * 50).pack())
    assert found
    assert found.question.endswith(("who…", "owns…", "it?…"))
