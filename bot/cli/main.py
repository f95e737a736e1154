"""`rolebot` and its commands."""

from __future__ import annotations

import click
from dotenv import load_dotenv

from bot.cli.commands.ask import ask, role, roles
from bot.cli.commands.bench import bench
from bot.cli.commands.check import check, doctor, index
from bot.cli.commands.evaluate import calibrate, evaluate
from bot.cli.commands.serve import demo, serve
from bot.cli.commands.train import train
from bot.cli.commands.unanswered import unanswered
from index.errors import SettingsError

ENV_FILE = ".env"
WITH_ENV_FILE = ("serve", "doctor", "unanswered")  # commands of those who run the bot
COMMANDS = [
    *(ask, role, roles, check, index, serve, demo),
    *(doctor, bench, evaluate, calibrate, train, unanswered),
]


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


@click.group(
    cls=_Commands,
    commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
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
    if context.invoked_subcommand in WITH_ENV_FILE:  # which may also set their options
        _read_env_file()


def _read_env_file() -> None:
    """What is set in the environment wins. Raises SettingsError."""
    try:
        load_dotenv(ENV_FILE)
    except (OSError, UnicodeDecodeError) as error:
        problem = f"The file cannot be read: {error}."
        fix = "Make it readable for whoever runs rolebot, or remove it."
        raise SettingsError(ENV_FILE, problem, fix) from error
