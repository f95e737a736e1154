"""The answers there are, and the choice between them. Pure: no terminal, no Slack, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from index.chunk import Passage
from index.document import Role
from index.fold import words_of
from index.names import find_roles, nearest_titles
from index.search import Found, Hit, Index
from index.steps import ALL, Steps

MOST_HITS = 10


@dataclass(frozen=True, slots=True)
class RoleCard:
    """All of a role, or the part of it that was asked for, in reading order."""

    role: Role
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages that answer best, best first; never none. `confidence` is the probability
    that they do, 0-1; `corrected` is the question as it was read, if slips had to be put right
    in it."""

    hits: tuple[Hit, ...]
    confidence: float
    corrected: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A name that fits two or more roles: the asker has to say which."""

    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class RoleList:
    """Every role there is, with the passages of each."""

    roles: tuple[RoleCard, ...]


class Why(Enum):
    """Why there is no answer."""

    NOT_COVERED = "The role documents do not answer"
    NO_SUCH_ROLE = "The role documents know no such role"
    NO_SUCH_PART = "The role has no such section"
    NOT_UNDERSTOOD = "Most of these words are in no language that the role documents are written in"


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The documents do not answer. `nearest` are the passages that come closest, best first;
    `suggestions` are titles of roles that may have been meant. `contacts` are roles whose contact
    may know; `confidence` is the probability that `nearest` do answer, 0-1."""

    asked: str
    nearest: tuple[Hit, ...] = ()
    suggestions: tuple[str, ...] = ()
    why: Why = Why.NOT_COVERED
    contacts: tuple[Role, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Help:
    """Nothing was asked, or help was."""


Answer = RoleCard | Passages | Choice | RoleList | NoAnswer | Help


def answer_question(question: str, index: Index, steps: Steps = ALL) -> Answer:
    """Whatever a person may ask: a role's name gets the role, everything else is searched for.
    Of `steps`, those that are left out are not taken."""
    asked = question.strip()
    roles = find_roles(asked, index.roles)
    is_title = any(words_of(role.title) == words_of(asked) for role in roles)
    match asked.casefold().rstrip("?!. "):
        case "" | "help" if not is_title:
            return Help()
        case "list" | "roles" if not is_title:
            return list_roles(index)
    if roles := roles or index.named_by(asked):
        return _card_or_choice(asked, roles, index)
    found = index.search(asked, MOST_HITS, steps)
    if found.query.is_bare and len(found.query.mentions) == 1 and found.query.roles:
        if _asks_contact(found, index):
            return _no_answer(asked, found, index)
        return _card_or_choice(asked, found.query.roles, index)
    is_sure = found.confidence >= index.calibration.least
    if found.hits and is_sure and not found.query.is_foreign:
        return Passages(found.hits, found.confidence, found.query.corrected)
    return _no_answer(asked, found, index)


def _asks_contact(found: Found, index: Index) -> bool:
    return found.topic in index.wording.ask_contact


def _no_answer(asked: str, found: Found, index: Index) -> NoAnswer:
    """`contacts` are those of the roles that were named, or of the only role there is."""
    stranger = found.query.stranger
    why = Why.NO_SUCH_ROLE if stranger else Why.NOT_COVERED
    if found.query.is_foreign:
        why = Why.NOT_UNDERSTOOD
    named = found.query.roles or (index.roles if len(index.roles) == 1 else ())
    return NoAnswer(
        asked,
        found.hits,
        nearest_titles(stranger.name if stranger else asked, index.roles) or _titles_of(found.hits),
        why,
        tuple(role for role in named if role.contact) if _asks_contact(found, index) else (),
        found.confidence,
    )


def look_up(words: Sequence[str], index: Index) -> Answer:
    """The role whose name `words` are; if there are more words than that, only the sections of
    that title and the passages of that name ("competencies", "teamwork"). No search by meaning:
    it is found or it is not."""
    for end in range(len(words), 0, -1):
        name, part = " ".join(words[:end]), " ".join(words[end:])
        roles = find_roles(name, index.roles) or index.named_by(name)
        if roles:
            break
    else:
        asked = " ".join(words)
        suggestions = nearest_titles(asked, index.roles)
        return NoAnswer(asked, (), suggestions, Why.NO_SUCH_ROLE)
    answer = _card_or_choice(name, roles, index)
    if not part or isinstance(answer, Choice):
        return answer
    passages = tuple(passage for passage in answer.passages if _is_part(passage, part))
    if passages:
        return RoleCard(answer.role, passages)
    asked = f"{answer.role.title}: {part}"
    return NoAnswer(asked, (), answer.role.sections, Why.NO_SUCH_PART)


def list_roles(index: Index) -> RoleList:
    passages: dict[Role, list[Passage]] = {role: [] for role in index.roles}
    for passage in index.passages:
        passages[passage.role].append(passage)
    return RoleList(tuple(RoleCard(role, tuple(own)) for role, own in passages.items()))


def _card_or_choice(name: str, roles: tuple[Role, ...], index: Index) -> RoleCard | Choice:
    if len(roles) > 1:
        return Choice(name, roles)
    return RoleCard(roles[0], index.passages_of(roles[0]))


def _is_part(passage: Passage, part: str) -> bool:
    """`part` may be the beginning of a word: "competenc" is enough, and so is "supervisory"."""
    wanted = f" {words_of(part)}"
    return any(wanted in f" {words_of(title)}" for title in (passage.section, passage.name or ""))


def _titles_of(hits: tuple[Hit, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.passage.role.title for hit in hits))[:3]
