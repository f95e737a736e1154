"""The training loop: deterministic by its seed, and able to go on where it was stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Protocol

import torch
from torch import Tensor, nn

from index.encoder.training.examples import Batch, Company, batches, count_steps
from index.encoder.training.model import Learner
from index.encoder.training.negatives import find_negatives
from index.errors import ModelError

WARM_UP = 0.1  # share of all steps
AVERAGED = 100  # steps, about, whose weights are averaged
WEIGHT_DECAY, GRADIENT_NORM = 0.01, 1.0
STEPS_A_CHECKPOINT, STEPS_A_REPORT = 50, 10


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is trained. `patience` is how many epochs without a better validation are
    waited for."""

    epochs: int = 5
    rank: int = 32
    batch: int = 48
    learning_rate: float = 6e-4
    patience: int = 3
    seed: int = 1


RERANKER_RECIPE = Recipe(epochs=2, batch=16, learning_rate=8e-4)


class Task(Protocol):
    """What is learned. `own` are parameters beside those of the `learner`; `negatives` is how many
    passages that only look like an answer each question is compared with, and `near_misses` how
    many of those there are for each question that has an answer."""

    @property
    def learner(self) -> Learner: ...

    @property
    def own(self) -> Sequence[nn.Parameter]: ...

    @property
    def negatives(self) -> int: ...

    @property
    def near_misses(self) -> float: ...

    def loss(self, batch: Batch) -> Tensor: ...

    def validate(self) -> float:
        """How well it does on other questions, 0–1."""

    def matrices(self) -> dict[str, Tensor]:
        """What was learned, to be kept."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is known after a step. `epoch` counts those that are over, and `loss` is the mean in the
    last one, or in what there is of the next; `validation` is that of the task, None between
    epochs."""

    step: int
    steps: int
    epoch: int
    loss: float | None = None
    validation: float | None = None


Tell = Callable[[Report], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """The matrices after the best epoch, averaged over the last steps, and their validation; epoch
    0 is before training."""

    matrices: dict[str, Tensor]
    epoch: int
    validation: float


def train(
    task: Task,
    companies: Sequence[Company],
    recipe: Recipe,
    tell: Tell,
    checkpoint: Path | None = None,
    steps_a_checkpoint: int = STEPS_A_CHECKPOINT,
) -> Trained:
    """Teach the questions of `companies` and return what was known after the epoch with the best
    validation. If there is a `checkpoint`, training goes on from there. Raises ModelError if that
    cannot be read."""
    negatives = find_negatives(task.learner, companies)
    steps = count_steps(companies, recipe.batch, recipe.seed, recipe.epochs)
    run = _Run(task, recipe, steps)
    if checkpoint is not None and checkpoint.exists():
        run.load(checkpoint)
        tell(Report(run.step, steps, run.epoch))
    else:
        tell(Report(0, steps, 0, validation=run.validate()))
    amounts = task.negatives, task.near_misses
    while run.epoch < recipe.epochs and run.epoch - run.best.epoch < recipe.patience:
        epoch = recipe.batch, recipe.seed, run.epoch
        whole = list(batches(companies, negatives, *epoch, *amounts))
        losses: list[float] = []
        for batch in whole[run.batch :]:
            losses.append(run.learn(batch))
            if run.batch % STEPS_A_REPORT == 0:
                tell(Report(run.step, steps, run.epoch, mean(losses)))
            if checkpoint is not None and run.step % steps_a_checkpoint == 0:
                run.save(checkpoint)
        run.epoch, run.batch = run.epoch + 1, 0
        share = run.validate()
        tell(Report(run.step, steps, run.epoch, mean(losses) if losses else None, share))
    return run.best


class _Run:
    """What changes while a model is trained."""

    def __init__(self, task: Task, recipe: Recipe, steps: int) -> None:
        self._task = task
        self._seed = recipe.seed
        self.step = self.epoch = self.batch = 0
        self.best = Trained({}, 0, -1.0)
        self._parameters = [*task.learner.parameters, *task.own]
        self._averages = [parameter.detach().clone() for parameter in self._parameters]
        self._optimizer = torch.optim.AdamW(
            [
                {"params": task.learner.parameters, "weight_decay": WEIGHT_DECAY},
                {"params": list(task.own), "weight_decay": 0.0},
            ],
            lr=recipe.learning_rate,
        )
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda step: _rate(step, steps)
        )

    def learn(self, batch: Batch) -> float:
        """One step; returns its loss. Dropout depends on the number of the step alone, so that a
        run that was stopped goes on as if it had not been."""
        torch.manual_seed(self._seed * 1_000_003 + self.step)
        self._task.learner.transformer.train()
        loss = self._task.loss(batch)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._task.learner.parameters, GRADIENT_NORM)
        self._optimizer.step()
        self._schedule.step()
        self.step += 1
        self.batch += 1
        self._average()
        return loss.item()

    def _average(self) -> None:
        """The moving average of the weights finds more than the weights of any one step."""
        new = max(1 / AVERAGED, 1 / (self.step + 1))
        for average, parameter in zip(self._averages, self._parameters, strict=True):
            average.lerp_(parameter.detach(), new)

    def validate(self) -> float:
        """That of the averaged weights, which are kept if they are the best so far."""
        with self._averaged():
            self._task.learner.transformer.eval()
            share = self._task.validate()
            if share > self.best.validation:
                self.best = Trained(self._task.matrices(), self.epoch, share)
        return share

    @contextmanager
    def _averaged(self) -> Iterator[None]:
        before = [parameter.detach().clone() for parameter in self._parameters]
        self._set(self._averages)
        try:
            yield
        finally:
            self._set(before)

    def _set(self, weights: Sequence[Tensor]) -> None:
        with torch.no_grad():
            for parameter, weight in zip(self._parameters, weights, strict=True):
                parameter.copy_(weight)

    def save(self, path: Path) -> None:
        state = {
            "at": (self.step, self.epoch, self.batch),
            "best": (self.best.matrices, self.best.epoch, self.best.validation),
            "parameters": [parameter.detach() for parameter in self._parameters],
            "averages": self._averages,
            "optimizer": self._optimizer.state_dict(),
            "schedule": self._schedule.state_dict(),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        torch.save(state, unfinished)
        unfinished.replace(path)

    def load(self, path: Path) -> None:
        try:
            state = torch.load(path, weights_only=True)
            self.step, self.epoch, self.batch = state["at"]
            self.best = Trained(*state["best"])
            self._set(state["parameters"])
            self._averages = state["averages"]
            self._optimizer.load_state_dict(state["optimizer"])
            self._schedule.load_state_dict(state["schedule"])
        except Exception as error:  # whatever reading half a file makes torch raise
            problem = "The checkpoint of an earlier run cannot be read."
            raise ModelError(path, problem, "Remove it to begin anew.") from error


def _rate(step: int, steps: int) -> float:
    warm = max(1, int(steps * WARM_UP))
    return min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
