"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    passages: int = 500
    """At least so many are indexed; the last document is not cut off."""
    rounds: int = 3
    questions: int = 40
    """Asked in each round."""
    sizes: tuple[int, ...] = (1_000, 10_000, 100_000)
    """Numbers of vectors to search, each at least 10."""
    commands: int = 500
    """Slash commands sent in each round, 20 at once."""
    load_seconds: float = 10
    """Length of the steady load in each round."""
    mentions: int = 100


SMALL = Scale(50, 1, 3, sizes=(100, 1_000), commands=40, load_seconds=1, mentions=4)
"""Just enough to see that everything can be measured."""
