"""The interface through which feedback and unanswered questions are recorded."""

from __future__ import annotations

from typing import Protocol, Self

from bot.answers.kinds import NoAnswer
from bot.kept.records import AnswerSummary, Clock, today
from bot.kept.settings import CLOSING, Keeping


class Keeper(Protocol):
    """Safe to share between threads. Nothing here waits for a database, and nothing raises, but
    for `ready` and `close`, which wait no longer than they are told to."""

    kept: int
    """How many records have reached the database."""
    dropped: int
    """How many could not be kept."""

    @property
    def place(self) -> str:
        """Where it keeps, for people, without a password; "" if it keeps nothing."""

    @property
    def problem(self) -> str:
        """Why it cannot keep at the moment, as a sentence; "" if it can, or has not tried."""

    @property
    def waiting(self) -> int:
        """How many records have yet to be written."""

    def feedback(
        self,
        question: str | None,
        shown: AnswerSummary,
        helpful: bool,
        reason: str = "",
        comment: str = "",
        replaces: str = "",
    ) -> None:
        """What somebody says of an answer. What was said before under the same `replaces` is
        replaced: a random name that the caller gives to what can be clicked on. It stays in
        memory, among the last 10,000, and is never kept: it would lead to the message, and so to
        a person."""

    def unanswered(self, question: str | None, answer: NoAnswer) -> None: ...

    def ready(self, timeout: float) -> bool:
        """Wait until the database has been tried once; whether it works. Then `problem` is known,
        too. Nobody has to call it."""

    def close(self, timeout: float = CLOSING) -> None:
        """Write what is waiting, for at most `timeout` seconds; what is left then is dropped."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class Nothing:
    """Keeps nothing, since nobody said where."""

    kept = dropped = waiting = 0
    place = problem = ""

    def feedback(
        self,
        question: str | None,
        shown: AnswerSummary,
        helpful: bool,
        reason: str = "",
        comment: str = "",
        replaces: str = "",
    ) -> None: ...

    def unanswered(self, question: str | None, answer: NoAnswer) -> None: ...

    def ready(self, timeout: float) -> bool:
        return True

    def close(self, timeout: float = CLOSING) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


def open_keeper(keeping: Keeping, clock: Clock = today) -> Keeper:
    """Returns at once. Raises SettingsError for an address that is none, or that needs a package
    that is not installed; a database out of reach is a `problem`, and tried again. `clock` says
    which day it is."""
    if not keeping.database_url and keeping.folder is None:
        return Nothing()
    # here, since SQLAlchemy takes a while and not everybody keeps something
    from bot.kept.store import open_store
    from bot.kept.writer import Writer

    return Writer(open_store(keeping), keeping, clock)
