"""Baselines for retrieval: plain dense search and BM25, which know nothing about roles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec

import numpy as np

from bot.answers.kinds import MAX_HITS, Passages
from bot.evaluate.match import lines_in
from bot.evaluate.measure import Outcome, judge
from bot.evaluate.run import Asked
from index.encoder.encoded import Vectors
from index.errors import SettingsError
from index.fold import fold, words_of
from index.search.engine import Hit
from index.search.index import Index

Scores = Callable[[str], Vectors]
"""The scores of all passages of an index for a question."""


def dense(index: Index) -> Scores:
    """One vector per passage."""
    texts = [fold(passage.searchable()) for passage in index.passages]
    vectors = index.encoder.encode_documents(texts).vectors
    return lambda question: vectors @ index.encoder.encode_query(fold(question)).vectors[0]


def bm25(index: Index) -> Scores:
    """Okapi BM25 over normalised words."""
    from rank_bm25 import BM25Okapi  # here, since it is part of an extra

    ranker = BM25Okapi([words_of(passage.searchable()).split() for passage in index.passages])
    return lambda question: ranker.get_scores(words_of(question).split()).astype(np.float32)


BASELINES: dict[str, Callable[[Index], Scores]] = {"dense": dense, "BM25": bm25}


def require_baselines() -> None:
    """Raise SettingsError if the package for BM25 is not installed."""
    if find_spec("rank_bm25") is None:
        raise SettingsError(
            "--baselines",
            "The package rank-bm25 is not installed.",
            "Install it with: pip install 'rolebot[baselines]'",
        )


def ask_baseline(name: str, asked: Asked) -> tuple[Outcome, ...]:
    """Ask only the answerable questions, since a baseline never declines."""
    scores = BASELINES[name](asked.index)
    lines = lines_in(asked.content)
    return tuple(
        judge(question, Passages(_best(scores(question.text), asked.index), 1.0), lines)
        for question in asked.questions.questions
        if question.wanted
    )


def _best(scores: Vectors, index: Index) -> tuple[Hit, ...]:
    order: Sequence[int] = np.argsort(-scores, kind="stable")[:MAX_HITS].tolist()
    return tuple(Hit(index.passages[row], 0.0) for row in order)
