"""What titles have in common with a question: of roles, and of sections."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from index.chunk import Passage
from index.encode import Encoded, Tokens, Vectors
from index.fold import fold, words_of
from index.names import key_of
from index.remembered import remembered

NUMBERED = re.compile(r"([a-z]{1,2})(\d)")  # "L3" is level 3
NUMERALS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
# "4" of "level 4", "L4" and "IC4"; none of "1:1", "v1.2", "24/7" and "2024".
NUMBER = re.compile(r"(?<![\w:./])[A-Za-z]{0,4}(\d{1,2})(?![\w%]|[:/.]\d)")
LEAST = 1.0  # a title's own weight counts for at least that: one rare word is not yet a match


class Titles:
    """Each word counts by how few titles have it; what all of them have counts nothing."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._words = {title: _words(title) for title in titles}
        frequency = Counter(word for words in self._words.values() for word in words)
        count = len(self._words)
        self._weights = {word: math.log((count + 0.5) / n) for word, n in frequency.items()}

    def shares(self, question: str, stop_words: frozenset[str]) -> Mapping[str, float]:
        """Of each title the share, by weight, that `question` says, 0–1."""
        asked = _words(question) - stop_words
        return {
            title: self._sum(words & asked) / max(self._sum(words), LEAST)
            for title, words in self._words.items()
        }

    def _sum(self, words: Iterable[str]) -> float:
        return sum(self._weights[word] for word in words)


@remembered  # the same titles stand above many passages
def numbers_in(text: str) -> frozenset[str]:
    """Those that may be of a level or the like.

    >>> sorted(numbers_in("An L4, or level 5, has a 1:1 every week"))
    ['4', '5']
    """
    return frozenset(NUMBER.findall(text))


def _words(text: str) -> frozenset[str]:
    words: set[str] = set()
    for word in words_of(text).split():
        numbered = NUMBERED.fullmatch(word)
        words.add(key_of(word))
        if numbered:
            words.update(("level", numbered[2]))
        if word in NUMERALS:
            words.add(NUMERALS[word])
    return frozenset(words)


def title_vectors(passages: Sequence[Passage], encoded: Encoded) -> tuple[tuple[str, ...], Vectors]:
    """Of the title of each role, as its pieces stand before the first passage that has it, shape
    (titles, dimensions); none where `encoded` has no pieces."""
    found: dict[str, Vectors] = {}
    for row, passage in enumerate(passages if encoded.has_tokens else ()):
        title = passage.role.title
        if title not in found:
            pieces = encoded.pieces_of(row)
            is_title = encoded.places[pieces] < len(fold(title))
            found[title] = pooled(encoded.tokens[pieces][is_title])
    shape = len(found), encoded.vectors.shape[1]
    return tuple(found), np.array([*found.values()], np.float32).reshape(shape)


def pooled(pieces: Tokens) -> Vectors:
    """Their mean, of length 1, shape (dimensions,)."""
    mean: Vectors = pieces.astype(np.float32).mean(axis=0)
    return mean / np.float32(max(float(np.linalg.norm(mean)), 1e-9))
