"""Renders answers as JSON, for programs. `answer.schema.json` beside this file is the contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, assert_never

from bot.answers.kinds import Answer, Choice, Courtesy, Help, NoAnswer, Passages, RoleCard, RoleList
from index.documents.chunk import Passage
from index.documents.document import Role
from index.question.names import label_roles
from index.search.engine import Hit


def render_answer(question: str, answer: Answer) -> str:
    """One line of JSON, in ASCII, so that nothing in it can be taken for the end of a line;
    `question` goes in unchanged."""
    excerpt = {"is_of_excerpt": True} if answer.is_of_excerpt else {}
    return json.dumps({"question": question, **_fields(answer), **excerpt})


def render_roles(roles: RoleList, pages: Sequence[Role] | None = None) -> str:
    """One line of JSON: every role with its sections and its number of passages; and `pages`, if
    they are asked for."""
    titles = label_roles([card.role for card in roles.roles])
    listed = [_role(card, title) for card, title in zip(roles.roles, titles, strict=True)]
    return json.dumps({"roles": listed} | ({} if pages is None else {"pages": _pages(pages)}))


def _role(card: RoleCard, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "path": card.role.path,
        "line": card.role.line,
        "level": card.role.level,
        "family": card.role.family,
        "sections": card.role.sections,
        "passages": len(card.passages),
    }


def _pages(pages: Sequence[Role]) -> list[dict[str, Any]]:
    return [
        {"title": page.title, "path": page.path, "line": page.line, "why": page.why_page}
        for page in pages
    ]


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
        "role": None if passage.role.is_page else passage.role.title,
        "page": passage.role.title if passage.role.is_page else None,
        "section": passage.section,
        "name": passage.name,
        "text": passage.text,
        "note": passage.note or None,
        "path": passage.path,
        "line": passage.line,
        "end_line": passage.end_line,
        "place": passage.where,
        "url": passage.url,
        "score": round(score, 4),
    }
