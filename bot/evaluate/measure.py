"""Outcomes of single questions, and the metrics over many of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from bot.answers.kinds import Answer, Choice, Courtesy, Help, NoAnswer, Passages, RoleCard, RoleList
from bot.evaluate.labels import NEAR_MISS, OFF_TOPIC, LabelledQuestion
from bot.evaluate.match import Lines, first_fitting
from index.documents.chunk import Passage

ALL, ALL_UNANSWERABLE = "all", "all unanswerable"
CUTS = (1, 3, 5)
WHOLE_WITHIN = 5
RECIPROCAL_WITHIN = 10
RESAMPLES = 2000
CONFIDENCE = 95  # percent
SEED = 20190408  # any will do, as long as it stays

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a question was answered. For each group of its labels, `ranks` has the rank from 1 of the
    first quoted passage that fits, None if none fits. `confidence` is the answer's, 1 for answers
    that need no search. `span` is the number of words in the first quoted passage, None if nothing
    is quoted. `first` is that passage, or the nearest one if the question was declined."""

    question: LabelledQuestion
    ranks: tuple[int | None, ...]
    declined: bool
    confidence: float
    span: int | None
    first: Passage | None = None

    @property
    def is_answerable(self) -> bool:
        return bool(self.question.wanted)

    @property
    def best_rank(self) -> int | None:
        return min((rank for rank in self.ranks if rank is not None), default=None)

    def is_hit(self, within: int) -> bool:
        """Whether one of the first `within` passages fits any group."""
        return self.best_rank is not None and self.best_rank <= within

    def is_whole(self, within: int) -> bool:
        """Whether there are groups, and each is fitted by one of the first `within` passages."""
        ranks = (rank is not None and rank <= within for rank in self.ranks)
        return self.is_answerable and all(ranks)

    @property
    def reciprocal_rank(self) -> float:
        rank = self.best_rank
        return 1 / rank if rank is not None and rank <= RECIPROCAL_WITHIN else 0.0


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean between 0 and 1, with its 95 % confidence interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class AnswerableRow:
    """Metrics of the questions of one kind. `hit1`, `hit3` and `hit5` are the shares with a fitting
    passage among the first so many; for `whole5` there must be one of each group. `mrr` is the mean
    reciprocal rank, 0 beyond the tenth. `declined` counts those without an answer, which is wrong
    for all of them."""

    kind: str
    count: int
    hit1: Mean
    hit3: Mean
    hit5: Mean
    whole5: float
    mrr: Mean
    declined: int


@dataclass(frozen=True, slots=True)
class UnanswerableRow:
    """Metrics of questions that the documents do not answer. `declined` counts those that rightly
    got no answer, `share` is their share."""

    kind: str
    count: int
    declined: int
    share: Mean


@dataclass(frozen=True, slots=True)
class Summary:
    """A row for each kind in order of appearance, then one for all; there are no rows without
    questions. Spans are in words, over all questions with a quoted passage, None if there are
    none."""

    answerable: tuple[AnswerableRow, ...]
    unanswerable: tuple[UnanswerableRow, ...]
    median_span: float | None
    largest_span: int | None


def judge(question: LabelledQuestion, answer: Answer, lines: Lines) -> Outcome:
    """Compare an answer with the labels. A role counts as its passages in reading order. Declining
    is never a hit, whatever passages are shown as the nearest, and neither is asking back. Taking a
    question for a courtesy counts as declining it."""
    quoted = _quoted(answer)
    found = [first_fitting(group, quoted, lines) for group in question.groups]
    nearest = answer.nearest if isinstance(answer, NoAnswer) else ()
    return Outcome(
        question=question,
        ranks=tuple(hit and hit[0] for hit in found),
        declined=isinstance(answer, NoAnswer | Courtesy),
        confidence=answer.confidence if isinstance(answer, Passages | NoAnswer) else 1.0,
        span=len(quoted[0].text.split()) if quoted else None,
        first=next(iter((*quoted, *(hit.passage for hit in nearest))), None),
    )


def _quoted(answer: Answer) -> tuple[Passage, ...]:
    match answer:
        case Passages():
            return tuple(hit.passage for hit in answer.hits)
        case RoleCard():
            return answer.passages
        case NoAnswer() | Choice() | RoleList() | Help() | Courtesy():
            return ()
        case _:
            assert_never(answer)


def summarise(outcomes: Sequence[Outcome]) -> Summary:
    """Compute the metrics. The result is always the same, since the bootstrap behind the intervals
    is seeded."""
    answerable = [outcome for outcome in outcomes if outcome.is_answerable]
    others = [outcome for outcome in outcomes if not outcome.is_answerable]
    kinds = dict.fromkeys(outcome.question.kind for outcome in answerable)
    spans = [outcome.span for outcome in outcomes if outcome.span is not None]
    by_kind = [(kind, [o for o in answerable if o.question.kind == kind]) for kind in kinds]
    by_detail = [
        (detail, [o for o in others if o.question.detail == detail])
        for detail in (OFF_TOPIC, NEAR_MISS)
    ]
    return Summary(
        answerable=tuple(
            _answerable_row(kind, some) for kind, some in (*by_kind, (ALL, answerable)) if some
        ),
        unanswerable=tuple(
            _unanswerable_row(detail, some)
            for detail, some in (*by_detail, (ALL_UNANSWERABLE, others))
            if some
        ),
        median_span=median(spans) if spans else None,
        largest_span=max(spans, default=None),
    )


def _answerable_row(kind: str, outcomes: Sequence[Outcome]) -> AnswerableRow:
    values = [
        [*(float(outcome.is_hit(cut)) for cut in CUTS), outcome.reciprocal_rank]
        for outcome in outcomes
    ]
    hit1, hit3, hit5, mrr = means(np.array(values))
    whole5 = sum(outcome.is_whole(WHOLE_WITHIN) for outcome in outcomes) / len(outcomes)
    declined = sum(outcome.declined for outcome in outcomes)
    return AnswerableRow(kind, len(outcomes), hit1, hit3, hit5, whole5, mrr, declined)


def _unanswerable_row(detail: str, outcomes: Sequence[Outcome]) -> UnanswerableRow:
    declined = [outcome.declined for outcome in outcomes]
    (share,) = means(np.array(declined, dtype=np.float64)[:, np.newaxis])
    return UnanswerableRow(detail, len(outcomes), sum(declined), share)


def means(values: Floats) -> tuple[Mean, ...]:
    """The mean of each column with its percentile bootstrap interval. A row is a question; there is
    at least one. Whole rows are resampled, so that all columns share the samples."""
    count = len(values)
    drawn = np.random.default_rng(SEED).multinomial(count, [1 / count] * count, RESAMPLES)
    tail = (100 - CONFIDENCE) / 2
    lows, highs = np.percentile(drawn @ values / count, (tail, 100 - tail), axis=0)
    columns = zip(values.mean(axis=0), lows, highs, strict=True)
    return tuple(
        # rounding must not put a mean outside
        Mean(float(value), float(min(low, value)), float(max(high, value)))
        for value, low, high in columns
    )
