"""Questions that only mean something in their thread.

Nothing is guessed: a question that can be read as it stands is, and any other reading is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from index.documents.document import SECTION_SEPARATOR, Role
from index.fold import words_of
from index.question.courtesy import reply_to
from index.question.lexicon import Lexicon
from index.question.mentions import asks_who
from index.question.names import label_roles
from index.question.phrases import stems_of
from index.question.pronouns import FollowUp, Standalone, name_referent, read_on, replace_role
from index.question.question import Question
from index.question.sections import is_of_title, sections_meant, select


class Kind(Enum):
    """How a topic came to have its roles."""

    SHOWN = "a role, or a part of it, was shown"
    NAMED = "the question names them"
    LEADING = "the question names none, and one role leads what was found, if any does"


@dataclass(frozen=True, slots=True)
class Topic:
    """What was last spoken of. `question` is the one that was answered, None if a button was
    pressed; `part` that of the one role which was asked for, "" for all of it and for other
    questions."""

    question: Question | None
    roles: tuple[Role, ...]
    part: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Resolved:
    """A follow-up as it stands alone. `role` is the one that `text.title` names, None if that is a
    role that there is not."""

    text: Standalone
    role: Role | None


def resolve(question: Question, topic: Topic, lexicon: Lexicon) -> Resolved | None:
    """`question` as it stands alone, in a thread about `topic`; None if it does already."""
    found = _resolve(question, topic, lexicon)
    is_new = found and words_of(found.text.text) != words_of(question.asked)
    return found if is_new else None


def _resolve(question: Question, topic: Topic, lexicon: Lexicon) -> Resolved | None:
    follow_up = read_on(question.asked)
    if question.mentions or question.unknown:
        is_same_of_other = follow_up.is_elliptic and question.is_bare and len(question.roles) == 1
        return _of_other_role(question.roles[0], topic, lexicon) if is_same_of_other else None
    last = follow_up.fragments[-1] if follow_up.is_elliptic and follow_up.fragments else ""
    if last and lexicon.find_unknown(last, ()):
        return Resolved(Standalone("", last, ""), None)  # "what about plumbers?"
    roles = _still_there(topic.roles, lexicon)
    if len(roles) != 1:
        return None
    text = _of_same_role(question.asked, follow_up, roles[0], topic, lexicon)
    return Resolved(text, roles[0]) if text else None


def _still_there(roles: tuple[Role, ...], lexicon: Lexicon) -> tuple[Role, ...]:
    """The documents may have been edited meanwhile."""
    known = {(role.path, role.title) for role in roles}
    return tuple(role for role in lexicon.roles if (role.path, role.title) in known)


def _of_other_role(role: Role, topic: Topic, lexicon: Lexicon) -> Resolved | None:
    """The last question, asked of `role`; None if that asks no more than what the role is."""
    label, before = _label(role, lexicon), topic.question
    asks_person = before and any(asks_who(before.text, m) for m in before.mentions)
    is_all = topic.kind is Kind.SHOWN or (before is not None and before.is_bare)
    if is_all and not (topic.part or asks_person):
        return None
    names = _names_in(before) if before else []
    if len(names) > 1:
        return None
    if before and names:
        return Resolved(replace_role(before.said.typed, *names[0], label), role)
    asked = topic.part or (_without_opening(before.asked) if before else "")
    return Resolved(Standalone("", label, f": {asked}"), role)


def _names_in(question: Question) -> list[tuple[int, int]]:
    """Where it names roles, in what was typed."""
    if question.unknown is None:
        return [question.said.origin(mention.start, mention.end) for mention in question.mentions]
    name = question.unknown.name
    start = question.said.typed.find(name)
    return [(start, start + len(name))] if start >= 0 else []


def _without_opening(asked: str) -> str:
    """The question that "and competencies?", of no role, goes on with."""
    follow_up = read_on(asked)
    return follow_up.body if follow_up.is_elliptic else asked


def _of_same_role(
    question: str, follow_up: FollowUp, role: Role, topic: Topic, lexicon: Lexicon
) -> Standalone | None:
    """A part of `role`, or something else about it."""
    label, stop = _label(role, lexicon), lexicon.wording.stop_words
    for fragment in follow_up.fragments:
        if part := _part(fragment, role, lexicon):
            return Standalone("", label, f": {part}")
    if reply_to(question):
        return None  # "and thanks!"
    if follow_up.is_elliptic and topic.kind is not Kind.LEADING and follow_up.fragments:
        last = follow_up.fragments[-1]
        says_something = set(words_of(last).split()) - stop
        return Standalone("", label, f": {last}") if says_something else None
    if text := name_referent(follow_up.body, label, stop, of_things=topic.kind is Kind.SHOWN):
        return text
    meant = (each for each in follow_up.fragments[::-1] if sections_meant(each, role, lexicon))
    return next((Standalone("", label, f": {each}") for each in meant), None)


def _part(name: str, role: Role, lexicon: Lexicon) -> str | None:
    """What selects the part of `role` whose title consists of these words, in any form."""
    own = lexicon.passages_of(role)
    titles = dict.fromkeys(title for p in own for title in (p.section, p.name) if title)
    fitting = [title for title in titles if _is_of(title, name, lexicon.wording.stop_words)]
    if not fitting:
        return None
    found = select(role, name, lexicon)
    if found.passages and found.name == name and not is_of_title(name, found, role):
        return name
    return fitting[0] if len(fitting) == 1 else None


def _is_of(title: str, name: str, stop_words: frozenset[str]) -> bool:
    """Words that say nothing have to be all of a heading: "what you own"."""
    if words_of(name) in map(words_of, title.split(SECTION_SEPARATOR)):
        return True
    says_something = bool(set(words_of(name).split()) - stop_words)
    return says_something and set(stems_of(name)) <= set(stems_of(title))


def _label(role: Role, lexicon: Lexicon) -> str:
    return dict(zip(lexicon.roles, label_roles(lexicon.roles), strict=True))[role]
