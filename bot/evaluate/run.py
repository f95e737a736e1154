"""Sets of labelled questions, asked of the documents that they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.answer import MOST_HITS, answer_question
from bot.evaluate.labels import QuestionSet
from bot.evaluate.match import lines_in, unfindable
from bot.evaluate.measure import Outcome, judge
from bot.evaluate.questions import QuestionsError
from index.confidence import Calibration, Evidence, fit_calibration
from index.search import Index
from index.steps import ALL, Steps

LEAST_ANSWERABLE, LEAST_UNANSWERABLE = 30, 15


@dataclass(frozen=True, slots=True)
class Asked:
    """A set of questions, and the index of the documents in `content` that they are asked of."""

    questions: QuestionSet
    content: Path
    index: Index


def require_findable(asked: Asked) -> None:
    """Raise QuestionsError for the first label that no passage fits: it would count as a miss of
    the product."""
    lines = lines_in(asked.content)
    for label in unfindable(asked.questions.questions, asked.index.passages, lines):
        raise label.error()


def ask_all(asked: Asked, steps: Steps = ALL) -> tuple[Outcome, ...]:
    """In the order of the questions."""
    lines = lines_in(asked.content)
    return tuple(
        judge(question, answer_question(question.text, asked.index, steps), lines)
        for question in asked.questions.questions
    )


def calibrate(sets: Sequence[Asked], command: str) -> Calibration:
    """Fitted on all the questions of all `sets`, which share a model. Raises QuestionsError if
    there are too few."""
    evidence: list[Evidence] = []
    answerable: list[bool] = []
    for asked in sets:
        for question, found in _evidence(asked):
            evidence.append(found)
            answerable.append(question)
    yes = sum(answerable)
    if yes < LEAST_ANSWERABLE or len(answerable) - yes < LEAST_UNANSWERABLE:
        raise QuestionsError(
            ", ".join(asked.questions.name for asked in sets),
            None,
            f"There are {yes} answerable questions and {len(answerable) - yes} unanswerable ones.",
            f"At least {LEAST_ANSWERABLE} and {LEAST_UNANSWERABLE} are needed. Add some, or use "
            "the calibration that comes with rolebot.",
        )
    model = sets[0].index.encoder.name
    return fit_calibration(evidence, answerable, model, _counts(sets), command)


def calibrated_on_others(sets: Sequence[Asked]) -> Iterator[Asked]:
    """Each set with a calibration that has not seen it, but all the others. Raises QuestionsError
    if those are too few."""
    if len(sets) < 2:
        name = sets[0].questions.name if sets else "questions"
        problem = "There is one set of questions, and no other to calibrate on."
        raise QuestionsError(name, None, problem, "Name several, or leave out --leave-one-out.")
    for asked in sets:
        others = [other for other in sets if other is not asked]
        fitted = calibrate(others, "")
        yield replace(asked, index=replace(asked.index, calibration=fitted))


def _evidence(asked: Asked) -> Iterator[tuple[bool, Evidence]]:
    for question in asked.questions.questions:
        found = asked.index.search(question.text, MOST_HITS)
        if found.evidence is not None:
            yield bool(question.wanted), found.evidence


def _counts(sets: Sequence[Asked]) -> Mapping[str, tuple[int, int]]:
    counts = {}
    for asked in sets:
        questions = asked.questions.questions
        answerable = sum(bool(question.wanted) for question in questions)
        counts[asked.questions.name] = (answerable, len(questions) - answerable)
    return counts
