"""Figures: measured values beside their baselines, as a table and as JSON records."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

HEAD = ("", "measured", "spread", "baseline", "measured", "spread", "ratio", "aim")
RELATIONS = {"<=": operator.le, ">=": operator.ge, "=": operator.eq}
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
        return bool(RELATIONS[self.relation](found, self.limit))

    def __str__(self) -> str:
        return f"{self.relation} {self.limit:g}{' x' if self.of == 'ratio' else ''}"


@dataclass(frozen=True, slots=True)
class Figure:
    """Values are of one round, or medians over all rounds; a spread is the largest value minus the
    smallest."""

    name: str
    unit: str
    value: float
    baseline: str
    baseline_value: float
    aim: Aim | None = None
    spread: float = 0.0
    baseline_spread: float = 0.0

    @property
    def ratio(self) -> float:
        return self.value / self.baseline_value

    @property
    def verdict(self) -> str:
        """Whether the aim is reached; "" without an aim."""
        if self.aim is None:
            return ""
        return f"{self.aim} {'reached' if self.aim.is_reached(self) else 'missed'}"


def render_figures(figures: Sequence[Figure]) -> Iterator[str]:
    """Yield a heading and a line for each figure, in aligned columns; nothing without figures."""
    rows = [HEAD, *map(_cells, figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    template = "  ".join(
        f"{{:{'>' if column in RIGHT else '<'}{width}}}" for column, width in enumerate(widths)
    )
    for row in rows if figures else ():
        yield template.format(*row).rstrip()


def _cells(figure: Figure) -> tuple[str, ...]:
    digits = _digits(figure.value or figure.baseline_value)
    baseline_digits = _digits(figure.baseline_value)
    return (
        figure.name,
        f"{figure.value:,.{digits}f} {figure.unit}",
        f"{figure.spread:,.{digits}f}",
        figure.baseline,
        f"{figure.baseline_value:,.{baseline_digits}f}",
        f"{figure.baseline_spread:,.{baseline_digits}f}",
        f"{figure.ratio:.3f}",
        figure.verdict,
    )


def _digits(value: float) -> int:
    """Decimal places: enough to tell two values apart, no more than can be trusted."""
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
