"""The records that are kept. None of them has a field for a person, channel or time of day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import assert_never

from bot.answers.kinds import Answer, Choice, Courtesy, Help, NoAnswer, Passages, RoleCard, RoleList

MAX_SHOWN = 5  # passages and roles of an answer: a click is seldom about those further down

Clock = Callable[[], date]


def today() -> date:
    """The day in UTC, which reveals nothing about where somebody works."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """What is kept of an answer. `kind` is the same as in `rolebot ask --json`; `roles` are titles
    and `passages` are places such as "architect.rst:37", best first."""

    kind: str
    roles: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()

    @classmethod
    def of(cls, answer: Answer) -> AnswerSummary:
        match answer:
            case RoleCard():
                return cls("role", (answer.role.title,))
            case Passages():
                first = [hit.passage for hit in answer.hits[:MAX_SHOWN]]
                roles = tuple(dict.fromkeys(passage.role.title for passage in first))
                places = tuple(f"{passage.path}:{passage.line}" for passage in first)
                return cls("passages", roles, places)
            case Choice():
                return cls("choice", tuple(role.title for role in answer.roles[:MAX_SHOWN]))
            case RoleList():
                return cls("roles")
            case NoAnswer() | Courtesy():
                return cls("no_answer")
            case Help():
                return cls("help")
            case _:
                assert_never(answer)


@dataclass(frozen=True, slots=True)
class Feedback:
    """Somebody's verdict on an answer. `question` is None where no text is kept; `reason` is one of
    those offered, `comment` free text, "" if there is none."""

    day: date
    question: str | None
    kind: str
    roles: tuple[str, ...]
    passages: tuple[str, ...]
    helpful: bool
    reason: str = ""
    comment: str = ""

    def without_texts(self) -> Feedback:
        """Keep what statistics need. The places go, too: together they reveal the question."""
        return replace(self, question=None, passages=(), comment="")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that the documents did not answer. `why` is the name of a `Why` in lower case.
    `confidence` is that of the answer, from 0 to 1, rounded so that it does not identify one of a
    day's answers. `nearest` is the title of the role whose passage came closest, "" if none did."""

    day: date
    question: str | None
    why: str
    confidence: float | None
    nearest: str

    @classmethod
    def of(cls, question: str | None, answer: NoAnswer, day: date) -> Unanswered:
        """Without a question, nothing is kept that `without_texts` would remove."""
        nearest = answer.nearest[0].passage.role.title if answer.nearest else ""
        asked = cls(day, question, answer.why.name.lower(), round(answer.confidence, 1), nearest)
        return asked if question is not None else asked.without_texts()

    def without_texts(self) -> Unanswered:
        """Keep what statistics need. The confidence goes, too: somebody who can ask again learns
        nearly as much from it as from the question."""
        return replace(self, question=None, confidence=None)


Record = Feedback | Unanswered
