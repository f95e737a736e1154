"""The memory of a process that has answered one question and waits for the next."""

from __future__ import annotations

from collections.abc import Iterator

from bot.bench.figure import Aim, Figure
from bot.bench.indexed import indexed_samples
from bot.bench.reference import NAME, reference
from bot.bench.rounds import measure_rounds
from bot.bench.samples import make_question
from bot.bench.scale import Scale
from bot.bench.worker import MEBIBYTE, Worker
from index.progress import Progress

AIM = Aim("ratio", "<=", 0.4)


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    """Ours is the command itself; the baseline has encoded the question."""
    question = make_question(0)
    with indexed_samples(scale.passages, progress) as samples:
        name = f"memory, {len(samples.index.passages)} passages, 1 answer"

        def one_round() -> Iterator[Figure]:
            with Worker("-m", "bot", "ask", *samples.options, "--json", "-") as ours:
                ours.ask(question)
                own = ours.memory() / MEBIBYTE
            with reference() as (baseline, _):
                baseline.seconds(question)
                yield Figure(name, "MiB", own, NAME, baseline.memory() / MEBIBYTE, AIM)

        return measure_rounds("Measuring memory", scale.rounds, one_round, progress)
