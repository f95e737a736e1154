"""Selects of roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from bot.answers import ids
from bot.render.slack import actions, blocks, limits
from bot.render.slack.message import Block
from index.documents.document import Role
from index.fold import words_of
from index.question.names import label_roles

PLACEHOLDER = "Choose a role"
MAX_CHARACTERS = 3000  # of all options of a select, which count towards those of a message
MIN_LIKENESS = 50  # of 100: "arch" is like "Architect", "zebra" like no role at all


def role_picker(roles: Sequence[Role], least_typed: int = 1) -> list[Block]:
    """A select with all roles, none if there are no roles. With more than 100 of them Slack asks
    for the options, see `role_options`, once `least_typed` characters are typed."""
    if not roles:
        return []
    if len(roles) > limits.OPTIONS:
        return [blocks.search_select(actions.ROLE_PICK, PLACEHOLDER, least_typed)]
    named = zip(map(ids.role_id, roles), label_roles(roles), strict=True)
    return [blocks.select(actions.ROLE_PICK, PLACEHOLDER, fitting(named))]


def role_options(roles: Sequence[Role], typed: str) -> list[Block]:
    """At most 100 options for what has been typed, best first: all roles if nothing has, otherwise
    those with a title or another name like it."""
    labels = label_roles(roles)
    order = _nearest(roles, labels, typed) if words_of(typed) else range(len(roles))
    chosen = list(order)[: limits.OPTIONS]
    return [blocks.option(labels[n], ids.role_id(roles[n])) for n in chosen]


def fitting(named: Iterable[tuple[str, str]], most: int = limits.OPTIONS) -> list[Block]:
    """Options with these values and texts; if there are many, long texts are cut."""
    chosen = list(named)[:most]
    is_long = sum(min(len(text), limits.LABEL) for _, text in chosen) > MAX_CHARACTERS
    length = MAX_CHARACTERS // len(chosen) if is_long else limits.LABEL
    return [blocks.option(text, value, length) for value, text in chosen]


def _nearest(roles: Sequence[Role], labels: Sequence[str], typed: str) -> list[int]:
    """Positions in `roles`, nearest first. A role is as near as the nearest of its names."""
    names = {
        (n, name): words_of(name)
        for n, role in enumerate(roles)
        for name in (labels[n], *role.other_names)
    }
    found = process.extract(
        words_of(typed), names, scorer=_likeness, score_cutoff=MIN_LIKENESS, limit=None
    )
    return list(dict.fromkeys(place for _, _, (place, _) in found))


def _likeness(typed: str, name: str, **_: object) -> float:
    """From 0 to 100: highest for the beginning of the name, then for the beginning of one of its
    words, then by spelling."""
    if name.startswith(typed):
        return 100
    if f" {typed}" in name:
        return 99
    return fuzz.WRatio(typed, name) * 0.98
