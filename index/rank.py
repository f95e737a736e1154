"""Candidates in the order in which they answer a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from index.chunk import Passage
from index.document import Role
from index.encode import Encoded, Vectors
from index.late import likeness
from index.mentions import How, Mention
from index.query import Query
from index.steps import Steps
from index.titles import numbers_in

# What each measure counts in a passage's score, besides late interaction, which counts 1.
COSINE = 0.5  # of the nearest clause
NAMED = {**dict.fromkeys(How, 0.05), How.ENDING: 0.025}
ROLE_TITLE = 0.1
SECTION_TITLE = 0.05
NUMBER = 0.1  # that stands above the passage, too: mostly a level
FORMAL = 0.5  # of the question with formal words, beside the question as it was asked
SECTION = 0.1  # of the mean of the candidates in its section, which knows what that is about
OTHER_PARTS = 0.5  # of their weight remains to the words of the other questions in one
TITLES = np.array([ROLE_TITLE, SECTION_TITLE, NUMBER], np.float32)
HIGHEST = (1 + COSINE + max(NAMED.values()) + float(TITLES.sum())) * (1 + SECTION)

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question as encoded, what each piece of it counts, shape (pieces,), and the cosine to the
    nearest clause of every passage there is, shape (passages,)."""

    encoded: Encoded
    weights: Vectors
    cosines: Vectors

    def only(self, pieces: NDArray[np.bool_], others: float = 0) -> Asked:
        """With `others` of their weight left to all but those pieces; unchanged, if those have
        none."""
        weights: Vectors = self.weights * np.where(pieces, np.float32(1), np.float32(others))
        return replace(self, weights=weights) if (self.weights * pieces).any() else self

    def inside(self, start: int, end: int) -> NDArray[np.bool_]:
        """Which pieces are there, in characters of the text."""
        found: NDArray[np.bool_] = (self.encoded.places >= start) & (self.encoded.places < end)
        return found

    def without_roles(self, mentions: Sequence[Mention]) -> NDArray[np.bool_]:
        """Which pieces are not part of a role's name."""
        outside = np.ones(len(self.weights), bool)
        for mention in mentions:
            outside &= ~self.inside(mention.start, mention.end)
        return outside


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Passages that may answer, as encoded; `rows` are their places among all. `title_shares`:
    how much the question says of the title of each one's role and section, and whether of a
    number in what stands above it, 0-1, shape (passages, 3)."""

    passages: tuple[Passage, ...]
    rows: Places
    encoded: Encoded
    title_shares: Vectors


def rank(
    asked: Asked, formal: Asked | None, query: Query, candidates: Candidates, steps: Steps
) -> Iterator[tuple[int, float]]:
    """Places in `candidates`, best first, each with its score, 0-1. Of several questions in one,
    or of several roles in one question, the best of each come in turn."""
    bonus = _bonus(query, candidates)
    scores = score(asked, query.mentions, candidates, steps)
    if formal is not None:
        scores = (1 - FORMAL) * scores + FORMAL * score(formal, (), candidates, steps)
    scores = _with_sections(scores + bonus, candidates)
    shown = np.clip(scores / HIGHEST, 0, 1)
    for place in _interleave(list(_orders(asked, query, candidates, scores, bonus, steps))):
        yield place, float(shown[place])


def score(
    asked: Asked, mentions: Sequence[Mention], candidates: Candidates, steps: Steps
) -> Vectors:
    """How well each candidate fits, shape (candidates,). `mentions` are places in what is
    asked."""
    cosines: Vectors = asked.cosines[candidates.rows]
    if not steps.late_interaction:
        return cosines
    found: Vectors = _interact(asked, mentions, candidates) + COSINE * cosines
    return found


def _interact(asked: Asked, mentions: Sequence[Mention], candidates: Candidates) -> Vectors:
    """As in `index.late`, but all passages of a role that is named say its name as well as the
    best of them, and all others as well as their mean: the name tells which role, but of two
    passages of a role the one that says it again answers no better."""
    weights = asked.weights
    counted = weights > 0
    if not counted.any():
        return np.zeros(len(candidates.rows), np.float32)
    found = likeness(asked.encoded, counted, candidates.encoded)
    for mention in mentions:
        name = asked.inside(mention.start, mention.end)[counted]
        own = np.array([passage.role in mention.roles for passage in candidates.passages])
        for some, level in ((own, np.max), (~own, np.mean)):
            if some.any():
                found[np.ix_(some, name)] = level(found[np.ix_(some, name)], axis=0)
    scores: Vectors = found @ (weights[counted] / weights.sum())
    return scores


def _with_sections(scores: Vectors, candidates: Candidates) -> Vectors:
    """Each score with its share of the mean of its section."""
    numbers: dict[tuple[Role, str], int] = {}
    sections = [numbers.setdefault((p.role, p.section), len(numbers)) for p in candidates.passages]
    means = np.bincount(sections, scores) / np.maximum(np.bincount(sections), 1)
    found: Vectors = (scores + SECTION * means[sections]).astype(np.float32)
    return found


def _bonus(query: Query, candidates: Candidates) -> Vectors:
    """For what the question names: a role, and words of titles."""
    named: dict[Role, float] = {}
    for mention in query.mentions:
        for role in mention.roles:
            named[role] = max(named.get(role, 0), NAMED[mention.how])
    of_role = np.array([named.get(p.role, 0) for p in candidates.passages], np.float32)
    titles: Vectors = candidates.title_shares @ TITLES
    return of_role + titles


def _orders(
    asked: Asked,
    query: Query,
    candidates: Candidates,
    scores: Vectors,
    bonus: Vectors,
    steps: Steps,
) -> Iterator[Places]:
    """One order of candidates, or several to take in turn."""
    compared = _compared(query.mentions) if steps.parts else ()
    if len(query.parts) > 1:
        for start, end in query.parts:
            part = asked.only(asked.inside(start, end), OTHER_PARTS)
            own = score(part, query.mentions, candidates, steps) + bonus
            yield _descending(_with_sections(own, candidates))
    elif len(compared) > 1:
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


def shares_of(
    passages: Sequence[Passage],
    roles: Mapping[str, float],
    sections: Mapping[str, float],
    numbers: frozenset[str] = frozenset(),
) -> Vectors:
    """`Candidates.title_shares` of passages, from the share of each title and the numbers that
    the question has."""
    shares = [
        (
            roles.get(p.role.title, 0),
            sections.get(p.section, 0),
            bool(numbers) and any(numbers & numbers_in(title) for title in _above(p)),
        )
        for p in passages
    ]
    return np.array(shares, np.float32).reshape(len(passages), len(TITLES))


def _above(passage: Passage) -> tuple[str, ...]:
    return (passage.role.title, passage.section, *passage.context)
