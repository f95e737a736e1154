"""How what a role was called is like its title."""

from __future__ import annotations

from index.documents.document import Role
from index.fold import words_of
from index.question.mentions import OWN, SMALL
from index.question.names import key_of
from index.question.question import Likeness, Named


def called(name: str, roles: tuple[Role, ...]) -> Named:
    """`roles` by the `name` that was typed for them."""
    return Named(name, roles, _likeness(name, roles[0]) if len(roles) == 1 else None)


def _likeness(name: str, role: Role) -> Likeness | None:
    """None if `name` is the title, or as good as that."""
    name = OWN.sub("", name)
    key, title = key_of(name), key_of(role.title)
    if _without_small(key) == _without_small(title) or words_of(name) == words_of(role.title):
        return None
    if key.startswith(f"{title} "):
        return None
    if key in map(key_of, role.other_names):
        return Likeness.OTHER_NAME
    if title.endswith(f" {key}"):
        return Likeness.ENDING
    if key == "".join(word[0] for word in title.split()):
        return Likeness.INITIALS
    if set(key.split()) < set(title.split()):
        return Likeness.SHORTENED
    return Likeness.SLIP


def _without_small(key: str) -> list[str]:
    return [word for word in key.split() if word not in SMALL]
