"""How fast and how frugal everything is: each figure beside a baseline of the same run.

The documents are made up, and the same in every run, so that anyone can measure the same work.
A part is a module of its own, imported when it is measured: this package costs the commands that
measure nothing next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module

from bot.bench.figure import Aim, Figure, render_figures, to_records
from bot.bench.scale import SMALL, Scale
from index.progress import Progress, silent

__all__ = [
    "PARTS",
    "SMALL",
    "Aim",
    "Figure",
    "Part",
    "Scale",
    "render_figures",
    "run_bench",
    "to_records",
]

Part = Callable[[Scale, Progress], tuple[Figure, ...]]


def _part(name: str) -> Part:
    def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
        figures: tuple[Figure, ...] = import_module(f"bot.bench.{name}").measure(scale, progress)
        return figures

    return measure


PARTS: Mapping[str, Part] = {
    name: _part(name) for name in ("answer", "memory", "encode", "search", "slack", "demo")
}


def run_bench(
    parts: Sequence[str] = (),
    scale: Scale | None = None,
    progress: Progress = silent,
) -> Iterator[Figure]:
    """The figures of `parts`, all if none is named, as they are measured. Raises ModelError if
    what the baselines run on, the extra `export`, is not installed."""
    for part in parts or PARTS:
        yield from PARTS[part](scale or Scale(), progress)
