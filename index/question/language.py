"""Whether a question is in another language than English."""

from __future__ import annotations

import re
from collections.abc import Set

from index.question.phrases import WORD
from index.words.lists import foreign_words

MIN_FOREIGN = 2  # words that only other languages have
ACCENTED = re.compile(r"(?=.*[^a-z])[a-zß-öø-ÿā-ž]+")  # without a capital, as names have


def is_other_language(asked: str, stop_words: Set[str], said: Set[str]) -> bool:
    """Whether its small words are those of another one. Names of roles and products are the same in
    all, and short ones are often English words; what is small and frequent is not. What the
    documents have `said` is of their language, whichever that is.

    >>> is_other_language("Was macht der Tech Lead?", {"what", "was"}, {"tech", "lead"})
    True
    >>> is_other_language("what does the Tech Lead do?", {"what", "the", "do", "does"}, set())
    False
    """
    words = [word for word in WORD.findall(asked) if not word.isupper()]
    foreign = [word.lower() for word in words if _is_foreign(word)]
    ours = sum(word.lower() in stop_words for word in words)
    both = sum(word in stop_words for word in foreign)
    others = sum(word not in stop_words and word not in said for word in foreign)
    return others >= MIN_FOREIGN and others > ours - both


def _is_foreign(word: str) -> bool:
    return word.lower() in foreign_words() or ACCENTED.fullmatch(word) is not None
