"""Roles that are put beside each other: "tech lead vs architect"."""

from __future__ import annotations

from bot.answer import MOST_HITS
from bot.sections import outside_of
from index.fold import words_of
from index.query import Query
from index.search import Found, Hit, Index

# Words that put roles beside each other, and ask nothing else of them.
COMPARES = frozenset(
    (
        *("compare", "compared", "compares", "comparison", "contrast", "differ", "difference"),
        *("differences", "different", "differs", "distinction", "distinguish", "between", "from"),
        *("versus", "vs"),
    )
)


def compares(query: Query, index: Index) -> bool:
    """Whether nothing is asked but what several roles are, one beside the other."""
    telling = set(words_of(outside_of(query)).split()) - index.wording.stop_words
    return len(query.roles) > 1 and telling <= COMPARES


def of_each(found: Found, index: Index) -> tuple[Hit, ...]:
    """Of each role that is named what its document begins with; then what was found."""
    first = (passage for role in found.query.roles for passage in index.passages_of(role)[:1])
    begun = [Hit(passage, found.hits[0].score) for passage in first]
    begins = {hit.passage for hit in begun}
    others = (hit for hit in found.hits if hit.passage not in begins)
    return (*begun, *others)[:MOST_HITS]
