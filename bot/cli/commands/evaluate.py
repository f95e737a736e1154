"""The commands that use labelled questions: `evaluate` and `calibrate`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
import msgspec

from bot.cli.commands.console import json_option
from bot.cli.commands.question_sets import only_documents, open_sets, questions_argument
from bot.cli.documents import Documents, count_of, with_documents
from bot.evaluate.baseline import BASELINES, ask_baseline, require_baselines
from bot.evaluate.match import lines_in
from bot.evaluate.measure import Outcome, Summary, summarise
from bot.evaluate.run import Asked, ask_all, calibrated_on_others
from bot.evaluate.run import calibrate as fit
from bot.evaluate.table import render_comparison, render_misses, render_summary, to_records
from index.question.steps import ALL, NAMES
from index.store.files import save_calibration

TO_FILE = "Say where to write what is learnt: --to FILE"

Evaluated = tuple[str, Sequence[Outcome]]
"""The name of a set of questions, and the outcome of each question."""


@click.command()
@questions_argument
@click.option(
    "--min-hit3",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="X",
    help="Exit with 1 below X.",
)
@click.option("--ablate", is_flag=True, help="Ask again without each step, one at a time.")
@click.option("--baselines", is_flag=True, help="Ask plain dense search and BM25, too.")
@click.option("--leave-one-out", is_flag=True, help="Calibrate each set on all the others.")
@click.option("--misses", is_flag=True, help="List what was answered wrongly.")
@json_option
@with_documents
def evaluate(
    documents: Documents,
    questions: tuple[Path, ...],
    min_hit3: float,
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
    evaluated = []
    for asked in sets:
        outcomes = ask_all(asked)
        evaluated.append((asked.questions.name, outcomes))
        if not as_json:
            _print_set(asked, outcomes, misses)
    together = summarise([outcome for _, own in evaluated for outcome in own])
    others = dict(_others(sets, baselines, ablate))
    if as_json:
        click.echo(json.dumps(_records(evaluated, together, others)))
    else:
        _print_totals(together, others, len(sets))
    return int(_hit3(together) < min_hit3)


def _print_set(asked: Asked, outcomes: Sequence[Outcome], misses: bool) -> None:
    _echo(render_summary(asked.questions.name, summarise(outcomes)))
    if misses:
        _echo(render_misses(outcomes, asked.index.passages, lines_in(asked.content)))


def _records(
    evaluated: Sequence[Evaluated], together: Summary, others: Mapping[str, Summary]
) -> dict[str, object]:
    return {
        "sets": [to_records(name, summarise(own), own) for name, own in evaluated],
        "all": to_records("all", together),
        **{name: to_records(name, summary) for name, summary in others.items()},
    }


def _print_totals(together: Summary, others: Mapping[str, Summary], sets: int) -> None:
    if sets > 1:
        _echo(render_summary("All sets", together))
    if others:
        _echo(render_comparison({"rolebot": together, **others}))


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
def calibrate(documents: Documents, questions: tuple[Path, ...], file: Path | None) -> None:
    """Learn from labelled QUESTIONS when to say that the documents do not answer.

    It takes at least 30 answerable questions and 15 unanswerable ones. Without any, what comes
    with rolebot is used.

    \b
    Example:
      rolebot calibrate questions.yaml
    """
    sets = list(open_sets(documents, questions))
    place = file or only_documents(documents, sets, TO_FILE).folder
    fitted = fit(sets, " ".join(("rolebot calibrate", *map(str, questions))))
    if file is not None:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(fitted)) + b"\n")
    else:
        save_calibration(fitted, place)
    yes, no = (sum(counts[n] for counts in fitted.sets.values()) for n in (0, 1))
    counts = f"{count_of(yes, 'answerable question')}, {no} unanswerable"
    click.echo(f"Calibrated on {counts} -> {place}")


def _others(sets: Sequence[Asked], baselines: bool, ablate: bool) -> Iterator[tuple[str, Summary]]:
    """Summaries of the baselines, and of rolebot without one step each."""
    for name in BASELINES if baselines else ():
        yield name, summarise([o for asked in sets for o in ask_baseline(name, asked)])
    for name in NAMES if ablate else ():
        outcomes = [o for asked in sets for o in ask_all(asked, ALL.without(name))]
        yield f"without {name.replace('_', ' ')}", summarise(outcomes)


def _hit3(summary: Summary) -> float:
    return summary.answerable[-1].hit3.value if summary.answerable else 1.0


def _echo(lines: Iterator[str]) -> None:
    click.echo("\n".join(lines) + "\n")
