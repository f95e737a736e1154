"""The first task: the embedding model finds the passage that answers among all others."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from index.encoder.training.examples import Batch, Company, Example, NearMiss
from index.encoder.training.losses import absolute, contrastive, maxsim
from index.encoder.training.model import MAX_PASSAGE, MAX_QUESTION, Learner
from index.encoder.training.validate import hit3

ABSOLUTE = 0.5  # weight of the loss that makes scores mean the same for every question
THRESHOLD = 0.6  # where that loss begins


class Retriever:
    """A `Task`: late interaction and the pooled vector together. Its validation is hit@3."""

    negatives = 1
    near_misses = 0.25

    def __init__(
        self, learner: Learner, companies: Sequence[Company], validation: Sequence[Company]
    ) -> None:
        self.learner = learner
        self._threshold = nn.Parameter(torch.tensor(THRESHOLD))
        self.own = (self._threshold,)
        self._lessons = [_Lesson(learner, company) for company in companies]
        self._validation = validation

    def validate(self) -> float:
        return hit3(self.learner, self._validation)

    def matrices(self) -> dict[str, Tensor]:
        return self.learner.matrices()

    def loss(self, batch: Batch) -> Tensor:
        """Each question of the batch beside all of its passages: those that answer, those that
        only look like it, and those that near misses find."""
        examples, near_misses = batch.examples, batch.near_misses
        places = [
            *((one.company, one.passage) for one in examples),
            *((one.company, one.negatives[0]) for one in examples),
            *((one.company, one.passages[0]) for one in near_misses),
        ]
        lessons, learner = self._lessons, self.learner
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
            [
                [text == texts[row] and n != row for n, text in enumerate(texts)]
                for row in range(count)
            ]
        )
        return contrastive(pooled[:count], late[:count], same) + ABSOLUTE * absolute(
            late, count, self._threshold
        )


class _Lesson:
    """A company's texts as pieces, and how much each piece of a question counts there."""

    def __init__(self, learner: Learner, company: Company) -> None:
        self.texts = company.texts
        self.passages = learner.tokenize(company.texts, MAX_PASSAGE)
        self.idf = learner.idf(self.passages)
