"""The command `unanswered`: what the documents answered badly or not at all, for their authors."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.answers.decide import answer_question
from bot.answers.kinds import NoAnswer
from bot.cli.documents import Documents, open_documents, with_documents
from bot.cli.progress import Reporter
from bot.kept.groups import Group, group
from bot.kept.records import Record
from bot.kept.report import Line, render_csv, render_text
from bot.kept.settings import Keeping
from index.errors import SettingsError
from index.search.index import Index

if TYPE_CHECKING:
    from bot.kept.store import Store


@click.command(short_help="List what the documents did not answer well.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for a spreadsheet.")
@click.option(
    "--data-dir",
    envvar="DATA_DIR",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder in which the bot keeps them.",
)
@click.option(
    "--database",
    envvar="DATABASE_URL",
    metavar="URL",
    help="Database in which the bot keeps them, instead; its password is safer in DATABASE_URL.",
)
@with_documents
def unanswered(
    documents: Documents, as_csv: bool, data_dir: Path | None, database: str | None
) -> None:
    """List what the documents did not answer, or not well; what was asked most comes first.

    Questions that mean the same are one entry. Nobody's name is kept, so none is shown.

    \b
    Examples:
      rolebot unanswered --data-dir data
      rolebot unanswered --csv > unanswered.csv
    """
    store = _open_store(Keeping(database or "", data_dir))
    records, reporter = store.read(), Reporter()
    lines = _lines(records, documents, reporter) if records else ()
    if as_csv:
        sys.stdout.buffer.write(render_csv(lines).encode("utf-8", "replace"))
    elif lines:
        click.echo("\n".join(render_text(lines)))
    if not lines:
        reporter.say(f"{store.place}: Nothing was asked in vain so far.")


def _open_store(keeping: Keeping) -> Store:
    # here, since SQLAlchemy takes a while and the other commands do without
    from bot.kept.store import open_store

    if not keeping.database_url and keeping.folder is None:
        raise SettingsError(
            "DATA_DIR",
            "Nobody said where feedback is kept, so none is.",
            "Set DATA_DIR to a folder, or DATABASE_URL, for the bot and for this command.",
        )
    return open_store(keeping)


def _lines(records: Sequence[Record], documents: Documents, reporter: Reporter) -> tuple[Line, ...]:
    index = open_documents(documents, reporter).index
    with reporter:
        groups = group(records, index.encoder, reporter)
        return tuple(Line(one, _is_answered(one, index)) for one in groups)


def _is_answered(one: Group, index: Index) -> bool:
    if not one.question or not one.unanswered:
        return False
    return not isinstance(answer_question(one.question, index), NoAnswer)
