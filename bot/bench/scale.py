"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    passages: int = 500
    """To answer from, to encode and to index; as many more as the last document has."""
    rounds: int = 3
    questions: int = 40
    """Answered or searched for, a round."""
    sizes: tuple[int, ...] = (1_000, 10_000, 100_000)
    """Vectors to search, ten or more."""
    commands: int = 500
    """Given to the bot in Slack, a round, twenty at once."""
    load_seconds: float = 10
    """Of steady load, a round."""
    mentions: int = 100


SMALL = Scale(
    passages=50,
    rounds=1,
    questions=3,
    sizes=(100, 1_000),
    commands=40,
    load_seconds=1,
    mentions=4,
)
"""Enough to see that everything can be measured."""
