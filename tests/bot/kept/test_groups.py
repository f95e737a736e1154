"""Questions that mean the same are one entry, the most asked first."""

from __future__ import annotations

import time
from datetime import date, timedelta
from itertools import combinations, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.kept.groups import MAX_WORDINGS, MIN_SIMILARITY, Group, cluster, group
from bot.kept.records import Feedback, Record, Unanswered
from index.encoder.encode import OnnxEncoder
from index.encoder.encoded import Vectors
from tests.conftest import InitialEncoder

DAY = date(2026, 11, 1)


def asked(question: str | None, day: int = 0, nearest: str = "") -> Unanswered:
    return Unanswered(DAY + timedelta(day), question, "not_covered", 0.1, nearest)


def rated(
    question: str | None,
    kind: str = "passages",
    roles: tuple[str, ...] = (),
    helpful: bool = False,
    reason: str = "",
    comment: str = "",
) -> Feedback:
    return Feedback(DAY, question, kind, roles, (), helpful, reason, comment)


def questions(groups: tuple[Group, ...]) -> list[tuple[str, ...]]:
    return [one.wordings for one in groups]


def test_questions_of_one_meaning_are_one_entry(initials: InitialEncoder) -> None:
    """By first letters: "bake bread" and "buy beans" are b:2, their cosine 1, and "a b" is a:1
    b:1, whose cosine with them is .71. "zip" is near to none."""
    records = [asked("zip"), asked("bake bread"), asked("buy beans"), asked("a b"), asked("a b")]
    assert questions(group(records, initials)) == [("a b", "bake bread", "buy beans"), ("zip",)]


def test_a_chain_of_likes_is_not_one_meaning(initials: InitialEncoder) -> None:
    """Of "a", "a b" and "b", the second is .71 from both others, and those 0 from each other."""
    groups = questions(group([asked("a"), asked("a b"), asked("b")], initials))
    assert groups == [("a", "a b"), ("b",)]


def test_an_entry_says_how_often_when_and_what_is_nearest(initials: InitialEncoder) -> None:
    records: list[Record] = [
        asked("bake bread", 3, "Baker"),
        asked("buy beans", 1, "Cook"),
        asked("Buy beans?", 9, "Cook"),
        asked("buy beans", 2),
        rated("bake bread", "no_answer", reason="too vague", comment="I asked about rye"),
        rated("bake bread", roles=("Baker", "Cook"), reason="wrong role"),
        rated("bake bread", reason="wrong role"),
        rated("bake bread", helpful=True, comment="thanks"),
    ]
    assert group(records, initials) == (
        Group(
            wordings=("bake bread", "buy beans", "Buy beans?"),
            unanswered=4,
            unhelpful=3,
            times=6,  # "no answer" was counted when it was given
            first=DAY,
            last=DAY + timedelta(9),
            nearest="Baker",
            whys=("not_covered",),
            reasons=("wrong role", "too vague"),
            comments=("I asked about rye",),
        ),
    )


def test_the_most_asked_come_first_then_the_latest(initials: InitialEncoder) -> None:
    records = [asked("a", 1), asked("b", 2), asked("c", 0), asked("c", 0), asked("d", 2)]
    assert [one.question for one in group(records, initials)] == ["c", "b", "d", "a"]


def test_without_texts_entries_are_by_role_and_say_how_often(initials: InitialEncoder) -> None:
    records: list[Record] = [
        asked(None, 1, "Baker"),
        asked(None, 2, "Baker"),
        asked(None, 1),
        rated(None, roles=("Baker",)),
        asked("bake"),
    ]
    groups = group(records, initials)
    assert [(one.question, one.nearest, one.times) for one in groups] == [
        ("", "Baker", 3),
        ("", "", 1),
        ("bake", "", 1),
    ]
    assert initials.encoded == ["bake"]


def test_nothing_asked_is_no_entry(initials: InitialEncoder) -> None:
    assert group([], initials) == ()
    assert group([rated("who bakes?", helpful=True)], initials) == ()


def test_what_differs_in_case_and_signs_alone_is_encoded_once(initials: InitialEncoder) -> None:
    records = [asked("Who bakes?"), asked("who bakes"), asked("who bakes")]
    assert questions(group(records, initials)) == [("who bakes", "Who bakes?")]
    assert initials.encoded == ["who bakes"]


def test_signs_alone_are_questions_too(initials: InitialEncoder) -> None:
    assert {one.question for one in group([asked("?!"), asked("…"), asked("")], initials)} == {
        "?!",
        "…",
        "",
    }


def test_beyond_what_is_compared_every_wording_is_an_entry(initials: InitialEncoder) -> None:
    words = [f"b{number}" for number in range(MAX_WORDINGS + 2)]
    seen: list[tuple[str, int, int]] = []
    groups = group(map(asked, words), initials, lambda *step: seen.append(step))
    assert sorted(len(one.wordings) for one in groups) == [1, 1, MAX_WORDINGS]
    assert seen[-1] == ("Comparing questions", MAX_WORDINGS, MAX_WORDINGS)


@given(
    arrays(
        np.float32, st.tuples(st.integers(0, 12), st.just(3)), elements=st.floats(-1, 1, width=32)
    )
)
def test_in_a_group_all_are_alike_and_no_two_groups_could_be_one(rows: Vectors) -> None:
    vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    groups = cluster(vectors)
    assert sorted(row for rows in groups for row in rows) == list(range(len(vectors)))
    alike = vectors @ vectors.T
    for own in groups:
        assert all(
            alike[one, other] >= MIN_SIMILARITY - 1e-6 for one, other in combinations(own, 2)
        )
    for own, others in combinations(groups, 2):
        assert min(alike[one, other] for one in own for other in others) < MIN_SIMILARITY + 1e-6


MATTERS = (
    ("who handles security incidents?", "who is responsible for security breaches?"),
    ("how much does an architect earn?", "what is the salary of an architect?", "architect pay"),
    ("what's the wifi password?", "wlan password", "wifi password please"),
    ("how many vacation days do I have", "vacation days per year"),
    ("what's a tech lead paid", "tech lead salary?"),
    ("who does the tech lead report to?", "to whom do tech leads report"),
)


def test_the_real_model_tells_what_means_the_same(model: OnnxEncoder) -> None:
    records: list[Record] = [asked(question) for matter in MATTERS for question in matter]
    found = {frozenset(one.wordings) for one in group(records, model)}
    assert found == {frozenset(matter) for matter in MATTERS}


def test_the_order_of_records_changes_nothing(model: OnnxEncoder) -> None:
    records = [asked(question) for matter in MATTERS for question in matter]
    ways = [group(order, model) for order in (records, records[::-1], sorted(records, key=str))]
    assert all(one == other for one, other in pairwise(ways))


def test_many_wordings_take_no_minute() -> None:
    rows = np.random.default_rng(0).normal(size=(MAX_WORDINGS, 16)).astype(np.float32)
    before = time.perf_counter()
    groups = cluster(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    assert time.perf_counter() - before < 20
    assert sum(map(len, groups)) == MAX_WORDINGS
