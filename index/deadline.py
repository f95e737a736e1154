"""How long the work on an answer may take."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Deadline:
    """`end` is a time as `time.monotonic` gives it."""

    end: float

    @classmethod
    def within(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds, at least 0."""
        return max(0.0, self.end - time.monotonic())

    def check(self) -> None:
        """Raise TimeoutError if the time is over. The steps of the work call this in between."""
        if time.monotonic() > self.end:
            raise TimeoutError("The work on an answer has taken too long")


NEVER = Deadline(inf)
