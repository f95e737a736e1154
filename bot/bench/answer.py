"""The time of one answer when everything is loaded: the question in, the answer out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.answers.decide import answer_question
from bot.bench.figure import Aim, Figure
from bot.bench.indexed import indexed_samples, stored_encoder
from bot.bench.reference import reference
from bot.bench.rounds import measure_rounds
from bot.bench.samples import make_question
from bot.bench.scale import Scale
from bot.bench.worker import Worker, medians_in_turns, serve
from index.progress import Progress
from index.store.files import load_index
from index.store.manifest import read_manifest

AIM = Aim("ratio", "<=", 6.0)  # eight passages are read together with the question as well


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    """The baseline encodes the same questions, and answers nothing."""
    questions = [make_question(number) for number in range(scale.questions)]
    with (
        indexed_samples(scale.passages, progress) as samples,
        Worker.running(serve_answers, samples.folder) as ours,
        reference() as (baseline, label),
    ):
        name = f"one answer of {len(samples.index.passages)} passages, p50, 1 thread"
        medians_in_turns(ours, baseline, questions)  # the warm-up

        def one_round() -> Iterator[Figure]:
            own, bare = medians_in_turns(ours, baseline, questions)
            yield Figure(name, "ms", own * 1000, f"{label}: its encoding", bare * 1000, AIM)

        return measure_rounds("Measuring answers", scale.rounds, one_round, progress)


def serve_answers(folder: str) -> None:
    place = Path(folder)
    index = load_index(place, read_manifest(place), stored_encoder(place))
    serve(lambda question: answer_question(question, index))
