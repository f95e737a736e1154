"""Repeated measurements: ours and the baseline take turns, so that both see the same load."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from statistics import median

from bot.bench.figure import Figure
from index.progress import Progress


def measure_rounds(
    step: str, rounds: int, one_round: Callable[[], Iterable[Figure]], progress: Progress
) -> tuple[Figure, ...]:
    """Call `one_round`, which yields the same figures each time, and summarise each figure."""
    measured = []
    for done in range(rounds):
        progress(step, done, rounds)
        measured.append(tuple(one_round()))
    progress(step, rounds, rounds)
    return tuple(_summarise(figures) for figures in zip(*measured, strict=True))


def _summarise(figures: Sequence[Figure]) -> Figure:
    values = [figure.value for figure in figures]
    baselines = [figure.baseline_value for figure in figures]
    return replace(
        figures[0],
        value=median(values),
        spread=max(values) - min(values),
        baseline_value=median(baselines),
        baseline_spread=max(baselines) - min(baselines),
    )
