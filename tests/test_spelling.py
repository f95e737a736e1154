"""Slips of a question, put right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.spelling import LONG, SHORTEST, Speller, is_english

DOCUMENTS = {"architect": 3, "documentation": 9, "roadmap": 2, "stakeholders": 4, "runbook": 1}
COMMON = ("the", "what", "house", "about", "there")
SPELLER = Speller(DOCUMENTS, COMMON, lambda word: word in ("kpis", "devops"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("architct", "architect"),  # a letter less
        ("architeect", "architect"),  # more
        ("arxhitect", "architect"),  # other
        ("arcihtect", "architect"),  # two swapped
        ("rchitect", "architect"),  # the first letter, if it is the only slip
        ("archtct", "architect"),  # two slips in a long word
        ("documantashion", "documantashion"),  # three
        ("kocumantation", "kocumantation"),  # two slips, one of them the first letter
        ("stakholders", "stakeholders"),
        ("hosue", "house"),  # a common word, if no word of the documents is as near
        ("hxuxe", "hxuxe"),  # two slips in a short word
    ],
)
def test_slips_are_put_right(written: str, meant: str) -> None:
    assert SPELLER.correct(written) == meant


def test_the_word_that_takes_fewest_slips_wins_then_the_one_used_most() -> None:
    # "planxer" is one slip from each of these; two from "planned".
    speller = Speller({"planner": 1, "planter": 5, "planned": 90}, ())
    assert speller.correct("planxer") == "planter"


def test_a_word_of_the_documents_beats_one_that_is_only_common() -> None:
    assert Speller({"rozds": 1}, ["rozdx"]).correct("rozdz") == "rozds"
    assert Speller({"rozds": 1}, ["rzdzx", "rozdx"]).correct("rozdxx") == "rozdx"


@pytest.mark.parametrize(
    "word",
    [
        "forecasted",  # English, and in neither list
        "architecture",
        "underwrites",
        "runbooks",  # of a word of the documents
        "houses",
        "kpis",
        "devops",
        "architects'",
        "architct's",  # apostrophes are left alone
        "don’t",
        "ARCHITCT",  # so are short forms
        "KPI",
        "roadmAPP",
        "frm",  # and what is short
        "naïv",
        "архитктор",
        "24x7",
        "e-mial",
        "sub-sys",
    ],
)
def test_what_is_right_or_cannot_be_told_stays(word: str) -> None:
    assert SPELLER.correct(word) == word


def test_a_capital_does_not_hide_a_slip() -> None:
    assert SPELLER.correct("Architct") == "architect"
    assert SPELLER.correct("Architect") == "Architect"


def test_the_parts_of_a_word_with_hyphens_are_words() -> None:
    assert SPELLER.correct("documantation-roadmapp") == "documentation-roadmap"


def test_everything_between_the_words_stays_as_it_is() -> None:
    text = "  (the architct’s, — roadmapp!)\n\tArchitct? "
    assert SPELLER.correct(text) == "  (the architct’s, — roadmap!)\n\tarchitect? "


def test_without_words_nothing_changes() -> None:
    assert Speller({}, ()).correct("who ownz documantation?") == "who ownz documantation?"


def test_only_whole_words_of_the_dictionary_are_english() -> None:
    assert is_english("underwrite")
    assert not is_english("underwri")
    assert not is_english("documantation")
    assert not is_english("")


WORDS = st.text("abcdeé'’-ABC 1", max_size=30)


@given(WORDS)
def test_what_was_corrected_is_right(text: str) -> None:
    speller = Speller({"aabbcc": 2, "abcde": 1}, ["badcab"])
    once = speller.correct(text)
    assert speller.correct(once) == once


@given(st.sampled_from([*DOCUMENTS, *COMMON]), st.data())
def test_known_words_are_never_changed(word: str, data: st.DataObject) -> None:
    cased = "".join(data.draw(st.sampled_from((c, c.upper()))) for c in word)
    assert SPELLER.correct(f"{cased}?") == f"{cased}?"


@given(st.sampled_from(list(DOCUMENTS)), st.data())
def test_a_slip_of_one_letter_is_undone_unless_it_makes_another_word(
    word: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(1, len(word) - 1))
    letter = data.draw(st.sampled_from("qxzj"))
    slip = word[:place] + letter + word[place + 1 :]
    assert len(slip) >= max(SHORTEST, LONG)
    assert SPELLER.correct(slip) == word
