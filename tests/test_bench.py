from __future__ import annotations

import json
import re
from math import isfinite
from pathlib import Path

import pytest

from bot.bench import (
    BULLETS,
    Figure,
    bench_parse,
    make_sample,
    measure_memory,
    render_figures,
    to_records,
    write_samples,
)
from index.chunk import chunk_document
from index.content import find_documents, read_content
from index.parse import parse_document


@pytest.fixture(scope="module")
def figures() -> tuple[Figure, ...]:
    return bench_parse(files=20, rounds=1)


def test_each_figure_stands_beside_its_baseline(figures: tuple[Figure, ...]) -> None:
    assert [(figure.name, figure.unit, figure.baseline) for figure in figures] == [
        ("reading 20 documents", "s", "docutils and markdown-it alone"),
        ("speed", "documents/s", "docutils and markdown-it alone"),
        ("peak memory, 2 documents", "MiB", "what is kept"),
        ("what is kept, 2 documents", "MiB", "the files"),
        ("peak memory, 20 documents", "MiB", "what is kept"),
        ("what is kept, 20 documents", "MiB", "the files"),
    ]


def test_figures_are_positive_and_one_round_has_no_spread(figures: tuple[Figure, ...]) -> None:
    for figure in figures:
        # two documents may fit into what the process already has
        assert figure.value > 0 or figure.name == "peak memory, 2 documents", figure
        assert figure.baseline_value > 0, figure
        assert figure.spread == figure.baseline_spread == 0, figure
        assert isfinite(figure.value)
        assert isfinite(figure.ratio)


def test_what_is_kept_holds_at_least_the_words_and_grows_with_them(
    figures: tuple[Figure, ...],
) -> None:
    two, twenty = (figure for figure in figures if figure.name.startswith("what is kept"))
    assert two.ratio > 1
    assert twenty.ratio > 1
    assert twenty.value > 5 * two.value


def test_a_process_that_has_peaked_higher_does_not_hide_the_growth_of_another() -> None:
    high = b"\1" * (200 << 20)  # more than reading takes: a peak that is inherited shows no growth
    (peak,) = (f for f in bench_parse(40, rounds=1) if f.name == "peak memory, 40 documents")
    assert len(high) > 0
    assert peak.value > 0


def test_memory_is_in_bytes(tmp_path: Path) -> None:
    write_samples(tmp_path, 10)
    size = sum(path.stat().st_size for path in tmp_path.iterdir())
    growth, kept = measure_memory(tmp_path, 10)
    assert size < kept < 10 * size
    assert growth >= 0


@pytest.mark.parametrize("number", range(20))
def test_every_bullet_of_a_sample_is_one_passage(tmp_path: Path, number: int) -> None:
    sample = make_sample(number)
    (tmp_path / sample.path).write_text(sample.text, "utf-8")
    document = parse_document(tmp_path, sample.path)
    passages = list(chunk_document(document))
    bullets = [p.text for p in passages if p.section != "" and p.section != "Levels"]
    assert bullets == list(sample.bullets)
    assert BULLETS[0] <= len(bullets) <= BULLETS[1]
    assert len(passages) == 1 + len(bullets) + 12  # an introduction, and four rows of three cells
    assert document.omissions == ()
    (text,) = document.roles
    assert f"title: {text.role.title}\n" in sample.text
    nested = [p for p in passages if p.context and p.section != "Levels"]
    assert len(nested) == len(re.findall(r"^  [-*] ", sample.text, re.MULTILINE)) > 0


def test_samples_are_the_same_each_time_and_half_of_them_in_each_markup(tmp_path: Path) -> None:
    write_samples(tmp_path, 10)
    paths = find_documents(tmp_path)
    assert paths == tuple(make_sample(number).path for number in range(10))
    assert [path.split(".")[-1] for path in paths] == ["md", "rst"] * 5
    assert (tmp_path / paths[7]).read_text() == make_sample(7).text
    assert read_content(tmp_path, paths).problems == {}


FIGURES = (
    Figure("reading 9 documents", 1.5, 0.25, "s", "bare", 0.5, 0.125),
    Figure("speed", 1234.5, 0.0, "documents/s", "bare", 2469.0, 0.0),
)


def test_figures_are_rendered_in_aligned_columns() -> None:
    assert list(render_figures(FIGURES)) == [
        "reading 9 documents  1.50 s                (spread 0.25)"
        "  bare:  0.50      (spread 0.12)  ratio 3.00",
        "speed                1,234.50 documents/s  (spread 0.00)"
        "  bare:  2,469.00  (spread 0.00)  ratio 0.50",
    ]
    assert list(render_figures(())) == []


def test_figures_are_records_for_json() -> None:
    assert json.loads(json.dumps(to_records(FIGURES[:1]))) == [
        {
            "name": "reading 9 documents",
            "value": 1.5,
            "spread": 0.25,
            "unit": "s",
            "baseline": "bare",
            "baseline_value": 0.5,
            "baseline_spread": 0.125,
            "ratio": 3.0,
        }
    ]


def test_medians_and_spreads_are_of_all_rounds_and_progress_is_told() -> None:
    heard: list[tuple[str, int, int]] = []
    reading, *_ = bench_parse(files=2, rounds=3, progress=lambda *step: heard.append(step))
    assert heard == [("Measuring", done, 3) for done in range(4)]
    assert 0 < reading.spread < 10 * reading.value
