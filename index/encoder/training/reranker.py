"""The reranker's task: a cross-encoder reads a question and a passage together, and scores how well
the passage answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from index.encoder.adapter import HEAD
from index.encoder.rerank import MAX_PASSAGE, MAX_QUESTION, RELEVANCE, RERANKED
from index.encoder.training.examples import Batch, Company
from index.encoder.training.model import LoraModel, Pieces
from index.encoder.training.validate import Candidates, find_candidates

BCE_WEIGHT = 0.5  # weight of the loss that makes a score mean the same for every question
POSITIVE_WEIGHT = 2.0  # there, of the right passage and of near misses; 1 for hard negatives
VALIDATION_BATCH = 4  # questions


class Reranker:
    """A `Task`: finding the answer among hard negatives. Its validation is hit@1 of late
    interaction and the reranker together, as `index.search.rank` combines them."""

    negatives = 4
    near_misses = 0.5  # more than a retriever has: they are what a reranker is for

    def __init__(
        self, lora: LoraModel, companies: Sequence[Company], validation: Sequence[Company]
    ) -> None:
        self.lora = lora
        torch.manual_seed(0)
        self._head = nn.Linear(lora.dimensions, 1)
        self.extra_parameters: Sequence[nn.Parameter] = tuple(self._head.parameters())
        self._passages = [self._pieces(company.texts, MAX_PASSAGE) for company in companies]
        self._validation = list(find_candidates(lora, validation, RERANKED))

    def matrices(self) -> dict[str, Tensor]:
        head = zip(HEAD, (self._head.weight, self._head.bias), strict=True)
        return self.lora.matrices() | {name: tensor.detach().clone() for name, tensor in head}

    def loss(self, batch: Batch) -> Tensor:
        """Add InfoNCE over the passages of each question, and binary cross-entropy over all pairs,
        near misses included."""
        questions = self._pieces([one.question for one in batch.examples], MAX_QUESTION)
        scores = self._score(
            [
                (question, self._passages[one.company][place])
                for one, question in zip(batch.examples, questions, strict=True)
                for place in one.passages
            ]
        )
        count = len(batch.answerable) * (1 + self.negatives)
        rows = scores[:count].view(-1, 1 + self.negatives)
        best = torch.zeros(len(rows), dtype=torch.long)
        labels = torch.zeros_like(scores)
        labels[: count : 1 + self.negatives] = 1
        weights = torch.ones_like(scores)
        weights[labels > 0] = weights[count:] = POSITIVE_WEIGHT
        ranking = functional.cross_entropy(rows, best)
        absolute = functional.binary_cross_entropy_with_logits(scores, labels, weights)
        return ranking + BCE_WEIGHT * absolute

    def validate(self) -> float:
        hits = []
        with torch.no_grad():
            for start in range(0, len(self._validation), VALIDATION_BATCH):
                hits += self._hits(self._validation[start : start + VALIDATION_BATCH])
        return sum(hits) / len(hits) if hits else 0.0

    def _hits(self, some: Sequence[Candidates]) -> list[bool]:
        questions = self._pieces([one.question for one in some], MAX_QUESTION)
        pairs = [
            (question, passage)
            for one, question in zip(some, questions, strict=True)
            for passage in self._pieces(one.texts, MAX_PASSAGE)
        ]
        bounds = np.cumsum([0, *(len(one.texts) for one in some)])
        scores = self._score(pairs).numpy()
        return [
            one.is_right[int(np.argmax(one.scores + RELEVANCE * scores[start:end]))]
            for one, start, end in zip(some, bounds[:-1], bounds[1:], strict=True)
        ]

    def _pieces(self, texts: Sequence[str], max_length: int) -> list[Pieces]:
        """Tokenize without the special tokens at the beginning and end."""
        return [text[1:-1] for text in self.lora.tokenize(texts, max_length)]

    def _score(self, pairs: Sequence[tuple[Pieces, Pieces]]) -> Tensor:
        """Return a logit for each pair, shape (pairs,)."""
        scores: Tensor = self._head(self.lora.forward_pairs(pairs)).squeeze(-1)
        return scores
