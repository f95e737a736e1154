"""How fast and how frugal the bot is: each figure beside a baseline of the same run.

The documents are made up, and the same in every run, so that anyone can measure the same work.
Each part is a module with a function `measure`. It is imported when it runs, so that the other
commands do not wait for what only measurements need.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module

from bot.bench.figure import Aim, Figure, render_figures, to_records
from bot.bench.scale import SMALL, Scale
from index.progress import Progress, silent

__all__ = ["PARTS", "SMALL", "Aim", "Figure", "Scale", "render_figures", "run_bench", "to_records"]

PARTS = ("answer", "memory", "encode", "search", "slack", "demo")


def run_bench(
    parts: Sequence[str] = (), scale: Scale | None = None, progress: Progress = silent
) -> Iterator[Figure]:
    """Yield the figures of `parts`, or of all parts, as they are measured. Raises ModelError if
    the baselines need the extra `export` and it is not installed."""
    for part in parts or PARTS:
        yield from import_module(f"bot.bench.{part}").measure(scale or Scale(), progress)
