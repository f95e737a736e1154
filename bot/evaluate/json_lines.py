"""JSON lines of labelled questions: one object a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from bot.evaluate.decode import RecordError, explain
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
    """Fields that matching does not need, such as `role` and `block`, are ignored."""

    group: Count = 0
    file: str | None = None
    line: Line | None = None
    sha256: str | None = None
    text: str | None = None
    text_plain: str | None = None

    def __post_init__(self) -> None:
        if not self.has_place and not self.opening:
            problem = "A label has neither file and line nor text."
            raise RecordError(problem, "Add 'file' and 'line', or 'text_plain'.")

    @property
    def has_place(self) -> bool:
        return bool(self.file) and self.line is not None

    @property
    def opening(self) -> str | None:
        opening = self.text_plain or self.text or ""
        return opening if fold(opening) else None

    def wanted(self) -> Wanted:
        if not self.has_place:
            return Wanted(self.group, opening=self.opening)
        digest = self.sha256[:DIGEST].lower() if self.sha256 else None
        return Wanted(self.group, self.file, self.line, digest, opening=self.opening)


class _Question(Struct, frozen=True):
    query: str
    id: str = ""
    kind: str = "question"
    gold: tuple[_Gold, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        is_unanswerable = self.kind == NO_ANSWER
        if not fold(self.query):
            raise RecordError("The question is empty.", "Write it after 'query'.")
        if is_unanswerable and self.gold:
            problem = f"The kind is '{NO_ANSWER}', and yet 'gold' says what answers."
            raise RecordError(problem, "Empty 'gold', or change the kind.")
        if not is_unanswerable and not self.gold:
            problem = "'gold' is empty: nothing says what answers."
            raise RecordError(problem, f"Add a label, or make the kind '{NO_ANSWER}'.")

    def labelled(self, path: Path, number: int) -> LabelledQuestion:
        detail = _detail(self.note or "") if self.kind == NO_ANSWER else ""
        wanted = tuple(gold.wanted() for gold in self.gold)
        id_, place = self.id or str(number), f"{path}:{number}"
        return LabelledQuestion(id_, self.query, self.kind, detail, wanted, place)


def parse_json_lines(path: Path, text: str) -> tuple[LabelledQuestion, ...]:
    """Return the question of each line; one without an id gets the number of its line.

    Raises QuestionsError, with file and line, for a line that is no such object, an empty question,
    an id that is there twice, a label without a place and text, and a question whose kind and
    labels contradict each other.
    """
    questions: dict[str, LabelledQuestion] = {}
    for number, line in numbered_lines(text):
        question = decode_line(path, number, line, _Question).labelled(path, number)
        if question.id in questions:
            problem = f"The id '{question.id}' is there twice."
            raise QuestionsError(question.place, None, problem, "Change one.")
        questions[question.id] = question
    return tuple(questions.values())


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers from 1."""
    lines = enumerate(text.split("\n"), 1)  # a string in JSON may contain U+2028 as it is
    return ((number, line) for number, line in lines if line.strip())


def decode_line(path: Path, number: int, line: str, kind: type[T]) -> T:
    """Decode the object in a line of JSON. Raises QuestionsError, with file and line."""
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.ValidationError as error:
        wrong = explain(error)
        raise QuestionsError(path, number, wrong.problem, wrong.fix) from error
    except (ValueError, RecursionError) as error:  # among them msgspec's, and half characters
        problem = f"This is not valid JSON: {error}."
        raise QuestionsError(path, number, problem, "Write one JSON object a line.") from error


def _detail(note: str) -> str:
    """
    >>> _detail("off_topic: about the weather"), _detail("near_miss"), _detail("pay is not there")
    ('off_topic', 'near_miss', 'near_miss')
    """
    return OFF_TOPIC if note.split()[:1] in ([OFF_TOPIC], [f"{OFF_TOPIC}:"]) else NEAR_MISS
