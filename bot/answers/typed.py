"""What a person typed for words that were put right before they were read."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from index.fold import fold

WORD = re.compile(r"\w+")
MOST_WORDS = 50  # of a question; how long it takes grows with the square of them, or worse


def as_typed(question: str, text: str, start: int, end: int) -> str:
    """For `text[start:end]`, where `text` is `question` with some of its words written otherwise.
    Of a question of many words that is not looked for.

    >>> as_typed("what does a snr. dev do?", "what does a senior. developer do?", 12, 29)
    'snr. dev'
    """
    typed = fold(question)
    if text == typed:
        return text[start:end]
    before, after = list(WORD.finditer(typed)), list(WORD.finditer(text))
    if max(len(before), len(after)) > MOST_WORDS:
        return text[start:end]
    asked = [number for number, word in enumerate(after) if start <= word.start() < end]
    same = SequenceMatcher(
        None, [word[0] for word in before], [word[0] for word in after], autojunk=False
    )
    places: list[int] = []
    for _, first, last, first_after, last_after in same.get_opcodes():
        inside = [number for number in asked if first_after <= number < last_after]
        if last - first == last_after - first_after:  # word for word
            places += [first + number - first_after for number in inside]
        elif inside:
            places += range(first, last)
    if not places:
        return text[start:end]
    return typed[before[places[0]].start() : before[places[-1]].end()]
