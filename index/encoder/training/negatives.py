"""Hard negatives: passages of the same company that look like an answer and are none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from index.encoder.training.examples import Company, Negatives
from index.encoder.training.model import MAX_PASSAGE, MAX_QUESTION, Floats, LoraModel

MAX_NEGATIVES = 12  # for each passage or question
MAX_SIMILARITY = 0.8  # cosine; above it, passages are near-duplicates, as copies of a text are


def find_negatives(lora: LoraModel, companies: Sequence[Company]) -> list[Negatives]:
    """Find the passages most similar to each question, by the pooled vectors of the model before
    training. A passage with several questions gets those closest to any of them, without itself
    and its near-duplicates."""
    return [_negatives(lora, company) for company in companies]


def _negatives(lora: LoraModel, company: Company) -> Negatives:
    _, passages = lora.encode(lora.tokenize(company.texts, MAX_PASSAGE))
    places = [place for place, questions in company.answers.items() for _ in questions]
    questions = list(chain.from_iterable(company.answers.values()))
    similarities = np.full((len(company.texts), len(company.texts)), -np.inf, np.float32)
    np.maximum.at(similarities, places, _similarities(lora, questions, passages))
    similarities[passages @ passages.T > MAX_SIMILARITY] = -np.inf
    unanswerable = _similarities(lora, company.unanswerable, passages)
    return Negatives(
        {place: _nearest(similarities[place]) or (place,) for place in company.answers},
        dict(zip(company.unanswerable, map(_nearest, unanswerable), strict=True)),
    )


def _similarities(lora: LoraModel, questions: Sequence[str], passages: Floats) -> Floats:
    """Shape (questions, passages)."""
    if not questions:
        return np.zeros((0, len(passages)), np.float32)
    _, vectors = lora.encode(lora.tokenize(questions, MAX_QUESTION))
    return vectors @ passages.T


def _nearest(similarities: Floats) -> tuple[int, ...]:
    order = np.argsort(-similarities, kind="stable")[:MAX_NEGATIVES]
    return tuple(place for place in order.tolist() if similarities[place] > -np.inf)
