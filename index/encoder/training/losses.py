"""The losses: InfoNCE ranks passages, and binary cross-entropy calibrates their scores."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from index.encoder.training.model import Texts

POOLED_TEMPERATURE, MAXSIM_TEMPERATURE = 0.05, 0.03
MASKED = -1e4  # which a softmax ignores


def maxsim(questions: Texts, passages: Sequence[Texts], weights: Tensor) -> Tensor:
    """MaxSim scores as in `index.search.maxsim`, shape (questions, passages): each piece of a
    question takes its most similar piece of the passage, and the mean over the question's pieces
    is weighted by `weights`, shape (questions, pieces)."""
    parts = []
    for group in passages:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            similar = torch.einsum("qid,pjd->qpij", questions.tokens, group.tokens)
        similar = similar.float().masked_fill(~group.real[None, :, None, :], -1)
        parts.append((similar.amax(-1) * weights[:, None, :]).sum(-1))
    return torch.cat(parts, dim=1)


def info_nce(pooled: Tensor, late: Tensor, same: Tensor) -> Tensor:
    """Return the sum of InfoNCE (van den Oord et al., 2018) on the cosines of pooled vectors and on
    late interaction, each of shape (questions, passages). Passage i answers question i; where
    `same`, of that shape, is True, another passage has the same words, which is no mistake."""
    answers = torch.arange(len(late))
    of_pooled, of_late = (
        functional.cross_entropy((scores / temperature).masked_fill(same, MASKED), answers)
        for scores, temperature in ((pooled, POOLED_TEMPERATURE), (late, MAXSIM_TEMPERATURE))
    )
    return of_pooled + of_late


def threshold_loss(late: Tensor, answerable: int, threshold: Tensor) -> Tensor:
    """Return the binary cross-entropy of single scores. Each of the first `answerable` questions
    should score above the threshold with its own passage, and below it with its hard negative; each
    of the others, which are near misses, below it with the passage that looks like an answer. Then
    a score means the same for every question, and tells when nothing answers."""
    own = torch.arange(answerable)
    others = torch.arange(answerable, len(late))
    right = late[own, own]
    wrong = torch.cat([late[own, own + answerable], late[others, others + answerable]])
    logits = torch.cat([right, wrong]).sub(threshold) / MAXSIM_TEMPERATURE
    labels = torch.cat([torch.ones_like(right), torch.zeros_like(wrong)])
    return functional.binary_cross_entropy_with_logits(logits, labels)
