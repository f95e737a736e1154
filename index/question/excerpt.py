"""What of a long text is read. Everything behind this sees no more than that."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable

MAX_CHARACTERS = 1_000  # of a question; the model reads no more of it
CLOSING = "\"'”’»)"  # may stand behind a question mark
SENTENCE_END = re.compile(rf"(?<=[.?!])[{CLOSING}]*\s+|\n+")


def is_long(text: str) -> bool:
    """Whether it is not read as a whole."""
    return len(text) > MAX_CHARACTERS or _length(text) > MAX_CHARACTERS


def excerpt(text: str, names_role: Callable[[str], bool]) -> str:
    """Of a long text those sentences, or lines, that name a role or end in a question mark: as
    many as fit, in their order. If none fits, the beginning of the first one; if there is none,
    that of the text. What is not long stays as it is.

    >>> excerpt("Hello all. " * 100 + "Who bakes? Thanks!", lambda sentence: False)
    'Who bakes?'
    """
    if not is_long(text):
        return text
    fitting: list[str] = []
    first, room = "", MAX_CHARACTERS
    text = text.strip()
    for sentence in SENTENCE_END.split(text):
        if not (sentence.rstrip(CLOSING).endswith("?") or names_role(sentence)):
            continue
        first = first or sentence
        length = len(sentence) if len(sentence) > room else _length(sentence)
        if length <= room:
            fitting.append(sentence)
            room -= length + 1
            if room <= 0:
                break
    return " ".join(fitting) or _beginning(first or text)


def _beginning(text: str) -> str:
    text = text[:MAX_CHARACTERS]
    most = bisect_right(range(len(text)), MAX_CHARACTERS, key=lambda end: _length(text[: end + 1]))
    return text[:most].strip()


def _length(text: str) -> int:
    """Once it is folded: one character may become eighteen. Never of a long text, since the time
    that takes grows with the square of the accents in a row."""
    return len(text) if text.isascii() else len(unicodedata.normalize("NFKC", text))
