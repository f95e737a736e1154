"""Renders answers as JSON, for programs. `answer.schema.json` beside this file is the contract."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, assert_never

from bot.answers.kinds import Answer, Choice, Courtesy, Help, NoAnswer, Passages, RoleCard, RoleList
from index.documents.chunk import Passage
from index.question.names import label_roles
from index.search.engine import Hit


def render_answer(question: str, answer: Answer) -> str:
    """One line of JSON, in ASCII, so that nothing in it can be taken for the end of a line;
    `question` goes in unchanged."""
    excerpt = {"is_of_excerpt": True} if answer.is_of_excerpt else {}
    return json.dumps({"question": question, **_fields(answer), **excerpt})


def render_roles(roles: RoleList) -> str:
    """One line of JSON: every role with its sections and its number of passages."""
    return json.dumps({"roles": list(map(_role, roles.roles))})


def _role(card: RoleCard) -> dict[str, Any]:
    return {
        "title": card.role.title,
        "path": card.role.path,
        "line": card.role.line,
        "sections": card.role.sections,
        "passages": len(card.passages),
    }


def _fields(answer: Answer) -> dict[str, Any]:
    match answer:
        case RoleCard():
            hits = [Hit(passage, 1.0) for passage in answer.passages]
            return _object("role", role=answer.role.title, hits=hits)
        case Passages():
            return _object("passages", answer.confidence, hits=answer.hits)
        case Choice():
            return _object("choice", suggestions=label_roles(answer.roles))
        case RoleList():
            roles = [card.role for card in answer.roles]
            return _object("roles", suggestions=label_roles(roles))
        case NoAnswer(_, nearest, suggestions):
            return _object("no_answer", answer.confidence, None, suggestions, nearest)
        case Help():
            return _object("help")
        case Courtesy():
            return _object("no_answer", 0.0)  # nothing was asked that documents could answer
        case _:
            assert_never(answer)


def _object(
    kind: str,
    confidence: float = 1.0,
    role: str | None = None,
    suggestions: Iterable[str] = (),
    hits: Iterable[Hit] = (),
) -> dict[str, Any]:
    return {
        "kind": kind,
        "role": role,
        "confidence": round(confidence, 4),
        "suggestions": list(suggestions),
        "passages": [_passage(hit.passage, hit.score) for hit in hits],
    }


def _passage(passage: Passage, score: float) -> dict[str, Any]:
    return {
        "role": passage.role.title,
        "section": passage.section,
        "name": passage.name,
        "text": passage.text,
        "path": passage.path,
        "line": passage.line,
        "end_line": passage.end_line,
        "url": passage.url,
        "score": round(score, 4),
    }
