"""The command that teaches the embedding model how people ask."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.output import ANSWERED, NO_ANSWER
from bot.documents import count_of
from bot.evaluate.companies import Companies, read_companies
from bot.evaluate.labels import QuestionsError
from bot.progress import Reporter
from index.errors import ModelError
from index.export import can_export
from index.model import DEFAULT_MODEL
from index.training.examples import Company, hold_out

if TYPE_CHECKING:
    from index.training.train import Report

MIN_PAIRS = 200
"""Questions with a passage; fewer teach a model one author's chance wording and little else."""
HELD_OUT = 10  # one passage in so many is for validation, where nothing else is

questions_type = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(short_help="Teach the embedding model how people ask, from QUESTIONS.")
@click.argument("questions", nargs=-1, required=True, type=questions_type)
@click.option(
    "--content",
    "roots",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    metavar="DIR",
    help="Folder of the documents, or of the companies' folders; can be given more than once.",
)
@click.option(
    "--validate",
    "validation",
    type=questions_type,
    multiple=True,
    metavar="QUESTIONS",
    help="Questions that say when to stop, best about other companies; by default those to one "
    "passage in ten are held out. Can be given more than once.",
)
@click.option(
    "--to",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where to write the adapter and what is known about it.",
)
@click.option("--model", default=DEFAULT_MODEL, show_default=True, help="Embedding model to teach.")
@click.option(
    "--epochs", type=click.IntRange(1), help="The most passes over all passages.  [default: 5]"
)
@click.option("--seed", type=int, default=1, show_default=True)
def train(
    questions: tuple[Path, ...],
    roots: tuple[Path, ...],
    validation: tuple[Path, ...],
    folder: Path,
    model: str,
    epochs: int | None,
    seed: int,
) -> int:
    """Teach the embedding model how people ask, and write what it learned as a small adapter.

    QUESTIONS are files as `rolebot evaluate` takes them, or JSON lines of passages with their
    questions; see the README. It takes an hour or less on two cores. If it is stopped, the same
    command goes on from there. It exits with 1 if the model becomes no better.

    \b
    Examples:
      rolebot train practice.jsonl --content companies --to adapter
      rolebot train practice.jsonl --content companies --validate questions.yaml --to adapter
    """
    if not can_export():
        raise ModelError(
            model,
            "Training needs packages that are not installed.",
            "Install them with: pip install 'rolebot[export]'",
        )
    with Reporter() as reporter:
        read = read_companies(questions, roots)
        checked = read_companies(validation, roots)
        _require_enough(questions, read)
        taught, held = read.companies, checked.companies
        if not validation:
            taught, held = _held_out(taught, seed)
        reporter.say(
            f"Training on {count_of(_pairs(taught), 'question')} (companies: {len(taught)}), "
            f"validating on {_pairs(held)} (companies: {len(held)}); "
            f"skipped {read.skipped + checked.skipped} whose passage is not there as it was."
        )
        # Two threads that wait busily for each other lose most of their time to what else runs.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        # here, since they import torch
        from index.training.adapters import teach
        from index.training.train import Recipe

        recipe = Recipe(seed=seed) if epochs is None else Recipe(seed=seed, epochs=epochs)
        command = shlex.join(("rolebot", *sys.argv[1:]))

        def tell(report: Report) -> None:
            reporter("Training", report.step, report.steps)
            if said := _said(report):
                reporter.say(said)

        trained = teach(model, taught, held, recipe, folder, command, tell)
    if not trained.epoch:
        click.echo(f"The model became no better than it was: nothing is written to {folder}")
        return NO_ANSWER
    click.echo(f"Adapter of epoch {trained.epoch}, validation hit@3 {trained.hit3:.3f} -> {folder}")
    return ANSWERED


def _require_enough(paths: Iterable[Path], read: Companies) -> None:
    pairs = _pairs(read.companies)
    if pairs < MIN_PAIRS:
        skipped = f", and {read.skipped} whose passage is not there as it was" * bool(read.skipped)
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


def _said(report: Report) -> str:
    """What is worth a line of its own, "" for nothing."""
    if report.hit3 is None:
        is_resumed = report.loss is None
        return f"Going on from step {report.step} of an earlier run" if is_resumed else ""
    when = f"Epoch {report.epoch}" if report.epoch else "Before training"
    loss = "" if report.loss is None else f"loss {report.loss:.3f}, "
    return f"{when}: {loss}validation hit@3 {report.hit3:.3f}"
