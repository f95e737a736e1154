"""Several questions in one, apart."""

from __future__ import annotations

import re

from index.phrases import WORD

MOST_PARTS = 5
SHORTEST_PART = 2  # words that say something; "and why?" is no question of its own
OPENING = (
    r"(?:who|whose|what|which|where|when|how|why|do|does|is|are|can|could|should|must|will|would)"
    r"\b(?!['’])"
)
# Where one question ends and the next begins.
BETWEEN = re.compile(rf",?\s+(?:and|or)\s+(?={OPENING})|(?<=\?)\s+(?={OPENING})", re.IGNORECASE)
# What only means something after what was said before it is no question of its own.
REFERRING = re.compile(r"\b(?:it|its|that|this|those|these|them)\b", re.IGNORECASE)


def split_parts(text: str, stop_words: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """Where in `text` each question is, in characters; all of it, if any would not stand alone."""
    gaps = list(BETWEEN.finditer(text))
    starts = [0, *(gap.end() for gap in gaps)]
    ends = [*(gap.start() for gap in gaps), len(text)]
    parts = tuple(zip(starts, ends, strict=True))
    stand = (_stands_alone(text[start:end], stop_words) for start, end in parts)
    if len(parts) > MOST_PARTS or not all(stand):
        return ((0, len(text)),)
    return parts


def _stands_alone(text: str, stop_words: frozenset[str]) -> bool:
    if REFERRING.search(text):
        return False
    return sum(word.lower() not in stop_words for word in WORD.findall(text)) >= SHORTEST_PART
