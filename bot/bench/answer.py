"""One answer, when everything is loaded: the question in, the answer out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from bot.answers.decide import answer_question
from bot.bench.figure import Aim, Figure
from bot.bench.indexed import always, indexed_samples
from bot.bench.reference import reference
from bot.bench.rounds import Pair, measure_rounds
from bot.bench.samples import make_question
from bot.bench.scale import Scale
from bot.bench.worker import Worker, medians_in_turns, serve
from index.encoder.encode import OnnxEncoder
from index.encoder.model import DEFAULT_MODEL, find_model
from index.progress import Progress
from index.store.files import model_files
from index.store.manifest import read_manifest
from index.store.open import open_index

SERVED = "from bot.bench.answer import serve_answers; serve_answers()"
AIM = Aim("ratio", "<=", 6.0)  # the question and eight passages are read together, besides


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    """The baseline encodes the same questions, and answers nothing."""
    questions = [make_question(number) for number in range(scale.questions)]
    with (
        indexed_samples(scale.passages, progress) as place,
        Worker("-c", SERVED, place.content, place.folder) as ours,
        reference(find_model(DEFAULT_MODEL)) as (baseline, label),
    ):
        name = f"one answer of {len(place.index.passages)} passages, p50, 1 thread"
        medians_in_turns(ours, baseline, questions)  # the warm-up

        def one_round() -> Iterator[Pair]:
            first, second = medians_in_turns(ours, baseline, questions)
            yield Pair(name, "ms", first * 1000, f"{label}: its encoding", second * 1000, AIM)

        return measure_rounds("Measuring answers", scale.rounds, one_round, progress)


def serve_answers() -> None:
    content, folder = map(Path, sys.argv[1:])
    encoder = OnnxEncoder(model_files(folder, read_manifest(folder)))
    index = open_index(content, folder, always(encoder)).index
    serve(lambda question: answer_question(question, index))
