"""Ranks, shares and intervals, from answers made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.kinds import Answer, Choice, Courtesy, Help, NoAnswer, Passages, RoleCard, RoleList
from bot.evaluate.labels import LabelledQuestion, Wanted
from bot.evaluate.measure import Mean, Outcome, Summary, judge, means, summarise
from index.documents.chunk import Passage
from index.documents.document import Role
from index.search.engine import Hit

BAKER = Role("Baker", "baker.md", 1)
WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LOAVES = tuple(
    Passage(BAKER, "Duties", None, f"{word} loaf", line, line) for line, word in enumerate(WORDS, 3)
)
SCORES = (0.75, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2)
HITS = tuple(map(Hit, LOAVES, SCORES))


def asked(*texts: str, kind: str = "lookup") -> LabelledQuestion:
    """Each of `texts` is a group: "two|three" is either."""
    wanted = (
        Wanted(group, text=text)
        for group, texts_of_one in enumerate(texts)
        for text in texts_of_one.split("|")
    )
    return LabelledQuestion("1", "?", kind, "", tuple(wanted))


def unanswerable(detail: str = "near_miss") -> LabelledQuestion:
    return LabelledQuestion("1", "?", "no_answer", detail, ())


def outcome(question: LabelledQuestion, answer: Answer) -> Outcome:
    return judge(question, answer, lambda path: ())


def at(*ranks: int | None, kind: str = "lookup", declined: bool = False) -> Outcome:
    question = asked(*("loaf" for _ in ranks), kind=kind)
    return Outcome(question, ranks, declined, 0.5, None if declined else 2)


@pytest.mark.parametrize(
    ("question", "ranks"),
    [
        (asked("one"), (1,)),
        (asked("three|two"), (2,)),
        (asked("ten", "two"), (10, 2)),
        (asked("eleven"), (None,)),
        (asked("eleven", "three"), (None, 3)),
        (unanswerable(), ()),
    ],
)
def test_the_rank_is_that_of_the_first_hit_that_fits(
    question: LabelledQuestion, ranks: tuple[int | None, ...]
) -> None:
    assert outcome(question, Passages(HITS, 0.9)) == Outcome(
        question, ranks, False, 0.9, 2, LOAVES[0]
    )


def test_a_role_counts_as_its_passages_in_reading_order() -> None:
    question = asked("three")
    card = RoleCard(BAKER, LOAVES)
    assert outcome(question, card) == Outcome(question, (3,), False, 1, 2, LOAVES[0])
    assert outcome(question, RoleCard(BAKER, ())) == Outcome(question, (None,), False, 1, None)


def test_a_wrong_decline_is_a_miss_even_if_the_nearest_passage_fits() -> None:
    question = asked("one")
    found = outcome(question, NoAnswer("?", HITS[:1], confidence=0.2))
    assert found == Outcome(question, (None,), True, 0.2, None, LOAVES[0])
    assert outcome(question, NoAnswer("?")) == Outcome(question, (None,), True, 0, None)


@pytest.mark.parametrize(
    "answer", [Choice("b", (BAKER,)), RoleList((RoleCard(BAKER, LOAVES),)), Help()]
)
def test_asking_back_and_lists_are_neither_hits_nor_declined(answer: Answer) -> None:
    for question, ranks in ((asked("one"), (None,)), (unanswerable(), ())):
        assert outcome(question, answer) == Outcome(question, ranks, False, 1, None)


def test_to_take_a_question_for_a_courtesy_is_to_decline_it() -> None:
    for question, ranks in ((asked("one"), (None,)), (unanswerable(), ())):
        assert outcome(question, Courtesy("Bye!")) == Outcome(question, ranks, True, 1, None)


@pytest.mark.parametrize(
    ("ranks", "hits", "whole", "reciprocal"),
    [
        ((1,), (True, True, True), True, 1),
        ((3,), (False, True, True), True, 1 / 3),
        ((5,), (False, False, True), True, 1 / 5),
        ((6,), (False, False, False), False, 1 / 6),
        ((10,), (False, False, False), False, 1 / 10),
        ((11,), (False, False, False), False, 0),
        ((None,), (False, False, False), False, 0),
        ((None, 2), (False, True, True), False, 1 / 2),
        ((5, 1), (True, True, True), True, 1),
        ((6, 1), (True, True, True), False, 1),
        ((), (False, False, False), False, 0),
    ],
)
def test_any_group_is_a_hit_and_all_are_the_whole(
    ranks: tuple[int | None, ...], hits: tuple[bool, ...], whole: bool, reciprocal: float
) -> None:
    found = at(*ranks)
    assert tuple(map(found.is_hit, (1, 3, 5))) == hits
    assert found.is_whole(5) == whole
    assert found.reciprocal_rank == reciprocal


def test_a_summary_has_a_row_for_each_kind_and_one_for_all() -> None:
    summary = summarise(
        [
            at(1, kind="typo"),
            at(4, kind="lookup"),
            at(None, 2, kind="typo"),
            at(None, kind="lookup", declined=True),
            outcome(unanswerable(), NoAnswer("?")),
            outcome(unanswerable("off_topic"), NoAnswer("?")),
            outcome(unanswerable(), Passages(HITS, 0.9)),
        ]
    )
    assert [
        (
            row.kind,
            row.count,
            row.hit1.value,
            row.hit3.value,
            row.hit5.value,
            row.whole5,
            row.mrr.value,
            row.declined,
        )
        for row in summary.answerable
    ] == [
        ("typo", 2, 0.5, 1, 1, 0.5, 0.75, 0),
        ("lookup", 2, 0, 0, 0.5, 0.5, 0.125, 1),
        ("all", 4, 0.25, 0.5, 0.75, 0.5, 0.4375, 1),
    ]
    assert [
        (row.kind, row.count, row.declined, row.share.value) for row in summary.unanswerable
    ] == [("off_topic", 1, 1, 1), ("near_miss", 2, 1, 0.5), ("all unanswerable", 3, 2, 2 / 3)]


def test_spans_are_those_of_the_first_passages_quoted() -> None:
    long = replace(LOAVES[0], text="a loaf  that is\nlong")
    answers = (
        Passages((Hit(long, 0.5), *HITS), 0.9),
        Passages(HITS, 0.9),
        NoAnswer("?", (Hit(long, 0.1),)),
    )
    summary = summarise([outcome(asked("one"), answer) for answer in answers])
    assert (summary.median_span, summary.largest_span) == (3.5, 5)


def test_no_questions_have_no_rows() -> None:
    assert summarise([]) == Summary((), (), None, None)
    assert summarise([at(1)]).unanswerable == ()
    declined = summarise([outcome(unanswerable(), NoAnswer("?"))])
    assert (declined.answerable, declined.median_span) == ((), None)
    assert [row.kind for row in declined.unanswerable] == ["near_miss", "all unanswerable"]


def test_the_interval_of_a_share_is_nearly_that_of_the_binomial_distribution() -> None:
    """50 of 100: standard error .05, so 95 of 100 samples are within .50 ± 1.96 · .05."""
    (mean,) = means(np.array([[0.0], [1.0]] * 50))
    assert mean.value == 0.5
    assert mean.low == pytest.approx(0.402, abs=0.015)
    assert mean.high == pytest.approx(0.598, abs=0.015)


def test_the_interval_of_equal_values_is_a_point() -> None:
    (mean,) = means(np.full((7, 1), 0.1))
    assert (mean.low, mean.value, mean.high) == pytest.approx((0.1, 0.1, 0.1))
    assert means(np.ones((1, 1))) == (Mean(1, 1, 1),)


rank = st.none() | st.integers(1, 20)
outcomes = st.lists(
    st.builds(
        lambda ranks, kind, declined: at(*ranks, kind=kind, declined=declined),
        st.lists(rank, max_size=3),
        st.sampled_from(("lookup", "typo")),
        st.booleans(),
    ),
    max_size=30,
)


@settings(deadline=None)
@given(outcomes)
def test_intervals_hold_their_means_and_are_the_same_each_time(some: list[Outcome]) -> None:
    summary = summarise(some)
    assert summary == summarise(some)
    for row in summary.answerable:
        for mean in (row.hit1, row.hit3, row.hit5, row.mrr):
            assert 0 <= mean.low <= mean.value <= mean.high <= 1 + 1e-12
        assert row.hit1.value <= row.hit3.value <= row.hit5.value
        assert row.whole5 <= row.hit5.value
        assert row.hit1.value <= row.mrr.value + 1e-12
    for share in (row.share for row in summary.unanswerable):
        assert 0 <= share.low <= share.value <= share.high <= 1


@settings(deadline=None)
@given(outcomes)
def test_the_kinds_make_up_all(some: list[Outcome]) -> None:
    for rows in (summarise(some).answerable, summarise(some).unanswerable):
        for *kinds, whole in [rows] if rows else []:
            assert sum(row.count for row in kinds) in (whole.count, 0)
            assert sum(row.declined for row in kinds) in (whole.declined, 0)
