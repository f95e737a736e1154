"""Exact search in more and more vectors: how fast, and how much memory of a process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import faiss
import numpy as np

from bot.bench.figure import Figure
from bot.bench.rounds import Pair, measure_rounds
from bot.bench.scale import Scale
from bot.bench.worker import Worker, medians_in_turns, serve
from index.encoder.encoded import Vectors
from index.progress import Progress

SEED = 2019
DIMENSIONS = 384
TOP_K = 10
BARE = "numpy, argpartition, 1 thread"
SERVED = "from bot.bench.search import {0}; {0}()"


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    return tuple(
        figure
        for size in scale.sizes
        for figure in _measure_size(size, scale.rounds, scale.questions, progress)
    )


def _measure_size(size: int, rounds: int, questions: int, progress: Progress) -> tuple[Figure, ...]:
    numbers = range(questions)  # of the queries
    name = f"search, {size:,} passages"

    def one_round() -> Iterator[Pair]:
        with (
            Worker("-c", SERVED.format(serve_faiss.__name__), path) as ours,
            Worker(
                "-c", SERVED.format(serve_numpy.__name__), path, OPENBLAS_NUM_THREADS="1"
            ) as baseline,
        ):
            medians_in_turns(ours, baseline, numbers)  # the warm-up
            first, second = medians_in_turns(ours, baseline, numbers)
            yield Pair(f"{name}, p50, 1 thread", "ms", first * 1000, BARE, second * 1000)
            memory = ours.memory(), baseline.memory()
            yield Pair(f"{name}, memory", "MiB", memory[0], BARE, memory[1])

    with TemporaryDirectory() as place:
        path = Path(place) / "vectors"
        _write(path, size, questions)
        return measure_rounds(f"Measuring search in {size:,}", rounds, one_round, progress)


def _write(path: Path, size: int, questions: int) -> None:
    """For FAISS and for numpy, the same vectors and queries."""
    vectors = unit_vectors(size, SEED)
    index = faiss.IndexFlatIP(DIMENSIONS)
    index.add(vectors)
    faiss.write_index(index, f"{path}.faiss")
    np.save(f"{path}.npy", vectors)
    np.save(f"{path}-queries.npy", unit_vectors(questions, SEED + 1))


def unit_vectors(count: int, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSIONS), np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def serve_faiss() -> None:
    """One thread: for one question at a time, more only wait for each other."""
    faiss.omp_set_num_threads(1)
    index = faiss.read_index(f"{sys.argv[1]}.faiss")
    queries = np.load(f"{sys.argv[1]}-queries.npy")
    serve(lambda number: index.search(queries[number : number + 1], TOP_K))


def serve_numpy() -> None:
    vectors = np.load(f"{sys.argv[1]}.npy")
    queries = np.load(f"{sys.argv[1]}-queries.npy")
    serve(lambda number: best_rows(vectors, queries[number]))


def best_rows(vectors: Vectors, query: Vectors) -> list[int]:
    """Rows of the `TOP_K` vectors nearest to `query`, best first."""
    scores = vectors @ query
    best = np.argpartition(scores, -TOP_K)[-TOP_K:]
    rows: list[int] = best[np.argsort(-scores[best])].tolist()
    return rows
