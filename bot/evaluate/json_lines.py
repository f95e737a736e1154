"""JSON lines of labelled questions: one object a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from bot.evaluate.decode import explain
from bot.evaluate.labels import (
    DIGEST,
    NEAR_MISS,
    NO_ANSWER,
    OFF_TOPIC,
    LabelledQuestion,
    QuestionsError,
    Wanted,
)
from index.fold import fold

T = TypeVar("T")

Count = Annotated[int, Meta(ge=0)]
Line = Annotated[int, Meta(ge=1)]


class _Gold(Struct, frozen=True):
    """Fields that matching does not need, such as `role` and `block`, are passed over."""

    group: Count = 0
    file: str | None = None
    line: Line | None = None
    sha256: str | None = None
    text: str | None = None
    text_plain: str | None = None


class _Question(Struct, frozen=True):
    query: str
    id: str = ""
    kind: str = "question"
    gold: tuple[_Gold, ...] = ()
    note: str | None = None


def parse_json_lines(path: Path, text: str) -> tuple[LabelledQuestion, ...]:
    """The question of each line that is not blank; one without an id gets the number of its line.

    Raises QuestionsError, naming file and line, for a line that is no such object, an empty
    question, an id that is there twice, a label without a place and text, and a question whose
    kind and labels contradict each other.
    """
    questions = tuple(_questions(path, text))
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise QuestionsError(
                question.place, None, f"The id '{question.id}' is there twice.", "Change one."
            )
        seen.add(question.id)
    return questions


def _questions(path: Path, text: str) -> Iterator[LabelledQuestion]:
    for number, line in enumerate(text.split("\n"), 1):  # a string may hold U+2028 as it is
        if line.strip():
            yield _labelled(path, number, decode_line(path, number, line, _Question))


def decode_line(path: Path, number: int, line: str, kind: type[T]) -> T:
    """The object in a line of JSON. Raises QuestionsError, naming file and line."""
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.ValidationError as error:
        trouble = explain(error)
        raise QuestionsError(path, number, trouble.problem, trouble.fix) from error
    except (ValueError, RecursionError) as error:  # among them msgspec's, and half characters
        raise QuestionsError(
            path, number, f"This is not valid JSON: {error}.", "Write one JSON object a line."
        ) from error


def _labelled(path: Path, number: int, written: _Question) -> LabelledQuestion:
    if wrong := _problem_and_fix(written):
        raise QuestionsError(path, number, *wrong)
    return LabelledQuestion(
        id=written.id or str(number),
        text=written.query,
        kind=written.kind,
        detail=_detail(written.note or "") if written.kind == NO_ANSWER else "",
        wanted=tuple(_wanted(path, number, gold) for gold in written.gold),
        place=f"{path}:{number}",
    )


def _problem_and_fix(written: _Question) -> tuple[str, str] | None:
    """None if the question is sound."""
    is_unanswerable = written.kind == NO_ANSWER
    if not fold(written.query):
        return "The question is empty.", "Write it after 'query'."
    if is_unanswerable and written.gold:
        problem = f"The kind is '{NO_ANSWER}', and yet 'gold' says what answers."
        return problem, "Empty 'gold', or change the kind."
    if not is_unanswerable and not written.gold:
        problem = "'gold' is empty: nothing says what answers."
        return problem, f"Add a label, or make the kind '{NO_ANSWER}'."
    return None


def _detail(note: str) -> str:
    """
    >>> _detail("off_topic: about the weather"), _detail("near_miss"), _detail("pay is not there")
    ('off_topic', 'near_miss', 'near_miss')
    """
    return OFF_TOPIC if note.split()[:1] in ([OFF_TOPIC], [f"{OFF_TOPIC}:"]) else NEAR_MISS


def _wanted(path: Path, number: int, gold: _Gold) -> Wanted:
    opening = gold.text_plain or gold.text or ""
    is_placed = bool(gold.file) and gold.line is not None
    if not is_placed and not fold(opening):
        raise QuestionsError(
            path,
            number,
            "A label has neither file and line nor text.",
            "Add 'file' and 'line', or 'text_plain'.",
        )
    return Wanted(
        group=gold.group,
        file=gold.file if is_placed else None,
        line=gold.line if is_placed else None,
        digest=gold.sha256[:DIGEST].lower() if is_placed and gold.sha256 else None,
        opening=opening if fold(opening) else None,
    )
