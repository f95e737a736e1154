"""Spellings that mean the same, made the same: for matching and encoding, never for quoting."""

from __future__ import annotations

import unicodedata

from index.remembered import remembered

FOLDED = str.maketrans(
    {
        "‐": "-",  # U+2010, which U+2011 also becomes under NFKC
        "–": "-",
        "—": "-",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "\u00ad": None,  # soft hyphen
        "\u200b": None,  # zero-width space
        "\ufeff": None,
    }
)


def fold(text: str) -> str:
    """Plain hyphens, quotes and spaces.

    >>> fold("the user’s sub‐system")
    "the user's sub-system"
    """
    return " ".join(unicodedata.normalize("NFKC", text).translate(FOLDED).split())


@remembered  # every question is compared with the names of every role
def words_of(text: str) -> str:
    """The letters and digits of a name, in lower case: what two ways to write it share.

    >>> words_of("🥖 Product–Designer (II)")
    'product designer ii'
    >>> words_of("C++ / C# Developer #1")
    'c++ c# developer 1'
    """
    kept = ""
    for c in fold(text):
        is_sign = c in "+#" and (kept[-1:].isalpha() or kept[-1:] in ("+", "#"))
        kept += c if c.isalnum() or is_sign or unicodedata.category(c)[0] == "M" else " "
    return " ".join(kept.casefold().replace("\ufe0f", "").split())
