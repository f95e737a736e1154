"""The commands of `rolebot`: read arguments, call what does the work, print, return a code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console

from bot.answer import Answer, NoAnswer, answer_question, list_roles, look_up
from bot.doctor import examine
from bot.progress import Reporter
from bot.render import machine, terminal
from index.build import Opened, default_folder, open_index
from index.encode import SentenceEncoder
from index.model import ALL_MINILM_L6_V2
from index.search import Index

ANSWERED, NO_ANSWER, FAILED = 0, 1, 2
STDIN = "-"

content_option = click.option(
    "--content",
    type=click.Path(path_type=Path),
    default="content",
    show_default=True,
    metavar="DIR",
    help="Folder of the role documents.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Find out what a role is expected to do, word for word from the role documents.

    \b
    Examples:
      rolebot ask "who owns architecture docs?"
      rolebot role architect competencies
      rolebot roles --content path/to/documents

    Exit codes: 0 answered, 1 no answer, 2 usage or content error.
    """


@cli.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--all", "show_all", is_flag=True, help="Show every passage that was found.")
@json_option
@content_option
def ask(question: tuple[str, ...], show_all: bool, as_json: bool, content: Path) -> int:
    """Answer QUESTION with the passages that fit best.

    With - as QUESTION, read one question a line from standard input.

    \b
    Examples:
      rolebot ask "who owns architecture docs?"
      rolebot ask --json --content path/to/documents - < questions.txt
    """
    reporter = Reporter()
    index = _open(content, reporter).index
    batch = question == (STDIN,)
    code = ANSWERED
    for line in _lines_of_stdin() if batch else [" ".join(question)]:
        with reporter:  # the first question loads the model
            answer = answer_question(line, index)
        _print(line, answer, content, as_json, show_all)
        code = _code(answer)
    return ANSWERED if batch else code


@cli.command()
@click.argument("name")
@click.argument("section", nargs=-1)
@json_option
@content_option
def role(name: str, section: tuple[str, ...], as_json: bool, content: Path) -> int:
    """Show the role NAME, or one SECTION or competency of it.

    \b
    Examples:
      rolebot role architect
      rolebot role "tech lead" competencies
      rolebot role architect teamwork
    """
    asked = " ".join((name, *section))
    answer = look_up(name, " ".join(section), _open(content, Reporter()).index)
    _print(asked, answer, content, as_json)
    return _code(answer)


@cli.command()
@json_option
@content_option
def roles(as_json: bool, content: Path) -> int:
    """List every role there is.

    \b
    Example:
      rolebot roles --json
    """
    listed = list_roles(_open(content, Reporter()).index)
    if as_json:
        click.echo(machine.render_roles(listed))
    else:
        _print("", listed, content)
    return ANSWERED


@cli.command()
@content_option
def index(content: Path) -> int:
    """Build the index, or refresh it if the documents have changed.

    The other commands do this by themselves; here it is done ahead of time.

    \b
    Example:
      rolebot index --content path/to/documents
    """
    opened = _open(content, Reporter())
    click.echo(f"{_size(opened.index)} -> {default_folder(content)}")
    return FAILED if opened.problems or opened.unsaved else ANSWERED


@cli.command()
@content_option
def doctor(content: Path) -> int:
    """Check that documents, model and index are there and whole; change nothing.

    \b
    Example:
      rolebot doctor
    """
    console = _console()
    encoder = SentenceEncoder()
    findings = examine(content, default_folder(content), ALL_MINILM_L6_V2, encoder)
    code = ANSWERED
    for finding in findings:
        state = "[green]ok     [/]" if finding.ok else "[red]problem[/]"
        console.print(state, f"{finding.name}:", end=" ", highlight=False)
        console.print(finding.detail, markup=False, highlight=False, soft_wrap=True)
        code = code if finding.ok else FAILED
    return code


def _open(content: Path, reporter: Reporter) -> Opened:
    """The index of `content`, up to date; what had to be done or went wrong is said."""
    folder = default_folder(content)
    with reporter:
        opened = open_index(content, folder, SentenceEncoder(progress=reporter), reporter)
    if opened.rebuilt:
        reporter.say(f"{opened.rebuilt} Built it: {_size(opened.index)} -> {folder}")
    for problem in (*opened.problems, opened.unsaved):
        if problem:
            reporter.say(f"Problem: {problem}")
    return opened


def _size(index: Index) -> str:
    counts = (("role", len(index.roles)), ("passage", len(index.passages)))
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for noun, count in counts)


def _lines_of_stdin() -> Iterator[str]:
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def _print(
    question: str, answer: Answer, content: Path, as_json: bool = False, show_all: bool = False
) -> None:
    if as_json:
        click.echo(machine.render_answer(question, answer))  # flushes
        return
    console = _console()
    for line in terminal.render_answer(answer, content, show_all):
        # a quote is wrapped for a person; a program gets it on one line
        console.print(line, soft_wrap=not console.is_terminal)


def _console() -> Console:
    return Console(highlight=False, emoji=False)


def _code(answer: Answer) -> int:
    return NO_ANSWER if isinstance(answer, NoAnswer) else ANSWERED
