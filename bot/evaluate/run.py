"""Sets of labelled questions, asked of the documents that they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.choice import answer_question
from bot.evaluate.labels import QuestionsError, QuestionSet
from bot.evaluate.match import lines_in, unfindable
from bot.evaluate.measure import Outcome, judge
from index.confidence import Calibration, Evidence, fit_calibration
from index.folders import Folder
from index.search import Index
from index.steps import ALL, Steps

LEAST_ANSWERABLE, LEAST_UNANSWERABLE = 30, 15


@dataclass(frozen=True, slots=True)
class Asked:
    """A set of questions, and the index of the documents in `content` that they are asked of."""

    questions: QuestionSet
    content: Folder
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
    return _fit([(asked, _evidence(asked)) for asked in sets], command)


def calibrated_on_others(sets: Sequence[Asked]) -> Iterator[Asked]:
    """Each set with a calibration that has not seen it, but all the others. Raises QuestionsError
    if those are too few."""
    if len(sets) < 2:
        name = sets[0].questions.name if sets else "questions"
        problem = "There is one set of questions, and no other to calibrate on."
        raise QuestionsError(name, None, problem, "Name several, or leave out --leave-one-out.")
    weighed = [(asked, _evidence(asked)) for asked in sets]
    for asked in sets:
        fitted = _fit([one for one in weighed if one[0] is not asked], "")
        yield replace(asked, index=replace(asked.index, calibration=fitted))


def _evidence(asked: Asked) -> list[tuple[bool, Evidence]]:
    """Of each question, and whether it is answerable."""
    found = [
        (bool(question.wanted), asked.index.search(question.text, 1).evidence)
        for question in asked.questions.questions
    ]
    return [(answerable, evidence) for answerable, evidence in found if evidence is not None]


def _fit(weighed: Sequence[tuple[Asked, list[tuple[bool, Evidence]]]], command: str) -> Calibration:
    sets = [asked for asked, _ in weighed]
    answerable = [yes for _, found in weighed for yes, _ in found]
    evidence = [one for _, found in weighed for _, one in found]
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


def _counts(sets: Sequence[Asked]) -> Mapping[str, tuple[int, int]]:
    counts = {}
    for asked in sets:
        questions = asked.questions.questions
        answerable = sum(bool(question.wanted) for question in questions)
        counts[asked.questions.name] = (answerable, len(questions) - answerable)
    return counts
