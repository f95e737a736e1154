"""What was measured, as a table and as records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

HEAD = ("", "measured", "spread", "baseline", "measured", "spread", "ratio", "aim")
RIGHT = {1, 2, 4, 5, 6}  # columns of numbers


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure should reach: its ratio to the baseline, or its value.

    >>> str(Aim("ratio", "<=", 0.8)), str(Aim("value", "=", 0))
    ('<= 0.8 x', '= 0')
    """

    of: Literal["ratio", "value"]
    relation: Literal["<=", ">=", "="]
    limit: float

    def is_reached(self, figure: Figure) -> bool:
        found = figure.ratio if self.of == "ratio" else figure.value
        if self.relation == "=":
            return found == self.limit
        return found <= self.limit if self.relation == "<=" else found >= self.limit

    def __str__(self) -> str:
        return f"{self.relation} {self.limit:g}{' x' if self.of == 'ratio' else ''}"


@dataclass(frozen=True, slots=True)
class Figure:
    """Values are medians of all rounds; a spread is the largest less the smallest of them."""

    name: str
    value: float
    spread: float
    unit: str
    baseline: str
    baseline_value: float
    baseline_spread: float
    aim: Aim | None = None

    @property
    def ratio(self) -> float:
        return self.value / self.baseline_value

    @property
    def verdict(self) -> str:
        """Whether the aim is reached; "" if there is none."""
        if self.aim is None:
            return ""
        return f"{self.aim} {'reached' if self.aim.is_reached(self) else 'missed'}"


def render_figures(figures: Sequence[Figure]) -> Iterator[str]:
    """A head and a line each, the columns aligned."""
    rows = [HEAD, *map(_cells, figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows if figures else ():
        cells = (
            cell.rjust(width) if column in RIGHT else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def _cells(figure: Figure) -> tuple[str, ...]:
    digits = _digits(figure.value or figure.baseline_value)
    return (
        figure.name,
        f"{figure.value:,.{digits}f} {figure.unit}",
        f"{figure.spread:,.{digits}f}",
        figure.baseline,
        f"{figure.baseline_value:,.{_digits(figure.baseline_value)}f}",
        f"{figure.baseline_spread:,.{_digits(figure.baseline_value)}f}",
        f"{figure.ratio:.3f}",
        figure.verdict,
    )


def _digits(value: float) -> int:
    """Behind the point: enough to tell two values apart, no more than can be trusted."""
    if value == int(value) or value >= 1000:
        return 0
    return 1 if value >= 100 else 2 if value >= 1 else 4


def to_records(figures: Sequence[Figure]) -> list[dict[str, object]]:
    """For JSON."""
    return [
        {
            **asdict(figure),
            "ratio": figure.ratio,
            "aim": figure.aim and str(figure.aim),
            "reached": figure.aim and figure.aim.is_reached(figure),
        }
        for figure in figures
    ]
