"""Exact search in more and more vectors: its time, and the memory of its process."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryDirectory

import faiss
import numpy as np

from bot.bench.figure import Figure
from bot.bench.rounds import measure_rounds
from bot.bench.scale import Scale
from bot.bench.worker import MEBIBYTE, Worker, medians_in_turns, serve
from index.encoder.encoded import Vectors
from index.progress import Progress

SEED = 2019
DIMENSIONS = 384
TOP_K = 10
BARE = "numpy, argpartition, 1 thread"


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    sizes = (_measure_size(size, scale, progress) for size in scale.sizes)
    return tuple(figure for figures in sizes for figure in figures)


def _measure_size(size: int, scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    name = f"search, {size:,} passages"
    queries = range(scale.questions)

    def one_round() -> Iterator[Figure]:
        with (
            Worker.running(serve_faiss, folder) as ours,
            Worker.running(serve_numpy, folder, OPENBLAS_NUM_THREADS="1") as baseline,
        ):
            medians_in_turns(ours, baseline, queries)  # the warm-up
            own, bare = medians_in_turns(ours, baseline, queries)
            yield Figure(f"{name}, p50, 1 thread", "ms", own * 1000, BARE, bare * 1000)
            own, bare = (worker.memory() / MEBIBYTE for worker in (ours, baseline))
            yield Figure(f"{name}, memory", "MiB", own, BARE, bare)

    with TemporaryDirectory() as folder:
        _write(folder, size, scale.questions)
        return measure_rounds(f"Measuring search in {size:,}", scale.rounds, one_round, progress)


def _write(folder: str, size: int, questions: int) -> None:
    """For FAISS and for numpy, the same vectors and queries."""
    vectors = unit_vectors(size, SEED)
    index = faiss.IndexFlatIP(DIMENSIONS)
    index.add(vectors)
    faiss.write_index(index, f"{folder}/index.faiss")
    np.save(f"{folder}/vectors.npy", vectors)
    np.save(f"{folder}/queries.npy", unit_vectors(questions, SEED + 1))


def unit_vectors(count: int, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSIONS), np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def serve_faiss(folder: str) -> None:
    """One thread: with one question at a time, more threads only wait for each other."""
    faiss.omp_set_num_threads(1)
    index = faiss.read_index(f"{folder}/index.faiss")
    queries = np.load(f"{folder}/queries.npy")
    serve(lambda number: index.search(queries[number : number + 1], TOP_K))


def serve_numpy(folder: str) -> None:
    vectors, queries = np.load(f"{folder}/vectors.npy"), np.load(f"{folder}/queries.npy")
    serve(lambda number: best_rows(vectors, queries[number]))


def best_rows(vectors: Vectors, query: Vectors) -> list[int]:
    """Rows of the `TOP_K` vectors nearest to `query`, best first."""
    scores = vectors @ query
    best = np.argpartition(scores, -TOP_K)[-TOP_K:]
    rows: list[int] = best[np.argsort(-scores[best])].tolist()
    return rows
