"""The commands of `rolebot`: read arguments, call what does the work, print, return a code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from dotenv import load_dotenv
from rich.console import Console

from bot.answer import Answer, NoAnswer
from bot.bench import PARTS, SMALL, render_figures, run_bench, to_records
from bot.choice import answer_question, list_roles, look_up
from bot.doctor import examine
from bot.documents import Documents, count_of, open_documents, size_of, with_documents
from bot.evaluation import calibrate, evaluate
from bot.progress import Reporter
from bot.render import machine, terminal
from bot.unanswered import unanswered
from index.errors import SettingsError
from index.folders import each, written_out

ANSWERED, NO_ANSWER, FAILED = 0, 1, 2
STDIN = "-"
ENV_FILE = ".env"
OF_THE_BOT = ("serve", "doctor", "unanswered")  # commands that read the file .env

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


class _Commands(click.Group):
    """Knows what is meant by a question where a command should be."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            problem = f"{error.format_message()} To ask a question: rolebot ask QUESTION"
            raise click.UsageError(problem, ctx) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rolebot")
@click.pass_context
def cli(context: click.Context) -> None:
    """Find out what a role is expected to do, word for word from the role documents.

    \b
    Examples:
      rolebot ask "who owns architecture docs?"
      rolebot role architect competencies
      rolebot roles --content path/to/documents

    Exit codes: 0 answered, 1 no answer, 2 usage or content error.
    """
    if context.invoked_subcommand in OF_THE_BOT:  # options of theirs may stand there, too
        _read_env_file()


@cli.command()
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
        _print(line, answer, documents, as_json, show_all)
        code = _code(answer)
    return ANSWERED if batch else code


@cli.command()
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
    _print(words, answer, documents, as_json)
    return _code(answer)


@cli.command()
@json_option
@with_documents
def roles(documents: Documents, as_json: bool) -> int:
    """List every role there is.

    \b
    Example:
      rolebot roles --json
    """
    listed = list_roles(open_documents(documents, Reporter()).index)
    if as_json:
        click.echo(machine.render_roles(listed))
    else:
        _print("", listed, documents)
    return ANSWERED


@cli.command(short_help="List what is wrong with the documents.")
@with_documents
def check(documents: Documents) -> int:
    """List what is wrong with the documents, each with its place and a fix.

    Exits with 2 if there are errors; warnings alone are fine.

    \b
    Example:
      rolebot check --content path/to/documents
    """
    from index.check import check_content  # here, since no other command reads links

    with Reporter() as reporter:
        findings = check_content(documents.content, documents.settings, reporter)
    folders = [str(place) for _, place in each(documents.content)]
    for finding in findings:
        is_inside = finding.path not in folders
        click.echo(written_out(documents.content, str(finding)) if is_inside else finding)
    counts = [sum(f.severity == severity for f in findings) for severity in ("error", "warning")]
    click.echo(", ".join(map(count_of, counts, ("error", "warning"))), err=True)
    return FAILED if counts[0] else ANSWERED


@cli.command()
@with_documents
def index(documents: Documents) -> int:
    """Build the index, or refresh it if the documents have changed.

    The other commands do this by themselves; here it is done ahead of time.

    \b
    Example:
      rolebot index --content path/to/documents
    """
    opened = open_documents(documents, Reporter())
    if not opened.rebuilt:
        click.echo(f"Up to date: {size_of(opened.index)} -> {documents.folder}")
    return FAILED if opened.problems or opened.unsaved else ANSWERED


@cli.command()
@with_documents
def serve(documents: Documents) -> int:
    """Answer in Slack, until it is stopped.

    What it needs to know of Slack stands in the environment, or in a file .env: see .env.sample.

    \b
    Example:
      rolebot serve --content path/to/documents
    """
    # here, since the other commands do well without Slack's libraries
    from bot.slack.command import run

    return run(documents)


@cli.command(short_help="Show the bot in the browser, without Slack.")
@click.option(
    "--port", default=0, type=click.IntRange(0, 65_535), help="Of the page; any by default."
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@with_documents
def demo(documents: Documents, port: int, no_browser: bool) -> int:
    """Show the bot in the browser, in an imitation of Slack on this machine, until it is stopped.

    The bot is the real one. It needs no account and no token, and nothing leaves this machine.

    \b
    Example:
      rolebot demo --content path/to/documents
    """
    # here, since the other commands do well without Slack's libraries and without templates
    try:
        from bot.demo.command import run
    except ModuleNotFoundError as error:
        fix = "Install it with: pip install 'rolebot[demo]'"
        raise SettingsError("demo", f"{error.name} is not installed.", fix) from error

    return run(documents, port, not no_browser)


@cli.command(short_help="Check that all that the bot needs is there.")
@with_documents
def doctor(documents: Documents) -> int:
    """Check that documents, model, index and all that Slack needs are there and whole.

    Nothing is changed, and nothing is posted.

    \b
    Example:
      rolebot doctor
    """
    console = _console()
    find_encoder = documents.find_encoder(Reporter())
    here = examine(documents.content, documents.folder, documents.settings, find_encoder)
    # here, since the other commands do well without Slack's libraries
    from bot.slack.doctor import examine_slack

    code = ANSWERED
    for finding in (*here, *examine_slack(os.environ)):
        state = "[green]ok     [/]" if finding.ok else "[red]problem[/]"
        console.print(state, f"{finding.name}:", end=" ")
        console.print(finding.detail, markup=False, soft_wrap=True)
        code = code if finding.ok else FAILED
    return code


@cli.command(short_help="Measure speed, memory and size on this machine.")
@click.argument("part", nargs=-1, type=click.Choice(list(PARTS)), metavar="[PART]...")
@click.option("--quick", is_flag=True, help="Measure little, to see how it goes.")
@click.option(
    "--content",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Compare encoders over these documents, too; can be given more than once.",
)
@json_option
def bench(part: tuple[str, ...], quick: bool, content: tuple[Path, ...], as_json: bool) -> int:
    """Measure speed, memory and size here, each figure beside a baseline of the same run.

    PART is what to measure: parse, answer, process, memory, encode, reindex, size, search,
    agreement, slack or demo; without it everything, which takes some minutes.

    \b
    Examples:
      rolebot bench
      rolebot bench answer memory
    """
    with Reporter() as reporter:
        figures = tuple(run_bench(part, SMALL if quick else None, reporter, content))
    if as_json:
        click.echo(json.dumps(to_records(figures)))
    else:
        click.echo("\n".join(render_figures(figures)))
    return ANSWERED


cli.add_command(evaluate)
cli.add_command(calibrate)
cli.add_command(unanswered)


def _read_env_file() -> None:
    """What is set in the environment wins. Raises SettingsError."""
    try:
        load_dotenv(ENV_FILE)
    except (OSError, UnicodeDecodeError) as error:
        problem = f"The file cannot be read: {error}."
        fix = "Make it readable for whoever runs rolebot, or remove it."
        raise SettingsError(ENV_FILE, problem, fix) from error


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
) -> None:
    if as_json:
        click.echo(machine.render_answer(question, answer))  # flushes
        return
    console = _console()
    for line in terminal.render_answer(answer, documents.content, show_all):
        # a quote is wrapped for a person; a program gets it on one line
        console.print(line, soft_wrap=not console.is_terminal)


def _console() -> Console:
    return Console(highlight=False, emoji=False)


def _code(answer: Answer) -> int:
    return NO_ANSWER if isinstance(answer, NoAnswer) else ANSWERED
