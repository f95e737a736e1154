"""The order of candidates, worked out on paper."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from index.documents.chunk import Passage
from index.documents.document import Role
from index.encoder.rerank import Logits
from index.question.mentions import How, Mention
from index.question.question import Question
from index.question.rewriting import Rewritten
from index.search.rank import Asked, Candidates, rank
from tests.conftest import InitialEncoder

NAMED, ENDING = 0.05, 0.025  # for a role that is named, and for one that only its ending names
HIGHEST = 1.3  # what is shown as 1: 1 + .05, and 12.5 logits of a reranker
ENCODER = InitialEncoder()
BAKER, COOK = Role("Baker", "b.md", 1), Role("Cook", "c.md", 1)
TEXTS = ("apples", "buns", "cakes", "dates")
PASSAGES = tuple(
    Passage(role, f"Section {text}", None, text, 1, 1)
    for text, role in zip(TEXTS, (BAKER, BAKER, COOK, COOK), strict=True)
)


def candidates() -> Candidates:
    return Candidates(PASSAGES, ENCODER.encode_documents(TEXTS))


def asked(text: str, *weights: float) -> Asked:
    return Asked(ENCODER.encode_query(text), np.array(weights, np.float32))


def query(text: str, *mentions: Mention) -> Question:
    return Question(text, text, Rewritten.of(text), mentions, None, 0.0, 1.0, None, False, False)


class Judge:
    """A reranker that always says the same, and remembers what it was asked."""

    def __init__(self, **logits: float) -> None:
        self._logits = logits
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def compare(self, question: str, passages: Sequence[str]) -> Logits:
        self.asked.append((question, tuple(passages)))
        return np.array([self._logits[text.split()[-1]] for text in passages], np.float32)


def ranked(question: Asked, of: Question, judge: Judge | None = None) -> list[tuple[str, object]]:
    """Texts with scores as they were before they were put on a scale from 0 to 1."""
    found = rank(question, of, candidates(), judge)
    return [(TEXTS[one.place], pytest.approx(one.score * HIGHEST, abs=1e-5)) for one in found]


def test_what_counts_is_shared_words_by_weight() -> None:
    assert ranked(asked("a b", 3, 1), query("a b")) == [
        ("apples", 3 / 4),
        ("buns", 1 / 4),
        ("cakes", 0),
        ("dates", 0),
    ]


def test_equals_stay_in_reading_order() -> None:
    assert [text for text, _ in ranked(asked("z", 1), query("z"))] == list(TEXTS)


def test_a_question_of_which_nothing_counts_is_nowhere() -> None:
    assert ranked(asked("a", 0), query("a")) == [(text, 0) for text in TEXTS]


@pytest.mark.parametrize("how", list(How))
def test_passages_of_a_role_that_is_named_get_a_bonus(how: How) -> None:
    found = ranked(asked("z", 1), query("z", Mention(0, 1, (COOK,), how)))
    bonus = ENDING if how is How.ENDING else NAMED
    assert found == [("cakes", bonus), ("dates", bonus), ("apples", 0), ("buns", 0)]


def test_of_several_mentions_the_surest_counts_once() -> None:
    mentions = tuple(Mention(0, 1, (COOK,), how) for how in (How.ENDING, How.NAME, How.ENDING))
    found = ranked(asked("z", 1), query("z", *mentions))
    assert found[0] == ("cakes", NAMED)


def test_two_roles_that_are_compared_take_turns() -> None:
    mentions = (Mention(0, 1, (BAKER,), How.NAME), Mention(2, 3, (COOK,), How.NAME))
    question = asked("a b c", 3, 2, 1)
    of = query("a b c", *mentions)
    assert [text for text, _ in ranked(question, of)] == ["apples", "cakes", "buns", "dates"]
    one_unsure = (mentions[0], Mention(2, 3, (COOK,), How.ENDING))
    found = ranked(question, query("a b c", *one_unsure))
    assert [text for text, _ in found] == ["apples", "buns", "cakes", "dates"]


def test_the_role_that_answers_best_begins() -> None:
    mentions = (Mention(4, 5, (BAKER,), How.NAME), Mention(6, 7, (COOK,), How.NAME))
    found = ranked(asked("a d y z", 1, 3, 1, 1), query("a d y z", *mentions))
    assert [text for text, _ in found] == ["dates", "apples", "cakes", "buns"]


def test_one_role_named_twice_is_compared_with_nothing() -> None:
    mentions = tuple(Mention(n, n + 1, (COOK,), How.NAME) for n in (4, 6))
    found = ranked(asked("a d y z", 3, 1, 1, 1), query("a d y z", *mentions))
    assert [text for text, _ in found] == ["apples", "dates", "cakes", "buns"]


def test_every_candidate_comes_once() -> None:
    text = "a b c d"
    mentions = (Mention(0, 1, (BAKER,), How.NAME), Mention(2, 3, (COOK,), How.NAME))
    for of in (query(text), query(text, *mentions)):
        found = [name for name, _ in ranked(asked(text, 1, 1, 1, 1), of)]
        assert sorted(found) == list(TEXTS)


def test_scores_are_from_0_to_1() -> None:
    mention = Mention(0, 1, (BAKER,), How.NAME)
    judge = Judge(apples=50, buns=0, cakes=0, dates=0)
    found = rank(asked("a", 1), query("a", mention), candidates(), judge)
    assert (found[0].place, found[0].score) == (0, 1)
    found = rank(asked("z", 1), query("z"), candidates(), None)
    assert [(one.place, one.score) for one in found] == [(0, 0), (1, 0), (2, 0), (3, 0)]


def test_a_logit_of_the_reranker_is_worth_two_hundredths() -> None:
    judge = Judge(apples=-4, buns=6, cakes=-4, dates=1)
    found = ranked(asked("a b", 3, 1), query("a b"), judge)
    assert found == [
        ("apples", 3 / 4),  # the least is added to nothing
        ("buns", 1 / 4 + 0.2),
        ("dates", 0.1),
        ("cakes", 0),
    ]
    sure = Judge(apples=-20, buns=20, cakes=-20, dates=-20)
    assert ranked(asked("a b", 3, 1), query("a b"), sure)[0] == ("buns", 1 / 4 + 0.8)


def test_the_reranker_reads_the_first_eight_which_stay_first() -> None:
    texts = [f"apple {letter}" for letter in "abcdefghij"]
    passages = tuple(Passage(BAKER, "S", None, text, 1, 1) for text in texts)
    some = Candidates(passages, ENCODER.encode_documents(texts))
    judge = Judge(**{letter: float(n) for n, letter in enumerate("abcdefghij")})
    found = rank(asked("a", 1), query("a"), some, judge)
    assert judge.asked == [("a", tuple(f"Baker - S - {text}" for text in texts[:8]))]
    assert [texts[one.place][-1] for one in found] == list("hgfedcbaij")
    assert [one.relevance for one in found] == [7, 6, 5, 4, 3, 2, 1, 0, None, None]


def test_what_compares_roles_is_not_reranked_since_no_one_passage_answers_it() -> None:
    mentions = (Mention(0, 1, (BAKER,), How.NAME), Mention(2, 3, (COOK,), How.NAME))
    judge = Judge(apples=0, buns=30, cakes=29, dates=28)
    found = ranked(asked("a b c", 3, 2, 1), query("a b c", *mentions), judge)
    assert [text for text, _ in found] == ["apples", "cakes", "buns", "dates"]
    assert judge.asked == []


def test_pieces_are_told_apart_by_their_place() -> None:
    assert asked("a b c", 2, 4, 6).inside(2, 3).tolist() == [False, True, False]


def test_the_names_of_roles_can_be_left_out() -> None:
    question = asked("a b c", 1, 1, 1)
    mentions = (Mention(0, 1, (BAKER,), How.NAME), Mention(4, 5, (COOK,), How.ENDING))
    assert question.outside(mentions).tolist() == [False, True, False]
    assert question.outside(()).tolist() == [True, True, True]
