"""Metrics of a running bot, in Prometheus's format. None of them is about a person or holds what
somebody asked."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.kept.keeper import Keeper
from bot.live.library import Shelf

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """Counts for one process. Threads may share it."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answers = self._counter(
            "answers", "Answers, by what they are and where they appear", "kind", "surface"
        )
        self._seconds = Histogram(
            "rolebot_answer_seconds",
            "From the question to the rendered answer",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._failures = self._counter("failures", "Questions that ended in an error")
        self._opinions = self._counter(
            "opinions", "What people said of answers, and why they did not help", "opinion"
        )
        self._postponed = self._counter(
            "postponed", "Requests that were not taken since too much was waiting"
        )

    def answered(self, kind: str, surface: str, seconds: float) -> None:
        self._answers.labels(kind, surface).inc()
        self._seconds.observe(seconds)

    def failed(self) -> None:
        self._failures.inc()

    def judged(self, opinion: str) -> None:
        """`opinion` is "helpful", "unhelpful", or the reason why it was unhelpful."""
        self._opinions.labels(opinion).inc()

    def postponed(self) -> None:
        self._postponed.inc()

    def watch(self, shelf: Shelf, keeper: Keeper, waiting: Callable[[], int]) -> None:
        """Add gauges of these, which are read whenever somebody asks for the metrics."""
        self._gauge("roles", "Roles", lambda: len(shelf.library.index.roles))
        self._gauge("passages", "Passages", lambda: len(shelf.library.index.passages))
        self._gauge("problems", "Documents with a problem", lambda: shelf.problems)
        self._gauge("indexed", "When, in Unix time", lambda: shelf.library.built.timestamp())
        self._gauge("work_waiting", "Things to be done behind an acknowledgement", waiting)
        self._gauge("kept", "Records that reached the database", lambda: keeper.kept)
        self._gauge("kept_waiting", "Records that have yet to", lambda: keeper.waiting)
        self._gauge("kept_dropped", "Records that could not be kept", lambda: keeper.dropped)

    def text(self) -> bytes:
        return generate_latest(self.registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"rolebot_{name}", what, labels, registry=self.registry)

    def _gauge(self, name: str, what: str, value: Callable[[], float]) -> None:
        Gauge(f"rolebot_{name}", what, registry=self.registry).set_function(value)
