"""How long-running work reports its progress, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    def __call__(self, step: str, done: int, total: int) -> None:
        """`step` is what is being done ("Encoding passages"); it ends with done == total."""


def silent(step: str, done: int, total: int) -> None:
    """For callers that show nothing."""
