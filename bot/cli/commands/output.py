"""What the commands return to the shell, and what several of them print with."""

from __future__ import annotations

import click
from rich.console import Console

ANSWERED, NO_ANSWER, FAILED = 0, 1, 2

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def console() -> Console:
    return Console(highlight=False, emoji=False)
