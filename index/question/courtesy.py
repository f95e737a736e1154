"""What people say that asks nothing, and what is said back. The words are in `courtesies.yaml`."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from index.fold import words_of
from index.words.yaml_lists import read_lists


@dataclass(frozen=True, slots=True)
class Reply:
    """The `reply` to each of what may be `said`."""

    reply: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Courtesies:
    """The lists of `courtesies.yaml`, explained there."""

    get_help: frozenset[str]
    replies: tuple[Reply, ...]
    beside: tuple[str, ...]


@lru_cache(maxsize=1)
def courtesies() -> Courtesies:
    return read_lists("courtesies.yaml", Courtesies)


def greets(text: str) -> bool:
    """Whether it is a greeting and nothing else."""
    return words_of(text) in courtesies().get_help


def reply_to(text: str) -> str | None:
    """What is said back; None if `text` is anything but courtesies.

    >>> reply_to("OK great, thank you so much!") == reply_to("thanks 🙏")
    True
    >>> reply_to("thanks, and who owns the runbooks?")
    """
    replies = courtesies().replies
    if not words_of(text):
        return replies[-1].reply if _has_emoji(text) else None
    said = _courtesies_in(text)
    fitting = (one.reply for one in replies if not said.isdisjoint(map(words_of, one.said)))
    return next(fitting, None)


def _has_emoji(text: str) -> bool:
    return any(unicodedata.category(letter) == "So" for letter in text)


def _courtesies_in(text: str) -> frozenset[str]:
    """As `words_of` has them; none if there is anything else in it."""
    words, known = words_of(text).split(), _known()
    found: list[str] = []
    while words:
        ends = range(min(len(words), max(known)), 0, -1)
        longest = next((n for n in ends if " ".join(words[:n]) in known[n]), 0)
        if not longest:
            return frozenset()
        found.append(" ".join(words[:longest]))
        words = words[longest:]
    return frozenset(found)


@lru_cache(maxsize=1)
def _known() -> Mapping[int, frozenset[str]]:
    """All that there are, by how many words they have."""
    lists = courtesies()
    said = (text for reply in lists.replies for text in reply.said)
    phrases = [words_of(text) for text in (*said, *lists.beside)]
    most = max(len(phrase.split()) for phrase in phrases)
    return {n: frozenset(p for p in phrases if len(p.split()) == n) for n in range(1, most + 1)}
