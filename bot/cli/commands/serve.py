"""The commands that run the bot: `serve` in Slack, `demo` without."""

from __future__ import annotations

import click

from bot.cli.documents import Documents, with_documents
from index.errors import SettingsError


@click.command()
@with_documents
def serve(documents: Documents) -> None:
    """Answer in Slack, until it is stopped.

    What it needs to know of Slack stands in the environment, or in a file .env: see .env.sample.

    \b
    Example:
      rolebot serve --content path/to/documents
    """
    # here, since the other commands do well without Slack's libraries
    from bot.cli.run_bot import run

    run(documents)


@click.command(short_help="Show the bot in the browser, without Slack.")
@click.option(
    "--port", default=0, type=click.IntRange(0, 65_535), help="Of the page; any by default."
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@with_documents
def demo(documents: Documents, port: int, no_browser: bool) -> None:
    """Show the bot in the browser, in an imitation of Slack on this machine, until it is stopped.

    The bot is the real one. It needs no account and no token, and nothing leaves this machine.

    \b
    Example:
      rolebot demo --content path/to/documents
    """
    # here, since the other commands do well without Slack's libraries and without templates
    try:
        from bot.cli.run_demo import run
    except ModuleNotFoundError as error:
        package = str(error.name).partition(".")[0]
        fix = "Install it with: pip install 'rolebot[demo]'"
        raise SettingsError("demo", f"{package} is not installed.", fix) from error

    run(documents, port, not no_browser)
