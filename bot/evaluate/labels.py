"""Labelled questions, and the error for a file of them that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from index.errors import RolebotError
from index.fold import fold

NO_ANSWER = "no_answer"  # the kind of a question that the documents do not answer
NEAR_MISS, OFF_TOPIC = "near_miss", "off_topic"  # its detail
DIGEST = 16  # hexadecimal digits of a sha256: enough to tell lines apart, too few to quote them


class QuestionsError(RolebotError):
    """A file of questions cannot be used. `line` is 1-based, or None if the whole file is meant."""

    def __init__(self, path: object, line: int | None, problem: str, fix: str) -> None:
        self.line = line
        super().__init__(path if line is None else f"{path}:{line}", problem, fix)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label: what a passage that answers looks like. A field that is None matches anything.

    A passage fits if it matches all given fields among `file`, `line`, `text`, `role` and
    `section`, or if it begins with `opening`. Labels of one `group` are alternatives, and a passage
    is wanted for each group, counted from 0. `file` is the end of a document's path, `line` is
    1-based, and `digest` is the first 16 hexadecimal digits of the sha256 of that line without
    surrounding white space.
    """

    group: int
    file: str | None = None
    line: int | None = None
    digest: str | None = None
    text: str | None = None
    role: str | None = None
    section: str | None = None
    opening: str | None = None

    def __str__(self) -> str:
        """As error messages and lists of misses show it.

        >>> str(Wanted(0, file="architect.rst", line=37, role="Architect"))
        'role “Architect”, architect.rst:37'
        """
        named = {"role": self.role, "section": self.section, "text": self.text or self.opening}
        parts = [f"{name} “{fold(value)}”" for name, value in named.items() if value]
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ", ".join((*parts, place) if place else parts)


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """`wanted` is () if the documents do not answer: then `kind` is "no_answer" and `detail`
    "near_miss" or "off_topic", which is "" for all others. `place` is where the question is
    written ("questions.yaml:12"); questions that differ in nothing else are equal. `before` are the
    questions asked earlier in its thread, in order."""

    id: str
    text: str
    kind: str
    detail: str
    wanted: tuple[Wanted, ...]
    place: str = field(default="", compare=False)
    before: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[tuple[Wanted, ...], ...]:
        """The labels of each group, in the order of the groups."""
        numbers = sorted({wanted.group for wanted in self.wanted})
        return tuple(
            tuple(wanted for wanted in self.wanted if wanted.group == number) for number in numbers
        )


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions about the documents in one folder, `content`; None if the file does not say
    which. `name` is the file's, without its ending."""

    name: str
    content: Path | None
    questions: tuple[LabelledQuestion, ...]
