"""How sure it is, and what that is learnt from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluate.labels import LabelledQuestion, QuestionsError, QuestionSet, Wanted
from bot.evaluate.run import LEAST_ANSWERABLE, LEAST_UNANSWERABLE, Asked, calibrate
from index.confidence import (
    FEATURES,
    Calibration,
    Evidence,
    fit_calibration,
    packaged_calibration,
)
from index.exemplars import Nearness, encode_exemplars
from index.wording import packaged_wording
from tests.conftest import InitialEncoder, WriteContent, index_of

TRUE = {
    "found": 6.0,
    "cosine": 3.0,
    "exemplar": -7.0,
    "phrasing": -4.0,
    "familiar": 5.0,
    "leaning": 0.5,
    "stranger": -2.0,
    "lacking": -1.5,
}
BIAS = -0.5
NOTHING = Evidence(0, 0, 0, 0, 0, 0, 0, 0)


def calibration(bias: float = 0, **weights: float) -> Calibration:
    return Calibration("model", weights, bias, 0.5, {}, "")


def drawn(count: int) -> tuple[list[Evidence], list[bool]]:
    """Evidence, and whether that is answerable, with the probability that `TRUE` gives it."""
    random = np.random.default_rng(1)
    evidence = [
        Evidence(
            found=random.uniform(),
            cosine=random.uniform(),
            exemplar=random.uniform(),
            phrasing=random.uniform(),
            familiar=random.uniform(),
            leaning=random.normal(0, 2),
            stranger=float(random.choice([0, 0, 0.5])),
            lacking=float(random.choice([0, 0, 1])),
        )
        for _ in range(count)
    ]
    model = calibration(BIAS, **TRUE)
    return evidence, [bool(random.random() < model.confidence(e)) for e in evidence]


def fitted(evidence: Sequence[Evidence], answerable: Sequence[bool]) -> Calibration:
    return fit_calibration(evidence, answerable, "model", {"set": (1, 2)}, "command")


def test_known_weights_are_recovered() -> None:
    found = fitted(*drawn(20_000))
    assert found.weights.keys() == TRUE.keys() == set(FEATURES)
    for name, weight in TRUE.items():
        assert found.weights[name] == pytest.approx(weight, rel=0.15), name
    assert found.bias == pytest.approx(BIAS, abs=0.2)


def test_the_same_questions_give_the_same_calibration() -> None:
    assert fitted(*drawn(300)) == fitted(*drawn(300))


def test_the_order_of_questions_does_not_matter() -> None:
    evidence, answerable = drawn(300)
    other = fitted(evidence[::-1], answerable[::-1])
    expected = fitted(evidence, answerable)
    assert other.weights == pytest.approx(expected.weights, abs=2e-4)
    assert other.least == pytest.approx(expected.least, abs=2e-4)


def test_it_says_where_it_comes_from() -> None:
    found = fitted(*drawn(100))
    assert (found.model, found.sets, found.command) == ("model", {"set": (1, 2)}, "command")


def test_few_answerable_questions_are_below_the_least_confidence() -> None:
    evidence, answerable = drawn(2_000)
    found = fitted(evidence, answerable)
    kept = [found.confidence(e) for e, yes in zip(evidence, answerable, strict=True) if yes]
    declined = sum(confidence < found.least for confidence in kept)
    assert declined / len(kept) == pytest.approx(0.04, abs=2 / len(kept))


def test_questions_that_are_told_apart_at_a_glance_give_finite_weights() -> None:
    evidence = [replace(NOTHING, found=n % 2) for n in range(60)]
    found = fitted(evidence, [bool(n % 2) for n in range(60)])
    assert all(map(math.isfinite, (*found.weights.values(), found.bias, found.least)))
    assert found.confidence(evidence[1]) > 0.95
    assert found.confidence(evidence[0]) < 0.05
    assert found.weights["cosine"] == 0  # always the same: says nothing


def test_confidence_is_the_logistic_function() -> None:
    assert calibration().confidence(NOTHING) == 0.5
    evidence = replace(NOTHING, found=0.5, exemplar=0.25)
    # 1 + 4 · .5 - 8 · .25 = 1
    assert calibration(1, found=4, exemplar=-8).confidence(evidence) == pytest.approx(
        1 / (1 + math.exp(-1))
    )


def test_no_evidence_is_too_strong() -> None:
    assert calibration(found=1e9).confidence(replace(NOTHING, found=1)) == pytest.approx(1)
    assert calibration(found=-1e9).confidence(replace(NOTHING, found=1)) == pytest.approx(0)


SHARES = st.floats(0, 1)


@given(
    st.builds(Evidence, *[SHARES] * 5, leaning=st.floats(-9, 9), stranger=SHARES, lacking=SHARES),
    st.floats(0, 1),
)
def test_the_packaged_confidence_goes_the_way_of_the_evidence(
    evidence: Evidence, more: float
) -> None:
    packaged = packaged_calibration()
    before = packaged.confidence(evidence)
    assert 0 <= before <= 1
    for name, sign in zip(FEATURES, (1, 1, -1, -1, 1, 1, -1, -1), strict=True):
        after = packaged.confidence(replace(evidence, **{name: getattr(evidence, name) + more}))
        assert sign * (after - before) >= 0, name


def test_the_packaged_calibration_is_whole() -> None:
    packaged = packaged_calibration()
    assert packaged.weights.keys() == {field.name for field in fields(Evidence)}
    assert 0 < packaged.least < 1
    yes, no = (sum(counts[n] for counts in packaged.sets.values()) for n in (0, 1))
    assert yes >= LEAST_ANSWERABLE
    assert no >= LEAST_UNANSWERABLE


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
    assert found.weights["found"] > 0


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


def test_a_question_is_compared_with_exemplars_of_both_kinds() -> None:
    wording = replace(
        packaged_wording(),
        unanswerable={"pay": ("when do pounds come",), "sea": ("where is water",)},
        answerable=("bake bread", "buy cakes"),
    )
    encoder = InitialEncoder()
    exemplars = encode_exemplars(wording, encoder)
    everything = np.ones(3, bool)
    # "when" and "where" are alike, "pounds" and "pay", but "now" is like nothing
    near = exemplars.compare(
        encoder.encode_query("where pay now"), np.array([0, 3, 1], np.float32), everything
    )
    assert (near.exemplar, near.phrasing) == pytest.approx((3 / 4, 2 / 3), abs=1e-4)
    assert near.topic == 0
    near = exemplars.compare(
        encoder.encode_query("bake bread"), np.ones(2, np.float32), everything[:2]
    )
    assert near.familiar == pytest.approx(1)
    # without the name of a role, if there is more than that
    outside = np.array([False, True, True])
    question, weights = encoder.encode_query("bakers pay now"), np.array([0, 1, 1], np.float32)
    assert exemplars.compare(question, weights, outside).phrasing == pytest.approx(1 / 2, abs=1e-4)
    weights = np.array([1, 0, 0], np.float32)
    assert exemplars.compare(question, weights, outside).exemplar == pytest.approx(0, abs=1e-4)
    nothing = np.zeros(3, np.float32)
    assert exemplars.compare(question, nothing, ~everything).exemplar == 0


def test_what_speaks_against_an_answer_can_be_weakened() -> None:
    against = Nearness(exemplar=0.8, phrasing=0.6, familiar=0.4, leaning=-2, topic=7)
    assert against.weakened(0.5) == Nearness(0.4, 0.3, 0.4, -1, 7)
    assert replace(against, leaning=2).weakened(0.5).leaning == 2


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
    found = index_of(content, InitialEncoder(), nothing).search("who bakes bread?", 3)
    assert [hit.passage.text for hit in found.hits] == ["bakes bread"]
    assert found.evidence is not None
    assert (found.topic, found.evidence.exemplar, found.evidence.leaning) == (None, 0, 0)
    assert (found.evidence.phrasing, found.evidence.familiar) == (0, 0)
