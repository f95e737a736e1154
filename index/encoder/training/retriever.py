"""The retriever's task: the embedding model ranks the passage that answers above all others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from index.encoder.training.examples import Batch, Company
from index.encoder.training.losses import info_nce, maxsim, threshold_loss
from index.encoder.training.model import MAX_PASSAGE, MAX_QUESTION, LoraModel
from index.encoder.training.validate import hit3

BCE_WEIGHT = 0.5  # weight of the loss that makes scores mean the same for every question
THRESHOLD = 0.6  # its initial value; it is trained


class Retriever:
    """A `Task` for late interaction and the pooled vector together. Its validation is hit@3."""

    negatives = 1
    near_misses = 0.25

    def __init__(
        self, lora: LoraModel, companies: Sequence[Company], validation: Sequence[Company]
    ) -> None:
        self.lora = lora
        self._threshold = nn.Parameter(torch.tensor(THRESHOLD))
        self.extra_parameters: Sequence[nn.Parameter] = (self._threshold,)
        self._corpora = [_Corpus(lora, company) for company in companies]
        self._validation = validation

    def validate(self) -> float:
        return hit3(self.lora, self._validation)

    def matrices(self) -> dict[str, Tensor]:
        return self.lora.matrices()

    def loss(self, batch: Batch) -> Tensor:
        """Compare each question with all passages of the batch: the positives, the hard negatives,
        and the passages of near misses."""
        places = [
            *((one.company, one.passages[0]) for one in batch.answerable),
            *((one.company, one.passages[1]) for one in batch.answerable),
            *((one.company, one.passages[0]) for one in batch.near_misses),
        ]
        corpora, lora, asked = self._corpora, self.lora, batch.examples
        questions = lora.forward(lora.tokenize([one.question for one in asked], MAX_QUESTION))
        groups, back = lora.forward_by_length([corpora[c].passages[p] for c, p in places])
        idf = torch.stack(
            [
                corpora[one.company].idf[row]
                for one, row in zip(asked, questions.pieces, strict=True)
            ]
        )
        weights = idf * questions.real
        weights = weights / weights.sum(1, keepdim=True).clamp_min(1e-6)
        late = maxsim(questions, groups, weights)[:, back]
        pooled = (questions.pooled @ torch.cat([group.pooled for group in groups]).T)[:, back]
        texts = np.array([corpora[company].texts[passage] for company, passage in places])
        count = len(batch.answerable)
        same = torch.tensor(texts[:count, None] == texts).fill_diagonal_(False)
        ranking = info_nce(pooled[:count], late[:count], same)
        return ranking + BCE_WEIGHT * threshold_loss(late, count, self._threshold)


class _Corpus:
    """A company's tokenized passages, and the idf of each piece there."""

    def __init__(self, lora: LoraModel, company: Company) -> None:
        self.texts = company.texts
        self.passages = lora.tokenize(company.texts, MAX_PASSAGE)
        self.idf = lora.idf(self.passages)
