"""Plain phrases in questions, and whether a passage says all that is asked."""

from __future__ import annotations

import pytest

from index.phrases import WORD, Phrasebook

PHRASES = Phrasebook({"on call": ("on-call rotation",), "boss": ("line manager",)})


@pytest.mark.parametrize(
    ("passage", "asked", "says"),
    [
        ("Answers calls", "call", True),
        ("Answers calls", "on call", False),  # there as a whole, or not at all
        ("Takes part in the rota for being on call", "on call", True),
        ("Takes part in the on-call rotation", "on call", True),
        ("Talks to line managers", "boss", True),
        ("Bosses others about", "boss", True),
        ("Manages", "boss", False),
        ("Talks to line managers on call", "on call boss", True),
        ("Talks to line managers, calls", "on call boss", False),
    ],
)
def test_a_passage_says_all_words_as_they_are_or_formally(
    passage: str, asked: str, says: bool
) -> None:
    words = [word for word in WORD.finditer(asked) if word[0] != "on"]
    assert PHRASES.says_all(passage, asked, words) == says
