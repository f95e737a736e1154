"""How fast and how frugal reading is: each figure beside a baseline measured in the same run.

The documents are made up, and the same in every run, so that anyone can measure the same work.
"""

from __future__ import annotations

import gc
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from textwrap import fill
from time import perf_counter

from docutils.core import publish_doctree
from markdown_it import MarkdownIt

from index.content import find_documents, read_content
from index.progress import Progress, silent

SEED = 2019
WIDTH = 88  # characters, where authors wrap their lines
BULLETS = (20, 40)  # in a document: at least, at most
NESTED = 4  # every fourth bullet of a section stands under the one before it
SECTIONS = ("Responsibilities", "Skills", "Working together")
LEVELS = ("Junior", "Regular", "Senior")
WORDS = (  # noqa: SIM905  a list of them would be eighty lines
    "agree audit berth build cargo change check clear crane crew customs daily decide dock draft"
    " early explain ferry fix gate harbour help hull incident keep ledger listen load log manifest"
    " measure moor night note open outage pier plan port prepare quay ready record repair report"
    " review route rudder safe sail schedule share ship signal simple steer store team test tide"
    " timetable trace train update vessel watch weather weekly wharf write yard"
).split()

BARE = "docutils and markdown-it alone"
MEBIBYTE = 1 << 20
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes
# On Linux a process starts with the peak of the one that starts it, and its own growth would not
# be seen below that. So a small process in between starts the one that is measured.
BETWEEN = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"
MEASURED = (
    "import sys; from pathlib import Path; from bot.bench import measure_memory;"
    " print(*measure_memory(Path(sys.argv[1]), int(sys.argv[2])))"
)


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

    @property
    def ratio(self) -> float:
        return self.value / self.baseline_value


@dataclass(frozen=True, slots=True)
class Sample:
    """A made-up role document; `bullets` are the points in it, in reading order."""

    path: str
    text: str
    bullets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A figure of one round."""

    name: str
    unit: str
    value: float
    baseline: str
    baseline_value: float


def bench_parse(
    files: int = 1000, rounds: int = 3, progress: Progress = silent
) -> tuple[Figure, ...]:
    """Reads `files` made-up documents, two or more, in a temporary folder that is gone after."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        write_samples(folder, files)
        _read(folder, 2)  # what is loaded or compiled once is no part of a figure
        _read_bare(folder, 2)
        measured = []
        for done in range(rounds):
            progress("Measuring", done, rounds)
            measured.append((*_time(folder, files), *_memory(folder, files)))
        progress("Measuring", rounds, rounds)
    return tuple(_figure(pairs) for pairs in zip(*measured, strict=True))


def _figure(pairs: Sequence[_Pair]) -> Figure:
    first = pairs[0]
    value, spread = _median_and_spread([pair.value for pair in pairs])
    baseline = _median_and_spread([pair.baseline_value for pair in pairs])
    return Figure(first.name, value, spread, first.unit, first.baseline, *baseline)


def _median_and_spread(values: Sequence[float]) -> tuple[float, float]:
    return median(values), max(values) - min(values)


def _time(folder: Path, files: int) -> Iterator[_Pair]:
    """Ours and the bare parsers right after each other, so that both meet the same load."""
    ours = _seconds(lambda: _read(folder, files))
    bare = _seconds(lambda: _read_bare(folder, files))
    yield _Pair(f"reading {files} documents", "s", ours, BARE, bare)
    yield _Pair("speed", "documents/s", files / ours, BARE, files / bare)


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = perf_counter()
    work()
    return perf_counter() - start


def _read(folder: Path, files: int) -> object:
    return read_content(folder, find_documents(folder)[:files])


def _read_bare(folder: Path, files: int) -> None:
    """Syntax trees of the bodies, which nobody keeps."""
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for path in find_documents(folder)[:files]:
        body = (folder / path).read_text("utf-8").split("---\n", 2)[2]
        if path.endswith(".rst"):
            publish_doctree(body, settings_overrides={"_disable_config": True})
        else:
            markdown.parse(body)


def _memory(folder: Path, files: int) -> Iterator[_Pair]:
    """Of a tenth of the documents, too: what grows with more than what is kept shows."""
    for count in (max(files // 10, 1), files):
        paths = find_documents(folder)[:count]
        disk = sum((folder / path).stat().st_size for path in paths) / MEBIBYTE
        growth, kept = (n / MEBIBYTE for n in _measure_in_child(folder, count))
        yield _Pair(f"peak memory, {count} documents", "MiB", growth, "what is kept", kept)
        yield _Pair(f"what is kept, {count} documents", "MiB", kept, "the files", disk)


def _measure_in_child(folder: Path, files: int) -> tuple[int, int]:
    python = [sys.executable, "-c"]
    done = subprocess.run(  # noqa: S603  no shell, and no argument is a stranger's
        [*python, BETWEEN, *python, MEASURED, str(folder), str(files)],
        cwd=Path(__file__).parent.parent,  # from where it can import this module
        stdout=subprocess.PIPE,
        check=True,
    )
    growth, kept = map(int, done.stdout.split())
    return growth, kept


def measure_memory(folder: Path, files: int) -> tuple[int, int]:
    """In bytes: how far reading raises the peak of this process, which should be a fresh one,
    and the size of what is kept of the documents."""
    _read(folder, 2)
    before = _peak()
    content = _read(folder, files)
    return _peak() - before, _size(content)


def _peak() -> int:
    import resource  # is not there on Windows, where all but this works

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_UNIT


def _size(thing: object) -> int:
    """Bytes of all that `thing` is made of, each object counted once."""
    seen: dict[int, object] = {}
    found = [thing]
    while found:
        part = found.pop()
        if id(part) not in seen and not isinstance(part, type):
            seen[id(part)] = part
            found.extend(gc.get_referents(part))
    return sum(map(sys.getsizeof, seen.values()))


def render_figures(figures: Sequence[Figure]) -> Iterator[str]:
    """A line each, the columns aligned."""
    rows = [
        (
            figure.name,
            f"{figure.value:,.2f} {figure.unit}",
            f"(spread {figure.spread:,.2f})",
            f"{figure.baseline}:",
            f"{figure.baseline_value:,.2f}",
            f"(spread {figure.baseline_spread:,.2f})",
            f"ratio {figure.ratio:.2f}",
        )
        for figure in figures
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def to_records(figures: Sequence[Figure]) -> list[dict[str, str | float]]:
    """For JSON."""
    return [{**asdict(figure), "ratio": figure.ratio} for figure in figures]


def write_samples(folder: Path, files: int) -> None:
    for number in range(files):
        sample = make_sample(number)
        (folder / sample.path).write_text(sample.text, "utf-8")


def make_sample(number: int) -> Sample:
    """Markdown if `number` is even, else reStructuredText; in order of their paths."""
    rng = random.Random(f"{SEED} {number}")  # noqa: S311  nothing is kept secret by it
    is_markdown = number % 2 == 0
    parts = [_front_matter(rng, number), fill(_sentence(rng), WIDTH)]
    bullets: list[str] = []
    count = rng.randint(*BULLETS)
    for index, title in enumerate(SECTIONS):
        share = [_sentence(rng) for _ in range(index, count, len(SECTIONS))]
        parts += [_heading(title, is_markdown), _list(share, "-" if is_markdown else "*")]
        bullets += share
    rows = [("Topic", *LEVELS), *(_row(rng) for _ in range(4))]
    parts += [_heading("Levels", is_markdown), (_pipe_table if is_markdown else _rest_table)(rows)]
    path = f"{number:06}{'.md' if is_markdown else '.rst'}"
    return Sample(path, "\n\n".join(parts) + "\n", tuple(bullets))


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
