"""Questions as people write them down: YAML, with labels in the words of the documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct

from bot.evaluate.decode import Keys, explain
from bot.evaluate.labels import LabelledQuestion, QuestionsError
from bot.evaluate.written import Label, ListedSet, Part, Question, QuestionFile, Turn, TurnError
from index.yaml_lines import YamlError, compose, line_of, to_plain

RECORDS: dict[str, type[Struct]] = {
    "": QuestionFile,
    "questions": Question,
    "turns": Turn,
    "sets": ListedSet,
    "all": Part,
    "any": Label,
}


@dataclass(frozen=True, slots=True)
class Written:
    """A file: either its own questions about the documents in `content`, a folder relative to the
    file, or other files, each listed after the number of its line; one of the two is ()."""

    content: str | None
    questions: tuple[LabelledQuestion, ...]
    sets: tuple[tuple[int, ListedSet], ...] = ()


def parse_yaml(path: Path, text: str) -> Written:
    """Raises QuestionsError, with file and line, for anything that is not as it should be."""
    try:
        node = compose(text)
        fields = to_plain(node) if node else None
    except YamlError as error:
        problem = f"The file is {error.problem}."
        raise QuestionsError(path, error.line, problem, error.fix) from error
    if node is None:
        raise QuestionsError(path, None, "The file is empty.", "Write 'questions:' and a list.")
    written = _decode(path, fields, node)
    sets = tuple(
        (line_of(node, ("sets", number)), listed)
        for number, listed in enumerate(written.sets or ())
    )
    return Written(written.content, tuple(_questions(path, written, node)), sets)


def _decode(path: Path, fields: object, node: yaml.Node) -> QuestionFile:
    try:
        return msgspec.convert(fields, QuestionFile, strict=False)  # a line is a text until here
    except msgspec.ValidationError as error:
        wrong = explain(error)
        name = f"{_name(wrong.keys)} " if isinstance(wrong, TurnError) else ""
        fix = wrong.fix or _known_fields(wrong.keys)
        line = line_of(node, wrong.keys)
        raise QuestionsError(path, line, f"{name}{wrong.problem}", fix) from error


def _name(keys: Keys) -> str:
    """
    >>> _name(("questions", 2)), _name(("questions", 2, "turns", 0))
    ('Question 3', 'Question 3, turn 1,')
    """
    question, *turn = (key + 1 for key in keys if isinstance(key, int))
    return f"Question {question}, turn {turn[0]}," if turn else f"Question {question}"


def _known_fields(keys: Keys) -> str:
    """The fields that stand beside the last of `keys`."""
    names = [key for key in keys[:-1] if isinstance(key, str)]
    known = RECORDS[names[-1] if names else ""]
    return f"The fields here are {', '.join(known.__struct_encode_fields__)}."


def _questions(path: Path, written: QuestionFile, node: yaml.Node) -> Iterator[LabelledQuestion]:
    for number, question in enumerate(written.questions or ()):
        keys, id_ = ("questions", number), str(number + 1)
        if question.turns is None:
            yield question.labelled(id_, f"{path}:{line_of(node, keys)}", "question")
        before: tuple[str, ...] = ()
        for turn_number, turn in enumerate(question.turns or ()):
            place = f"{path}:{line_of(node, (*keys, 'turns', turn_number))}"
            yield turn.labelled(f"{id_}.{turn_number + 1}", place, "turn", before)
            before = (*before, turn.asked)
