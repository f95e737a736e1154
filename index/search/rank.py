"""Ranks candidates by how well they answer a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.documents.chunk import Passage, text_of
from index.documents.document import Role
from index.encoder.encoded import Encoded, Vectors
from index.encoder.rerank import RELEVANCE, RERANKED, Reranker
from index.question.mentions import How, Mention
from index.question.question import Question
from index.search.maxsim import interact

# Added to late interaction, which is at most 1, if the question names the role.
NAMED = {**dict.fromkeys(How, 0.05), How.ENDING: 0.025}
HIGHEST = 1.3  # late interaction, a role's name and a reranker that is sure, together


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """An encoded question, and how much each piece of it counts, shape (pieces,)."""

    encoded: Encoded
    weights: Vectors

    def inside(self, start: int, end: int) -> NDArray[np.bool_]:
        """Return which pieces begin at the characters `start` up to `end` of the text."""
        found: NDArray[np.bool_] = (self.encoded.places >= start) & (self.encoded.places < end)
        return found

    def outside(self, mentions: Sequence[Mention]) -> NDArray[np.bool_]:
        """Return which pieces are not part of a role's name."""
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
    """The candidate at `place`. `score` is how well it fits, 0–1, and `relevance` the reranker's
    logit, None for what the reranker has not read."""

    place: int
    score: float
    relevance: float | None


def rank(
    asked: Asked, question: Question, candidates: Candidates, reranker: Reranker | None
) -> list[Ranked]:
    """Return the candidates, best first. If the question names several roles, the best of each come
    in turn, without the reranker, which reads one passage at a time."""
    scores = interact(asked.encoded, asked.weights, candidates.encoded)
    scores = scores + _bonus(question, candidates)
    order = _order(question, candidates, scores)
    relevance: dict[int, float] = {}
    if reranker and len(_compared(question.mentions)) < 2:
        first = order[:RERANKED]
        texts = [text_of(candidates.passages[place]) for place in first]
        logits = reranker.compare(question.text, texts)
        # They stay above the others, which are no better for not having been read.
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
    """Return the places of candidates, best first, or the best of each compared role in turn."""
    compared = _compared(question.mentions)
    if len(compared) < 2:
        return _descending(scores)
    of_roles = [_only_of(roles, candidates.passages, scores) for roles in compared]
    of_roles.sort(key=lambda own: -float(own.max()))
    in_turn = zip(*map(_descending, of_roles), strict=True)
    return list(dict.fromkeys(chain.from_iterable(in_turn)))


def _compared(mentions: Sequence[Mention]) -> tuple[tuple[Role, ...], ...]:
    """Return the roles of each certain mention, if they are different ones."""
    certain = (mention.roles for mention in mentions if mention.how is not How.ENDING)
    return tuple(dict.fromkeys(certain))


def _only_of(roles: Sequence[Role], passages: Sequence[Passage], scores: Vectors) -> Vectors:
    """Lower the scores of other roles' passages, so that those come after all of these."""
    own: Vectors = np.where([passage.role in roles for passage in passages], scores, scores - 10)
    return own


def _descending(scores: Vectors) -> list[int]:
    order: list[int] = np.argsort(-scores, kind="stable").tolist()
    return order
