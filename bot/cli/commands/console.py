"""Printing, for people and for programs."""

from __future__ import annotations

import click
from rich.console import Console

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def console() -> Console:
    return Console(highlight=False, emoji=False)
