"""The commands that answer: `ask`, `role` and `roles`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from bot.answers.decide import answer_question, list_roles, look_up
from bot.answers.kinds import Answer, NoAnswer
from bot.cli.commands.console import console, json_option
from bot.cli.commands.exit_codes import ANSWERED, NO_ANSWER
from bot.cli.documents import Documents, open_documents, with_documents
from bot.cli.progress import Reporter
from bot.render import json_output, terminal

STDIN = "-"


@click.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--all", "show_all", is_flag=True, help="Show every passage that was found.")
@json_option
@with_documents
def ask(documents: Documents, question: tuple[str, ...], show_all: bool, as_json: bool) -> int:
    """Answer QUESTION with the passages that fit best.

    With - as QUESTION, read one question a line from standard input.

    \b
    Examples:
      rolebot ask "who owns architecture docs?"
      rolebot ask --json --content path/to/documents - < questions.txt
    """
    reporter = Reporter()
    index = open_documents(documents, reporter).index
    batch = question == (STDIN,)
    code = ANSWERED
    questions = _lines_of_stdin() if batch else iter([" ".join(map(_encodable, question))])
    for line in questions:
        with reporter:  # the first question loads the model
            answer = answer_question(line, index)
        if batch and not as_json:
            click.echo(f"> {line}")
        code = _print(line, answer, documents, as_json, show_all)
    return ANSWERED if batch else code


@click.command()
@click.argument("name", nargs=-1, required=True, metavar="NAME [SECTION]")
@json_option
@with_documents
def role(documents: Documents, name: tuple[str, ...], as_json: bool) -> int:
    """Show the role NAME, or one SECTION or competency of it.

    \b
    Examples:
      rolebot role architect
      rolebot role tech lead competencies
      rolebot role architect teamwork
    """
    words = " ".join(map(_encodable, name))
    answer = look_up(words.split(), open_documents(documents, Reporter()).index)
    return _print(words, answer, documents, as_json)


@click.command()
@click.option("--all", "show_all", is_flag=True, help="Also list the pages that are no roles.")
@json_option
@with_documents
def roles(documents: Documents, show_all: bool, as_json: bool) -> None:
    """List every role there is.

    \b
    Examples:
      rolebot roles --json
      rolebot roles --all
    """
    index = open_documents(documents, Reporter()).index
    listed, pages = list_roles(index), index.pages if show_all else None
    if as_json:
        click.echo(json_output.render_roles(listed, pages))
        return
    _print("", listed, documents)
    out = console()
    for line in terminal.render_pages(pages or (), documents.content):
        out.print(line, soft_wrap=not out.is_terminal)


def _encodable(argument: str) -> str:
    """Bytes that are no UTF-8 come in as half characters, which nothing else can read."""
    return argument.encode("utf-8", "replace").decode()


def _lines_of_stdin() -> Iterator[str]:
    if sys.stdin is None:  # closed by whoever started us
        return
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def _print(
    question: str,
    answer: Answer,
    documents: Documents,
    as_json: bool = False,
    show_all: bool = False,
) -> int:
    """Return the exit code."""
    if as_json:
        click.echo(json_output.render_answer(question, answer))  # flushes
    else:
        out = console()
        for line in terminal.render_answer(answer, documents.content, show_all):
            # a quote is wrapped for a person; a program gets it on one line
            out.print(line, soft_wrap=not out.is_terminal)
    return NO_ANSWER if isinstance(answer, NoAnswer) else ANSWERED
