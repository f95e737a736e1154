"""What a YAML file of questions may contain, and what is wrong with a file that contains anything
else. A mistake is found as soon as the record it is in has been decoded."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from bot.evaluate.decode import RecordError
from bot.evaluate.labels import NEAR_MISS, NO_ANSWER, OFF_TOPIC, LabelledQuestion, Wanted
from index.fold import fold, words_of

UNANSWERABLE = (NEAR_MISS, OFF_TOPIC)
LABELS = ("role", "section", "text", "file", "line")
LISTS = {  # of labels, and how to mend an empty one
    "any": "Add a label for each that will do.",
    "all": "Add a label for each that is wanted.",
}
CHOICES = "'role', 'section', 'text', or 'file' and 'line'"


class TurnError(RecordError):
    """Its problem continues the name of a question or turn."""


class Label(Struct, frozen=True, forbid_unknown_fields=True):
    role: str | None = None
    section: str | None = None
    text: str | None = None
    file: str | None = None
    line: Annotated[int, Meta(ge=1)] | None = None

    def __post_init__(self) -> None:
        names = self.labels()
        if not names:
            raise RecordError("This label is empty.", f"Add {CHOICES}.")
        lists = [name for name in names if name in LISTS]
        ways = [*[name for name in names if name not in LISTS][:1], *lists]
        if len(ways) > 1:
            problem = f"{' and '.join(map(repr, ways))} are beside each other."
            raise RecordError(problem, f"Move all labels below '{ways[-1]}'.")
        for name in names:
            self._require_content(name)
        if self.line is not None and self.file is None:
            fix = "Add the file, or give the text."
            raise RecordError("'line' stands without 'file'.", fix, "line")

    def labels(self) -> list[str]:
        """The names of the fields that say what answers."""
        names = (*LABELS, *LISTS)
        return [name for name in names if getattr(self, name, None) is not None]

    def wanted(self, group: int = 0) -> tuple[Wanted, ...]:
        file = self.file and self.file.strip().removeprefix("./")
        return (Wanted(group, file, self.line, None, self.text, self.role, self.section),)

    def _require_content(self, name: str) -> None:
        value = getattr(self, name)
        if value == ():
            raise RecordError(f"'{name}' is empty.", LISTS[name], name)
        words = fold if name in ("file", "text") else words_of
        if isinstance(value, str) and not words(value):
            raise RecordError(f"'{name}' has no words.", "Write them, or remove the field.", name)


class Part(Label, frozen=True, forbid_unknown_fields=True):
    any: tuple[Label, ...] | None = None

    def wanted(self, group: int = 0) -> tuple[Wanted, ...]:
        if self.any is None:
            return super().wanted(group)
        return tuple(wanted for label in self.any for wanted in label.wanted(group))


class Turn(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    ask: str | None = None
    all: tuple[Part, ...] | None = None
    answer: str | None = None
    kind: str | None = None

    def __post_init__(self) -> None:
        if self.ask is None:
            raise RecordError("The field 'ask' is missing.", "Add it.")
        if not fold(self.ask):
            raise TurnError("is empty.", "Write after 'ask' what a person would ask.")
        if self.answer is not None:
            self._require_unanswerable(self.answer)
            return
        if self.given_kind in (*UNANSWERABLE, NO_ANSWER):
            problem = f"has the kind '{self.given_kind}', but no 'answer: none'."
            fix = "Add 'answer: none' if the documents do not answer it, else name another kind."
            raise TurnError(problem, fix)
        if not self.labels():
            fix = f"Add {CHOICES}; or 'answer: none' if the documents do not answer it."
            raise TurnError("does not say what answers it.", fix)
        super().__post_init__()

    @property
    def asked(self) -> str:
        """The question on one line."""
        return " ".join((self.ask or "").split())

    @property
    def given_kind(self) -> str:
        return (self.kind or "").strip()

    def labelled(
        self, id_: str, place: str, kind: str, before: tuple[str, ...] = ()
    ) -> LabelledQuestion:
        """As a question; `kind` is that of one without a kind of its own."""
        if self.answer is not None:
            detail = self.given_kind or NEAR_MISS
            return LabelledQuestion(id_, self.asked, NO_ANSWER, detail, (), place, before)
        kind = self.given_kind or kind
        return LabelledQuestion(id_, self.asked, kind, "", self.wanted(), place, before)

    def wanted(self, group: int = 0) -> tuple[Wanted, ...]:
        if self.all is None:
            return super().wanted(group)
        parts = (part.wanted(number) for number, part in enumerate(self.all))
        return tuple(wanted for part in parts for wanted in part)

    def _require_unanswerable(self, answer: str) -> None:
        if answer.strip().casefold() != "none":
            fix = f"Write 'answer: none' if it is meant so, else remove it and add {CHOICES}."
            raise TurnError("has an 'answer' that is not 'none'.", fix)
        if labels := self.labels():
            problem = f"has 'answer: none', and yet '{labels[0]}' says what answers it."
            raise TurnError(problem, "Remove one of them.")
        if self.given_kind not in ("", *UNANSWERABLE):
            problem = f"has 'answer: none' and the kind '{self.given_kind}'."
            raise TurnError(problem, f"Make it '{NEAR_MISS}' or '{OFF_TOPIC}', or remove it.")


class Question(Turn, frozen=True, forbid_unknown_fields=True, kw_only=True):
    turns: tuple[Turn, ...] | None = None

    def __post_init__(self) -> None:
        if self.turns is None:
            super().__post_init__()
        elif not self.turns:
            raise TurnError("has no turns.", "Add a line '- ask: …' for each.")
        elif self.ask or self.labels() or self.answer or self.kind:
            raise TurnError("has more than its turns.", "Move the rest into one of them.")


class ListedSet(Struct, frozen=True, forbid_unknown_fields=True):
    """Another file of questions and the folder of its documents, both relative to this file."""

    questions: str
    content: str | None = None


class QuestionFile(Struct, frozen=True, forbid_unknown_fields=True):
    content: str | None = None
    questions: tuple[Question, ...] | None = None
    sets: tuple[ListedSet, ...] | None = None

    def __post_init__(self) -> None:
        if (self.questions is None) == (self.sets is None):
            problem = "There must be either 'questions' or 'sets'."
            raise RecordError(problem, "Write one of the two, a list.")
        if self.questions == ():
            fix = "Add a line '- ask: …' for each."
            raise RecordError("There are no questions.", fix, "questions")
        if self.sets == ():
            raise RecordError(
                "There are no sets.", "Add a line '- questions: FILE' for each.", "sets"
            )
        if self.sets and self.content is not None:
            problem = "Each of the sets has its own documents."
            raise RecordError(problem, "Move 'content' into a set.", "content")
        self._require_different()

    def _require_different(self) -> None:
        seen: dict[str, int] = {}
        for number, question in enumerate(self.questions or ()):
            first = seen.setdefault(fold(question.asked).casefold(), number)
            if question.turns is None and first != number:
                problem = f"Question {number + 1} is the same as question {first + 1}."
                raise RecordError(problem, "Remove one of them.", "questions", number)
