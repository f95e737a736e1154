"""What a thread is about, and questions that only mean something there. Pure: no Slack."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from index.document import Role


class Kind(Enum):
    """How a topic came to have its roles."""

    SHOWN = "a role, or a part of it, was shown"
    NAMED = "the question names them"
    LEADING = "the question names none, and one role leads what was found, if any does"


@dataclass(frozen=True, slots=True)
class Topic:
    """What was last spoken of. `question` is as it was answered; `part` that of the one role
    which was asked for, "" for all of it and for other questions."""

    question: str
    roles: tuple[Role, ...]
    part: str
    kind: Kind
