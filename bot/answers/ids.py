"""Short names for passages and roles, by which a button finds again what it stands under."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.documents.chunk import Passage
from index.documents.document import Role
from index.search.index import Index

LENGTH = 10  # hexadecimal digits: two of 100,000 are alike once in 200 collections


def passage_id(passage: Passage) -> str:
    """By what it says and where, not by its line: an edit above it changes nothing."""
    return _digest((role_id(passage.role), passage.section, *passage.context, passage.text))


def role_id(role: Role) -> str:
    return _digest((role.path, role.title, role.level or "", role.family or ""))


def section_id(title: str) -> str:
    return _digest((title,))


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """What an index holds, by these names. What is not there any more is not found."""

    passages: Mapping[str, Passage]
    roles: Mapping[str, Role]

    @classmethod
    def of(cls, index: Index) -> Catalogue:
        return cls(
            {passage_id(passage): passage for passage in reversed(index.passages)},
            {role_id(role): role for role in reversed(index.roles)},
        )

    def find_passages(self, ids: Iterable[str]) -> tuple[Passage, ...]:
        """In the order of `ids`."""
        return tuple(self.passages[one] for one in ids if one in self.passages)


def _digest(parts: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:LENGTH]
