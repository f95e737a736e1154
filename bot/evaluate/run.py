"""Asks sets of labelled questions about their documents, and calibrates on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answers.decide import answer_question, decide
from bot.answers.kinds import Answer
from bot.answers.topic import topic_of
from bot.evaluate.labels import LabelledQuestion, QuestionsError, QuestionSet
from bot.evaluate.match import Lines, first_fitting, lines_in, unfindable
from bot.evaluate.measure import Outcome, judge
from index.folders import Folder
from index.question.follow_up import Topic
from index.question.read import read
from index.question.steps import ALL, Steps
from index.search.confidence import Calibration, Observation, fit_calibration
from index.search.engine import Found, search
from index.search.index import Index

MIN_ANSWERABLE, MIN_UNANSWERABLE = 30, 15


@dataclass(frozen=True, slots=True)
class Asked:
    """A set of questions, and the index of the documents in `content` that answers it."""

    questions: QuestionSet
    content: Folder
    index: Index


def require_findable(asked: Asked) -> None:
    """Raise QuestionsError for the first label that no passage fits: it would count as a miss."""
    lines = lines_in(asked.content)
    for error in unfindable(asked.questions.questions, asked.index.passages, lines):
        raise error


def ask_all(asked: Asked, steps: Steps = ALL) -> tuple[Outcome, ...]:
    """Return the outcomes in the order of the questions."""
    lines = lines_in(asked.content)
    return tuple(
        judge(question, _ask(question, asked.index, steps), lines)
        for question in asked.questions.questions
    )


def _ask(question: LabelledQuestion, index: Index, steps: Steps) -> Answer:
    """Ask a question in the thread of the questions before it."""
    topic: Topic | None = None
    for text in question.before:
        before = read(text, topic, index.lexicon, steps)
        topic = topic_of(before, decide(before, index, steps), topic)
    return answer_question(question.text, index, topic, steps)


def calibrate(sets: Sequence[Asked], command: str) -> Calibration:
    """Fit a calibration to all questions in `sets`, which share a model. Raises QuestionsError if
    there are too few."""
    return _fit([(asked, _observe(asked)) for asked in sets], command)


def calibrated_on_others(sets: Sequence[Asked]) -> Iterator[Asked]:
    """Yield each set with a calibration fitted on the sets about other documents, or on all other
    sets if there are none. Raises QuestionsError if they have too few questions."""
    if len(sets) < 2:
        name = sets[0].questions.name if sets else "questions"
        problem = "There is one set of questions, and no other to calibrate on."
        raise QuestionsError(name, None, problem, "Name several, or leave out --leave-one-out.")
    observed = [(asked, _observe(asked)) for asked in sets]
    for asked in sets:
        others = [one for one in observed if one[0] is not asked]
        elsewhere = [one for one in others if one[0].content != asked.content]
        fitted = _fit(elsewhere or others, "")
        yield replace(asked, index=replace(asked.index, calibration=fitted))


def _observe(asked: Asked) -> list[Observation]:
    """Observe what the search finds for each question outside dialogues."""
    lines = lines_in(asked.content)
    alone = (question for question in asked.questions.questions if not question.before)
    found = [(question, _find(question.text, asked.index)) for question in alone]
    return [
        Observation(one.evidence, bool(question.wanted), _is_right(question, one, lines))
        for question, one in found
        if one.evidence is not None
    ]


def _find(text: str, index: Index) -> Found:
    return search(read(text, None, index.lexicon), index, 1)


def _is_right(question: LabelledQuestion, found: Found, lines: Lines) -> bool:
    first = [hit.passage for hit in found.hits[:1]]
    return any(first_fitting(group, first, lines) for group in question.groups)


def _fit(observed: Sequence[tuple[Asked, list[Observation]]], command: str) -> Calibration:
    sets = [asked for asked, _ in observed]
    observations = [one for _, found in observed for one in found]
    yes = sum(one.is_answerable for one in observations)
    no = len(observations) - yes
    if yes < MIN_ANSWERABLE or no < MIN_UNANSWERABLE:
        raise QuestionsError(
            ", ".join(asked.questions.name for asked in sets),
            None,
            f"There are {yes} answerable questions and {no} unanswerable ones.",
            f"At least {MIN_ANSWERABLE} and {MIN_UNANSWERABLE} are needed. Add some, or use "
            "the calibration that comes with rolebot.",
        )
    model = sets[0].index.encoder.name
    return fit_calibration(observations, model, _counts(sets), command)


def _counts(sets: Sequence[Asked]) -> Mapping[str, tuple[int, int]]:
    counts = {}
    for asked in sets:
        questions = asked.questions.questions
        answerable = sum(bool(question.wanted) for question in questions)
        counts[asked.questions.name] = (answerable, len(questions) - answerable)
    return counts
