"""The training loop: deterministic by its seed, and able to go on where it was stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import torch
from torch import Tensor, nn

from index.errors import ModelError
from index.training.examples import Batch, Company, Example, NearMiss, batches, count_steps
from index.training.losses import absolute, contrastive, maxsim
from index.training.model import MAX_PASSAGE, MAX_QUESTION, Learner
from index.training.negatives import find_negatives
from index.training.validate import hit3

WARM_UP = 0.1  # share of all steps
WEIGHT_DECAY, GRADIENT_NORM = 0.01, 1.0
ABSOLUTE = 0.5  # weight of the loss that makes scores mean the same for every question
THRESHOLD = 0.6  # where that loss begins
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


@dataclass(frozen=True, slots=True)
class Report:
    """What is known after a step. `epoch` counts those that are over, and `loss` is the mean in the
    last one, or in what there is of the next; `hit3` is the share of validation questions with
    their passage among the first three, None between epochs."""

    step: int
    steps: int
    epoch: int
    loss: float | None = None
    hit3: float | None = None


Tell = Callable[[Report], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """The matrices of the best epoch, and its validation; epoch 0 is before training."""

    matrices: dict[str, Tensor]
    epoch: int
    hit3: float


def train(
    learner: Learner,
    companies: Sequence[Company],
    validation: Sequence[Company],
    recipe: Recipe,
    tell: Tell,
    checkpoint: Path | None = None,
    steps_a_checkpoint: int = STEPS_A_CHECKPOINT,
) -> Trained:
    """Teach `learner` the questions of `companies` and return what it knew after the epoch in which
    it did best on those of `validation`. If there is a `checkpoint`, training goes on from there.
    Raises ModelError if that cannot be read."""
    lessons = [_Lesson(learner, company) for company in companies]
    negatives = find_negatives(learner, companies)
    steps = count_steps(companies, recipe.batch, recipe.seed, recipe.epochs)
    run = _Run(learner, recipe, steps)
    if checkpoint is not None and checkpoint.exists():
        run.load(checkpoint)
        tell(Report(run.step, steps, run.epoch))
    else:
        run.keep_if_best(0, hit3(learner, validation))
        tell(Report(0, steps, 0, hit3=run.best.hit3))
    while run.epoch < recipe.epochs and run.epoch - run.best.epoch < recipe.patience:
        whole = list(batches(companies, negatives, recipe.batch, recipe.seed, run.epoch))
        losses: list[float] = []
        for batch in whole[run.batch :]:
            losses.append(run.learn(lessons, batch))
            if run.batch % STEPS_A_REPORT == 0:
                tell(Report(run.step, steps, run.epoch, mean(losses)))
            if checkpoint is not None and run.step % steps_a_checkpoint == 0:
                run.save(checkpoint)
        run.epoch, run.batch = run.epoch + 1, 0
        share = hit3(learner, validation)
        run.keep_if_best(run.epoch, share)
        tell(Report(run.step, steps, run.epoch, mean(losses) if losses else None, share))
    return run.best


class _Lesson:
    """A company's texts as pieces, and how much each piece of a question counts there."""

    def __init__(self, learner: Learner, company: Company) -> None:
        self.texts = company.texts
        self.passages = learner.tokenize(company.texts, MAX_PASSAGE)
        self.idf = learner.idf(self.passages)


class _Run:
    """What changes while a model is trained."""

    def __init__(self, learner: Learner, recipe: Recipe, steps: int) -> None:
        self.learner = learner
        self.seed = recipe.seed
        self.step = self.epoch = self.batch = 0
        self.best = Trained({}, 0, -1.0)
        self._threshold = nn.Parameter(torch.tensor(THRESHOLD))
        self._optimizer = torch.optim.AdamW(
            [
                {"params": learner.parameters, "weight_decay": WEIGHT_DECAY},
                {"params": [self._threshold], "weight_decay": 0.0},
            ],
            lr=recipe.learning_rate,
        )
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda step: _rate(step, steps)
        )

    def learn(self, lessons: Sequence[_Lesson], batch: Batch) -> float:
        """One step; returns its loss. Dropout depends on the number of the step alone, so that a
        run that was stopped goes on as if it had not been."""
        torch.manual_seed(self.seed * 1_000_003 + self.step)
        self.learner.transformer.train()
        loss = _loss(self.learner, lessons, batch, self._threshold)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.learner.parameters, GRADIENT_NORM)
        self._optimizer.step()
        self._schedule.step()
        self.step += 1
        self.batch += 1
        return loss.item()

    def keep_if_best(self, epoch: int, share: float) -> None:
        if share > self.best.hit3:
            self.best = Trained(self.learner.matrices(), epoch, share)

    def save(self, path: Path) -> None:
        state = {
            "at": (self.step, self.epoch, self.batch),
            "best": (self.best.matrices, self.best.epoch, self.best.hit3),
            "matrices": self.learner.matrices(),
            "optimizer": self._optimizer.state_dict(),
            "threshold": self._threshold.detach(),
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
            self.learner.load(state["matrices"])
            self._optimizer.load_state_dict(state["optimizer"])
            with torch.no_grad():
                self._threshold.copy_(state["threshold"])
            self._schedule.load_state_dict(state["schedule"])
        except Exception as error:  # whatever reading half a file makes torch raise
            problem = "The checkpoint of an earlier run cannot be read."
            raise ModelError(path, problem, "Remove it to begin anew.") from error


def _loss(learner: Learner, lessons: Sequence[_Lesson], batch: Batch, threshold: Tensor) -> Tensor:
    """Each question of the batch beside all of its passages: those that answer, those that only
    look like it, and those that near misses find."""
    examples, near_misses = batch.examples, batch.near_misses
    places = [
        *((one.company, one.passage) for one in examples),
        *((one.company, one.negative) for one in examples),
        *((one.company, one.passage) for one in near_misses),
    ]
    asked: tuple[Example | NearMiss, ...] = (*examples, *near_misses)
    questions = learner.read(learner.tokenize([one.question for one in asked], MAX_QUESTION))
    groups, order = learner.read_by_length([lessons[c].passages[p] for c, p in places])
    back = torch.argsort(torch.tensor(order))
    idf = torch.stack(
        [lessons[one.company].idf[questions.pieces[n]] for n, one in enumerate(asked)]
    )
    weights = idf * questions.real
    weights = weights / weights.sum(1, keepdim=True).clamp_min(1e-6)
    late = maxsim(questions, groups, weights)[:, back]
    pooled = (questions.pooled @ torch.cat([group.pooled for group in groups]).T)[:, back]
    texts = [lessons[company].texts[passage] for company, passage in places]
    count = len(examples)
    same = torch.tensor(
        [[text == texts[row] and n != row for n, text in enumerate(texts)] for row in range(count)]
    )
    return contrastive(pooled[:count], late[:count], same) + ABSOLUTE * absolute(
        late, count, threshold
    )


def _rate(step: int, steps: int) -> float:
    warm = max(1, int(steps * WARM_UP))
    return min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
