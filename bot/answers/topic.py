"""What a thread is about once a question has got its answer."""

from __future__ import annotations

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
from index.documents.document import Role
from index.question.follow_up import Kind, Topic
from index.question.question import Question
from index.search.engine import Hit

LEADING = 3  # hits; a role that has the first so many is what the answer is about


def topic_of(
    question: Question | None, answer: Answer, before: Topic | None = None
) -> Topic | None:
    """The topic once `question`, or a button if it is None, has got `answer`; `before` the thread
    was about that."""
    match answer:
        case RoleCard(role, part=part, fields=fields):
            return Topic(question, (role,), part, Kind.NAMED if fields else Kind.SHOWN)
        case Choice(roles=roles):
            return Topic(question, roles, "", Kind.NAMED)
        case Passages(hits):
            led = () if answer.is_weak else _leading(hits)
            return _named(question) or Topic(question, led, "", Kind.LEADING)
        case NoAnswer(why=Why.NO_SUCH_ROLE):
            return Topic(question, (), "", Kind.NAMED)
        case NoAnswer():
            return _named(question) or before or Topic(question, (), "", Kind.LEADING)
        case RoleList() | Help() | Courtesy():
            return before


def _named(question: Question | None) -> Topic | None:
    has_roles = question is not None and bool(question.roles)
    return Topic(question, question.roles, "", Kind.NAMED) if question and has_roles else None


def _leading(hits: tuple[Hit, ...]) -> tuple[Role, ...]:
    roles = {hit.passage.role for hit in hits[:LEADING]}
    return tuple(roles) if len(roles) == 1 else ()
