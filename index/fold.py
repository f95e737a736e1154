"""Spellings that mean the same, made the same: for matching and encoding, never for quoting."""

from __future__ import annotations

import unicodedata

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
