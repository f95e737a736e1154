"""Groups questions that mean the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bot.kept.records import Feedback, Record, Unanswered
from index.encoder.encode import Encoder
from index.encoder.encoded import Vectors
from index.fold import words_of
from index.progress import Progress, silent

# The cosine of any two questions in a group. With the trained model, pairs about one subject are at
# .82 or above in the tests, and between two subjects some pair is below .6. Two lines about one
# subject are less of a nuisance than one line about two.
MIN_SIMILARITY = 0.7
MAX_WORDINGS = 3_000  # that are compared with each other: 36 MB; of more, the most asked
ENCODED_A_STEP = 64  # between two reports of progress


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that mean the same. `wordings` are in order of frequency, () where no text is kept;
    `first` and `last` are days on which it was asked."""

    wordings: tuple[str, ...]
    unanswered: int
    unhelpful: int
    """How often an answer to it was rated unhelpful."""
    times: int
    """How often it was asked in vain. A bad rating of "no answer" is not counted again."""
    first: date
    last: date
    nearest: str
    """The role that came closest most often, "" if none did."""
    whys: tuple[str, ...]
    """Why there was no answer: names of `Why` in lower case, in order of frequency."""
    reasons: tuple[str, ...]
    comments: tuple[str, ...]

    @property
    def question(self) -> str:
        return self.wordings[0] if self.wordings else ""


def group(
    records: Iterable[Record], encoder: Encoder, progress: Progress = silent
) -> tuple[Group, ...]:
    """Group unanswered questions and answers that were rated unhelpful, in order of frequency.
    Records without a text are grouped by their nearest role."""
    without_text: dict[str, list[Record]] = defaultdict(list)
    worded: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if isinstance(record, Feedback) and record.helpful:
            continue
        if record.question is None:
            without_text[_nearest(record)].append(record)
        else:
            worded[words_of(record.question) or record.question].append(record)
    asked = sorted(worded.values(), key=lambda same: (-len(same), _question(same)))
    vectors = _encode([_question(same) for same in asked[:MAX_WORDINGS]], encoder, progress)
    alike = [[record for row in rows for record in asked[row]] for rows in cluster(vectors)]
    groups = map(_group, (*alike, *asked[MAX_WORDINGS:], *without_text.values()))
    return tuple(sorted(groups, key=_order))


def cluster(vectors: Vectors, least: float = MIN_SIMILARITY) -> list[list[int]]:
    """Cluster the rows of unit vectors by complete linkage: the nearest groups are merged first, as
    long as any two rows in a group have a cosine of at least `least`.

    >>> cluster(np.array([[1, 0], [0, 1], [0.8, 0.6]], np.float32), 0.7)
    [[0, 2], [1]]
    """
    if not len(vectors):
        return []
    groups = [[row] for row in range(len(vectors))]
    rows = np.arange(len(vectors))
    alike = vectors @ vectors.T
    np.fill_diagonal(alike, -1)
    nearest = alike.argmax(axis=1)
    while True:
        best = alike[rows, nearest]
        row = int(best.argmax())
        if best[row] < least:
            return [group for group in groups if group]
        one, other = sorted((row, int(nearest[row])))
        groups[one] += groups[other]
        groups[other] = []
        alike[one] = alike[:, one] = np.minimum(alike[one], alike[other])
        alike[one, one] = alike[other] = alike[:, other] = -1
        stale = np.flatnonzero(alike[rows, nearest] < best)
        nearest[stale] = alike[stale].argmax(axis=1)


def _encode(questions: Sequence[str], encoder: Encoder, progress: Progress) -> Vectors:
    vectors: Vectors = np.zeros((len(questions), encoder.dimensions), np.float32)
    for row, question in enumerate(questions):
        vectors[row] = encoder.encode_query(question).vectors[0]
        if row % ENCODED_A_STEP == ENCODED_A_STEP - 1 or row + 1 == len(questions):
            progress("Comparing questions", row + 1, len(questions))
    return vectors


def _group(records: Sequence[Record]) -> Group:
    """Summarise `records`, at least one, which all mean the same."""
    unanswered = [record for record in records if isinstance(record, Unanswered)]
    rated = [record for record in records if isinstance(record, Feedback)]
    questions = Counter(record.question for record in records if record.question is not None)
    return Group(
        wordings=_most_common(questions),
        unanswered=len(unanswered),
        unhelpful=len(rated),
        times=len(unanswered) + sum(record.kind != "no_answer" for record in rated),
        first=min(record.day for record in records),
        last=max(record.day for record in records),
        nearest=next(iter(_most_common(Counter(filter(None, map(_nearest, records))))), ""),
        whys=_most_common(Counter(record.why for record in unanswered)),
        reasons=_most_common(Counter(record.reason for record in rated if record.reason)),
        comments=tuple(record.comment for record in rated if record.comment),
    )


def _most_common(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda text: (-counts[text], text)))


def _question(same: Sequence[Record]) -> str:
    """The most frequent spelling of questions that differ in nothing else."""
    return _most_common(Counter(record.question or "" for record in same))[0]


def _nearest(record: Record) -> str:
    if isinstance(record, Unanswered):
        return record.nearest
    return record.roles[0] if record.roles else ""


def _order(group: Group) -> tuple[int, int, str]:
    return -group.times, -group.last.toordinal(), group.question
