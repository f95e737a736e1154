"""Finds the passages that answer a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import faiss
import numpy as np

from index.deadline import NEVER, Deadline
from index.documents.chunk import Passage, text_of
from index.encoder.encoded import Encoded, Tokens, pooled
from index.fold import fold
from index.question.names import MAX_SUGGESTIONS
from index.question.question import Question
from index.question.steps import ALL, Steps
from index.search.confidence import Evidence
from index.search.exemplars import Nearness
from index.search.index import Index
from index.search.maxsim import interact
from index.search.rank import Asked, Candidates, Ranked, rank

RIVALS = 10  # passages, the best one included, that its margin is measured on
MIN_CANDIDATES = 200  # passages; a twentieth of a larger collection
MAX_CANDIDATES_TO_ENCODE = 50  # where their pieces are not kept; 2 ms each


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `score` is how well it fits, 0–1; see `search`."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a question finds: `hits`, best first, whether they answer it, and the `confidence` that
    the first one does, 0–1. `topic` is that of the nearest unanswerable exemplar, None if the
    question is more like answerable ones; `titles` are those closest in meaning to a role that the
    question names, but that does not exist."""

    hits: tuple[Hit, ...]
    evidence: Evidence | None
    is_answered: bool
    confidence: float
    topic: str | None
    titles: tuple[str, ...] = ()


def search(
    question: Question, index: Index, top_k: int, steps: Steps = ALL, deadline: Deadline = NEVER
) -> Found:
    """Find the `top_k` passages that answer best, or fewer if there are no more. Raises
    TimeoutError after the `deadline`."""
    deadline.check()
    if not index.passages:
        return Found((), None, False, 0.0, None)
    asked = _encode(question.text, index, steps)
    deadline.check()
    candidates = _candidates(asked, question, index)
    deadline.check()
    reranker = index.encoder.reranker if steps.reranking else None
    ranked = _rows_once(rank(asked, question, candidates, reranker), candidates)
    ranked = ranked[: max(top_k, RIVALS)]
    hits = tuple(Hit(candidates.passages[one.place], one.score) for one in ranked[:top_k])
    deadline.check()
    evidence, topic = _weigh(asked, question, candidates, ranked, index, steps)
    deadline.check()
    return Found(
        hits,
        evidence,
        index.calibration.answers(evidence),
        index.calibration.confidence(evidence),
        topic,
        _titles_near_unknown(asked, question, index),
    )


def _rows_once(ranked: Sequence[Ranked], candidates: Candidates) -> list[Ranked]:
    """A row that says who does what is a passage, and so is what it says of each role: of all these
    the best alone."""
    rows: set[tuple[str, int]] = set()
    once = []
    for one in ranked:
        passage = candidates.passages[one.place]
        place = passage.path, passage.line
        if not passage.cells or place not in rows:
            once.append(one)
        if passage.cells:
            rows.add(place)
    return once


def titles_near(name: str, index: Index) -> tuple[str, ...]:
    """Return the titles of roles closest in meaning to `name`, at most three."""
    if not index.passages:
        return ()
    return _titles_near(index.encoder.encode_query(fold(name)).tokens, index)


def _titles_near_unknown(asked: Asked, question: Question, index: Index) -> tuple[str, ...]:
    name = question.unknown.name if question.unknown else ""
    start = question.text.find(name)
    if not name or start < 0:
        return ()
    return _titles_near(asked.encoded.tokens[asked.inside(start, start + len(name))], index)


def _titles_near(pieces: Tokens, index: Index) -> tuple[str, ...]:
    titles, vectors = index.titles
    if not titles or not len(pieces):
        return ()
    order = np.argsort(-(vectors @ pooled(pieces)), kind="stable")
    return tuple(titles[number] for number in order[:MAX_SUGGESTIONS])


def _encode(text: str, index: Index, steps: Steps) -> Asked:
    encoded = index.encoder.encode_query(text)
    idf = index.idf[encoded.pieces]
    return Asked(encoded, idf if steps.rarity else np.ones_like(idf))


def _candidates(asked: Asked, question: Question, index: Index) -> Candidates:
    """Return the passages closest in meaning, and as many of named roles, in reading order."""
    most = MAX_CANDIDATES_TO_ENCODE
    if index.encoded.has_tokens:
        most = max(MIN_CANDIDATES, len(index.passages) // 20)
    found = _nearest(asked, index, most, None)
    if roles := {role for mention in question.mentions for role in mention.roles}:
        own = [row for row, passage in enumerate(index.passages) if passage.role in roles]
        selector = faiss.IDSelectorBatch(np.array(own, np.int64))
        # faiss's type hints lack the argument
        among = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        found |= _nearest(asked, index, most, among)
    rows = sorted(found)
    return Candidates(tuple(index.passages[row] for row in rows), _encoded_at(rows, index))


def _nearest(
    asked: Asked, index: Index, most: int, among: faiss.SearchParameters | None
) -> set[int]:
    """Return the rows of at most `most` passages. `among` selects from which ones; None for all."""
    _, rows = index.vectors.search(asked.encoded.vectors[:1], most, params=among)
    return {row for row in rows[0].tolist() if row >= 0}  # -1 stands for those that are missing


def _encoded_at(rows: Sequence[int], index: Index) -> Encoded:
    if index.encoded.has_tokens:
        return index.encoded.take(rows)
    return index.encoder.encode_documents([text_of(index.passages[row]) for row in rows])


def _weigh(
    asked: Asked,
    question: Question,
    candidates: Candidates,
    ranked: Sequence[Ranked],
    index: Index,
    steps: Steps,
) -> tuple[Evidence, str | None]:
    """Return the evidence for the best candidate, and the topic of the nearest exemplar."""
    outside = asked.outside(question.mentions)
    weights = outside.astype(np.float32)
    if not question.is_bare and (asked.weights * outside).any():
        weights = asked.weights * outside
    near = index.exemplars.compare(asked.encoded, outside) if steps.exemplars else Nearness()
    best, *others = ranked
    rivals = [rival.score for rival in others[: RIVALS - 1]]
    seen = [one.relevance for one in ranked if one.relevance is not None]
    answering = _answering(question, candidates, ranked)
    evidence = Evidence(
        found=float(interact(asked.encoded, weights, candidates.encoded.take([best.place]))[0]),
        relevance=max(seen, default=None),
        margin=best.score - float(np.mean(rivals or [0])),
        leaning=near.leaning,
        literal=float(index.lexicon.say_all(answering, question)),
        unknown=_unknown(question),
    )
    return evidence, None if near.topic is None else index.wording.topics[near.topic]


def _answering(
    question: Question, candidates: Candidates, ranked: Sequence[Ranked]
) -> list[Passage]:
    """Return the best passage, and also the second for a question that joins two."""
    count = 2 if " and " in question.text else 1
    return [candidates.passages[one.place] for one in ranked[:count]]


def _unknown(question: Question) -> float:
    if question.unknown is None:
        return 0.0
    return question.unknown_share * (0.5 if question.unknown.is_kin else 1.0)
