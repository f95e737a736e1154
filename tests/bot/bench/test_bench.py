from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from math import isfinite
from os import getpid
from pathlib import Path

import numpy as np
import pytest

from bot.bench import PARTS, SMALL, Aim, Figure, render_figures, run_bench, to_records
from bot.bench.browser import why_not
from bot.bench.indexed import Indexed
from bot.bench.load import Sent
from bot.bench.rounds import measure_rounds
from bot.bench.samples import BULLETS, make_question, make_sample, write_samples
from bot.bench.search import TOP_K, best_rows, unit_vectors
from bot.bench.slack import saturation, texts_of
from bot.bench.worker import Worker, resident
from index.documents.chunk import chunk_document
from index.documents.content import find_documents, read_content
from index.documents.parse import parse_document
from index.encoder.encode import OnnxEncoder
from index.encoder.export import exported_model
from index.encoder.model import DEFAULT_MODEL
from tests.conftest import InitialEncoder, WriteContent, index_of

ST = "sentence-transformers"
NUMPY = "numpy, argpartition, 1 thread"
FLOOR = "empty listener"
EXPECTED = {
    "answer": [
        ("one answer of 53 passages, p50, 1 thread", "ms", f"{ST}, N threads: its encoding"),
    ],
    "memory": [("memory, 53 passages, 1 answer", "MiB", ST)],
    "encode": [
        ("encoding 53 texts", "texts/s", f"{ST}, N threads"),
        ("encoding, texts per passage", "texts", "one for each"),
    ],
    "search": [
        ("search, 100 passages, p50, 1 thread", "ms", NUMPY),
        ("search, 100 passages, memory", "MiB", NUMPY),
        ("search, 1,000 passages, p50, 1 thread", "ms", NUMPY),
        ("search, 1,000 passages, memory", "MiB", NUMPY),
    ],
    "slack": [
        ("start to ready", "s", FLOOR),
        *(
            (f"/role, {how}, p{percent}", "ms", FLOOR)
            for how in ("20 at once, new questions", "20 at once, asked before", "steadily")
            for percent in (50, 95, 99)
        ),
        ("that is", "/s", f"{FLOOR}, at most"),
        ("answers lost or doubled", "answers", "asked"),
        ("memory after all that", "MB", FLOOR),
    ],
    "demo": [
        ("demo, ready", "s", "rolebot ask"),
        ("demo, the page", "kB", "its words"),
        *([] if why_not() else [("demo, Enter to answer on screen", "ms", "the bot's part")]),
    ],
}
MAY_BE_ZERO = {"answers lost or doubled"}

Measured = Mapping[str, tuple[Figure, ...]]


@pytest.fixture(scope="module")
def measured() -> Measured:
    """All parts. Two at a time, since no time is looked at here."""
    exported_model(DEFAULT_MODEL)
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(PARTS, pool.map(_measure, PARTS), strict=True))


def _measure(part: str) -> tuple[Figure, ...]:
    return tuple(run_bench([part], SMALL))


@pytest.mark.parametrize("part", PARTS)
def test_each_figure_stands_beside_its_baseline(measured: Measured, part: str) -> None:
    assert [
        (figure.name, figure.unit, re.sub(r"\d+ threads?(?=$|:)", "N threads", figure.baseline))
        if ST in figure.baseline
        else (figure.name, figure.unit, figure.baseline)
        for figure in measured[part]
    ] == EXPECTED[part]


@pytest.mark.parametrize("part", PARTS)
def test_figures_are_positive_and_one_round_has_no_spread(measured: Measured, part: str) -> None:
    for figure in measured[part]:
        assert figure.value > 0 or figure.name in MAY_BE_ZERO, figure
        assert figure.baseline_value > 0, figure
        assert figure.spread == figure.baseline_spread == 0, figure
        assert isfinite(figure.value)
        assert isfinite(figure.ratio)


def test_an_answer_takes_less_memory_than_the_baseline(measured: Measured) -> None:
    (memory,) = measured["memory"]
    assert memory.ratio < 0.6  # the aim is lower; what a system keeps in memory varies
    assert memory.value > 50  # it is the whole process


def test_figures_say_rightly_that_ours_is_one_thread(model: OnnxEncoder) -> None:
    assert model._session.get_session_options().intra_op_num_threads == 1


def test_importing_the_bench_loads_nothing_that_a_command_would_wait_for() -> None:
    heavy = "{'docutils', 'faiss', 'numpy', 'onnxruntime', 'statistics', 'subprocess', 'torch'}"
    with Worker("-c", f"import sys, bot.bench; print({heavy} & set(sys.modules))") as process:
        assert process.hear() == "set()"


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
    assert len(passages) == sample.passages
    assert document.omissions == ()
    (text,) = document.roles
    assert f"title: {text.role.title}\n" in sample.text
    nested = [p for p in passages if p.context and p.section != "Levels"]
    assert len(nested) == len(re.findall(r"^  [-*] ", sample.text, re.MULTILINE)) > 0


def test_samples_are_the_same_each_time_and_half_of_them_in_each_markup(tmp_path: Path) -> None:
    content = tmp_path / "content"
    write_samples(content, sum(make_sample(number).passages for number in range(9)) + 1)
    paths = find_documents(content)
    assert paths == tuple(make_sample(number).path for number in range(10))
    assert [path.split(".")[-1] for path in paths] == ["md", "rst"] * 5
    assert (content / paths[7]).read_text() == make_sample(7).text
    assert read_content(content, paths).problems == {}


def test_questions_are_the_same_each_time_and_differ() -> None:
    questions = [make_question(number) for number in range(40)]
    assert questions == [make_question(number) for number in range(40)]
    assert len(set(questions)) == 40


FIGURES = (
    Figure("reading 9 documents", "s", 1.5, "bare", 0.5, None, 0.25, 0.125),
    Figure("speed", "texts/s", 1234.5, "bare", 617.25, Aim("ratio", ">=", 1.3), 0.0, 8.5),
    Figure("lowest", "cosine", 0.98765, "the model", 1),
    Figure("encoded", "texts", 2, "full build", 500, Aim("value", "=", 1)),
)


TABLE = """
                          measured  spread  baseline    measured  spread  ratio  aim
reading 9 documents         1.50 s    0.25  bare          0.5000  0.1250  3.000
speed                1,234 texts/s       0  bare           617.2     8.5  2.000  >= 1.3 x reached
lowest               0.9877 cosine  0.0000  the model          1       0  0.988
encoded                    2 texts       0  full build       500       0  0.004  = 1 missed
"""


def test_figures_are_rendered_as_an_aligned_table() -> None:
    assert "\n".join(render_figures(FIGURES)) == TABLE.strip("\n")
    assert list(render_figures(())) == []


def test_figures_are_records_for_json() -> None:
    reading, speed, *_ = json.loads(json.dumps(to_records(FIGURES)))
    assert reading == {
        "name": "reading 9 documents",
        "value": 1.5,
        "spread": 0.25,
        "unit": "s",
        "baseline": "bare",
        "baseline_value": 0.5,
        "baseline_spread": 0.125,
        "ratio": 3.0,
        "aim": None,
        "reached": None,
    }
    assert (speed["aim"], speed["reached"]) == (">= 1.3 x", True)


@pytest.mark.parametrize(
    ("aim", "verdict"),
    [
        (Aim("ratio", "<=", 0.5), "<= 0.5 x reached"),  # 2 / 4
        (Aim("ratio", "<=", 0.4), "<= 0.4 x missed"),
        (Aim("ratio", ">=", 0.5), ">= 0.5 x reached"),
        (Aim("ratio", ">=", 0.6), ">= 0.6 x missed"),
        (Aim("value", "<=", 350), "<= 350 reached"),
        (Aim("value", "=", 2), "= 2 reached"),
        (Aim("value", "=", 0), "= 0 missed"),
        (None, ""),
    ],
)
def test_an_aim_is_of_the_ratio_or_the_value(aim: Aim | None, verdict: str) -> None:
    assert Figure("", "", 2, "", 4, aim).verdict == verdict


def test_medians_and_spreads_are_of_all_rounds_and_progress_is_told() -> None:
    heard: list[tuple[str, int, int]] = []
    values = iter([(3.0, 10.0), (1.0, 40.0), (2.0, 20.0)])

    def one_round() -> Iterator[Figure]:
        ours, baseline = next(values)
        yield Figure("work", "s", ours, "bare", baseline)

    (figure,) = measure_rounds("Measuring", 3, one_round, lambda *step: heard.append(step))
    assert figure == Figure("work", "s", 2.0, "bare", 20.0, None, 2.0, 30.0)
    assert heard == [("Measuring", done, 3) for done in range(4)]


def test_a_process_that_fails_says_why() -> None:
    failing = Worker("-c", "raise SystemExit('out of flour')")
    with failing, pytest.raises(RuntimeError, match="out of flour"):
        failing.hear()


def test_memory_of_a_process_is_what_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    before = resident(getpid())
    held = b"\1" * (50 << 20)
    assert resident(getpid()) - before > 0.9 * len(held)
    monkeypatch.setattr("bot.bench.worker.PROCESSES", Path("nowhere"))  # as on a Mac
    assert resident(getpid()) == pytest.approx(before + len(held), rel=0.1)


def test_numpy_finds_the_rows_that_are_nearest() -> None:
    vectors = unit_vectors(200, seed=1)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    rows = best_rows(vectors, vectors[7])
    assert rows[0] == 7
    assert rows == sorted(range(200), key=lambda row: -vectors[row] @ vectors[7])[:TOP_K]


def test_under_load_names_and_questions_come_in_turns_and_no_question_twice(
    initials: InitialEncoder, write: WriteContent
) -> None:
    points = "\n".join(f"- Bakes {bread} bread every day\n" for bread in ("rye", "oat", "corn"))
    content = write({"baker.md": f"# Baker\n\n{points}", "clerk.md": "# Clerk\n\n- Counts\n"})
    place = Indexed(content, content, index_of(content, initials))
    texts = texts_of(place, 6)
    assert texts[::2] == ("Baker", "Clerk", "Baker")
    assert texts[1::2] == tuple(f"who bakes {b} bread every day?" for b in ("rye", "oat", "corn"))


def test_saturation_is_of_all_that_was_sent_at_once() -> None:
    # 20 in 0.1 s and 20 in 0.3 s: 40 in 0.4 s
    sent = [Sent((0.1,) * 20, (1,) * 20, 0.1), Sent((0.3,) * 20, (1,) * 20, 0.3)]
    assert saturation(sent) == pytest.approx(100)
