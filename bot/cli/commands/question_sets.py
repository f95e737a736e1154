"""Sets of labelled questions given to a command, each with the index of its documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from bot.cli.documents import Documents, open_documents
from bot.cli.progress import Reporter
from bot.evaluate.labels import QuestionsError, QuestionSet
from bot.evaluate.questions import read_questions
from bot.evaluate.run import Asked, require_findable
from index.folders import Folder
from index.store.open import default_folder

questions_argument = click.argument(
    "questions",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)


def only_documents(documents: Documents, sets: Sequence[Asked], fix: str) -> Documents:
    """The documents that all sets are about. Raises QuestionsError, with `fix`, if the sets are
    about several folders."""
    contents = {asked.content for asked in sets}
    if len(contents) > 1:
        raise QuestionsError(
            ", ".join(asked.questions.name for asked in sets),
            None,
            f"They are about the documents in {len(contents)} folders.",
            fix,
        )
    (content,) = contents
    return _about(documents, content)


def _about(documents: Documents, content: Folder) -> Documents:
    if content == documents.content:
        return documents
    return replace(documents, content=content, folder=default_folder(content))


def open_sets(documents: Documents, paths: Sequence[Path]) -> Iterator[Asked]:
    """Yield each set with the index of its documents. Raises QuestionsError for a file that cannot
    be used and for a label that fits no passage."""
    for path in paths:
        for questions in read_questions(path):
            asked = _open_set(documents, questions)
            require_findable(asked)
            yield asked


def _open_set(documents: Documents, questions: QuestionSet) -> Asked:
    """A set that names its documents is asked of those, any other of `documents`."""
    content = questions.content
    if content is not None and not content.exists() and not default_folder(content).exists():
        raise QuestionsError(
            questions.name,
            None,
            f"The folder of its documents is not there: {content}.",
            "Correct its 'content', which starts at the folder that the file is in.",
        )
    if content is not None:
        documents = _about(documents, content)
    index = open_documents(documents, Reporter()).index
    return Asked(questions, documents.content, index)
