"""Cross-validation: does training on some of a company's questions improve answers to the rest?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.evaluate.measure import Outcome, summarise
from bot.evaluate.run import Asked, ask_all
from index.encoder.adapter import find_adapter, find_reranker
from index.encoder.encode import Encoder, OnnxEncoder, files_in
from index.encoder.export import export_model, exported_model
from index.encoder.model import digest_of, find_model
from index.encoder.training.examples import Company, hold_out
from index.fold import fold
from index.progress import Progress, silent
from index.search.index import Index
from index.store.build import make_index

FOLDS = 5
STEP = "Training on parts of the questions"
MIN_GAIN = 0.02  # of hit@1 and hit@3 together

Teach = Callable[[Company, Path], bool]
"""Trains on a company's questions, writes an adapter to the folder, and returns True; or returns
False if the model became no better."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Outcomes of the answerable questions before and after training, in the same order."""

    before: tuple[Outcome, ...]
    after: tuple[Outcome, ...]

    @property
    def is_better(self) -> bool:
        """Whether the gain is more than chance, with no more questions wrongly declined."""
        before, after = (
            summarise(outcomes).answerable[-1] for outcomes in (self.before, self.after)
        )
        gain = after.hit1.value - before.hit1.value + after.hit3.value - before.hit3.value
        return gain >= MIN_GAIN and after.declined <= before.declined


def cross_validate(
    asked: Asked,
    company: Company,
    model: str,
    teach: Teach,
    seed: int,
    progress: Progress = silent,
) -> Comparison:
    """Ask each answerable question twice: of an index with the `model` that comes with rolebot, and
    of one with a model trained on the other folds. A fold is a fifth of the passages."""
    shipped = OnnxEncoder(exported_model(model, "int8", progress))
    asked = replace(asked, index=_with_encoder(asked.index, shipped))
    before: list[Outcome] = []
    after: list[Outcome] = []
    done: set[str] = set()
    for part in range(FOLDS):
        progress(STEP, part, FOLDS)
        taught, held = hold_out(company, FOLDS, part, seed)
        texts = {question for some in held.answers.values() for question in some} - done
        done |= texts
        own = tuple(
            question
            for question in asked.questions.questions
            if question.wanted and fold(question.text) in texts
        )
        fold_of = replace(asked, questions=replace(asked.questions, questions=own))
        outcomes = ask_all(fold_of)
        before += outcomes
        with TemporaryDirectory() as temporary:
            folder = Path(temporary)
            if teach(taught, folder):
                index = _with_encoder(asked.index, _encoder(model, folder))
                outcomes = ask_all(replace(fold_of, index=index))
        after += outcomes
    progress(STEP, FOLDS, FOLDS)
    return Comparison(tuple(before), tuple(after))


def _encoder(model: str, folder: Path) -> Encoder:
    """The model with the adapter in `folder`, exported to it."""
    source = find_model(model)
    adapters = find_adapter(model, folder), find_reranker(model)
    export_model(source, folder, model, digest_of(source), "int8", *adapters)
    return OnnxEncoder(files_in(folder))


def _with_encoder(index: Index, encoder: Encoder) -> Index:
    roles = (*index.roles, *index.pages)
    return make_index(roles, index.passages, encoder, None, index.wording, index.calibration)
