"""Building the index again: what is encoded, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bench.figure import Aim, Figure
from bot.bench.indexed import CountingEncoder, always, default_encoder, write_passages
from bot.bench.rounds import Pair, measure_rounds, seconds
from bot.bench.samples import make_sample
from bot.bench.scale import Scale
from index.progress import Progress
from index.search.exemplars import load_exemplars
from index.store.build import open_index
from index.words.lists import packaged_wording

FULL = "full build"


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    encoder = CountingEncoder(default_encoder(progress))
    encoder.encode_query("warm-up")
    load_exemplars(packaged_wording(), encoder)  # once for all documents, so not of any build

    def one_round() -> Iterator[Pair]:
        with TemporaryDirectory() as place:
            yield from _rebuild(Path(place), scale.passages, encoder)

    return measure_rounds("Measuring builds", scale.rounds, one_round, progress)


def _rebuild(place: Path, passages: int, encoder: CountingEncoder) -> Iterator[Pair]:
    """Once in full, then with nothing changed, then with a passage changed."""
    content, folder = write_passages(place / "content", passages), place / "index"
    texts, full = _build(content, folder, encoder)
    for limit, change in enumerate(("nothing changed", "one passage changed")):
        if limit:
            _change_a_passage(content)
        encoded, took = _build(content, folder, encoder)
        aim = Aim("value", "=", limit)
        yield Pair(f"re-index, {change}: encoded", "texts", encoded, FULL, texts, aim)
        yield Pair(f"re-index, {change}: time", "s", took, FULL, full)


def _build(content: Path, folder: Path, encoder: CountingEncoder) -> tuple[int, float]:
    """Texts encoded, and seconds."""
    encoder.encoded.clear()
    took = seconds(lambda: open_index(content, folder, always(encoder)))
    return len(encoder.encoded), took


def _change_a_passage(content: Path) -> None:
    """The first point of the first document, under which there is no other."""
    sample = make_sample(0)
    start = sample.bullets[0][:10]  # never wrapped
    text = sample.text.replace(f"- {start}", f"- Newly {start}", 1)
    (content / sample.path).write_text(text, "utf-8")
