"""Words, and what their forms share."""

from __future__ import annotations

import re

from index.remembered import remembered

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1$")  # "plann" of "planned"
POSSESSIVE = dict.fromkeys(("my", "your", "our", "their", "his", "her", "its"), "your")


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
