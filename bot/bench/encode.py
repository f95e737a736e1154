"""The rate at which indexing encodes texts, and how many texts there are for each passage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.bench.figure import Aim, Figure
from bot.bench.indexed import indexed_samples, stored_encoder
from bot.bench.reference import reference
from bot.bench.rounds import measure_rounds
from bot.bench.scale import Scale
from bot.bench.worker import Worker, serve
from index.fold import fold
from index.progress import Progress

AIM = Aim("ratio", ">=", 1.3)


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    """The baseline encodes the same texts in the same order, in batches of its own choice."""
    with (
        indexed_samples(scale.passages, progress) as samples,
        Worker.running(serve_encoder, samples.folder) as ours,
        reference() as (baseline, label),
    ):
        passages = samples.index.passages
        texts = list(dict.fromkeys(fold(passage.searchable()) for passage in passages))
        for worker in (ours, baseline):
            worker.seconds(texts)  # the warm-up

        def one_round() -> Iterator[Figure]:
            speed, bare = (len(texts) / worker.seconds(texts) for worker in (ours, baseline))
            yield Figure(f"encoding {len(texts)} texts", "texts/s", speed, label, bare, AIM)
            share = len(texts) / len(passages)
            yield Figure("encoding, texts per passage", "texts", share, "one for each", 1)

        return measure_rounds("Measuring encoding", scale.rounds, one_round, progress)


def serve_encoder(folder: str) -> None:
    serve(stored_encoder(Path(folder)).encode_documents)
