"""How well a model finds passages by itself, without anything around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.training.examples import Company
from index.training.model import Learner

MAX_PIECES = 256  # of a text, as the exported model reads them


def hit3(learner: Learner, companies: Sequence[Company]) -> float:
    """The share of questions that have a passage they are answered by among the first three, by
    late interaction alone; 0 without questions."""
    hits = [hit for company in companies for hit in _hits(learner, company)]
    return sum(hits) / len(hits) if hits else 0.0


def _hits(learner: Learner, company: Company) -> list[bool]:
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
    hits = []
    for pieces, vector, right in zip(asked, vectors, answers.values(), strict=True):
        weights = idf[learner.without_special(pieces)]
        best = np.maximum.reduceat(together @ vector.T, firsts, axis=0)
        order = np.argsort(-(best @ weights), kind="stable")[:3]
        hits.append(not right.isdisjoint(order.tolist()))
    return hits
