"""The commands that say how good the answers are, and how sure to be of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from bot.cli.commands.labelled import only_documents, open_sets, questions_argument
from bot.cli.commands.output import json_option
from bot.cli.documents import Documents, count_of, with_documents
from bot.cli.progress import Reporter
from bot.evaluate.baseline import BASELINES, ask_baseline, require_baselines
from bot.evaluate.match import lines_in
from bot.evaluate.measure import Outcome, Summary, summarise
from bot.evaluate.run import Asked, ask_all, calibrated_on_others
from bot.evaluate.run import calibrate as fit
from bot.evaluate.table import render_comparison, render_misses, render_summary, to_records
from index.question.steps import ALL, NAMES
from index.store.files import save_calibration

GOOD, TOO_LOW = 0, 1
TO_FILE = "Say where to write what is learnt: --to FILE"


@click.command()
@questions_argument
@click.option("--min-hit3", type=click.FloatRange(0, 1), metavar="X", help="Exit with 1 below X.")
@click.option("--ablate", is_flag=True, help="Ask again without each step, one at a time.")
@click.option("--baselines", is_flag=True, help="Ask plain dense search and BM25, too.")
@click.option("--leave-one-out", is_flag=True, help="Calibrate each set on all the others.")
@click.option("--misses", is_flag=True, help="List what was answered wrongly.")
@json_option
@with_documents
def evaluate(
    documents: Documents,
    questions: tuple[Path, ...],
    min_hit3: float | None,
    ablate: bool,
    baselines: bool,
    leave_one_out: bool,
    misses: bool,
    as_json: bool,
) -> int:
    """Ask labelled QUESTIONS and say how good the answers are.

    QUESTIONS is a file of your own (YAML), or one of JSON lines; see docs/quality.md.

    \b
    Examples:
      rolebot evaluate questions.yaml --misses
      rolebot evaluate questions.yaml --min-hit3 0.8
    """
    if baselines:
        require_baselines()
    sets = list(open_sets(documents, questions))
    sets = list(calibrated_on_others(sets)) if leave_one_out else sets
    reporter = Reporter()
    outcomes: list[Outcome] = []
    records = []
    for asked in sets:
        with reporter:
            own = ask_all(asked)
        outcomes += own
        name, summary = asked.questions.name, summarise(own)
        records.append(to_records(name, summary, own))
        if not as_json:
            _echo(render_summary(name, summary))
        if misses and not as_json:
            _echo(render_misses(own, asked.index.passages, lines_in(asked.content)))
    together = summarise(outcomes)
    others = dict(_others(sets, ablate, baselines))
    if as_json:
        named = {name: to_records(name, summary) for name, summary in others.items()}
        click.echo(json.dumps({"sets": records, "all": to_records("all", together), **named}))
    else:
        if len(sets) > 1:
            _echo(render_summary("All sets", together))
        if others:
            _echo(render_comparison({"rolebot": together, **others}))
    return TOO_LOW if min_hit3 is not None and _hit3(together) < min_hit3 else GOOD


@click.command(short_help="Learn from QUESTIONS when to answer and when not.")
@questions_argument
@click.option(
    "--to",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it to FILE instead of the index.",
)
@with_documents
def calibrate(documents: Documents, questions: tuple[Path, ...], file: Path | None) -> int:
    """Learn from labelled QUESTIONS when to say that the documents do not answer.

    It takes at least 30 answerable questions and 15 unanswerable ones. Without any, what comes
    with rolebot is used.

    \b
    Example:
      rolebot calibrate questions.yaml
    """
    sets = list(open_sets(documents, questions))
    place = file or only_documents(documents, sets, TO_FILE).folder
    with Reporter():
        fitted = fit(sets, " ".join(("rolebot calibrate", *map(str, questions))))
    if file is not None:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(fitted)) + b"\n")
    else:
        save_calibration(fitted, place)
    yes, no = (sum(counts[n] for counts in fitted.sets.values()) for n in (0, 1))
    counts = f"{count_of(yes, 'answerable question')}, {no} unanswerable"
    click.echo(f"Calibrated on {counts} -> {place}")
    return GOOD


def _others(sets: Sequence[Asked], ablate: bool, baselines: bool) -> Iterator[tuple[str, Summary]]:
    """The same questions asked otherwise."""
    for name in BASELINES if baselines else ():
        yield name, summarise([o for asked in sets for o in ask_baseline(name, asked)])
    for name in NAMES if ablate else ():
        without = ALL.without(name)
        outcomes = [o for asked in sets for o in ask_all(asked, without)]
        yield f"without {name.replace('_', ' ')}", summarise(outcomes)


def _hit3(summary: Summary) -> float:
    return summary.answerable[-1].hit3.value if summary.answerable else 1.0


def _echo(lines: Iterator[str]) -> None:
    click.echo("\n".join(lines) + "\n")
