"""Questions about a role's document, which its front matter answers; see `facts.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from index.fold import words_of
from index.question.mentions import ARTICLES
from index.question.pronouns import read_on
from index.question.question import Question
from index.words.yaml_lists import read_lists

ROLE = "ROLE"  # in capitals, as no word of a question is
ME = re.compile(r"\b(?:i|me|my|we|our)\b", re.IGNORECASE)
# Whoever asks for one of these may go on with the others.
TOGETHER: Mapping[str, tuple[str, ...]] = {"owner": ("owner", "contact")}


@dataclass(frozen=True, slots=True)
class Asking:
    """The lists of `facts.yaml`, explained there."""

    words: dict[str, str]
    fields: dict[str, tuple[str, ...]]


def fields_asked(question: Question) -> tuple[str, ...]:
    """The fields of `Role` that a question which names one role asks for; () if it asks for
    anything else."""
    (mention,) = question.mentions
    return _fields_around(question.text[: mention.start], question.text[mention.end :])


def fields_asked_of_me(question: Question) -> tuple[str, ...]:
    """The same for one that names none, as in "who do I report to?"."""
    if question.mentions:
        return ()
    asked = (
        _fields_around(question.text[: me.start()], question.text[me.end() :])
        for me in ME.finditer(question.text)
    )
    return next(filter(None, asked), ())


def _fields_around(before: str, after: str) -> tuple[str, ...]:
    """What is asked of the role whose name stands between the two."""
    openings, endings = (read_on(side).fragments or ("",) for side in (before, after))
    asked = [_without_articles(f"{opening} {ROLE} {endings[0]}") for opening in openings]
    for field, pattern in _patterns().items():
        if any(map(pattern.fullmatch, asked)):
            return TOGETHER.get(field, (field,))
    return ()


def _without_articles(text: str) -> str:
    """As `words_of` has it, but for the place of the role."""
    words = (words_of(word) if word != ROLE else word for word in text.split())
    return " ".join(word for word in words if word not in (*ARTICLES, ""))


@lru_cache(maxsize=1)
def asking() -> Asking:
    return read_lists("facts.yaml", Asking)


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        field: re.compile(_written_out("|".join(expressions), asking().words))
        for field, expressions in asking().fields.items()
    }


def _written_out(expression: str, words: dict[str, str]) -> str:
    for word in reversed(words):
        expression = re.sub(rf"\b{word}\b", words[word], expression)
    return expression
