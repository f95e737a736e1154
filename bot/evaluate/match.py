"""Matching of labels with passages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache

from bot.evaluate.labels import DIGEST, LabelledQuestion, QuestionsError, Wanted
from index.documents.chunk import Passage
from index.files import read_bytes
from index.fold import fold, words_of
from index.folders import Folder, root_of

Lines = Callable[[str], Sequence[str]]
"""The lines of the document at a path; () if there is no such document."""


def lines_in(content: Folder) -> Lines:
    """Return a function for the lines of the documents in `content` that reads each file once."""

    @cache
    def lines(path: str) -> Sequence[str]:
        try:
            data = read_bytes(content / path, root_of(content, path))
        except OSError:
            return ()
        text = data.decode("utf-8-sig", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    return lines


def fits(wanted: Wanted, passage: Passage, lines: Lines) -> bool:
    """Whether `passage` is what `wanted` means (see there). Hyphens, quotes, spaces and case do not
    matter. If the document was edited above a labelled line, the line with its digest counts, the
    nearest if there are several; if there is none, the label fits nothing."""
    if wanted.opening is not None and _begins(passage, wanted.opening):
        return True
    given = (wanted.file, wanted.text, wanted.role, wanted.section)
    return any(value is not None for value in given) and (
        (wanted.file is None or _is_there(wanted.file, wanted, passage, lines))
        and (wanted.role is None or _is_of(wanted.role, passage))
        and (wanted.section is None or _is_below(wanted.section, passage))
        and (wanted.text is None or _folded(wanted.text) in _folded(_whole(passage)))
    )


def first_fitting(
    group: Sequence[Wanted], passages: Iterable[Passage], lines: Lines
) -> tuple[int, Passage] | None:
    """Return the first passage that one label of `group` fits, after its rank from 1."""
    for rank, passage in enumerate(passages, 1):
        if any(fits(wanted, passage, lines) for wanted in group):
            return rank, passage
    return None


def unfindable(
    questions: Iterable[LabelledQuestion], passages: Sequence[Passage], lines: Lines
) -> Iterator[QuestionsError]:
    """Yield an error for each label that none of `passages` fits, in the order of the questions. It
    is a mistake in the questions and says nothing about the answers."""
    for question in questions:
        for wanted in question.wanted:
            if first_fitting((wanted,), passages, lines) is None:
                problem = f"The documents have no passage that fits {wanted}."
                fix = "Correct the label: copy the words from the document."
                yield QuestionsError(question.place or question.id, None, problem, fix)


@lru_cache(maxsize=100_000)  # every line of a document that was edited, for every label
def digest_of(line: str) -> str:
    """
    >>> digest_of("  * Bakes bread ") == digest_of("* Bakes bread")
    True
    """
    return hashlib.sha256(line.strip().encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST]


def _is_there(file: str, wanted: Wanted, passage: Passage, lines: Lines) -> bool:
    if not f"/{passage.path}".endswith(f"/{file}"):
        return False
    if wanted.line is None:
        return True
    line = _line_now(wanted.line, wanted.digest, lines(passage.path) if wanted.digest else ())
    return line is not None and passage.line <= line <= passage.end_line


def _line_now(line: int, digest: str | None, lines: Sequence[str]) -> int | None:
    if digest is None or not lines:  # a document that is not there cannot be looked into
        return line
    if line <= len(lines) and digest_of(lines[line - 1]) == digest:
        return line
    same = (number for number, text in enumerate(lines, 1) if digest_of(text) == digest)
    return min(same, key=lambda number: abs(number - line), default=None)


def _is_of(role: str, passage: Passage) -> bool:
    names = (passage.role.title, *passage.role.other_names)
    return words_of(role) in map(words_of, names)


def _is_below(section: str, passage: Passage) -> bool:
    """`section` may be a part of a title that begins with a word, as in `rolebot role`."""
    wanted = words_of(section)
    is_within = f" {wanted}" in f" {words_of(passage.section)}"
    return is_within or wanted == words_of(passage.name or "")


def _begins(passage: Passage, opening: str) -> bool:
    wanted = _folded(opening)
    return any(_folded(text).startswith(wanted) for text in (passage.text, _whole(passage)))


def _whole(passage: Passage) -> str:
    return " ".join((*passage.context, passage.text))


@lru_cache(maxsize=100_000)  # every passage, for every label
def _folded(text: str) -> str:
    return fold(fold(text).casefold())
