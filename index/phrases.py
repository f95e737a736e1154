"""Plain words in a question, and how documents put them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.remembered import remembered
from index.wording import WordLists

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST_PHRASE = 4  # words, of those that are put formally
DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1$")  # "plann" of "planned"
POSSESSIVE = dict.fromkeys(("my", "your", "our", "their", "his", "her", "its"), "your")


class Phrasebook:
    """`plain_words` as in `Wording`; they are found in all their forms."""

    def __init__(self, plain_words: WordLists) -> None:
        self._formal = {stems_of(plain): formal for plain, formal in plain_words.items()}

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Where plain phrases are, in characters, and how documents put them; the longest first,
        none within another."""
        words = list(WORD.finditer(text))
        number = 0
        while number < len(words):
            for length in range(min(LONGEST_PHRASE, len(words) - number), 0, -1):
                span = words[number : number + length]
                formal = self._formal.get(tuple(stem(word[0]) for word in span))
                if formal:
                    yield span[0].start(), span[-1].end(), formal
                    number += length
                    break
            else:
                number += 1

    def add_formal(self, text: str) -> str:
        """`text` with how documents put it behind each plain phrase."""
        pieces, done = [], 0
        for _, end, formal in self.find(text):
            pieces += [text[done:end], f" ({', '.join(formal)})"]
            done = end
        return "".join([*pieces, text[done:]])

    def says_all(self, passage: str, asked: str, words: Iterable[re.Match[str]]) -> bool:
        """Whether `passage` has each of these `words` of `asked`, as they are or formally. A plain
        phrase is there as a whole, or not at all: who is "on call" makes no calls."""
        said = stems_of(passage)
        phrases = [
            (start, end, _says(said, asked[start:end], formal))
            for start, end, formal in self.find(asked)
        ]
        return all(
            next(
                (there for start, end, there in phrases if start <= word.start() < end),
                stem(word[0]) in said,
            )
            for word in words
        )


def _says(said: Sequence[str], phrase: str, formal: Iterable[str]) -> bool:
    """Of the stems of a passage."""
    is_whole = f" {' '.join(stems_of(phrase))} " in f" {' '.join(said)} "
    return is_whole or any(set(said).issuperset(stems_of(text) or ("",)) for text in formal)


def stems_of(text: str) -> tuple[str, ...]:
    """Of its words, in order."""
    return tuple(map(stem, WORD.findall(text)))


@remembered
def stem(word: str) -> str:
    """What forms of a word share.

    >>> [stem(word) for word in ("manage", "manages", "managing", "plan", "planned")]
    ['manag', 'manag', 'manag', 'plan', 'plan']
    """
    word = word.lower().replace("’", "'")
    for ending in ("ies", "ied", "ying"):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + "y"
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) > len(ending) + 2 and not word.endswith("ss"):
            return DOUBLED.sub(r"\1", word.removesuffix(ending))
    return POSSESSIVE.get(word, DOUBLED.sub(r"\1", word))
