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
MAX_CHARACTERS = 3000  # of all options of a select: they count among those of a message
MIN_LIKENESS = 50  # of 100: "arch" is like "Architect", "zebra" like no role at all


def role_picker(roles: Sequence[Role], least_typed: int = 1) -> list[Block]:
    """A select of all of them, none if there are no roles. Above 100 its options are asked for,
    see `role_options`, once that many characters are typed."""
    if not roles:
        return []
    if len(roles) > limits.OPTIONS:
        return [blocks.search_select(actions.ROLE_PICK, PLACEHOLDER, least_typed)]
    return [blocks.select(actions.ROLE_PICK, PLACEHOLDER, fitting(_named(roles)))]


def role_options(roles: Sequence[Role], typed: str) -> list[Block]:
    """The options of a select that is being typed into, at most 100, best first: of all roles
    if nothing is typed, else of those whose title or other name is like it."""
    labels = label_roles(roles)
    order = _nearest(roles, labels, typed) if words_of(typed) else range(len(roles))
    return [_option(roles[n], labels[n]) for n in list(order)[: limits.OPTIONS]]


def fitting(named: Iterable[tuple[str, str]], most: int = limits.OPTIONS) -> list[Block]:
    """Options of these values and texts; long texts are cut if there are so many of them."""
    chosen = list(named)[:most]
    is_long = sum(min(len(text), limits.LABEL) for _, text in chosen) > MAX_CHARACTERS
    length = MAX_CHARACTERS // len(chosen) if is_long else limits.LABEL
    return [blocks.option(text, value, length) for value, text in chosen]


def _nearest(roles: Sequence[Role], labels: Sequence[str], typed: str) -> list[int]:
    """Their places in `roles`. A role is as near as the nearest of its names."""
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
    """The beginning of a name counts most, then that of one of its words, then its spelling."""
    if name.startswith(typed):
        return 100
    if f" {typed}" in name:
        return 99
    return fuzz.WRatio(typed, name) * 0.98


def _named(roles: Sequence[Role]) -> list[tuple[str, str]]:
    return [
        (ids.role_id(role), label) for role, label in zip(roles, label_roles(roles), strict=True)
    ]


def _option(role: Role, label: str) -> Block:
    return blocks.option(label, ids.role_id(role))
