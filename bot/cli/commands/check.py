"""The commands that look after documents, index and installation: `check`, `index`, `doctor`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from bot.cli.commands.console import console
from bot.cli.commands.exit_codes import ANSWERED, FAILED
from bot.cli.doctor import check_room, examine
from bot.cli.documents import (
    NAME_A_FOLDER,
    NO_INDEX,
    Documents,
    count_of,
    open_documents,
    size_of,
    with_documents,
)
from bot.cli.progress import Reporter
from index.errors import StoreError
from index.folders import each, with_folder


@click.command(short_help="List what is wrong with the documents.")
@click.option("--all", "show_all", is_flag=True, help="List more than ten of a kind.")
@with_documents
def check(documents: Documents, show_all: bool) -> int:
    """List what is wrong with the documents, each with its place and a fix, and what was guessed.

    Exits with 2 if there are errors; warnings and notes are fine.

    \b
    Example:
      rolebot check --content path/to/documents
    """
    # here, since no other command reads links
    from index.check.content import check_content
    from index.check.finding import first_of_each_kind

    with Reporter() as reporter:
        findings = check_content(documents.content, documents.settings, reporter)
    folders = [str(place) for _, place in each(documents.content)]
    shown = findings if show_all else first_of_each_kind(findings)
    for finding in shown:
        is_inside = finding.path not in folders
        click.echo(with_folder(documents.content, str(finding)) if is_inside else finding)
    if len(shown) < len(findings):
        click.echo(f"{len(findings) - len(shown)} more like these: see them with --all", err=True)
    counts = [sum(f.severity == severity for f in findings) for severity in ("error", "warning")]
    click.echo(", ".join(map(count_of, counts, ("error", "warning"))), err=True)
    return FAILED if counts[0] else ANSWERED


@click.command()
@with_documents
def index(documents: Documents) -> int:
    """Build the index, or refresh it if the documents have changed.

    The other commands do this by themselves; here it is done ahead of time.

    \b
    Example:
      rolebot index --content path/to/documents
    """
    from index.check.language import find_foreign  # here, since it takes a while to load

    opened = open_documents(documents, Reporter())
    words: dict[str, str] = {}
    for passage in opened.index.passages:
        words[passage.path] = f"{words.get(passage.path, '')} {passage.text}"
    for finding in find_foreign(words):
        click.echo(with_folder(documents.content, str(finding)), err=True)
    if not opened.rebuilt:
        click.echo(f"Up to date: {size_of(opened.index)} -> {documents.folder}")
    return FAILED if opened.problems or opened.unsaved else ANSWERED


@click.command(short_help="Check that all that the bot needs is there.")
@with_documents
def doctor(documents: Documents) -> int:
    """Check that documents, model, index and all that Slack needs are there and whole.

    Nothing is changed, and nothing is posted.

    \b
    Example:
      rolebot doctor
    """
    out = console()
    find_encoder = documents.find_encoder(Reporter())
    if documents.lacks_index:
        raise StoreError(documents.folder, NO_INDEX, NAME_A_FOLDER)
    here = examine(documents.content, documents.folder, documents.settings, find_encoder)
    data = os.environ.get("DATA_DIR")
    room = check_room([documents.folder, *([Path(data)] if data else [])])
    # here, since the other commands do well without Slack's libraries
    from bot.cli.doctor_slack import examine_slack

    code = ANSWERED
    for finding in (*here, *room, *examine_slack(os.environ)):
        good = "[yellow]doubt  [/]" if finding.is_doubt else "[green]ok     [/]"
        state = good if finding.ok else "[red]problem[/]"
        out.print(state, f"{finding.name}:", end=" ")
        out.print(finding.detail, markup=False, soft_wrap=True)
        code = code if finding.ok else FAILED
    return code
