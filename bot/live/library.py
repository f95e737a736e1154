"""What the bot answers from at the moment: one index, and what is known about it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import TypeVar, cast

from cachetools import LRUCache

from bot.answers.decide import answer_question
from bot.answers.ids import Catalogue
from index.search.index import Index
from index.store.open import Opened

WARM_UP = "who decidez?"  # with a typo, since the first one makes the speller read its dictionary
MAX_CACHED = 500  # messages, of some 25 kB each

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Library:
    """`problems` says which documents are not in it as they are now."""

    index: Index
    catalogue: Catalogue
    built: datetime
    problems: tuple[str, ...]
    _cache: LRUCache[Hashable, object] = field(
        init=False, repr=False, default_factory=lambda: LRUCache(MAX_CACHED)
    )
    _lock: Lock = field(init=False, repr=False, default_factory=Lock)

    @classmethod
    def of(cls, opened: Opened) -> Library:
        """A library that is warm: it has answered a first question."""
        answer_question(WARM_UP, opened.index)
        return cls(opened.index, Catalogue.of(opened.index), opened.built, opened.problems)

    @cached_property
    def source_url(self) -> str | None:
        """The address of any passage that has one."""
        return next((passage.url for passage in self.index.passages if passage.url), None)

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` once returned for `key`, which has to imply the type. Threads may share it;
        two may make the same value at the same time."""
        with self._lock:
            if key in self._cache:
                return cast(T, self._cache[key])
        value = make()
        with self._lock:
            self._cache[key] = value
        return value


class Shelf:
    """Holds the library. Another one replaces it in one step, so whoever has begun with the old one
    finishes with it."""

    def __init__(self, library: Library) -> None:
        self.library = library
        # Why the library does not have the documents as they are now, "" if it does.
        self.problem = ""

    @property
    def problems(self) -> int:
        """How many problems there are with the documents."""
        return len(self.library.problems) + bool(self.problem)
