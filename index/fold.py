"""Makes spellings that mean the same equal, for matching and encoding, never for quoting."""

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
    """Write hyphens, quotes and spaces as plain ones.

    >>> fold("the user’s sub‐system")
    "the user's sub-system"
    """
    return " ".join(unicodedata.normalize("NFKC", text).translate(FOLDED).split())


@remembered  # every question is compared with the names of every role
def words_of(text: str) -> str:
    """Return the letters and digits of a name in lower case, which its spellings have in common.

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
