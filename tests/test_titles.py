"""How much of a title a question says."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.titles import Titles, numbers_in

STOP = frozenset(("what", "does", "a", "do"))
ROLES = ("Architect", "Product Manager", "Project Manager", "Engineer L3")


def test_a_word_counts_by_how_few_titles_have_it() -> None:
    # Of 4 titles one has "product", two have "manager".
    rare, common = log(4.5 / 1), log(4.5 / 2)
    shares = Titles(ROLES).shares("what does a manager do", STOP)
    assert shares == {
        "Architect": 0,
        "Product Manager": pytest.approx(common / (rare + common)),
        "Project Manager": pytest.approx(common / (rare + common)),
        "Engineer L3": 0,
    }


@pytest.mark.parametrize("question", ["architect", "what does an ARCHITECT do?", "architects"])
def test_a_title_that_is_said_is_said_whole(question: str) -> None:
    assert Titles(ROLES).shares(question, STOP)["Architect"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("question", "share"),
    [
        # "engineer", "l3", "level" and "3" are all as rare, so each is a quarter
        ("engineer", 1 / 4),
        ("level three", 2 / 4),
        ("level 3 engineers", 3 / 4),
        ("L3 engineer", 1),
        ("l3", 3 / 4),
        ("level 4", 1 / 4),
    ],
)
def test_levels_are_the_same_however_they_are_written(question: str, share: float) -> None:
    assert Titles(ROLES).shares(question, STOP)["Engineer L3"] == pytest.approx(share)


def test_what_all_titles_have_is_next_to_nothing() -> None:
    titles = Titles(["Ferry Handbook", "Harbour Handbook", "Train Handbook"])
    # "handbook" weighs log(3.5 / 3), and a title counts as at least 1
    everyone = log(3.5 / 3)
    assert titles.shares("handbook", STOP)["Ferry Handbook"] == pytest.approx(
        everyone / (everyone + log(3.5))
    )


def test_the_only_title_there_is_is_no_match_to_speak_of() -> None:
    assert Titles(["Architect"]).shares("architect", STOP)["Architect"] == pytest.approx(log(1.5))


def test_stop_words_of_a_title_match_nothing() -> None:
    assert Titles(["What you do", "Duties"]).shares("what do", STOP)["What you do"] == 0


@pytest.mark.parametrize("title", ["", "!!!"])
def test_a_title_without_words_is_never_said(title: str) -> None:
    assert Titles([title, "Duties"]).shares("duties", STOP)[title] == 0


def test_titles_that_are_there_often_count_once() -> None:
    assert Titles(ROLES * 3).shares("manager", STOP) == Titles(ROLES).shares("manager", STOP)


TEXTS = st.lists(st.text("abc L12'", max_size=12), max_size=5)


@given(TEXTS, st.text("abc L12'", max_size=20))
def test_shares_are_from_0_to_1(titles: list[str], question: str) -> None:
    shares = Titles(titles).shares(question, STOP)
    assert shares.keys() == set(titles)
    assert all(0 <= share <= 1 + 1e-9 for share in shares.values())


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Level 4", "4"),
        ("level-4, L5 and IC6?", "456"),
        ("Skill > Level 3 > Examples", "3"),
        ("(M2)", "2"),
        ("a 1:1 on 24/7 in 2024 at 18F, v1.2 or 2.5", ""),
        ("100% of 10:30", ""),
        ("none", ""),
    ],
)
def test_numbers_that_may_be_of_a_level(text: str, numbers: str) -> None:
    assert numbers_in(text) == frozenset(numbers)
