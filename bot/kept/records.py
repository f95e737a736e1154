"""The records that are kept. None of them has a field for a person, a channel or a time of day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import assert_never

from bot.answers.kinds import Answer, Choice, Courtesy, Help, NoAnswer, Passages, RoleCard, RoleList

MAX_SHOWN = 5  # passages and roles of an answer: those further down are seldom what a click is for

Clock = Callable[[], date]


def today() -> date:
    """In UTC, so that it does not tell where somebody works."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """What of an answer is kept. `kind` is the one of `rolebot ask --json`; `roles` are titles,
    `passages` places as "architect.rst:37", best first."""

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
    """What somebody said of an answer. `question` is None where no text is kept; `reason` is one
    of those that can be chosen, `comment` what was written, "" if nothing was."""

    day: date
    question: str | None
    kind: str
    roles: tuple[str, ...]
    passages: tuple[str, ...]
    helpful: bool
    reason: str = ""
    comment: str = ""

    def without_texts(self) -> Feedback:
        """What counts alone need. The places go, too: together they tell what was asked."""
        return replace(self, question=None, passages=(), comment="")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that the documents did not answer. `why` is the name of a `Why`, in lower
    case; `confidence` that of the answer, 0–1, coarse, so that it names none of a day's
    answers; `nearest` the title of the role whose
    passage came closest, "" if none did."""

    day: date
    question: str | None
    why: str
    confidence: float | None
    nearest: str

    @classmethod
    def of(cls, question: str | None, answer: NoAnswer, day: date) -> Unanswered:
        """Without a question, what `without_texts` leaves."""
        nearest = answer.nearest[0].passage.role.title if answer.nearest else ""
        asked = cls(day, question, answer.why.name.lower(), round(answer.confidence, 1), nearest)
        return asked if question is not None else asked.without_texts()

    def without_texts(self) -> Unanswered:
        """What counts alone need. The confidence goes, too: it is nearly as good as the question
        to somebody who can ask again."""
        return replace(self, question=None, confidence=None)


Record = Feedback | Unanswered
