"""What a model finds by itself, without anything around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.encoder.training.examples import Company
from index.encoder.training.model import Floats, Learner

MAX_PIECES = 256  # of a text, as the exported model reads them


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The passages that late interaction finds for a question, best first: their texts, their
    scores of shape (texts,), and which of them answer."""

    question: str
    texts: tuple[str, ...]
    scores: Floats
    is_right: tuple[bool, ...]


def hit3(learner: Learner, companies: Sequence[Company]) -> float:
    """The share of questions that have a passage they are answered by among the first three, by
    late interaction alone; 0 without questions."""
    hits = [any(found.is_right) for found in find_candidates(learner, companies, 3)]
    return sum(hits) / len(hits) if hits else 0.0


def find_candidates(
    learner: Learner, companies: Sequence[Company], top_k: int
) -> Iterator[Candidates]:
    """For each question that is answered."""
    for company in companies:
        yield from _find_candidates(learner, company, top_k)


def _find_candidates(learner: Learner, company: Company, top_k: int) -> Iterator[Candidates]:
    passages = learner.tokenize(company.texts, MAX_PIECES)
    tokens, _ = learner.encode(passages)
    firsts = np.cumsum([0, *(len(text) for text in tokens[:-1])])
    together = np.concatenate(tokens)
    idf = learner.idf(passages).numpy()
    answers: dict[str, set[int]] = {}
    for place, questions in company.answers.items():
        for question in questions:
            answers.setdefault(question, set()).add(place)
    asked = learner.tokenize(list(answers), MAX_PIECES)
    vectors, _ = learner.encode(asked)
    for (question, right), pieces, vector in zip(answers.items(), asked, vectors, strict=True):
        weights = idf[learner.without_special(pieces)]
        best = np.maximum.reduceat(together @ vector.T, firsts, axis=0)
        scores = best @ (weights / weights.sum())
        order = np.argsort(-scores, kind="stable")[:top_k].tolist()
        yield Candidates(
            question,
            tuple(company.texts[place] for place in order),
            scores[order],
            tuple(place in right for place in order),
        )
