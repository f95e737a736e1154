"""Training an adapter: for any company, or for one company's own questions."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import click

from bot.cli.commands.exit_codes import ANSWERED, NO_ANSWER
from bot.cli.commands.question_sets import only_documents, open_sets
from bot.cli.documents import Documents, count_of, open_documents
from bot.cli.progress import Reporter
from bot.evaluate.companies import company_of, read_companies
from bot.evaluate.cross_validation import FOLDS, cross_validate
from bot.evaluate.labels import QuestionsError
from bot.evaluate.match import lines_in
from bot.evaluate.measure import summarise
from bot.evaluate.run import Asked
from bot.evaluate.table import render_comparison
from index.encoder.adapter import RERANKER, find_adapter
from index.encoder.training.adapters import train_adapter
from index.encoder.training.examples import Company, hold_out
from index.encoder.training.train import Callback, Recipe, Report, Trained
from index.folders import each

MIN_PAIRS = 200
"""Questions with a passage; fewer teach a model one author's chance wording and little else."""
HELD_OUT = 10  # one passage in so many is for validation, where nothing else is


def train_for_any_company(
    documents: Documents,
    model: str,
    questions: Sequence[Path],
    validation: Sequence[Path],
    recipe: Recipe,
    folder: Path,
    kind: str,
) -> int:
    """Train an adapter of the published `model` and write it to `folder`. A reranker starts from
    the adapter that finds passages."""
    roots = [place for _, place in each(documents.content)]
    with Reporter() as reporter:
        read = read_companies(questions, roots)
        checked = read_companies(validation, roots)
        _require_enough(questions, read.companies, read.skipped)
        taught, held = read.companies, checked.companies
        if not validation:
            taught, held = _held_out(taught, recipe.seed)
        reporter.say(
            f"Training on {count_of(_pairs(taught), 'question')} (companies: {len(taught)}), "
            f"validating on {_pairs(held)} (companies: {len(held)}); "
            f"skipped {read.skipped + checked.skipped} whose passage is not there as it was."
        )
        start = find_adapter(model) if kind == RERANKER else None
        tell = _teller(reporter)
        trained = train_adapter(model, taught, held, recipe, folder, _command(), tell, start, kind)
    return _report_result(trained, folder)


def train_for_own_company(
    documents: Documents, model: str, questions: Sequence[Path], recipe: Recipe
) -> int:
    """Train the adapter that comes with rolebot on a company's own questions, and rebuild the index
    with it, provided that cross validation shows better answers to held-out questions."""
    sets = list(open_sets(documents, questions))
    documents = only_documents(documents, sets, "Train on those about one folder.")
    asked = _as_one(sets)
    company, lost = company_of(asked.questions, asked.index.passages, lines_in(asked.content))
    _require_enough(questions, [company], lost)
    shipped = find_adapter(model)
    with Reporter() as reporter:

        def teach_to(company: Company, folder: Path, tell: Callback) -> Trained:
            taught, held = _held_out([company], recipe.seed)
            return train_adapter(model, taught, held, recipe, folder, _command(), tell, shipped)

        def teach_part(company: Company, folder: Path) -> bool:
            return teach_to(company, folder, lambda report: None).epoch > 0

        compared = cross_validate(asked, company, model, teach_part, recipe.seed, reporter)
        before, after = summarise(compared.before), summarise(compared.after)
        reporter.say("\n".join(render_comparison({"before": before, "after": after})))
        if not compared.is_better:
            click.echo(f"In {FOLDS} trials the answers became no better: nothing is changed.")
            return NO_ANSWER
        trained = teach_to(company, documents.folder, _teller(reporter))
    if trained.epoch:
        open_documents(documents, Reporter())
    return _report_result(trained, documents.folder)


def _as_one(sets: Sequence[Asked]) -> Asked:
    first = sets[0]
    questions = tuple(chain.from_iterable(asked.questions.questions for asked in sets))
    return replace(first, questions=replace(first.questions, questions=questions))


def _report_result(trained: Trained, folder: Path) -> int:
    if not trained.epoch:
        click.echo(f"The model became no better than it was: nothing is written to {folder}")
        return NO_ANSWER
    click.echo(f"Adapter of epoch {trained.epoch}, validation {trained.validation:.3f} -> {folder}")
    return ANSWERED


def _command() -> str:
    return shlex.join(("rolebot", *sys.argv[1:]))


def _teller(reporter: Reporter) -> Callback:
    def tell(report: Report) -> None:
        reporter("Training", report.step, report.steps)
        if line := _describe(report):
            reporter.say(line)

    return tell


def _require_enough(paths: Iterable[Path], companies: Sequence[Company], lost: int) -> None:
    pairs = _pairs(companies)
    if pairs < MIN_PAIRS:
        skipped = f", and {lost} whose passage is not there as it was" * bool(lost)
        raise QuestionsError(
            ", ".join(map(str, paths)),
            None,
            f"There are {count_of(pairs, 'question')} with a passage that answers{skipped}.",
            f"Training takes {MIN_PAIRS} or more: write more of them.",
        )


def _pairs(companies: Iterable[Company]) -> int:
    return sum(company.question_count for company in companies)


def _held_out(
    companies: Iterable[Company], seed: int
) -> tuple[tuple[Company, ...], tuple[Company, ...]]:
    parts = [hold_out(company, HELD_OUT, 0, seed) for company in companies]
    return tuple(taught for taught, _ in parts), tuple(held for _, held in parts)


def _describe(report: Report) -> str:
    """A line about a validation or a resumed run; "" for any other step."""
    if report.validation is None:
        is_resumed = report.loss is None
        return f"Going on from step {report.step} of an earlier run" if is_resumed else ""
    when = f"Epoch {report.epoch}" if report.epoch else "Before training"
    loss = "" if report.loss is None else f"loss {report.loss:.3f}, "
    return f"{when}: {loss}validation {report.validation:.3f}"
