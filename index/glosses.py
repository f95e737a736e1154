"""What sections are about, in plain words: "supervisory responsibilities" says nothing of
"managing people" to who asks."""

from __future__ import annotations

from index.chunk import Passage
from index.document import SECTION_SEPARATOR
from index.fold import fold
from index.phrases import stems_of
from index.wording import WordLists

Text = tuple[str, int]
"""What is encoded of a passage, and where in it the passage's own words begin."""


class Glossary:
    """`about` maps words of titles, in any form, to what sections so headed are about."""

    def __init__(self, about: WordLists) -> None:
        self._about = {stems_of(words): ", ".join(texts) for words, texts in about.items()}

    def text_of(self, passage: Passage) -> Text:
        gloss = self._gloss(passage.section)
        start = len(fold(f"{passage.heading(gloss)}x")) - 1
        return fold(passage.searchable(gloss)), start

    def _gloss(self, section: str) -> str:
        """Of its own title, not of those above it; "" for most."""
        title = f" {' '.join(stems_of(section.rpartition(SECTION_SEPARATOR)[2]))} "
        found = (text for stems, text in self._about.items() if f" {' '.join(stems)} " in title)
        return ", ".join(found)
