"""Roles that are put beside each other: "tech lead vs architect"."""

from __future__ import annotations

from itertools import zip_longest

from bot.answers.kinds import MAX_HITS
from bot.answers.sections import outside_of
from index.documents.chunk import Passage
from index.fold import words_of
from index.question.intents import asks_difference
from index.question.phrases import stem
from index.question.query import Query
from index.search.index import Found, Hit, Index


def compares(query: Query, index: Index) -> bool:
    """Whether nothing is asked but what several roles are, one beside the other."""
    beside = words_of(outside_of(query)).split()
    return len(query.roles) > 1 and asks_difference(beside, index.wording.stop_words)


def is_made_by(passage: Passage, query: Query, index: Index) -> bool:
    """Whether `passage` makes the comparison itself: "the difference is …"."""
    beside = words_of(outside_of(query)).split()
    asked = [stem(word) for word in beside if word not in index.wording.stop_words]
    said = words_of(passage.text).split()
    return bool(asked) and all(any(word.startswith(one) for word in said) for one in asked)


def of_each(found: Found, index: Index) -> tuple[Hit, ...]:
    """The first passage of each role that is named, and then the hits in these roles, the roles
    taking turns. A passage that the search did not find scores 0."""
    first = (passage for role in found.query.roles for passage in index.passages_of(role)[:1])
    scores = {hit.passage: hit.score for hit in found.hits}
    openings = [Hit(passage, scores.get(passage, 0.0)) for passage in first]
    shown = {hit.passage for hit in openings}
    others = [hit for hit in found.hits if hit.passage not in shown]
    of_roles = ([hit for hit in others if hit.passage.role == role] for role in found.query.roles)
    in_turn = (hit for group in zip_longest(*of_roles) for hit in group if hit)
    return (*openings, *in_turn)[:MAX_HITS]
