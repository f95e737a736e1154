"""Entry point of the `rolebot` command and of `python -m bot`."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Sequence

import click

from bot.cli.commands.exit_codes import FAILED
from bot.cli.main import cli
from index.errors import RolebotError

INTERRUPTED = 130  # what a shell reports for Ctrl-C
READER_GONE = 141  # and for a program that writes to a closed pipe


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; the only place that prints errors."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # "?" for what the locale has no letter for
            stream.reconfigure(errors="replace")
    try:
        code = int(cli.main(argv, prog_name="rolebot", standalone_mode=False) or 0)
        sys.stdout.flush()
        return code
    except click.ClickException as error:
        error.show()
    except RolebotError as error:
        _say(str(error))
    except ExceptionGroup as several:  # of settings, all of which are to be mended
        for problem in several.exceptions:
            _say(str(problem))
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # the reader, `head` for one, has had enough; the
        return _reader_gone()  # second is what rich makes of it
    except Exception as error:  # a bug, or a machine in trouble; nobody should have to read a trace
        logging.getLogger("rolebot").debug("Unexpected", exc_info=True)
        _say(f"{type(error).__name__}: {error}. This should not happen; please report it.")
    return FAILED


def _reader_gone() -> int:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left goes nowhere
    return READER_GONE


def _say(problem: str) -> None:
    click.echo(f"Error: {problem}", err=True)


if __name__ == "__main__":
    sys.exit(main())
