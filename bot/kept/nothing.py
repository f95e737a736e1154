"""The interface through which feedback and unanswered questions are recorded, and the keeper that
forgets them."""

from __future__ import annotations

from typing import Self

from bot.answers.kinds import NoAnswer
from bot.kept.records import AnswerSummary, Clock, Feedback, Record, Unanswered, today
from bot.kept.redact import redact
from bot.kept.settings import CLOSING


class Keeper:
    """Safe to share between threads. Nothing here waits for a database, and nothing raises, except
    that `ready` and `close` wait for as long as they are allowed to. `clock` tells the day."""

    kept = 0
    """How many records have reached the database."""
    dropped = 0
    """How many could not be kept."""
    problem = ""
    """Why it cannot keep at the moment, as a sentence; "" if it can, or has not tried."""

    def __init__(self, clock: Clock = today) -> None:
        self._clock = clock

    @property
    def place(self) -> str:
        """Where it keeps, for people, without a password; "" if it keeps nothing."""
        return ""

    @property
    def waiting(self) -> int:
        """How many records have yet to be written."""
        return 0

    def feedback(
        self,
        question: str | None,
        shown: AnswerSummary,
        helpful: bool,
        reason: str = "",
        comment: str = "",
        replaces: str = "",
    ) -> None:
        """Record what somebody says about an answer, instead of anything recorded earlier under the
        same `replaces`: a random name that the caller gives to what can be clicked on. It stays in
        memory, among the last 10,000, and is never kept: it would lead to the message, and so to
        a person."""
        record = Feedback(
            self._clock(),
            None if question is None else redact(question),
            shown.kind,
            shown.roles,
            shown.passages,
            helpful,
            redact(reason),
            redact(comment),
        )
        self._offer(record, replaces)

    def unanswered(self, question: str | None, answer: NoAnswer) -> None:
        text = None if question is None else redact(question)
        self._offer(Unanswered.of(text, answer, self._clock()))

    def ready(self, timeout: float) -> bool:
        """Wait until the database has been tried once; return whether it works. Then `problem` is
        known, too. Nobody has to call it."""
        return True

    def close(self, timeout: float = CLOSING) -> None:
        """Write what is waiting, for at most `timeout` seconds; what is left then is dropped."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _offer(self, record: Record, name: str = "") -> None:
        """Take `record` to be written, instead of an earlier one of that name."""


class Nothing(Keeper):
    """Keeps nothing, since no place is set."""
