"""Candidates in the order in which they answer a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from index.documents.chunk import Passage, text_of
from index.documents.document import Role
from index.encoder.encoded import Encoded, Vectors
from index.encoder.rerank import RELEVANCE, RERANKED, Reranker
from index.question.mentions import How, Mention
from index.question.question import Question
from index.search.maxsim import interact

# What is added to late interaction, which is at most 1, if the question names the role.
NAMED = {**dict.fromkeys(How, 0.05), How.ENDING: 0.025}
HIGHEST = 1.3  # of late interaction, a role's name and a reranker that is sure

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question as encoded, and what each piece of it counts, shape (pieces,)."""

    encoded: Encoded
    weights: Vectors

    def inside(self, start: int, end: int) -> NDArray[np.bool_]:
        """Which pieces are there, in characters of the text."""
        found: NDArray[np.bool_] = (self.encoded.places >= start) & (self.encoded.places < end)
        return found

    def outside(self, mentions: Sequence[Mention]) -> NDArray[np.bool_]:
        """Which pieces are not part of a role's name."""
        found = np.ones(len(self.weights), bool)
        for mention in mentions:
            found &= ~self.inside(mention.start, mention.end)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Passages that may answer, in reading order, and their encodings in the same order."""

    passages: tuple[Passage, ...]
    encoded: Encoded


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidate at `place`. `score` is how well it fits, 0-1, and `relevance` what the reranker
    says of it, as a logit; None if it says nothing."""

    place: int
    score: float
    relevance: float | None


def rank(
    asked: Asked, question: Question, candidates: Candidates, reranker: Reranker | None
) -> list[Ranked]:
    """The candidates, best first. If the question names several roles, the best of each come in
    turn, and the reranker, which reads one at a time, is not asked."""
    scores = interact(asked.encoded, asked.weights, candidates.encoded)
    scores = scores + _bonus(question, candidates)
    order = _order(question, candidates, scores)
    relevance: dict[int, float] = {}
    if reranker and len(_compared(question.mentions)) < 2:
        first = order[:RERANKED]
        texts = [text_of(candidates.passages[place]) for place in first]
        logits = reranker.compare(question.text, texts)
        # Above the others they stay: what the reranker has not seen is not better for it.
        scores[first] += RELEVANCE * (logits - logits.min())
        relevance = dict(zip(first, logits.tolist(), strict=True))
        order = _order(question, candidates, scores)
    shown = np.clip(scores / HIGHEST, 0, 1)
    return [Ranked(place, float(shown[place]), relevance.get(place)) for place in order]


def _bonus(question: Question, candidates: Candidates) -> Vectors:
    named: dict[Role, float] = {}
    for mention in question.mentions:
        for role in mention.roles:
            named[role] = max(named.get(role, 0), NAMED[mention.how])
    return np.array([named.get(p.role, 0) for p in candidates.passages], np.float32)


def _order(question: Question, candidates: Candidates, scores: Vectors) -> list[int]:
    return _interleave(list(_orders(question, candidates, scores)))


def _orders(question: Question, candidates: Candidates, scores: Vectors) -> Iterator[Places]:
    """One order of candidates, or several to take in turn."""
    compared = _compared(question.mentions)
    if len(compared) > 1:
        of_roles = [_only_of(roles, candidates.passages, scores) for roles in compared]
        for own in sorted(of_roles, key=lambda own: -float(own.max())):
            yield _descending(own)
    else:
        yield _descending(scores)


def _compared(mentions: Sequence[Mention]) -> tuple[tuple[Role, ...], ...]:
    """The roles of each certain mention, if they are different ones."""
    certain = (mention.roles for mention in mentions if mention.how is not How.ENDING)
    return tuple(dict.fromkeys(certain))


def _only_of(roles: Sequence[Role], passages: Sequence[Passage], scores: Vectors) -> Vectors:
    """Passages of other roles come after all of these."""
    own: Vectors = np.where([passage.role in roles for passage in passages], scores, scores - 10)
    return own


def _descending(scores: Vectors) -> Places:
    return np.argsort(-scores, kind="stable")


def _interleave(orders: Sequence[Places]) -> list[int]:
    """The first of each, then the second of each, and so on; each once."""
    in_turn = zip_longest(*(order.tolist() for order in orders))
    places = (place for group in in_turn for place in group if place is not None)
    return list(dict.fromkeys(places))
