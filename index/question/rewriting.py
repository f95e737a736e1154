"""A text with some of its words replaced, which still knows what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replacement:
    """`text` takes the place of the characters from `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """`origins` has a span of `typed` for each character of `text`: where it comes from."""

    typed: str
    text: str
    origins: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, typed: str) -> Rewritten:
        return cls(typed, typed, tuple((place, place + 1) for place in range(len(typed))))

    def replace(self, replacements: Iterable[Replacement]) -> Rewritten:
        """Apply `replacements`, which are in order and do not overlap.

        >>> Rewritten.of("snr dev").replace([Replacement(0, 3, "senior")]).text
        'senior dev'
        """
        texts: list[str] = []
        origins: list[tuple[int, int]] = []
        end = 0
        for one in replacements:
            texts += [self.text[end : one.start], one.text]
            origins += self.origins[end : one.start]
            origins += [self.origin(one.start, one.end)] * len(one.text)
            end = one.end
        return Rewritten(
            self.typed, "".join((*texts, self.text[end:])), (*origins, *self.origins[end:])
        )

    def as_typed(self, start: int, end: int) -> str:
        """What was typed for `text[start:end]`.

        >>> said = Rewritten.of("a snr. dev").replace([Replacement(2, 5, "senior")])
        >>> said.text[2:13], said.as_typed(2, 13)
        ('senior. dev', 'snr. dev')
        """
        first, last = self.origin(start, end)
        return self.typed[first:last]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` was typed: characters of `typed`."""
        return self.origins[start][0], self.origins[end - 1][1]
