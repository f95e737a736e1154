"""The command that teaches the embedding model how people ask."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from bot.cli.commands.question_sets import questions_argument
from bot.cli.documents import Documents, with_documents
from index.encoder.adapter import ENCODER, RERANKER
from index.encoder.export import can_export
from index.encoder.model import DEFAULT_MODEL
from index.errors import ModelError

# A company has few questions, and the model knows much by then.
OWN_EPOCHS, OWN_RATE = 10, 3e-4


@click.command(short_help="Teach the embedding model how people ask, from QUESTIONS.")
@questions_argument
@click.option(
    "--validate",
    "validation",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    metavar="QUESTIONS",
    help="Questions that say when to stop, best about other companies; by default those to one "
    "passage in ten are held out. Can be given more than once.",
)
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Train a model for any company, from the published one, and write the adapter to DIR.",
)
@click.option(
    "--reranker",
    is_flag=True,
    help="With --to: train the model that compares the best few passages, not the one that finds "
    "them.",
)
@click.option(
    "--epochs",
    type=click.IntRange(1),
    help="The most passes over all passages.  [default: 5, of a reranker 2]",
)
@click.option("--seed", type=int, default=1, show_default=True)
@with_documents
def train(
    documents: Documents,
    questions: tuple[Path, ...],
    validation: tuple[Path, ...],
    target: Path | None,
    reranker: bool,
    epochs: int | None,
    seed: int,
) -> int:
    """Teach the embedding model how people ask, and keep what it learned as a small adapter.

    QUESTIONS are files as `rolebot evaluate` takes them, or, with --to, JSON lines of passages with
    their questions (docs/quality.md); --content is then the folder around the companies' folders.
    Without --to the model learns from your questions about your own documents. It is used from
    then on if it answers questions better that it was not taught.

    It takes an hour or less on two cores. If it is stopped, the same command goes on from there. It
    exits with 1 if the model becomes no better.

    \b
    Examples:
      rolebot train questions.yaml
      rolebot train practice.jsonl --content companies --to adapter
      rolebot train practice.jsonl --content companies --validate questions.yaml --to adapter
    """
    model = documents.model or DEFAULT_MODEL
    if not can_export():
        raise ModelError(
            model,
            "Training needs packages that are not installed.",
            "Install them with: pip install 'rolebot[export]'",
        )
    # Two threads that wait busily for each other lose most of their time to what else runs.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    # here, since they import torch
    from bot.cli.commands.train_adapter import train_for_any_company, train_for_own_company
    from index.encoder.training.train import RERANKER_RECIPE, Recipe

    if target is None:
        if validation or reranker:
            raise click.UsageError("--validate and --reranker are for training with --to.")
        recipe = Recipe(epochs=epochs or OWN_EPOCHS, learning_rate=OWN_RATE, seed=seed)
        return train_for_own_company(documents, model, questions, recipe)
    recipe = RERANKER_RECIPE if reranker else Recipe()
    recipe = replace(recipe, seed=seed, epochs=epochs or recipe.epochs)
    kind = RERANKER if reranker else ENCODER
    return train_for_any_company(documents, model, questions, validation, recipe, target, kind)
