"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Scale:
    files: int = 1000
    """Documents to read, two or more."""
    passages: int = 500
    """To answer from, to encode and to index; as many more as the last document has."""
    rounds: int = 3
    questions: int = 40
    """Answered or searched for, a round."""
    sizes: tuple[int, ...] = (1_000, 10_000, 100_000)
    """Vectors to search, ten or more."""
    folders: tuple[Path, ...] = ()
    """Documents whose index is weighed and whose vectors are compared; made-up ones if none."""


SMALL = Scale(files=20, passages=50, rounds=1, questions=3, sizes=(100, 1_000))
"""Enough to see that everything can be measured."""
