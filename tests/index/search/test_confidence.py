"""How sure it is, and what that is learnt from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluate.labels import LabelledQuestion, QuestionsError, QuestionSet, Wanted
from bot.evaluate.run import MIN_ANSWERABLE, MIN_UNANSWERABLE, Asked, calibrate
from index.search.confidence import (
    Calibration,
    Evidence,
    Logistic,
    Observation,
    fit_calibration,
    packaged_calibration,
)
from index.search.exemplars import encode_exemplars
from index.words.lists import packaged_wording
from tests.conftest import InitialEncoder, WriteContent, find, index_of

TRUE = {
    "found": 6.0,
    "relevance": 3.0,
    "leaning": 0.5,
    "unknown": -2.0,
}
BIAS = -0.5
TRUE_RIGHT = {
    "found": 4.0,
    "relevance": 3.0,
    "leaning": 0.5,
    "unknown": -2.0,
    "margin": 2.0,
}
NOTHING = Evidence(0, 0, 0, 0, 0, 0)


def calibration(bias: float = 0, **weights: float) -> Calibration:
    """Whose parts are both told by these."""
    both = Logistic(weights, bias)
    return Calibration("model", both, both, 0.5, {}, "")


def drawn(count: int) -> list[Observation]:
    """With the probabilities that `TRUE` and `TRUE_RIGHT` give."""
    random = np.random.default_rng(1)
    answerable, right = Logistic(TRUE, BIAS), Logistic(TRUE_RIGHT, BIAS)
    evidence = [
        Evidence(
            found=random.uniform(),
            relevance=random.uniform(),
            margin=random.uniform(),
            leaning=random.normal(0, 2),
            literal=float(random.choice([0, 0, 1])),
            unknown=float(random.choice([0, 0, 0.5])),
        )
        for _ in range(count)
    ]
    return [
        Observation(
            one,
            bool(random.random() < answerable.probability(one)),
            bool(random.random() < right.probability(one)),
        )
        for one in evidence
    ]


def fitted(observations: Sequence[Observation]) -> Calibration:
    return fit_calibration(observations, "model", {"set": (1, 2)}, "command")


def test_known_weights_are_recovered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.search.confidence.PENALTY", 0)
    found = fitted(drawn(60_000))
    for part, true in ((found.answerable, TRUE), (found.right, TRUE_RIGHT)):
        assert part.weights.keys() == true.keys()
        for name, weight in true.items():
            assert part.weights[name] == pytest.approx(weight, rel=0.15), name
        assert part.bias == pytest.approx(BIAS, abs=0.2)


def test_without_a_reranker_its_mean_stands_in() -> None:
    both = Logistic({"found": 4.0, "relevance": 2.0}, -1.0, {"found": 0.9, "relevance": 0.25})
    calibrated = replace(calibration(), right=both)
    # 4 · .5 + 2 · .25 - 1 = 1.5
    evidence = replace(NOTHING, found=0.5, relevance=None)
    assert calibrated.confidence(evidence) == pytest.approx(1 / (1 + math.exp(-1.5)))


def test_what_was_not_seen_while_fitting_has_no_weight() -> None:
    observations = drawn(300)
    known = fitted(observations)
    assert known.right.means["relevance"] == pytest.approx(0.5, abs=0.05)
    blind = [replace(one, evidence=replace(one.evidence, relevance=None)) for one in observations]
    for part, whole in ((f := fitted(blind)).answerable, known.answerable), (f.right, known.right):
        assert part.weights.keys() == whole.weights.keys() - {"relevance"}


def test_a_penalty_keeps_all_weights_smaller() -> None:
    found = fitted(drawn(20_000))
    for part, true in ((found.answerable, TRUE), (found.right, TRUE_RIGHT)):
        assert all(0 < part.weights[name] / weight < 1 for name, weight in true.items())


def test_the_same_questions_give_the_same_calibration() -> None:
    assert fitted(drawn(300)) == fitted(drawn(300))


def test_the_order_of_questions_does_not_matter() -> None:
    other, expected = fitted(drawn(300)[::-1]), fitted(drawn(300))
    assert other.answerable.weights == pytest.approx(expected.answerable.weights, abs=2e-4)
    assert other.right.weights == pytest.approx(expected.right.weights, abs=2e-4)
    assert other.threshold == pytest.approx(expected.threshold, abs=2e-4)


def test_it_says_where_it_comes_from() -> None:
    found = fitted(drawn(100))
    assert (found.model, found.sets, found.command) == ("model", {"set": (1, 2)}, "command")


def test_two_in_a_hundred_answerable_questions_are_below_the_threshold() -> None:
    observations = drawn(2_000)
    found = fitted(observations)
    kept = [found.answerable.probability(o.evidence) for o in observations if o.is_answerable]
    declined = sum(probability < found.threshold for probability in kept)
    assert declined / len(kept) == pytest.approx(0.02, abs=2 / len(kept))


def test_questions_that_are_told_apart_at_a_glance_give_finite_weights() -> None:
    evidence = [replace(NOTHING, found=n % 2) for n in range(60)]
    found = fitted([Observation(one, bool(one.found), bool(one.found)) for one in evidence])
    for part in (found.answerable, found.right):
        assert all(map(math.isfinite, (*part.weights.values(), part.bias)))
        assert part.probability(evidence[1]) > 0.95
        assert part.probability(evidence[0]) < 0.05
        assert part.weights["unknown"] == 0  # always the same: says nothing


def test_confidence_is_the_logistic_function() -> None:
    assert calibration().confidence(NOTHING) == 0.5
    evidence = replace(NOTHING, found=0.5, unknown=0.25)
    # 1 + 4 · .5 - 8 · .25 = 1
    assert calibration(1, found=4, unknown=-8).confidence(evidence) == pytest.approx(
        1 / (1 + math.exp(-1))
    )


def test_no_evidence_is_too_strong() -> None:
    assert calibration(found=1e9).confidence(replace(NOTHING, found=1)) == pytest.approx(1)
    assert calibration(found=-1e9).confidence(replace(NOTHING, found=1)) == pytest.approx(0)


@pytest.mark.parametrize(
    ("found", "literal", "unknown", "answers"),
    [
        (0.6, 0, 0, True),
        (0.4, 0, 0, False),
        (0.4, 1, 0, True),  # all words are there
        (0.4, 1, 0.5, False),  # but of a role that there is not
        (0.6, 0, 0.5, True),
    ],
)
def test_what_is_answered_is_likely_enough_or_said_in_so_many_words(
    found: float, literal: float, unknown: float, answers: bool
) -> None:
    # At the threshold of .5, where the logit 10 · found - 5 is 0.
    evidence = replace(NOTHING, found=found, literal=literal, unknown=unknown)
    assert calibration(-5, found=10).answers(evidence) is answers


def test_whether_it_is_answered_and_how_sure_that_is_are_told_apart() -> None:
    told = replace(calibration(), answerable=Logistic({}, 3), right=Logistic({}, -3))
    assert told.answers(NOTHING)
    assert told.confidence(NOTHING) == pytest.approx(1 / (1 + math.exp(3)))


SHARES = st.floats(0, 1)


@given(
    st.builds(
        Evidence, **dict.fromkeys([*TRUE_RIGHT, "literal"], SHARES) | {"leaning": st.floats(-9, 9)}
    ),
    SHARES,
)
def test_the_packaged_confidence_goes_the_way_of_the_evidence(
    evidence: Evidence, more: float
) -> None:
    packaged = packaged_calibration()
    for part in (packaged.answerable, packaged.right):
        before = part.probability(evidence)
        assert 0 <= before <= 1
        for name in part.weights:
            after = part.probability(replace(evidence, **{name: getattr(evidence, name) + more}))
            assert (after - before) * TRUE_RIGHT[name] >= 0, name


def test_the_packaged_calibration_is_whole() -> None:
    packaged = packaged_calibration()
    assert packaged.answerable.weights.keys() == TRUE.keys()
    assert packaged.right.weights.keys() == TRUE_RIGHT.keys()
    assert 0 < packaged.threshold < 1
    yes, no = (sum(counts[n] for counts in packaged.sets.values()) for n in (0, 1))
    assert yes >= MIN_ANSWERABLE
    assert no >= MIN_UNANSWERABLE


def asked(write: WriteContent, yes: int, no: int, name: str = "mine") -> Asked:
    content = write({"baker.md": "# Baker\n\n- bakes bread\n- sells buns\n"})
    wanted = (Wanted(0, text="bakes"),)
    questions = [
        LabelledQuestion(str(n), f"who bakes {n} breads?", "question", "", wanted)
        for n in range(yes)
    ]
    questions += [
        LabelledQuestion(f"n{n}", f"when were {n} zebras?", "no_answer", "off_topic", ())
        for n in range(no)
    ]
    index = index_of(content, InitialEncoder(), replace(packaged_wording(), unanswerable={}))
    return Asked(QuestionSet(name, content, tuple(questions)), content, index)


@pytest.mark.parametrize(("yes", "no"), [(29, 15), (30, 14), (0, 0), (0, 99)])
def test_too_few_questions_are_refused(write: WriteContent, yes: int, no: int) -> None:
    with pytest.raises(QuestionsError) as raised:
        calibrate([asked(write, yes, no)], "")
    assert str(raised.value) == (
        f"mine: There are {yes} answerable questions and {no} unanswerable ones. "
        "At least 30 and 15 are needed. Add some, or use the calibration that comes with rolebot."
    )


def test_sets_together_may_be_enough(write: WriteContent) -> None:
    found = calibrate([asked(write, 20, 15, "a"), asked(write, 10, 0, "b")], "the command")
    assert found.sets == {"a": (20, 15), "b": (10, 0)}
    assert (found.model, found.command) == ("initials", "the command")
    assert found.answerable.weights["found"] > 0


def test_too_few_questions_in_two_sets_name_both(write: WriteContent) -> None:
    with pytest.raises(QuestionsError, match=r"^a, b: There are 3 answerable questions and 2 "):
        calibrate([asked(write, 1, 2, "a"), asked(write, 2, 0, "b")], "")


def test_a_question_leans_to_the_kind_of_exemplars_that_it_is_like() -> None:
    wording = replace(
        packaged_wording(),
        unanswerable={"pay": ("pay pounds", "pennies pay", "pay quids")},
        answerable=("bake bread", "bake buns", "bake cakes"),
    )
    encoder = InitialEncoder()
    exemplars = encode_exemplars(wording, encoder)
    bakes, pays = encoder.encode_documents(["bake bread", "pay pounds"]).vectors
    assert exemplars.leaning(bakes) > 0 > exemplars.leaning(pays)
    assert exemplars.leaning((bakes + pays) / 2) == pytest.approx(
        (exemplars.leaning(bakes) + exemplars.leaning(pays)) / 2, abs=1e-5
    )
    assert len(exemplars.unanswerable) == 3


def test_names_of_roles_count_only_if_nothing_else_was_asked() -> None:
    wording = replace(
        packaged_wording(),
        unanswerable={"pay": ("pay pounds",), "sea": ("where is water",), "bread": ("bake",)},
        answerable=("do cakes", "carry cakes"),
    )
    encoder = InitialEncoder()
    exemplars = encode_exemplars(wording, encoder)
    asked = encoder.encode_query("bakers bake pay pounds")
    words = np.array([False, False, True, True])
    assert exemplars.compare(asked, words).topic == 0
    everything = np.ones(4, bool)
    assert exemplars.compare(asked, everything).leaning != exemplars.compare(asked, words).leaning
    name = encoder.encode_query("bakers")
    assert exemplars.compare(name, np.array([False])).topic == 2


@pytest.mark.parametrize("kept", [{"answerable": ()}, {"unanswerable": {}}])
def test_without_exemplars_of_both_kinds_nothing_leans(kept: dict[str, object]) -> None:
    encoder = InitialEncoder()
    wording = replace(packaged_wording(), unanswerable={"pay": ("pay",)}, answerable=("bake",))
    exemplars = encode_exemplars(replace(wording, **kept), encoder)  # type: ignore[arg-type]
    assert exemplars.leaning(encoder.encode_query("pay").vectors[0]) == 0


def test_without_any_exemplar_a_question_is_answered_all_the_same(
    write: WriteContent,
) -> None:
    content = write({"baker.md": "# Baker\n\n- bakes bread\n"})
    nothing = replace(packaged_wording(), unanswerable={}, answerable=())
    found = find(index_of(content, InitialEncoder(), nothing), "who bakes bread?", 3)
    assert [hit.passage.text for hit in found.hits] == ["bakes bread"]
    assert found.evidence is not None
    assert found.topic is None
    assert found.evidence.leaning == 0
