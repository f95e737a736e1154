"""Measuring again and again, ours and the baseline in turns, so that both meet the same load."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from bot.bench.figure import Aim, Figure
from index.progress import Progress


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of one round."""

    name: str
    unit: str
    value: float
    baseline: str
    baseline_value: float
    aim: Aim | None = None


def measure_rounds(
    step: str, rounds: int, one_round: Callable[[], Iterable[Pair]], progress: Progress
) -> tuple[Figure, ...]:
    """`one_round` gives the same figures each time."""
    measured = []
    for done in range(rounds):
        progress(step, done, rounds)
        measured.append(tuple(one_round()))
    progress(step, rounds, rounds)
    return tuple(_figure(pairs) for pairs in zip(*measured, strict=True))


def _figure(pairs: Sequence[Pair]) -> Figure:
    first = pairs[0]
    value, spread = _median_and_spread([pair.value for pair in pairs])
    baseline = _median_and_spread([pair.baseline_value for pair in pairs])
    return Figure(first.name, value, spread, first.unit, first.baseline, *baseline, first.aim)


def _median_and_spread(values: Sequence[float]) -> tuple[float, float]:
    return median(values), max(values) - min(values)


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = perf_counter()
    work()
    return perf_counter() - start
