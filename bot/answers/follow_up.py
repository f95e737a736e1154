"""What a thread is about, and questions that only mean something there. Pure: no Slack, no clock.

Nothing is guessed: a question that can be read as it stands is, and any other reading is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.answers.decide import look_up
from bot.answers.kinds import (
    Answer,
    Choice,
    Courtesy,
    Help,
    NoAnswer,
    Passages,
    RoleCard,
    RoleList,
    Why,
)
from bot.answers.sections import titles_meant_by
from index.documents.document import SECTION_SEPARATOR, Role
from index.fold import words_of
from index.question.courtesy import reply_to
from index.question.intents import asks_help, asks_roles
from index.question.mentions import asks_who
from index.question.names import find_roles, label_roles
from index.question.phrases import stems_of
from index.question.pronouns import Said, name_referent, read_on, replace_role
from index.search.index import Hit, Index

LEADING = 3  # hits; a role that has the first so many is what the answer is about


class Kind(Enum):
    """How a topic came to have its roles."""

    SHOWN = "a role, or a part of it, was shown"
    NAMED = "the question names them"
    LEADING = "the question names none, and one role leads what was found, if any does"


@dataclass(frozen=True, slots=True)
class Topic:
    """What was last spoken of. `question` is as it was answered, "" if a button was pressed;
    `part` that of the one role which was asked for, "" for all of it and for other questions."""

    question: str
    roles: tuple[Role, ...]
    part: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Resolved:
    """The question to answer. `understood` is how it was read, "" if as it stands."""

    text: str
    understood: str = ""


def topic_of(
    question: str, answer: Answer, index: Index, before: Topic | None = None
) -> Topic | None:
    """What a thread is about once `question` has got `answer`; `before` it was about that."""
    match answer:
        case RoleCard(role, part=part, fields=fields):
            return Topic(question, (role,), part, Kind.NAMED if fields else Kind.SHOWN)
        case Choice(roles=roles):
            return Topic(question, roles, "", Kind.NAMED)
        case Passages(hits):
            led = () if answer.is_weak else _leading(hits)
            return _named(question, index) or Topic(question, led, "", Kind.LEADING)
        case NoAnswer(why=Why.NO_SUCH_ROLE):
            return Topic(question, (), "", Kind.NAMED)
        case NoAnswer():
            unknown = Topic(question, (), "", Kind.LEADING)
            return _named(question, index) or before or unknown
        case RoleList() | Help() | Courtesy():
            return before


def _named(question: str, index: Index) -> Topic | None:
    roles = index.read(question).roles
    return Topic(question, roles, "", Kind.NAMED) if roles else None


def _leading(hits: tuple[Hit, ...]) -> tuple[Role, ...]:
    roles = {hit.passage.role for hit in hits[:LEADING]}
    return tuple(roles) if len(roles) == 1 else ()


def resolve(question: str, topic: Topic | None, index: Index) -> Resolved:
    """`question` as it stands alone, in a thread about `topic`."""
    if topic is None or _is_name(question, index):
        return Resolved(question)
    said, query = read_on(question), index.read(question)
    roles = _still_there(topic.roles, index)
    text = None
    if query.mentions or query.stranger:
        if said.is_elliptic and query.is_bare and len(query.roles) == 1:
            text = _of_other_role(query.roles[0], topic, index)
    elif said.is_elliptic and said.fragments and index.read(said.fragments[-1]).stranger:
        text = said.fragments[-1]  # "what about plumbers?"
    elif len(roles) == 1:
        text = _of_same_role(question, said, roles[0], topic, index)
    is_new = text and words_of(text) != words_of(question)
    return Resolved(text, text) if text and is_new else Resolved(question)


def _is_name(question: str, index: Index) -> bool:
    """Of a role, or of what else is never a follow-up."""
    if asks_help(question) or asks_roles(question):
        return True
    return bool(find_roles(question, index.roles) or index.named_by(question))


def _still_there(roles: tuple[Role, ...], index: Index) -> tuple[Role, ...]:
    """The documents may have been edited meanwhile."""
    known = {(role.path, role.title) for role in roles}
    return tuple(role for role in index.roles if (role.path, role.title) in known)


def _of_other_role(role: Role, topic: Topic, index: Index) -> str | None:
    """The last question, asked of `role`; None if that asks no more than what the role is."""
    label, before = _label(role, index), index.read(topic.question)
    asks_person = any(asks_who(before.text, mention) for mention in before.mentions)
    is_all = before.is_bare or topic.kind is Kind.SHOWN
    if is_all and not (topic.part or asks_person):
        return None
    named = [before.text[m.start : m.end] for m in before.mentions]
    named = [before.stranger.name] if before.stranger else named
    if not named:
        said = read_on(topic.question)  # "and competencies?", of no role
        asked = said.body if said.is_elliptic else topic.question
        return f"{label}: {topic.part or asked}"
    if len(named) > 1:
        return None
    text = topic.question if named[0] in topic.question else before.text
    start = text.find(named[0])
    return replace_role(text, start, start + len(named[0]), label) if start >= 0 else None


def _of_same_role(question: str, said: Said, role: Role, topic: Topic, index: Index) -> str | None:
    """A part of `role`, or something else about it."""
    label, stop = _label(role, index), index.wording.stop_words
    for fragment in said.fragments:
        if part := _part(fragment, role, index):
            return f"{label}: {part}"
    if reply_to(question):
        return None  # "and thanks!"
    if said.is_elliptic and topic.kind is not Kind.LEADING and said.fragments:
        words = words_of(said.fragments[-1]).split()
        return f"{label}: {said.fragments[-1]}" if set(words) - stop else None
    if text := name_referent(said.body, label, stop, of_things=topic.kind is Kind.SHOWN):
        return text
    meant = (each for each in said.fragments[::-1] if titles_meant_by(each, role, index))
    return next((f"{label}: {each}" for each in meant), None)


def _part(said: str, role: Role, index: Index) -> str | None:
    """What `look_up` finds the part of `role` by that consists of these words, in any form."""
    own = index.passages_of(role)
    titles = dict.fromkeys(title for p in own for title in (p.section, p.name) if title)
    fitting = [title for title in titles if _is_of(title, said, index.wording.stop_words)]
    if not fitting:
        return None
    found = look_up([*_label(role, index).split(), *said.split()], index)
    if isinstance(found, RoleCard) and found.part == " ".join(said.split()):
        return said
    return fitting[0] if len(fitting) == 1 else None


def _is_of(title: str, said: str, stop_words: frozenset[str]) -> bool:
    """Words that say nothing have to be all of a heading: "what you own"."""
    if words_of(said) in map(words_of, title.split(SECTION_SEPARATOR)):
        return True
    is_telling = bool(set(words_of(said).split()) - stop_words)
    return is_telling and set(stems_of(said)) <= set(stems_of(title))


def _label(role: Role, index: Index) -> str:
    return dict(zip(index.roles, label_roles(index.roles), strict=True))[role]
