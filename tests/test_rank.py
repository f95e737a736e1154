"""The order of candidates, worked out on paper."""

from __future__ import annotations

import numpy as np
import pytest

from index.chunk import Passage
from index.document import Role
from index.encode import Vectors
from index.mentions import How, Mention
from index.query import Query
from index.rank import (
    COSINE,
    FORMAL,
    HIGHEST,
    NAMED,
    NUMBER,
    SECTION,
    TITLES,
    Asked,
    Candidates,
    rank,
    score,
    shares_of,
)
from index.steps import ALL
from tests.conftest import InitialEncoder

ENCODER = InitialEncoder()
BAKER, COOK = Role("Baker", "b.md", 1), Role("Cook", "c.md", 1)
TEXTS = ("apples", "buns", "cakes", "dates")
PASSAGES = tuple(
    Passage(role, f"Section {text}", None, text, 1, 1)
    for text, role in zip(TEXTS, (BAKER, BAKER, COOK, COOK), strict=True)
)
ONE_ROW = np.arange(len(TEXTS), dtype=np.int64)


def candidates(shares: Vectors | None = None) -> Candidates:
    none = np.zeros((len(TEXTS), len(TITLES)), np.float32)
    encoded = ENCODER.encode_documents(TEXTS)
    return Candidates(PASSAGES, ONE_ROW, encoded, none if shares is None else shares)


def asked(text: str, *weights: float, cosines: tuple[float, ...] = (0, 0, 0, 0)) -> Asked:
    encoded = ENCODER.encode_query(text)
    return Asked(encoded, np.array(weights, np.float32), np.array(cosines, np.float32))


def query(text: str, *parts: tuple[int, int], mentions: tuple[Mention, ...] = ()) -> Query:
    return Query(text, None, mentions, parts or ((0, len(text)),), None, 0.0, 1.0, None, False)


def ranked(
    question: Asked, of: Query, formal: Asked | None = None, some: Candidates | None = None
) -> list[tuple[str, object]]:
    """Texts with scores as they were before they were put on a scale from 0 to 1. Each has a
    section of its own, so that its share in that is of itself."""
    found = rank(question, formal, of, some or candidates(), ALL)
    most = HIGHEST / (1 + SECTION)
    return [(TEXTS[place], pytest.approx(share * most, abs=1e-5)) for place, share in found]


def test_what_counts_is_shared_words_and_half_the_cosine() -> None:
    question = asked("a b", 3, 1, cosines=(0, 0.2, 0.8, 0))
    assert ranked(question, query("a b")) == [
        ("apples", 3 / 4),
        ("cakes", COSINE * 0.8),
        ("buns", 1 / 4 + COSINE * 0.2),
        ("dates", 0),
    ]


def test_without_late_interaction_the_cosine_is_all() -> None:
    question = asked("a b", 3, 1, cosines=(0, 0.2, 0.8, 0))
    steps = ALL.without("late_interaction")
    assert score(question, (), candidates(), steps).tolist() == pytest.approx([0, 0.2, 0.8, 0])


def test_cosines_are_taken_by_the_places_of_candidates() -> None:
    some = Candidates(
        PASSAGES[:2],
        np.array([3, 1]),
        ENCODER.encode_documents(TEXTS[:2]),
        np.zeros((2, len(TITLES)), np.float32),
    )
    question = asked("z", 1, cosines=(0.1, 0.2, 0.3, 0.4))
    assert score(question, (), some, ALL).tolist() == pytest.approx([COSINE * 0.4, COSINE * 0.2])


def test_equals_stay_in_reading_order() -> None:
    assert [text for text, _ in ranked(asked("z", 1), query("z"))] == list(TEXTS)


def test_formal_words_count_half() -> None:
    found = ranked(asked("a", 1), query("a"), asked("b", 1))
    assert found[:2] == [("apples", 1 - FORMAL), ("buns", FORMAL)]


@pytest.mark.parametrize("how", list(How))
def test_passages_of_a_role_that_is_named_get_a_bonus(how: How) -> None:
    mention = Mention(0, 1, (COOK,), how)
    found = ranked(asked("z", 1), query("z", mentions=(mention,)))
    bonus = NAMED[how]
    assert found == [("cakes", bonus), ("dates", bonus), ("apples", 0), ("buns", 0)]


def test_of_several_mentions_the_surest_counts_once() -> None:
    mentions = tuple(Mention(0, 1, (COOK,), how) for how in (How.ENDING, How.NAME, How.ENDING))
    found = ranked(asked("z", 1), query("z", mentions=mentions))
    assert found[0] == ("cakes", NAMED[How.NAME])


def test_titles_that_are_said_count_by_their_share() -> None:
    shares = shares_of(
        tuple(Passage(p.role, p.text, None, p.text, 1, 1) for p in PASSAGES),
        {"Cook": 0.5},
        {"dates": 1.0, "buns": 0.4},
    )
    expected = np.array([[0, 0, 0], [0, 0.4, 0], [0.5, 0, 0], [0.5, 1, 0]])
    assert shares.tolist() == pytest.approx(expected)
    found = ranked(asked("z", 1), query("z"), some=candidates(shares))
    assert found == [("dates", 0.1), ("cakes", 0.05), ("buns", 0.02), ("apples", 0)]
    assert shares_of((), {}, {}).shape == (0, len(TITLES))


def test_a_number_that_stands_above_a_passage_counts() -> None:
    above = (
        (Role("Baker L2", "b.md", 1), "Duties", ()),
        (BAKER, "Skill > Level 2", ()),
        (BAKER, "Skill", ("Level 2:",)),
        (BAKER, "Skill > Level 3", ()),
    )
    passages = tuple(
        Passage(role, section, None, text, 1, 1, context)
        for text, (role, section, context) in zip(TEXTS, above, strict=True)
    )
    shares = shares_of(passages, {}, {}, frozenset("2"))
    assert shares[:, 2].tolist() == [1, 1, 1, 0]
    assert not shares_of(passages, {}, {}).any()
    found = ranked(asked("z", 1), query("z"), some=candidates(shares))
    assert found == [("apples", NUMBER), ("buns", NUMBER), ("cakes", NUMBER), ("dates", 0)]


def test_a_role_s_passages_say_its_name_equally_well() -> None:
    # "a" names the baker: both of its passages say it as well as "apples" does, and the cook's as
    # their mean, which is 0. What else is asked decides between the two.
    mention = Mention(0, 1, (BAKER,), How.NAME)
    question = asked("a b", 3, 1)
    of_baker = score(question, (mention,), candidates(), ALL).tolist()
    assert of_baker == pytest.approx([3 / 4, 1, 0, 0])
    assert score(question, (), candidates(), ALL).tolist() == pytest.approx([3 / 4, 1 / 4, 0, 0])
    of_cook = score(question, (Mention(0, 1, (COOK,), How.NAME),), candidates(), ALL).tolist()
    assert of_cook == pytest.approx([3 / 4 / 2, 3 / 4 / 2 + 1 / 4, 0, 0])


def test_of_equals_the_one_in_the_better_section_is_first() -> None:
    sections = ("Skills", "Skills", "Duties", "Duties")
    passages = tuple(
        Passage(BAKER, section, None, text, 1, 1)
        for text, section in zip(TEXTS, sections, strict=True)
    )
    some = Candidates(passages, ONE_ROW, candidates().encoded, candidates().title_shares)
    found = ranked(asked("a c d", 2, 2, 1), query("a c d"), some=some)
    # of 5: 2 and 0, whose mean is 1; and 2 and 1, whose mean is 1.5
    most = 1 + SECTION
    assert found == [
        ("cakes", (2 / 5 + SECTION * 1.5 / 5) / most),
        ("apples", (2 / 5 + SECTION * 1 / 5) / most),
        ("dates", (1 / 5 + SECTION * 1.5 / 5) / most),
        ("buns", (0 / 5 + SECTION * 1 / 5) / most),
    ]


def test_several_questions_in_one_get_the_best_of_each_in_turn() -> None:
    # The second question weighs its own "c" and "d" 1 and 2.5, "a" and "b" half: 2 and 1.5.
    text = "a b c d"
    question = asked(text, 4, 3, 1, 2.5)
    whole = [found for found, _ in ranked(question, query(text))]
    assert whole == ["apples", "buns", "dates", "cakes"]
    parts = ranked(question, query(text, (0, 3), (4, 7)))
    assert [found for found, _ in parts] == ["apples", "dates", "buns", "cakes"]


def test_two_roles_that_are_compared_take_turns() -> None:
    mentions = (Mention(0, 1, (BAKER,), How.NAME), Mention(2, 3, (COOK,), How.NAME))
    question = asked("a b c", 3, 2, 1)
    of = query("a b c", mentions=mentions)
    assert [text for text, _ in ranked(question, of)] == ["apples", "cakes", "buns", "dates"]
    one_unsure = (mentions[0], Mention(2, 3, (COOK,), How.ENDING))
    found = ranked(question, query("a b c", mentions=one_unsure))
    assert [text for text, _ in found] == ["apples", "buns", "cakes", "dates"]


def test_the_role_that_answers_best_begins() -> None:
    mentions = (Mention(4, 5, (BAKER,), How.NAME), Mention(6, 7, (COOK,), How.NAME))
    found = ranked(asked("a d y z", 1, 3, 1, 1), query("a d y z", mentions=mentions))
    assert [text for text, _ in found] == ["dates", "apples", "cakes", "buns"]


def test_one_role_named_twice_is_compared_with_nothing() -> None:
    mentions = tuple(Mention(n, n + 1, (COOK,), How.NAME) for n in (4, 6))
    found = ranked(asked("a d y z", 3, 1, 1, 1), query("a d y z", mentions=mentions))
    assert [text for text, _ in found] == ["apples", "dates", "cakes", "buns"]


def test_every_candidate_comes_once() -> None:
    text = "a b c d"
    mentions = (Mention(0, 1, (BAKER,), How.NAME), Mention(2, 3, (COOK,), How.NAME))
    for of in (query(text, (0, 3), (4, 7)), query(text, mentions=mentions)):
        found = [name for name, _ in ranked(asked(text, 1, 1, 1, 1), of)]
        assert sorted(found) == list(TEXTS)


def test_scores_are_from_0_to_1() -> None:
    shares = np.ones((len(TEXTS), len(TITLES)), np.float32)
    mention = Mention(0, 1, (BAKER,), How.NAME)
    question = asked("a", 1, cosines=(1, -1, -1, -1))
    found = dict(rank(question, None, query("a", mentions=(mention,)), candidates(shares), ALL))
    assert found[0] == pytest.approx(1)
    found = dict(rank(asked("z", 1, cosines=(-1,) * 4), None, query("z"), candidates(), ALL))
    assert set(found.values()) == {0}


def test_words_outside_of_some_pieces_keep_a_share_of_their_weight() -> None:
    question = asked("a b c", 2, 4, 6)
    inside = question.inside(2, 3)
    assert inside.tolist() == [False, True, False]
    assert question.only(inside).weights.tolist() == [0, 4, 0]
    assert question.only(inside, others=0.5).weights.tolist() == [1, 4, 3]


def test_pieces_that_count_nothing_leave_the_weights_as_they_are() -> None:
    question = asked("a b", 0, 1)
    assert question.only(question.inside(0, 1)).weights.tolist() == [0, 1]


def test_the_names_of_roles_can_be_left_out() -> None:
    question = asked("a b c", 1, 1, 1)
    mentions = (Mention(0, 1, (BAKER,), How.NAME), Mention(4, 5, (COOK,), How.ENDING))
    assert question.without_roles(mentions).tolist() == [False, True, False]
    assert question.without_roles(()).tolist() == [True, True, True]
