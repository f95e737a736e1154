"""Entry point of the `rolebot` command and of `python -m bot`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from bot.cli import FAILED, cli
from index.errors import RolebotError

INTERRUPTED = 130  # what a shell reports for Ctrl-C


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; the only place that prints errors."""
    try:
        return int(cli.main(argv, prog_name="rolebot", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
    except RolebotError as error:
        click.echo(f"Error: {error}", err=True)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:  # the reader, `head` for one, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
