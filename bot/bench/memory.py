"""Memory of a process that has answered one question and waits for the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.bench.figure import Aim, Figure
from bot.bench.indexed import Indexed, indexed_samples
from bot.bench.reference import NAME, reference
from bot.bench.rounds import Pair, measure_rounds
from bot.bench.samples import make_question
from bot.bench.scale import Scale
from bot.bench.worker import Worker
from index.encoder.model import DEFAULT_MODEL, find_model
from index.progress import Progress

AIM = Aim("ratio", "<=", 0.4)


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    """Ours is the command itself; the baseline has encoded the question."""
    model = find_model(DEFAULT_MODEL)
    with indexed_samples(scale.passages, progress) as place:
        name = f"memory, {len(place.index.passages)} passages, 1 answer"

        def one_round() -> Iterator[Pair]:
            yield Pair(name, "MiB", _of_ours(place), NAME, _of_baseline(model), AIM)

        return measure_rounds("Measuring memory", scale.rounds, one_round, progress)


def _of_ours(place: Indexed) -> float:
    with Worker("-m", "bot", "ask", *place.options, "--json", "-") as process:
        process.ask(make_question(0))
        return process.memory()


def _of_baseline(model: Path) -> float:
    with reference(model) as (process, _):
        process.seconds(make_question(0))
        return process.memory()
