"""Texts encoded in a second when indexing, and how many a passage needs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.bench.figure import Aim, Figure
from bot.bench.indexed import indexed_samples
from bot.bench.reference import reference
from bot.bench.rounds import Pair, measure_rounds
from bot.bench.scale import Scale
from bot.bench.worker import Worker, serve
from index.encoder.encode import OnnxEncoder
from index.encoder.model import DEFAULT_MODEL, find_model
from index.fold import fold
from index.progress import Progress

SERVED = "from bot.bench.encode import serve_encoder; serve_encoder()"
AIM = Aim("ratio", ">=", 1.3)


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    """The baseline encodes the same texts in the same order, in the batches of its choice."""
    with (
        indexed_samples(scale.passages, progress) as place,
        Worker("-c", SERVED, json.dumps(place.index.encoder.files, default=str)) as ours,
        reference(find_model(DEFAULT_MODEL)) as (baseline, label),
    ):
        passages = place.index.passages
        own = {fold(passage.searchable()) for passage in passages}
        texts = [text for text in place.texts if text in own]  # exemplars are no passages
        for worker in (ours, baseline):
            worker.seconds(texts)  # the warm-up

        def one_round() -> Iterator[Pair]:
            speed, bare = (len(texts) / worker.seconds(texts) for worker in (ours, baseline))
            yield Pair(f"encoding {len(texts)} texts", "texts/s", speed, label, bare, AIM)
            share = len(texts) / len(passages)
            yield Pair("encoding, texts per passage", "texts", share, "one for each", 1)

        return measure_rounds("Measuring encoding", scale.rounds, one_round, progress)


def serve_encoder() -> None:
    files = {kind: Path(path) for kind, path in json.loads(sys.argv[1]).items()}
    serve(OnnxEncoder(files).encode_documents)
