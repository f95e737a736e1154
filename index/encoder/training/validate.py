"""Retrieval by MaxSim alone, which validation measures and a reranker is validated on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.encoder.training.examples import Company
from index.encoder.training.model import Floats, LoraModel

MAX_PIECES = 256  # of a text, as the exported model reads them


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The passages that late interaction finds for a question, best first: their texts, scores of
    shape (texts,), and which of them answer."""

    question: str
    texts: tuple[str, ...]
    scores: Floats
    is_right: tuple[bool, ...]


def hit3(lora: LoraModel, companies: Sequence[Company]) -> float:
    """Return the share of questions that are answered by one of the first three passages, by late
    interaction alone; 0 without questions."""
    hits = [any(found.is_right) for found in find_candidates(lora, companies, 3)]
    return sum(hits) / len(hits) if hits else 0.0


def find_candidates(
    lora: LoraModel, companies: Sequence[Company], top_k: int
) -> Iterator[Candidates]:
    """Yield the `top_k` candidates for each answerable question."""
    for company in companies:
        yield from _find_candidates(lora, company, top_k)


def _find_candidates(lora: LoraModel, company: Company, top_k: int) -> Iterator[Candidates]:
    passages = lora.tokenize(company.texts, MAX_PIECES)
    tokens, _ = lora.encode(passages)
    firsts = np.cumsum([0, *(len(text) for text in tokens[:-1])])
    together = np.concatenate(tokens)
    idf = lora.idf(passages).numpy()
    answers: dict[str, set[int]] = {}
    for place, questions in company.answers.items():
        for question in questions:
            answers.setdefault(question, set()).add(place)
    asked = lora.tokenize(list(answers), MAX_PIECES)
    vectors, _ = lora.encode(asked)
    for (question, right), pieces, vector in zip(answers.items(), asked, vectors, strict=True):
        weights = idf[lora.without_special_tokens(pieces)]
        best = np.maximum.reduceat(together @ vector.T, firsts, axis=0)
        scores = best @ (weights / weights.sum())
        order = np.argsort(-scores, kind="stable")[:top_k].tolist()
        yield Candidates(
            question,
            tuple(company.texts[place] for place in order),
            scores[order],
            tuple(place in right for place in order),
        )
