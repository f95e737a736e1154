"""The command `bench`."""

from __future__ import annotations

import json

import click

from bot.bench import PARTS, SMALL, render_figures, run_bench, to_records
from bot.cli.commands.console import json_option
from bot.cli.progress import Reporter


@click.command(short_help="Measure speed and memory on this machine.")
@click.argument("part", nargs=-1, type=click.Choice(PARTS), metavar="[PART]...")
@click.option("--quick", is_flag=True, help="Measure little, to see how it goes.")
@json_option
def bench(part: tuple[str, ...], quick: bool, as_json: bool) -> None:
    """Measure speed and memory here, each figure beside a baseline of the same run.

    PART is what to measure: answer, memory, encode, search, slack or demo; without it everything,
    which takes some minutes.

    \b
    Examples:
      rolebot bench
      rolebot bench answer memory
    """
    with Reporter() as reporter:
        figures = tuple(run_bench(part, SMALL if quick else None, reporter))
    if as_json:
        click.echo(json.dumps(to_records(figures)))
    else:
        click.echo("\n".join(render_figures(figures)))
