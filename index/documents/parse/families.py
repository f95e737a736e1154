"""What a family of levels is called, and whether a heading speaks of levels at all."""

from __future__ import annotations

from collections.abc import Iterable

from index.documents.parse.role_names import head_noun, pieces_of
from index.fold import words_of

OF_CAREERS = frozenset(
    ("career", "careers", "grades", "ladder", "ladders", "leveling", "levelling", "progression")
)
OF_LEVELS = OF_CAREERS | frozenset(
    ("band", "bands", "framework", "grade", "level", "levels", "rungs", "tiers", "track", "tracks")
)
# What a family's page is called beside the family's name: in front of it, and behind.
IN_FRONT = frozenset(
    ("a", "career", "grades", "job", "ladder", "levels", "of", "for", "our", "the")
)
BEHIND = OF_LEVELS | frozenset(
    (
        *("and", "at", "by", "competencies", "competency", "contributor", "description"),
        *(
            "descriptions",
            "each",
            "expectations",
            "families",
            "family",
            "for",
            "guide",
            "individual",
        ),
        *("in", "job", "matrix", "of", "our", "overview", "path", "paths", "per", "role", "roles"),
        *("skills", "the", "to"),
    )
)


def is_about_levels(text: str) -> bool:
    """Those of a career, or of anything else."""
    return not OF_LEVELS.isdisjoint(words_of(text).split())


def is_about_careers(text: str) -> bool:
    return not OF_CAREERS.isdisjoint(words_of(text).split())


def family_of(texts: Iterable[str]) -> str:
    """The name of a family, by the headings above its levels, the nearest first; "" if these name
    none.

    >>> family_of(["Level Progression", "The Harbour Engineering Career Ladder"])
    'Harbour Engineering'
    >>> family_of(["Engineering framework: Communication"]), family_of(["Buying: levels 1 to 5"])
    ('Engineering', 'Buying')
    """
    return next(filter(None, map(_family_in, texts)), "")


def _family_in(text: str) -> str:
    """Of several pieces that which names a role, or speaks of levels, and names anything else."""
    pieces = pieces_of(text)
    ordered = sorted(pieces, key=lambda one: (head_noun(one) is None, not is_about_levels(one)))
    return next(filter(None, map(_without_generic, ordered)), "")


def _without_generic(text: str) -> str:
    words = text.split()
    while words and _is_generic(words):
        words.pop()
    while words and words_of(words[0]) in IN_FRONT:
        del words[0]
    return " ".join(words).rstrip(",;")


def _is_generic(words: list[str]) -> bool:
    """Whether the last of `words` is, as is all that has no letters, or digits beside them."""
    last = words_of(words[-1])
    is_of_career = last == "development" and words_of(" ".join(words[-2:-1])).startswith("career")
    has_digits = any(map(str.isdigit, last))
    return not last or last in BEHIND or has_digits or is_of_career
