"""The training loop: deterministic for a given seed, and resumable from a checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import mean
from typing import Protocol

import torch
from torch import Tensor, nn

from index.encoder.training.examples import Batch, Company, batches, count_steps
from index.encoder.training.model import LoraModel
from index.encoder.training.negatives import find_negatives
from index.errors import ModelError
from index.files import write_whole

WARMUP = 0.1  # share of all steps
EMA_STEPS = 100  # that the moving average of the weights reaches back, about
WEIGHT_DECAY, MAX_GRADIENT_NORM = 0.01, 1.0
CHECKPOINT_STEPS, REPORT_STEPS = 50, 10


@dataclass(frozen=True, slots=True)
class Recipe:
    """The hyperparameters. Training stops after `patience` epochs without a better validation."""

    epochs: int = 5
    rank: int = 32
    batch_size: int = 48
    learning_rate: float = 6e-4
    patience: int = 3
    seed: int = 1


RERANKER_RECIPE = Recipe(epochs=2, batch_size=16, learning_rate=8e-4)


class Task(Protocol):
    """What a model is trained for. `extra_parameters` are trained beside those of `lora`;
    `negatives` is the number of hard negatives for each question, and `near_misses` the number of
    near misses for each question that has an answer."""

    lora: LoraModel
    extra_parameters: Sequence[nn.Parameter]
    negatives: int
    near_misses: float

    def loss(self, batch: Batch) -> Tensor: ...

    def validate(self) -> float:
        """Return the score on held-out questions, 0–1."""

    def matrices(self) -> dict[str, Tensor]:
        """Return the trained matrices, as they are saved."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is known after a step. `epoch` is the number of finished epochs, and `loss` the mean of
    the last one, or of the next one so far; `validation` is the task's, None within an epoch."""

    step: int
    steps: int
    epoch: int
    loss: float | None = None
    validation: float | None = None


Callback = Callable[[Report], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """The matrices after the best epoch, averaged over the last steps, and their validation. Before
    training it is epoch 0."""

    matrices: dict[str, Tensor]
    epoch: int
    validation: float


def train(
    task: Task,
    companies: Sequence[Company],
    recipe: Recipe,
    callback: Callback,
    checkpoint: Path | None = None,
    checkpoint_steps: int = CHECKPOINT_STEPS,
) -> Trained:
    """Train on the questions of `companies`, and return the matrices of the epoch with the best
    validation. If the file `checkpoint` exists, training resumes from there. Raises ModelError if
    it cannot be read."""
    negatives = find_negatives(task.lora, companies)
    steps = count_steps(companies, recipe.batch_size, recipe.seed, recipe.epochs)
    run = _Run(task, recipe, steps)
    if checkpoint is not None and checkpoint.exists():
        run.load(checkpoint)
        callback(Report(run.step, steps, run.epoch))
    else:
        callback(Report(0, steps, 0, validation=run.validate()))
    amounts = task.negatives, task.near_misses
    while run.epoch < recipe.epochs and run.epoch - run.best.epoch < recipe.patience:
        epoch = recipe.batch_size, recipe.seed, run.epoch
        whole = list(batches(companies, negatives, *epoch, *amounts))
        losses: list[float] = []
        for batch in whole[run.batch :]:
            losses.append(run.take_step(batch))
            if run.batch % REPORT_STEPS == 0:
                callback(Report(run.step, steps, run.epoch, mean(losses)))
            if checkpoint is not None and run.step % checkpoint_steps == 0:
                run.save(checkpoint)
        run.epoch, run.batch = run.epoch + 1, 0
        share = run.validate()
        callback(Report(run.step, steps, run.epoch, mean(losses) if losses else None, share))
    return run.best


class _Run:
    """The state of a training run."""

    def __init__(self, task: Task, recipe: Recipe, steps: int) -> None:
        self._task = task
        self._seed = recipe.seed
        self.step = self.epoch = self.batch = 0
        self.best = Trained({}, 0, -1.0)
        self._parameters = [*task.lora.parameters, *task.extra_parameters]
        self._ema = [parameter.detach().clone() for parameter in self._parameters]
        self._optimizer = torch.optim.AdamW(
            [
                {"params": task.lora.parameters, "weight_decay": WEIGHT_DECAY},
                {"params": list(task.extra_parameters), "weight_decay": 0.0},
            ],
            lr=recipe.learning_rate,
        )
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda step: _rate(step, steps)
        )

    def take_step(self, batch: Batch) -> float:
        """Take one optimizer step and return its loss. Dropout is seeded by the step alone, so that
        a resumed run gives the same weights as one that was never stopped."""
        torch.manual_seed(self._seed * 1_000_003 + self.step)
        self._task.lora.transformer.train()
        loss = self._task.loss(batch)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._task.lora.parameters, MAX_GRADIENT_NORM)
        self._optimizer.step()
        self._schedule.step()
        self.step += 1
        self.batch += 1
        self._update_ema()
        return loss.item()

    def _update_ema(self) -> None:
        """Update the EMA of the weights, which validates better than the weights of any step."""
        new = max(1 / EMA_STEPS, 1 / (self.step + 1))
        for average, parameter in zip(self._ema, self._parameters, strict=True):
            average.lerp_(parameter.detach(), new)

    def validate(self) -> float:
        """Validate the averaged weights, and keep them if they are the best so far."""
        before = [parameter.detach().clone() for parameter in self._parameters]
        self._set(self._ema)
        self._task.lora.transformer.eval()
        share = self._task.validate()
        if share > self.best.validation:
            self.best = Trained(self._task.matrices(), self.epoch, share)
        self._set(before)
        return share

    def _set(self, weights: Sequence[Tensor]) -> None:
        with torch.no_grad():
            for parameter, weight in zip(self._parameters, weights, strict=True):
                parameter.copy_(weight)

    def save(self, path: Path) -> None:
        state = {
            "at": (self.step, self.epoch, self.batch),
            "best": (self.best.matrices, self.best.epoch, self.best.validation),
            "parameters": [parameter.detach() for parameter in self._parameters],
            "averages": self._ema,
            "optimizer": self._optimizer.state_dict(),
            "schedule": self._schedule.state_dict(),
        }
        buffer = BytesIO()
        torch.save(state, buffer)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, buffer.getvalue())

    def load(self, path: Path) -> None:
        try:
            state = torch.load(path, weights_only=True)
            self.step, self.epoch, self.batch = state["at"]
            self.best = Trained(*state["best"])
            self._set(state["parameters"])
            self._ema = state["averages"]
            self._optimizer.load_state_dict(state["optimizer"])
            self._schedule.load_state_dict(state["schedule"])
        except Exception as error:  # torch raises various things for half a file
            problem = "The checkpoint of an earlier run cannot be read."
            raise ModelError(path, problem, "Remove it to begin anew.") from error


def _rate(step: int, steps: int) -> float:
    warm = max(1, int(steps * WARMUP))
    return min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
