"""Finds what front matter gets wrong about other roles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.check.finding import Finding
from index.documents.document import Document, Role
from index.fold import words_of
from index.question.names import find_roles, key_of, nearest_titles

BETWEEN = re.compile(r"\s*(?:[,;/|]|\bor\b|\band\b)\s*")  # "Tech Lead or Architect"


def find_unrelated(documents: Sequence[Document]) -> Iterator[Finding]:
    roles = [text.role for document in documents for text in document.roles]
    for document in documents:
        for text in document.roles:
            yield from _next_roles(text.role, document, roles)
            yield from _other_names(text.role, document, roles)


def _next_roles(role: Role, document: Document, roles: Sequence[Role]) -> Iterator[Finding]:
    """Read the field as one name first, since there are titles with "and"."""
    names = role.next_role or ""
    if not words_of(names) or find_roles(names, roles):
        return
    for name in filter(words_of, BETWEEN.split(names)):
        if not find_roles(name, roles):
            near = nearest_titles(name, [other for other in roles if other != role])[:1]
            fix = f"Write '{near[0]}' if that is meant." if near else "Write its title as it is."
            problem = f"The next role '{name}' is none of those that there are."
            yield Finding("warning", role.path, document.lines.get("next_role"), problem, fix)


def _other_names(role: Role, document: Document, roles: Sequence[Role]) -> Iterator[Finding]:
    """Titles take precedence, so that such a name never leads to its role."""
    for name in role.other_names:
        for other in roles:
            if key_of(other.title) == key_of(name) and other.title != role.title:
                place = f"{other.path}:{other.line}"
                problem = f"The other name '{name}' is the title of another role, {place}."
                line = document.lines.get("other_names", role.line)
                fix = "Take it out, or rename that role."
                yield Finding("warning", role.path, line, problem, fix)
