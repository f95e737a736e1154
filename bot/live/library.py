"""What is answered from at the moment: one index, and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.answers.decide import answer_question
from bot.answers.ids import Catalogue
from bot.live.memo import Memo
from index.search.index import Index
from index.store.build import Opened

WARM_UP = "who decidez?"  # with a slip: the dictionary is gone through at the first one
MOST_REMEMBERED = 500  # messages, of some 25 kB each


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """`problems` tells which documents are not in it as they are now."""

    index: Index
    catalogue: Catalogue
    built: datetime
    problems: tuple[str, ...]
    memo: Memo[Any] = field(init=False, default_factory=lambda: Memo(MOST_REMEMBERED))
    """What was worked out from it; it ends with it."""

    @classmethod
    def of(cls, opened: Opened) -> Library:
        """Warm: a first question has been asked."""
        answer_question(WARM_UP, opened.index)
        return cls(opened.index, Catalogue.of(opened.index), opened.built, opened.problems)

    @property
    def source_url(self) -> str | None:
        """That of any passage which has one."""

        def find() -> str | None:
            return next((passage.url for passage in self.index.passages if passage.url), None)

        found: str | None = self.memo.get("source_url", find)
        return found


class Shelf:
    """Holds the library; another one takes its place in one step, so that whoever has begun with
    the old one finishes with it."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.problem = ""
        """Why it is not of the documents as they are now; "" if it is."""

    @property
    def problems(self) -> int:
        """How many there are with the documents."""
        return len(self.library.problems) + bool(self.problem)
