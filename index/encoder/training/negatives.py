"""Hard negatives: passages of the same company that look like an answer and are none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.encoder.training.examples import Company, Negatives
from index.encoder.training.model import MAX_PASSAGE, MAX_QUESTION, Floats, Learner

NEAREST = 12
DUPLICATE = 0.8  # cosine: what is nearer says the same, as copies of one framework do


def find_negatives(learner: Learner, companies: Sequence[Company]) -> list[Negatives]:
    """The passages nearest to a question, by the pooled vectors of the model as it is. Of a passage
    with several questions those nearest to any of them, without itself and others that say the
    same."""
    return [_negatives(learner, company) for company in companies]


def _negatives(learner: Learner, company: Company) -> Negatives:
    _, passages = learner.encode(learner.tokenize(company.texts, MAX_PASSAGE))
    asked = [(place, question) for place, some in company.answers.items() for question in some]
    nearness = np.full((len(company.texts), len(company.texts)), -np.inf, np.float32)
    for (place, _), row in zip(
        asked, _nearness(learner, [q for _, q in asked], passages), strict=True
    ):
        nearness[place] = np.maximum(nearness[place], row)
    nearness[passages @ passages.T > DUPLICATE] = -np.inf
    return Negatives(
        {place: _nearest(nearness[place]) or (place,) for place in company.answers},
        {
            question: _nearest(row)
            for question, row in zip(
                company.unanswerable,
                _nearness(learner, company.unanswerable, passages),
                strict=True,
            )
        },
    )


def _nearness(learner: Learner, questions: Sequence[str], passages: Floats) -> Floats:
    """Shape (questions, passages)."""
    if not questions:
        return np.zeros((0, len(passages)), np.float32)
    _, vectors = learner.encode(learner.tokenize(questions, MAX_QUESTION))
    return vectors @ passages.T


def _nearest(nearness: Floats) -> tuple[int, ...]:
    order = np.argsort(-nearness, kind="stable")[:NEAREST]
    return tuple(place for place in order.tolist() if nearness[place] > -np.inf)
