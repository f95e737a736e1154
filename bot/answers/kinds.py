"""The answers there are. `bot.answers.decide` says which of them a question gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from index.documents.chunk import Passage
from index.documents.document import Role
from index.question.question import Likeness
from index.search.engine import Hit

MAX_HITS = 10  # of an answer
SURE = 0.4  # below this confidence, passages are shown as the closest there is


@dataclass(frozen=True, slots=True)
class Reason:
    """`said` is what a role was called in the question."""

    said: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class OfText:
    """What all answers have. `is_of_excerpt`: the question was too long to be read as a whole."""

    is_of_excerpt: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class RoleCard(OfText):
    """All of a role, or the part of it that was asked for, in reading order. `part` is that part
    as it was asked for, "" for all; `reason` is why this role, None if its title was said.
    `fields` are those of `role` that were asked for: what the top of its document says."""

    role: Role
    passages: tuple[Passage, ...]
    part: str = ""
    reason: Reason | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passages(OfText):
    """The passages that answer best, best first; never none. `confidence` is the probability
    that the first one does, 0-1; `corrected` is the question as it was read, if slips had to be
    put right in it."""

    hits: tuple[Hit, ...]
    confidence: float
    corrected: str | None = None

    @property
    def is_weak(self) -> bool:
        """Whether they may well be about something else."""
        return self.confidence < SURE


@dataclass(frozen=True, slots=True)
class Choice(OfText):
    """A name that fits two or more roles: the asker has to say which. `part` is the part of it
    that was asked for, which each of them has; "" for all."""

    name: str
    roles: tuple[Role, ...]
    part: str = ""


@dataclass(frozen=True, slots=True)
class RoleList(OfText):
    """Every role there is, with the passages of each."""

    roles: tuple[RoleCard, ...]


class Why(Enum):
    """Why there is no answer."""

    NOT_COVERED = "The role documents do not answer"
    NO_PERSON = "The role documents do not name the person"
    NO_SUCH_ROLE = "The role documents know no such role"
    NO_SUCH_PART = "The role has no such section"
    NOT_UNDERSTOOD = (
        "Most of these words are not in the language or vocabulary of the role documents"
    )


@dataclass(frozen=True, slots=True)
class NoAnswer(OfText):
    """The documents do not answer. `nearest` are the passages that come closest, best first;
    `suggestions` are titles of roles that may have been meant; if `are_named`, and for NO_PERSON,
    those that were. `contacts` are roles whose contact may know; `confidence` is the probability
    that the first of `nearest` does answer, 0-1."""

    asked: str
    nearest: tuple[Hit, ...] = ()
    suggestions: tuple[str, ...] = ()
    why: Why = Why.NOT_COVERED
    contacts: tuple[Role, ...] = ()
    confidence: float = 0.0
    are_named: bool = False


@dataclass(frozen=True, slots=True)
class Help(OfText):
    """Nothing was asked, or help was."""


@dataclass(frozen=True, slots=True)
class Courtesy(OfText):
    """Thanks, a greeting, "OK", "more": nothing is looked for. `reply` is what is said back."""

    reply: str


Answer = RoleCard | Passages | Choice | RoleList | NoAnswer | Help | Courtesy
