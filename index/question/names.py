"""Which role a name means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

from index.documents.document import Role
from index.fold import words_of

NEAR = 60  # of 100: "architekt" to "Architect" is 89, "plumber" to "Product Manager" 43
BEGUN = 0.9
MAX_SUGGESTIONS = 3
MIN_PLURAL = 3  # letters, as "PMs"; "OS" is no plural

# What tells roles of one title apart, the first that does: "Engineer (L2)".
DETAILS: tuple[Callable[[Role], str | None], ...] = (
    lambda role: role.level,
    lambda role: role.family,
    lambda role: role.path,
    lambda role: f"{role.path}:{role.line}",
)


def find_roles(name: str, roles: Sequence[Role]) -> tuple[Role, ...]:
    """The roles that `name` fits, in the order of `roles`; several if it fits several, () if none.

    A title beats a label, another name, and the end of a title ("engineer" fits every kind of
    engineer), in this order. Case, punctuation, emoji and plural do not matter, except between
    titles that differ in nothing else.
    """
    exact = tuple(role for role in roles if role.title == name.strip())
    wanted = key_of(name)
    if len(exact) == 1 or not wanted:
        return exact
    said = words_of(name)
    same = tuple(role for role in roles if words_of(role.title) == said)
    titled = same or tuple(role for role in roles if key_of(role.title) == wanted)
    labelled = tuple(role for role, label in _labels(roles).items() if key_of(label) == wanted)
    named = tuple(role for role in roles if wanted in map(key_of, role.other_names))
    ending = tuple(role for role in roles if key_of(role.title).endswith(f" {wanted}"))
    return titled or labelled or named or ending


def name_stands_in(name: str, text: str) -> bool:
    """Whether `text` has these words, one behind the other."""
    return f" {words_of(name)} " in f" {words_of(text)} "


def label_roles(roles: Sequence[Role]) -> tuple[str, ...]:
    """A name for each that `find_roles` finds it by: its title, where several have the same
    with its level, family or path behind it."""
    labels = _labels(roles)
    return tuple(labels.get(role, role.title) for role in roles)


def alike(roles: Sequence[Role]) -> tuple[tuple[Role, ...], ...]:
    """Groups of roles that have one title. "Partner" and "Partners" are two."""
    groups: dict[str, list[Role]] = defaultdict(list)
    for role in roles:
        groups[words_of(role.title) or role.title].append(role)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def told_apart_by_path_only(group: Sequence[Role]) -> bool:
    """Whether neither level nor family distinguishes roles of one title."""
    return not any(_tells_apart(detail, group) for detail in DETAILS[:2])


def nearest_titles(name: str, roles: Sequence[Role]) -> tuple[str, ...]:
    """At most three titles whose spelling comes near `name`, or whose other name does."""
    wanted = words_of(name)
    spellings = {words_of(n): r.title for r in roles for n in (r.title, *r.other_names)}
    scores = {spelling: _likeness(wanted, spelling) for spelling in spellings if wanted}
    near = sorted((s for s in scores if scores[s] >= NEAR), key=lambda s: -scores[s])
    return tuple(dict.fromkeys(spellings[spelling] for spelling in near))[:MAX_SUGGESTIONS]


def _likeness(name: str, spelling: str) -> float:
    """Of 100; for the beginning of a name, or of a word in it, nearly as much as for all of it."""
    starts = [0, *(gap + 1 for gap, letter in enumerate(spelling) if letter == " ")]
    beginnings = (spelling[start : start + len(name)] for start in starts)
    begun = max(fuzz.ratio(name, beginning) for beginning in beginnings)
    return max(fuzz.ratio(name, spelling), fuzz.token_ratio(name, spelling), BEGUN * begun)


def _labels(roles: Sequence[Role]) -> dict[Role, str]:
    """Only of roles that share their title with others."""
    labels = {}
    for group in alike(roles):
        detail = next(detail for detail in DETAILS if _tells_apart(detail, group))
        labels.update({role: f"{role.title} ({detail(role)})" for role in group})
    return labels


def _tells_apart(detail: Callable[[Role], str | None], group: Sequence[Role]) -> bool:
    values = [detail(role) for role in group]
    return None not in values and len(set(values)) == len(values)


def key_of(name: str) -> str:
    """What singular and plural of a name share: "Tech Leads?" and "tech lead"."""
    words = words_of(name)
    is_plural = words.endswith("s") and not words.endswith("ss")
    return words[:-1] if is_plural and len(words.split()[-1]) >= MIN_PLURAL else words
