"""Misspelt words of a question, put right: mostly to words that the documents use."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SHORTEST = 4  # letters; what is shorter is too near to too much
LONG = 7  # letters; from there two slips are likely, and still leave no doubt
ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ly")
MOST_CANDIDATES = 20
MOST_FOUND = 10_000  # words that are remembered


@lru_cache(maxsize=1)
def _english() -> bytes:
    """pyspellchecker's dictionary of 160,000 words with their frequencies, as it is: JSON. As
    objects it would take 40 MB; this is 3 MB, and searched in a fraction of a millisecond."""
    return gzip.decompress((files("spellchecker") / "resources" / "en.json.gz").read_bytes())


@lru_cache(MOST_FOUND)
def is_english(word: str) -> bool:
    """In lower case. The dictionary is read at the first question with a word in it that is
    neither in the documents nor in the model's vocabulary."""
    return f'"{word}":'.encode() in _english()


class Speller:
    """`counts` are the words of the documents, by how often they use them; `common` are other
    words that are no slips, the commonest first; `is_known` tells of any further ones."""

    def __init__(
        self,
        counts: Mapping[str, int],
        common: Iterable[str],
        is_known: Callable[[str], bool] = lambda word: False,
    ) -> None:
        self._counts = counts
        self._ranks = {word: rank for rank, word in enumerate(common)}
        self._is_known = is_known
        self._found: dict[str, str] = {}

    def correct(self, text: str) -> str:
        """`text` with misspelt words replaced, everything else as it was.

        >>> Speller({"architect": 3}, ["does", "an"]).correct("does an architct (sic) ABC?")
        'does an architect (sic) ABC?'
        """
        return WORD.sub(lambda found: self._known_best(found[0]), text)

    def _known_best(self, word: str) -> str:
        """Looked for once: people make the same slips."""
        if word not in self._found and len(self._found) < MOST_FOUND:
            self._found[word] = self._best(word)
        return self._found.get(word) or self._best(word)

    def _best(self, word: str) -> str:
        lower = word.lower()
        if len(lower) < SHORTEST or not lower.isascii() or not lower.isalpha():
            return word
        if sum(map(str.isupper, word)) > 1:  # "APMs"
            return word
        if self._is_right(lower) or any(self._is_right(stem) for stem in _stems(lower)):
            return word
        slips = 2 if len(lower) >= LONG else 1
        used = [
            (distance, -self._counts[found], found)
            for found, distance in _near(lower, self._used, slips)
        ]
        others = [
            (distance + 0.5, self._ranks[found], found)
            for found, distance in _near(lower, self._common, 1)
        ]
        return min([*used, *others], default=(0, 0, word))[2]

    def _is_right(self, word: str) -> bool:
        if word in self._counts or word in self._ranks or self._is_known(word):
            return True
        return is_english(word)

    @cached_property
    def _used(self) -> Mapping[int, list[str]]:
        return _by_length(self._counts)

    @cached_property
    def _common(self) -> Mapping[int, list[str]]:
        return _by_length(self._ranks)


def _stems(word: str) -> Iterable[str]:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            yield word.removesuffix(ending)


def _by_length(words: Iterable[str]) -> Mapping[int, list[str]]:
    lengths: dict[int, list[str]] = defaultdict(list)
    for word in words:
        if word.isalpha() and len(word) >= SHORTEST - 1:
            lengths[len(word)].append(word)
    return lengths


def _near(word: str, words: Mapping[int, list[str]], slips: int) -> Iterable[tuple[str, int]]:
    """Those that take at most `slips` slips, each a letter more, less, other, or two swapped.
    The first letter is rarely wrong."""
    lengths = range(len(word) - slips, len(word) + slips + 1)
    candidates = [other for length in lengths for other in words.get(length, ())]
    for found, distance, _ in process.extract(
        word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=MOST_CANDIDATES
    ):
        if distance <= 1 or found[0] == word[0]:
            yield found, distance
