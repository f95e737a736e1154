"""Labelled questions as training data: by company, with the passages that answer them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from bot.evaluate.json_lines import decode_line, numbered_lines
from bot.evaluate.labels import DIGEST, NEAR_MISS, QuestionsError, QuestionSet
from bot.evaluate.match import Lines, digest_of, fits, lines_in
from bot.evaluate.questions import read_questions
from index.documents.chunk import Passage, chunk_document
from index.documents.content import find_documents, read_content
from index.encoder.training.examples import Company
from index.files import read_text
from index.fold import fold


class PassageRow(Struct, frozen=True):
    """A passage and the questions that it answers. `corpus` is the folder of its company's
    documents, `file` its document there; lines are 1-based."""

    corpus: str
    file: str
    line: Annotated[int, Meta(ge=1)]
    end_line: Annotated[int, Meta(ge=1)]
    sha256: str
    questions: tuple[str, ...]


class UnanswerableRow(Struct, frozen=True, forbid_unknown_fields=True):
    """A question that the documents of a company do not answer."""

    corpus: str
    question: str
    kind: str = NEAR_MISS


Row = PassageRow | UnanswerableRow


@dataclass(frozen=True, slots=True)
class Companies:
    """`skipped` counts rows and labels that no passage fits any more."""

    companies: tuple[Company, ...]
    skipped: int


def read_companies(paths: Sequence[Path], roots: Sequence[Path]) -> Companies:
    """Read the questions in all `paths`, each a file of `PassageRow`s or one for `read_questions`.
    `roots` are the folders that contain the folders of `PassageRow.corpus`, or the documents
    themselves if a set of questions doesn't name its documents.

    Raises QuestionsError for a file that is neither, or whose documents are not found.
    """
    merged: dict[str, Company] = {}
    skipped = 0
    for company, lost in (found for path in paths for found in _companies(path, roots)):
        before = merged.get(company.name)
        merged[company.name] = _together(before, company) if before else company
        skipped += lost
    return Companies(tuple(one for one in merged.values() if one.answers), skipped)


def _companies(path: Path, roots: Sequence[Path]) -> Iterator[tuple[Company, int]]:
    """Yield each company in the file with the number of rows or labels that were skipped."""
    rows = _rows(path)
    by_corpus: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_corpus[row.corpus].append(row)
    for corpus, own in by_corpus.items():
        folder = next((root / corpus for root in roots if (root / corpus).is_dir()), None)
        if folder is None:
            problem = f"The documents of '{corpus}' are in none of the folders that are given."
            raise QuestionsError(path, None, problem, "Name the folder around them: --content DIR")
        yield _of_corpus(folder, own)
    for questions in () if rows else read_questions(path):
        yield _of_set(questions, roots)


def _rows(path: Path) -> tuple[Row, ...]:
    """Return () if the file has another form."""
    if path.suffix.lower() != ".jsonl":
        return ()
    text = read_text(path, path, QuestionsError, "Check its name.")
    if '"corpus"' not in text.lstrip().partition("\n")[0]:
        return ()
    return tuple(_row(path, number, line) for number, line in numbered_lines(text))


def _row(path: Path, number: int, line: str) -> Row:
    if '"questions"' in line:
        return decode_line(path, number, line, PassageRow)
    return decode_line(path, number, line, UnanswerableRow)


def _of_corpus(folder: Path, rows: Iterable[Row]) -> tuple[Company, int]:
    passages, lines = _passages(folder), lines_in(folder)
    spans = [(passage.path, passage.line, passage.end_line) for passage in passages]
    answers: dict[int, tuple[str, ...]] = {}
    unanswerable: list[str] = []
    skipped = 0
    for row in rows:
        if isinstance(row, UnanswerableRow):
            unanswerable.append(fold(row.question))
            continue
        asked = tuple(filter(None, map(fold, row.questions)))
        span = (row.file, row.line, row.end_line)
        if asked and spans.count(span) == 1 and _is_unchanged(row, lines):
            _add(answers, spans.index(span), asked)
        else:
            skipped += 1
    return Company(folder.name, _texts(passages), answers, tuple(unanswerable)), skipped


def _is_unchanged(row: PassageRow, lines: Lines) -> bool:
    own = lines(row.file)
    return row.line <= len(own) and digest_of(own[row.line - 1]) == row.sha256[:DIGEST]


def _add(answers: dict[int, tuple[str, ...]], place: int, questions: Iterable[str]) -> None:
    """Add questions that the passage at `place` answers, each once."""
    answers[place] = tuple(dict.fromkeys((*answers.get(place, ()), *questions)))


def _of_set(questions: QuestionSet, roots: Sequence[Path]) -> tuple[Company, int]:
    folder = questions.content or next(iter(roots), None)
    if folder is None or not folder.is_dir():
        raise QuestionsError(
            questions.name,
            None,
            f"The folder of its documents is not there: {folder}.",
            "Name it with --content DIR, or in the file as 'content'.",
        )
    return company_of(questions, _passages(folder), lines_in(folder))


def company_of(
    questions: QuestionSet, passages: Sequence[Passage], lines: Lines
) -> tuple[Company, int]:
    """Return the company that the questions are about, and how many labels no passage fits."""
    answers: dict[int, tuple[str, ...]] = {}
    skipped = 0
    alone = [question for question in questions.questions if not question.before]
    for question in alone:
        places = [
            place
            for place, passage in enumerate(passages)
            if any(fits(wanted, passage, lines) for wanted in question.wanted)
        ]
        skipped += bool(question.wanted) and not places
        for place in places:
            _add(answers, place, [fold(question.text)])
    unanswerable = tuple(fold(q.text) for q in alone if not q.wanted)
    return Company(questions.name, _texts(passages), answers, unanswerable), skipped


def _passages(folder: Path) -> tuple[Passage, ...]:
    content = read_content(folder, find_documents(folder))
    return tuple(p for document in content.documents for p in chunk_document(document))


def _texts(passages: Iterable[Passage]) -> tuple[str, ...]:
    return tuple(fold(passage.searchable()) for passage in passages)


def _together(one: Company, other: Company) -> Company:
    """Merge the questions of two files about one company's documents."""
    if one.texts != other.texts:
        problem = "Two folders of documents have this name."
        raise QuestionsError(other.name, None, problem, "Rename one of them.")
    answers = dict(one.answers)
    for place, questions in other.answers.items():
        _add(answers, place, questions)
    unanswerable = tuple(dict.fromkeys((*one.unanswerable, *other.unanswerable)))
    return Company(one.name, one.texts, answers, unanswerable)
