"""Questions as people write them down: YAML, with labels in the words of the documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
import yaml
from msgspec import Meta, Struct, field

from bot.evaluate.decode import Keys, explain
from bot.evaluate.labels import (
    NEAR_MISS,
    NO_ANSWER,
    OFF_TOPIC,
    LabelledQuestion,
    QuestionsError,
    Wanted,
)
from index.fold import fold, words_of
from index.yaml_lines import YamlError, compose, line_of, to_plain

DEFAULT_KIND, TURN = "question", "turn"
LABELS = "'role', 'section', 'text', or 'file' and 'line'"
UNANSWERABLE = (NEAR_MISS, OFF_TOPIC)

Fail = Callable[[Keys, str, str], NoReturn]
"""Raises QuestionsError at the line of the keys, with problem and fix."""


class _Label(Struct, frozen=True, forbid_unknown_fields=True):
    role: str | None = None
    section: str | None = None
    text: str | None = None
    file: str | None = None
    line: Annotated[int, Meta(ge=1)] | None = None

    def given(self) -> dict[str, str | int]:
        values = {name: getattr(self, name) for name in _Label.__struct_fields__}
        return {name: value for name, value in values.items() if value is not None}


class _Part(_Label, frozen=True, forbid_unknown_fields=True):
    any_of: tuple[_Label, ...] | None = field(default=None, name="any")


class _Turn(_Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    ask: str | None = None
    all_of: tuple[_Part, ...] | None = field(default=None, name="all")
    answer: str | None = None
    kind: str | None = None

    def labels(self) -> list[str]:
        """The names of all that says what answers."""
        return [*self.given(), *self.lists()]

    def lists(self) -> list[str]:
        lists = {"any": self.any_of, "all": self.all_of}
        return [name for name, values in lists.items() if values is not None]


class _Question(_Turn, frozen=True, forbid_unknown_fields=True, kw_only=True):
    turns: tuple[_Turn, ...] | None = None


class _Set(Struct, frozen=True, forbid_unknown_fields=True):
    questions: str
    content: str | None = None


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    content: str | None = None
    questions: tuple[_Question, ...] | None = None
    sets: tuple[_Set, ...] | None = None


FIELDS: dict[str, type[Struct]] = {
    "": _File,
    "questions": _Question,
    "turns": _Turn,
    "sets": _Set,
    "all": _Part,
    "any": _Label,
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of `sets`: another file of questions, and the folder of its documents, both
    relative to the file that lists them. `line` is where, 1-based."""

    questions: str
    content: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Written:
    """A file: its own questions about the documents in `content`, a folder relative to the file,
    or a list of other files; one of the two is ()."""

    content: str | None
    questions: tuple[LabelledQuestion, ...]
    sets: tuple[Listed, ...]


def parse_yaml(path: Path, text: str) -> Written:
    """Raises QuestionsError, naming file and line, for all that is not as it should be."""
    try:
        node = compose(text)
        fields = to_plain(node) if node else None
    except YamlError as error:
        problem = f"The file is {error.problem}."
        raise QuestionsError(path, error.line, problem, error.fix) from error
    if node is None:
        raise QuestionsError(path, None, "The file is empty.", "Write 'questions:' and a list.")

    def fail(keys: Keys, problem: str, fix: str) -> NoReturn:
        raise QuestionsError(path, line_of(node, keys), problem, fix)

    written = _decode(fields, fail)
    if (written.questions is None) == (written.sets is None):
        fail((), "There must be either 'questions' or 'sets'.", "Write one of the two, a list.")
    _require_some(written, fail)
    return Written(
        content=written.content,
        questions=_questions(path, written.questions or (), node, fail),
        sets=tuple(
            Listed(entry.questions, entry.content, line_of(node, ("sets", number)))
            for number, entry in enumerate(written.sets or ())
        ),
    )


def _require_some(written: _File, fail: Fail) -> None:
    if written.questions == ():
        fail(("questions",), "There are no questions.", "Add a line '- ask: …' for each.")
    if written.sets == ():
        fail(("sets",), "There are no sets.", "Add a line '- questions: FILE' for each.")
    if written.sets and written.content is not None:
        fail(("content",), "Each of the sets has its own documents.", "Move 'content' into a set.")


def _decode(fields: object, fail: Fail) -> _File:
    try:
        return msgspec.convert(fields, _File, strict=False)  # a line is a text until here
    except msgspec.ValidationError as error:
        trouble = explain(error)
        fail(trouble.keys, trouble.problem, trouble.fix or _known_fields(trouble.keys))


def _known_fields(keys: Keys) -> str:
    """Of the fields that stand beside the last of `keys`."""
    names = [key for key in keys[:-1] if isinstance(key, str)]
    known = FIELDS[names[-1] if names else ""]
    return f"The fields here are {', '.join(known.__struct_encode_fields__)}."


def _questions(
    path: Path, written: tuple[_Question, ...], node: yaml.Node, fail: Fail
) -> tuple[LabelledQuestion, ...]:
    seen: dict[str, int] = {}
    labelled: list[LabelledQuestion] = []
    for number, question in enumerate(written, 1):
        here = _Entry(f"Question {number}", ("questions", number - 1), fail)
        if question.turns is not None:
            labelled += _dialogue(path, number, question, node, here)
            continue
        asked = _asked(question, here)
        key = fold(asked).casefold()
        if key in seen:
            here.fail(f"is the same as question {seen[key]}.", "Remove one of them.")
        seen[key] = number
        place = f"{path}:{line_of(node, here.keys)}"
        kind, detail, wanted = _labels(question, DEFAULT_KIND, here)
        labelled.append(LabelledQuestion(str(number), asked, kind, detail, wanted, place))
    return tuple(labelled)


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a question is written, and what it is called in messages."""

    name: str
    keys: Keys
    fail_at: Fail

    def fail(self, problem: str, fix: str) -> NoReturn:
        self.fail_at(self.keys, f"{self.name} {problem}", fix)


def _dialogue(
    path: Path, number: int, question: _Question, node: yaml.Node, here: _Entry
) -> Iterator[LabelledQuestion]:
    turns = question.turns or ()
    if not turns:
        here.fail("has no turns.", "Add a line '- ask: …' for each.")
    if question.ask or question.labels() or question.answer or question.kind:
        here.fail("has more than its turns.", "Move the rest into one of them.")
    before: tuple[str, ...] = ()
    for turn_number, turn in enumerate(turns, 1):
        keys: Keys = (*here.keys, "turns", turn_number - 1)
        entry = _Entry(f"{here.name}, turn {turn_number},", keys, here.fail_at)
        asked, (kind, detail, wanted) = _asked(turn, entry), _labels(turn, TURN, entry)
        place, id_ = f"{path}:{line_of(node, keys)}", f"{number}.{turn_number}"
        yield LabelledQuestion(id_, asked, kind, detail, wanted, place, before)
        before = (*before, asked)


def _asked(turn: _Turn, here: _Entry) -> str:
    """On one line."""
    if turn.ask is None:
        here.fail_at(here.keys, "The field 'ask' is missing.", "Add it.")
    if not fold(turn.ask):
        here.fail("is empty.", "Write after 'ask' what a person would ask.")
    return " ".join(turn.ask.split())


def _labels(turn: _Turn, default: str, here: _Entry) -> tuple[str, str, tuple[Wanted, ...]]:
    """Kind, detail, and what is wanted."""
    kind, detail = _kind(turn, default, here)
    return kind, detail, () if detail else _wanted(turn, here)


def _kind(turn: _Turn, default: str, here: _Entry) -> tuple[str, str]:
    """Kind and detail."""
    labels, kind = turn.labels(), (turn.kind or "").strip()
    if turn.answer is None:
        if kind in (*UNANSWERABLE, NO_ANSWER):
            fix = "Add 'answer: none' if the documents do not answer it, else name another kind."
            here.fail(f"has the kind '{kind}', but no 'answer: none'.", fix)
        if not labels:
            fix = f"Add {LABELS}; or 'answer: none' if the documents do not answer it."
            here.fail("does not say what answers it.", fix)
        return kind or default, ""
    if turn.answer.strip().casefold() != "none":
        fix = f"Write 'answer: none' if it is meant so, else remove it and add {LABELS}."
        here.fail("has an 'answer' that is not 'none'.", fix)
    if labels:
        problem = f"has 'answer: none', and yet '{labels[0]}' says what answers it."
        here.fail(problem, "Remove one of them.")
    if kind not in ("", *UNANSWERABLE):
        fix = f"Make it '{NEAR_MISS}' or '{OFF_TOPIC}', or remove it."
        here.fail(f"has 'answer: none' and the kind '{kind}'.", fix)
    return NO_ANSWER, kind or NEAR_MISS


def _wanted(question: _Turn, here: _Entry) -> tuple[Wanted, ...]:
    keys, fail = here.keys, here.fail_at
    _require_one_way(question, question.lists(), keys, fail)
    if question.all_of is None:
        return _alternatives(0, question, keys, fail)
    if not question.all_of:
        fail((*keys, "all"), "'all' is empty.", "Add a label for each that is wanted.")
    found: list[Wanted] = []
    for group, part in enumerate(question.all_of):
        place = (*keys, "all", group)
        _require_one_way(part, [] if part.any_of is None else ["any"], place, fail)
        found += _alternatives(group, part, place, fail)
    return tuple(found)


def _require_one_way(label: _Label, lists: list[str], keys: Keys, fail: Fail) -> None:
    ways = [*list(label.given())[:1], *lists]
    if len(ways) > 1:
        names = " and ".join(f"'{name}'" for name in ways)
        fail(keys, f"{names} are beside each other.", f"Move all labels below '{ways[-1]}'.")


def _alternatives(group: int, part: _Part, keys: Keys, fail: Fail) -> tuple[Wanted, ...]:
    if part.any_of is None:
        return (_label(group, part, keys, fail),)
    if not part.any_of:
        fail((*keys, "any"), "'any' is empty.", "Add a label for each that will do.")
    return tuple(
        _label(group, label, (*keys, "any", number), fail)
        for number, label in enumerate(part.any_of)
    )


def _label(group: int, label: _Label, keys: Keys, fail: Fail) -> Wanted:
    given = label.given()
    if not given:
        fail(keys, "This label is empty.", f"Add {LABELS}.")
    for name, value in given.items():
        if isinstance(value, str) and not (fold if name in ("file", "text") else words_of)(value):
            fail((*keys, name), f"'{name}' has no words.", "Write them, or remove the field.")
    if label.line is not None and label.file is None:
        fail((*keys, "line"), "'line' stands without 'file'.", "Add the file, or give the text.")
    file = label.file and label.file.strip().removeprefix("./")
    return Wanted(group, file, label.line, None, label.text, label.role, label.section)
