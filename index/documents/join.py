"""Roles that are columns of a table become the roles of that name that have documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from index.documents.chunk import Passage
from index.documents.document import Role
from index.fold import words_of


def join_columns(
    roles: Sequence[Role], passages: Sequence[Passage]
) -> tuple[tuple[Role, ...], tuple[Passage, ...]]:
    """The roles that there are, and the passages of each: what a table says of a role belongs to
    the role itself, as a section of its own. Of several columns of one name and no document, the
    first is the role. A passage whose role is not there any more is left out."""
    known = _by_name(roles)
    owners = {role: _owner(role, known) for role in (*roles, *(p.role for p in passages))}
    sections = _sections_of_columns(owners, passages)
    whole = {
        role: replace(role, sections=tuple(dict.fromkeys((*role.sections, *sections[role]))))
        if role in sections
        else role
        for role in roles
        if owners[role] == role
    }
    joined = (
        replace(passage, role=whole[owner], source=passage.path)
        if owner != passage.role
        else replace(passage, role=whole[owner])
        for passage in passages
        if (owner := owners[passage.role]) in whole
    )
    return tuple(whole.values()), tuple(joined)


def _by_name(roles: Iterable[Role]) -> Mapping[str, Role]:
    """What has a document counts before a column, a title before other names."""
    found: dict[str, Role] = {}
    own = [role for role in roles if not (role.is_column or role.is_page)]
    names = [(role.title, role) for role in own]
    names += [(name, role) for role in own for name in role.other_names]
    names += [(role.title, role) for role in roles if role.is_column]
    for name, role in names:
        found.setdefault(words_of(name) or name, role)
    return found


def _owner(role: Role, known: Mapping[str, Role]) -> Role:
    return known.get(words_of(role.title) or role.title, role) if role.is_column else role


def _sections_of_columns(
    owners: Mapping[Role, Role], passages: Iterable[Passage]
) -> Mapping[Role, list[str]]:
    sections: dict[Role, list[str]] = defaultdict(list)
    for passage in passages:
        owner = owners[passage.role]
        if owner != passage.role and passage.section:
            sections[owner].append(passage.section)
    return sections
