"""Reading files of labelled questions: JSON lines, YAML, or YAML that lists such files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.evaluate.by_hand import Written, parse_yaml
from bot.evaluate.json_lines import parse_json_lines
from bot.evaluate.labels import LabelledQuestion, QuestionsError, QuestionSet, Wanted
from bot.evaluate.written import ListedSet
from index.files import read_text

__all__ = ["LabelledQuestion", "QuestionSet", "QuestionsError", "Wanted", "read_questions"]


def read_questions(path: Path) -> tuple[QuestionSet, ...]:
    """Return one set, or one for each file that `path` lists. There is always a set, and each has
    questions.

    Raises QuestionsError, with file and line, for a file that is not there, has a suffix other than
    .jsonl, .yaml and .yml, or contains a mistake.
    """
    written = _parse(path)
    if not written.sets:
        return (_question_set(path, written),)
    return tuple(_read_listed(path, line, listed) for line, listed in written.sets)


def _read_listed(path: Path, line: int, listed: ListedSet) -> QuestionSet:
    place = path.parent / listed.questions
    if not place.is_file():
        problem = f"There is no file '{listed.questions}'."
        raise QuestionsError(path, line, problem, "Name one relative to this file.")
    written = _parse(place)
    if written.sets:
        problem = f"'{listed.questions}' is itself a list of sets."
        raise QuestionsError(path, line, problem, "List its sets here.")
    found = _question_set(place, written)
    return replace(found, content=path.parent / listed.content) if listed.content else found


def _question_set(path: Path, written: Written) -> QuestionSet:
    content = path.parent / written.content if written.content else None
    return QuestionSet(path.stem, content, written.questions)


def _parse(path: Path) -> Written:
    match path.suffix.lower():
        case ".jsonl":
            questions = parse_json_lines(path, _read(path))
            if not questions:
                raise QuestionsError(path, None, "The file is empty.", "Add a question a line.")
            return Written(None, questions)
        case ".yaml" | ".yml":
            return parse_yaml(path, _read(path))
        case _:
            fix = "Give one whose name ends in .yaml, .yml or .jsonl."
            raise QuestionsError(path, None, "This is not a file of questions.", fix)


def _read(path: Path) -> str:
    return read_text(path, path, QuestionsError, "Check its name.")
