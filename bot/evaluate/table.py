"""Renders summaries as Markdown tables, which are readable in a terminal as well, lists of misses,
and JSON records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from bot.evaluate.labels import NEAR_MISS, OFF_TOPIC, LabelledQuestion, Wanted
from bot.evaluate.match import Lines, first_fitting
from bot.evaluate.measure import AnswerableRow, Mean, Outcome, Summary, UnanswerableRow
from index.documents.chunk import Passage

ANSWERABLE = ("kind", "questions", "hit@1", "hit@3", "hit@5", "whole@5", "MRR", "declined wrongly")
UNANSWERABLE = ("no answer", "questions", "declined rightly", "share")
SHOWN_WITHIN = 5
MAX_SHOWN = 160  # characters of a passage in a list


def render_summary(name: str, summary: Summary) -> Iterator[str]:
    """Yield a heading with the numbers of questions, then a table for the answerable ones and a
    table for the others, if there are any. A mean is followed by its confidence interval."""
    answerable, unanswerable = (
        rows[-1].count if rows else 0 for rows in (summary.answerable, summary.unanswerable)
    )
    noun = "question" if answerable == 1 else "questions"
    yield _clean(f"{name}: {answerable} answerable {noun}, {unanswerable} unanswerable")
    if summary.answerable:
        yield ""
        yield from _table(ANSWERABLE, [_answerable(row) for row in summary.answerable])
    if summary.unanswerable:
        yield ""
        yield from _table(UNANSWERABLE, [_unanswerable(row) for row in summary.unanswerable])
    if summary.median_span is not None:
        yield ""
        yield (
            "Words in the first passage quoted: "
            f"median {summary.median_span:g}, most {summary.largest_span}"
        )


def render_comparison(summaries: Mapping[str, Summary]) -> Iterator[str]:
    """Yield a table with a row for each way of answering the same questions."""
    head = ("all questions", "hit@1", "hit@3", "hit@5", "whole@5", "MRR", "declined wrongly")
    rows = []
    for name, summary in summaries.items():
        if summary.answerable:
            row = summary.answerable[-1]
            wrong = f"{row.declined / row.count:.2f}"
            rows.append((name, *_answerable(row)[2:-1], wrong, *_rightly(summary)))
    yield from _table((*head, "off topic", "near miss"), rows)


def _rightly(summary: Summary) -> tuple[str, str]:
    """The shares of off-topic questions and of near misses that were declined."""
    shares = {row.kind: f"{row.share.value:.2f}" for row in summary.unanswerable}
    return shares.get(OFF_TOPIC, ""), shares.get(NEAR_MISS, "")


def _answerable(row: AnswerableRow) -> tuple[str, ...]:
    hits = map(_mean, (row.hit1, row.hit3, row.hit5))
    return (
        row.kind,
        str(row.count),
        *hits,
        f"{row.whole5:.2f}",
        _mean(row.mrr),
        str(row.declined),
    )


def _unanswerable(row: UnanswerableRow) -> tuple[str, ...]:
    return row.kind, str(row.count), str(row.declined), _mean(row.share)


def _mean(mean: Mean) -> str:
    """
    >>> _mean(Mean(0.5, 0.25, 1))
    '0.50 (0.25–1.00)'
    """
    return f"{mean.value:.2f} ({mean.low:.2f}–{mean.high:.2f})"


def _table(head: tuple[str, ...], body: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The first column contains names, the others numbers."""
    rows = [[_clean(cell).replace("|", "\\|") for cell in row] for row in (head, *body)]
    first, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
    rule = ["-" * first, *(f"{'-' * (width - 1)}:" for width in others)]
    for name, *cells in (rows[0], rule, *rows[1:]):
        aligned = (cell.rjust(width) for cell, width in zip(cells, others, strict=True))
        yield f"| {' | '.join((name.ljust(first), *aligned))} |"


def render_misses(
    outcomes: Sequence[Outcome],
    passages: Sequence[Passage],
    lines: Lines,
    within: int = SHOWN_WITHIN,
) -> Iterator[str]:
    """List the answerable questions whose labels do not all fit one of the first `within` passages,
    then the unanswerable ones that got an answer; nothing if there are none. `passages` are those
    of the whole index."""
    answerable = [outcome for outcome in outcomes if outcome.is_answerable]
    missed = [outcome for outcome in answerable if not outcome.is_whole(within)]
    if missed:
        yield f"Not among the first {within}: {len(missed)} of {len(answerable)}"
    for outcome in missed:
        yield from _missed(outcome, passages, lines)
    others = [outcome for outcome in outcomes if not outcome.is_answerable]
    answered = [outcome for outcome in others if not outcome.declined]
    if missed and answered:
        yield ""
    if answered:
        yield f"Answered, though the documents do not: {len(answered)} of {len(others)}"
    for outcome in answered:
        yield from _head(outcome.question)
        yield f"  quoted: {_came_first(outcome)}"


def _missed(outcome: Outcome, passages: Sequence[Passage], lines: Lines) -> Iterator[str]:
    yield from _head(outcome.question)
    for group, rank in zip(outcome.question.groups, outcome.ranks, strict=True):
        yield f"  wanted: {_wanted(group, passages, lines)}{f', at {rank}' if rank else ''}"
    yield f"  {'declined; nearest' if outcome.declined else 'first'}: {_came_first(outcome)}"


def _head(question: LabelledQuestion) -> Iterator[str]:
    yield ""
    yield _clean(f"{question.text} ({question.id}, {question.detail or question.kind})")


def _wanted(group: Sequence[Wanted], passages: Sequence[Passage], lines: Lines) -> str:
    found = first_fitting(group, passages, lines)
    if found is None:
        return _clean(f"{group[0]}, which no passage fits")
    return f"{_quote(found[1])} {_place(found[1])}"


def _came_first(outcome: Outcome) -> str:
    confidence = f"confidence {outcome.confidence:.2f}"
    if outcome.first is None:
        return f"no passage, {confidence}"
    return f"{_quote(outcome.first)} {_place(outcome.first)}, {confidence}"


def _quote(passage: Passage) -> str:
    text = _clean(passage.text)
    return f"“{text if len(text) <= MAX_SHOWN else f'{text[: MAX_SHOWN - 1]}…'}”"


def _place(passage: Passage) -> str:
    where = (passage.role.title, passage.section, f"{passage.path}:{passage.line}")
    return _clean(" · ".join(filter(None, where)))


def _clean(text: str) -> str:
    """Put `text` on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def to_records(name: str, summary: Summary, outcomes: Sequence[Outcome] = ()) -> dict[str, object]:
    """For JSON: the summary, and each question with its outcome; `first` is a path:line."""
    return {"name": name, **asdict(summary), "outcomes": [_record(o) for o in outcomes]}


def _record(outcome: Outcome) -> dict[str, object]:
    question, first = outcome.question, outcome.first
    return {
        "id": question.id,
        "question": question.text,
        "kind": question.kind,
        "detail": question.detail,
        "ranks": list(outcome.ranks),
        "declined": outcome.declined,
        "confidence": round(outcome.confidence, 4),
        "span": outcome.span,
        "first": f"{first.path}:{first.line}" if first else None,
    }
