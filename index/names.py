"""Which role a name means."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from index.document import Role
from index.fold import fold

NEAR = 60  # of 100: "architekt" to "Architect" is 89, "plumber" to "Product Manager" 43
MOST_SUGGESTIONS = 3


def find_roles(name: str, roles: Sequence[Role]) -> tuple[Role, ...]:
    """The roles that `name` fits, in the order of `roles`; several if it fits several, () if none.

    A title beats another name, which beats the end of a title ("engineer" fits every kind of
    engineer). Case, plural and what `fold` makes equal do not matter.
    """
    wanted = _key(name)
    if not wanted:
        return ()
    titled = tuple(role for role in roles if _key(role.title) == wanted)
    named = tuple(role for role in roles if wanted in map(_key, role.other_names))
    ending = tuple(role for role in roles if _key(role.title).endswith(f" {wanted}"))
    return titled or named or ending


def nearest_titles(name: str, roles: Sequence[Role]) -> tuple[str, ...]:
    """At most three titles whose spelling comes near `name`, or whose other name does."""
    spellings = {fold(n).casefold(): r.title for r in roles for n in (r.title, *r.other_names)}
    found = process.extract(
        fold(name).casefold(), list(spellings), scorer=fuzz.WRatio, score_cutoff=NEAR, limit=None
    )
    titles = dict.fromkeys(spellings[spelling] for spelling, _, _ in found)
    return tuple(titles)[:MOST_SUGGESTIONS]


def _key(name: str) -> str:
    """What two spellings of one name share: "Tech Leads" and "tech lead"."""
    words = fold(name).casefold().strip(" ?!.").split()
    if words and words[-1].endswith("s") and not words[-1].endswith("ss"):
        words[-1] = words[-1][:-1]
    return " ".join(words)
