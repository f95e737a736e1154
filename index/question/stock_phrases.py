"""What asks for nothing in particular: help, all roles, all of a role, or of several. The words are
in `asks.yaml`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from index.fold import words_of
from index.words.yaml_lists import read_lists


@dataclass(frozen=True, slots=True)
class Asks:
    """The lists of `asks.yaml`, explained there."""

    help: frozenset[str]
    roles: frozenset[str]
    whole_role: frozenset[str]
    particular: frozenset[str]
    denying: frozenset[str]
    comparing: frozenset[str]


@lru_cache(maxsize=1)
def lists() -> Asks:
    return read_lists("asks.yaml", Asks)


def asks_help(text: str) -> bool:
    """Whether nothing is asked but what the bot is for."""
    return words_of(text) in lists().help or not text.strip("?!. ")


def asks_roles(text: str) -> bool:
    """Whether all roles are asked for."""
    return words_of(text) in lists().roles


def asks_whole_role(beside: Collection[str], stop_words: frozenset[str]) -> bool:
    """Whether words beside a role's name ask what it is, and nothing else."""
    return not asks_particular(beside) and lists().whole_role | stop_words >= set(beside)


def asks_particular(words: Collection[str]) -> bool:
    """Whether they ask who, how, when, where or why."""
    return not lists().particular.isdisjoint(words)


def denies(text: str) -> bool:
    """Whether it is about what is not so: "what does an architect not own?"."""
    said = f" {words_of(text)} "
    return any(f" {words_of(word)} " in said for word in lists().denying)


def asks_difference(beside: Collection[str], stop_words: frozenset[str]) -> bool:
    """Whether words beside the names of roles put these beside each other, and ask nothing else."""
    return lists().comparing | stop_words >= set(beside)
