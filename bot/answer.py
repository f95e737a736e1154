"""The answers there are, and the choice between them. Pure: no terminal, no Slack, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.chunk import Passage
from index.document import Role
from index.fold import words_of
from index.names import find_roles, nearest_titles
from index.search import Hit, Index

MOST_HITS = 10

# Provisional until answers have a calibrated confidence: below this cosine the best passage is
# not called an answer. At .20, of the answerable labelled questions 1 in 15 (the user's document)
# and 1 in 100 (20 other roles) is declined wrongly, and a third of the others rightly: scores of
# one cosine do not separate them better.
WEAK = 0.20


@dataclass(frozen=True, slots=True)
class RoleCard:
    """All of a role, or the part of it that was asked for, in reading order."""

    role: Role
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages that answer best, best first; never none."""

    hits: tuple[Hit, ...]

    @property
    def confidence(self) -> float:
        return self.hits[0].score


@dataclass(frozen=True, slots=True)
class Choice:
    """A name that fits two or more roles: the asker has to say which."""

    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class RoleList:
    """Every role there is, with the passages of each."""

    roles: tuple[RoleCard, ...]


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The documents do not answer. `nearest` are the passages that come closest, best first;
    `suggestions` are titles of roles that may have been meant."""

    asked: str
    nearest: tuple[Hit, ...] = ()
    suggestions: tuple[str, ...] = ()

    @property
    def confidence(self) -> float:
        return self.nearest[0].score if self.nearest else 0.0


@dataclass(frozen=True, slots=True)
class Help:
    """Nothing was asked, or help was."""


Answer = RoleCard | Passages | Choice | RoleList | NoAnswer | Help


def answer_question(question: str, index: Index) -> Answer:
    """Whatever a person may ask: a role's name gets the role, everything else is searched for."""
    asked = question.strip()
    if roles := find_roles(asked, index.roles):
        return _card_or_choice(asked, roles, index)
    match asked.casefold().rstrip("?!. "):
        case "" | "help":
            return Help()
        case "list" | "roles":
            return list_roles(index)
    hits = index.search(asked, MOST_HITS)
    strong = tuple(hit for hit in hits if hit.score >= WEAK)
    if strong:
        return Passages(strong)
    suggestions = nearest_titles(asked, index.roles)
    return NoAnswer(asked, hits, suggestions or _titles_of(hits))


def look_up(words: Sequence[str], index: Index) -> Answer:
    """The role whose name `words` are; if there are more words than that, only the sections of
    that title and the passages of that name ("competencies", "teamwork"). No search by meaning:
    it is found or it is not."""
    for end in range(len(words), 0, -1):
        name, part = " ".join(words[:end]), " ".join(words[end:])
        roles = find_roles(name, index.roles)
        if roles:
            break
    else:
        asked = " ".join(words)
        return NoAnswer(asked, suggestions=nearest_titles(asked, index.roles))
    answer = _card_or_choice(name, roles, index)
    if not part or isinstance(answer, Choice):
        return answer
    passages = tuple(passage for passage in answer.passages if _is_part(passage, part))
    if passages:
        return RoleCard(answer.role, passages)
    return NoAnswer(f"{answer.role.title}: {part}", suggestions=answer.role.sections)


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
