"""What people say that asks nothing, and what is said back. The words are in `courtesies.yaml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import msgspec
import yaml

from index.fold import words_of


@dataclass(frozen=True, slots=True)
class Reply:
    """To one of what was `said`."""

    reply: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Courtesies:
    """The lists of `courtesies.yaml`, explained there."""

    replies: tuple[Reply, ...]
    beside: tuple[str, ...]


@lru_cache(maxsize=1)
def courtesies() -> Courtesies:
    data = (files("bot") / "courtesies.yaml").read_bytes()
    # every word stays the text it is written as: `no` and `yes` are words here
    return msgspec.convert(yaml.load(data, yaml.BaseLoader), Courtesies)  # noqa: S506  a safe one


def reply_to(text: str) -> str | None:
    """None if `text` is anything but courtesies.

    >>> reply_to("OK great, thank you so much!") == reply_to("thanks 🙏")
    True
    >>> reply_to("thanks, and who owns the runbooks?")
    """
    lists, words = courtesies(), words_of(text)
    if not words:
        return lists.replies[-1].reply if _has_emoji(text) else None
    said = [text for reply in lists.replies for text in reply.said]
    if not _sequence((*said, *lists.beside)).fullmatch(words):
        return None
    fitting = (one.reply for one in lists.replies if _phrase(one.said).search(words))
    return next(fitting, None)


def _has_emoji(text: str) -> bool:
    return any(unicodedata.category(letter) == "So" for letter in text)


@lru_cache(maxsize=1)
def _sequence(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Of nothing but these, each taken whole: no way back, however long the text is."""
    return re.compile(rf"(?>(?>{_any_of(phrases)})(?: |$))++")


@lru_cache
def _phrase(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any_of(phrases)})\b")


def _any_of(phrases: Iterable[str]) -> str:
    """The longest first."""
    folded = sorted(map(words_of, phrases), key=len, reverse=True)
    return "|".join(f"{re.escape(phrase)}(?= |$)" for phrase in folded)
