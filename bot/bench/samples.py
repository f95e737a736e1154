"""Made-up documents and questions: the same for everyone, and as many as it takes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from textwrap import fill

SEED = 2019
WIDTH = 88  # characters, where authors wrap their lines
BULLETS = (20, 40)  # in a document: at least and at most
NESTED = 4  # every fourth bullet of a section stands under the one before it
SECTIONS = ("Responsibilities", "Skills", "Working together")
ROWS = 4  # of the table, and a head
LEVELS = ("Junior", "Regular", "Senior")
WORDS = (  # noqa: SIM905  a list of them would be eighty lines
    "agree audit berth build cargo change check clear crane crew customs daily decide dock draft"
    " early explain ferry fix gate harbour help hull incident keep ledger listen load log manifest"
    " measure moor night note open outage pier plan port prepare quay ready record repair report"
    " review route rudder safe sail schedule share ship signal simple steer store team test tide"
    " timetable trace train update vessel watch weather weekly wharf write yard"
).split()


@dataclass(frozen=True, slots=True)
class Sample:
    """A made-up role document; `bullets` are the points in it, in reading order."""

    path: str
    text: str
    bullets: tuple[str, ...]

    @property
    def passages(self) -> int:
        """An introduction, the bullets, and the cells of the table."""
        return 1 + len(self.bullets) + ROWS * len(LEVELS)


def write_samples(folder: Path, passages: int) -> None:
    """Write as many documents to the new `folder` as have at least so many passages."""
    folder.mkdir()
    samples = map(make_sample, count())
    while passages > 0:
        sample = next(samples)
        (folder / sample.path).write_text(sample.text, "utf-8")
        passages -= sample.passages


def make_sample(number: int) -> Sample:
    """Markdown if `number` is even, else reStructuredText; in order of their paths."""
    rng = random.Random(f"{SEED} {number}")  # noqa: S311  nothing is kept secret by it
    is_markdown = number % 2 == 0
    parts = [_front_matter(rng, number), fill(_sentence(rng), WIDTH)]
    bullets: list[str] = []
    total = rng.randint(*BULLETS)
    for index, title in enumerate(SECTIONS):
        share = [_sentence(rng) for _ in range(index, total, len(SECTIONS))]
        parts += [_heading(title, is_markdown), _list(share, "-" if is_markdown else "*")]
        bullets += share
    rows = [("Topic", *LEVELS), *(_row(rng) for _ in range(ROWS))]
    parts += [_heading("Levels", is_markdown), (_pipe_table if is_markdown else _rest_table)(rows)]
    path = f"{number:06}{'.md' if is_markdown else '.rst'}"
    return Sample(path, "\n\n".join(parts) + "\n", tuple(bullets))


def make_question(number: int) -> str:
    """As long as what people ask.

    >>> make_question(3)
    'Who should early trace hull harbour watch?'
    """
    rng = random.Random(f"{SEED} question {number}")  # noqa: S311  nothing is kept secret by it
    return f"Who should {' '.join(rng.choices(WORDS, k=rng.randint(3, 8)))}?"


def _front_matter(rng: random.Random, number: int) -> str:
    title, family = rng.choice(WORDS).capitalize(), rng.choice(WORDS).capitalize()
    level = rng.randint(1, 6)
    return f"---\ntitle: {title} Keeper {number}\nfamily: {family}\nlevel: L{level}\n---"


def _sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(8, 30))).capitalize() + "."


def _heading(title: str, is_markdown: bool) -> str:
    return f"## {title}" if is_markdown else f"{title}\n{'=' * len(title)}"


def _list(bullets: Sequence[str], marker: str) -> str:
    items = []
    for number, bullet in enumerate(bullets, 1):
        indent = "" if number % NESTED else "  "
        first, others = f"{indent}{marker} ", f"{indent}  "
        items.append(fill(bullet, WIDTH, initial_indent=first, subsequent_indent=others))
    return "\n\n".join(items)


def _row(rng: random.Random) -> tuple[str, ...]:
    cells = (" ".join(rng.choices(WORDS, k=5)).capitalize() for _ in LEVELS)
    return rng.choice(WORDS).capitalize(), *cells


def _pipe_table(rows: Sequence[Sequence[str]]) -> str:
    head, *others = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, f"|{'---|' * len(rows[0])}", *others])


def _rest_table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = "  ".join("=" * width for width in widths)
    head, *others = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "\n".join([rule, head, rule, *others, rule])
