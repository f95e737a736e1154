"""How likely it is that what was found is an answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.encoder.encoded import Vectors

PENALTY = 1e-2  # on large weights, since there are few labelled questions
MAX_STEPS = 100
# Share of the answerable questions that it is fitted on; for other companies it comes to 3 %.
MAX_WRONGLY_DECLINED = 0.02


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the best passage, and what speaks against any. Role names do not count in
    it, since all passages of a role have them.

    `found`: how much of the question the passage has, see `index.search.maxsim`. `relevance`: the
    reranker's highest logit, None without a reranker. `margin`: how much better the best passage
    scores than the next ones. `leaning`: see `index.search.exemplars.Nearness`. `literal`: 1 if the
    passage has all words of the question, or if the first two have, and the question joins two.
    `unknown`: how much of the question names a role that does not exist.
    """

    found: float
    relevance: float | None
    margin: float
    leaning: float
    literal: float
    unknown: float


# The evidence for each of the two; chosen on companies that the calibration was not fitted on.
ANSWERABLE = ("found", "relevance", "leaning", "unknown")
RIGHT = (*ANSWERABLE, "margin")


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression on `Evidence`, with weights for some of its fields. `means` are those
    of the data that it was fitted on, and stand in for None."""

    weights: dict[str, float]
    bias: float
    means: dict[str, float] = field(default_factory=dict)

    def probability(self, evidence: Evidence) -> float:
        logit = self.bias
        for name, weight in self.weights.items():
            value = getattr(evidence, name)
            logit += weight * (self.means[name] if value is None else value)
        return 1 / (1 + math.exp(-max(min(logit, 50), -50)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What labelled questions teach about evidence. `answerable` predicts whether the documents
    answer at all, which they do from `threshold` on, and `right` whether the best passage is an
    answer. `sets` maps the name of each set of questions to the numbers of answerable and of
    unanswerable ones; `command` is what fitted it, `model` the encoder."""

    model: str
    answerable: Logistic
    right: Logistic
    threshold: float
    sets: dict[str, tuple[int, int]]
    command: str

    def answers(self, evidence: Evidence) -> bool:
        """Whether the documents answer. A passage with all words of a question does, unless they
        ask about a role that does not exist."""
        if evidence.literal and not evidence.unknown:
            return True
        return self.answerable.probability(evidence) >= self.threshold

    def confidence(self, evidence: Evidence) -> float:
        """Return the probability that the best passage is an answer."""
        return self.right.probability(evidence)


@lru_cache(maxsize=1)
def packaged_calibration() -> Calibration:
    """Read the calibration that comes with the package, for whoever has no labelled questions."""
    data = (files("index.search") / "calibration.json").read_bytes()
    return msgspec.json.decode(data, type=Calibration)


def comes_with_rolebot(calibration: Calibration) -> bool:
    """Whether it is the packaged one of this version or an earlier one, not an owner's."""
    return calibration.command == packaged_calibration().command


@dataclass(frozen=True, slots=True)
class Observation:
    """The evidence on a labelled question, whether the documents answer it, and whether the best
    passage does."""

    evidence: Evidence
    is_answerable: bool
    is_right: bool


def fit_calibration(
    observations: Sequence[Observation],
    model: str,
    sets: Mapping[str, tuple[int, int]],
    command: str,
) -> Calibration:
    """Fit a calibration, which is always the same for the same arguments."""
    answerable = _fit(observations, ANSWERABLE, [one.is_answerable for one in observations])
    right = _fit(observations, RIGHT, [one.is_right for one in observations])
    found = [answerable.probability(o.evidence) for o in observations if o.is_answerable]
    threshold = round(float(np.quantile(found, MAX_WRONGLY_DECLINED)), 4)
    return Calibration(model, answerable, right, threshold, dict(sets), command)


def _fit(
    observations: Sequence[Observation], names: Sequence[str], labels: Sequence[bool]
) -> Logistic:
    """Fit on those of the fields `names` that are not always None."""
    names = [n for n in names if any(getattr(o.evidence, n) is not None for o in observations)]
    rows = np.array([[getattr(o.evidence, name) for name in names] for o in observations], float)
    rows = np.where(np.isnan(rows), np.nanmean(rows, axis=0), rows)
    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    weights, bias = _logistic((rows - mean) / spread, np.array(labels, dtype=float))
    weights = weights / spread
    bias -= float(weights @ mean)
    return Logistic(_rounded(names, weights), round(bias, 4), _rounded(names, mean))


def _rounded(names: Sequence[str], values: Vectors) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


def _logistic(rows: NDArray[np.float64], labels: NDArray[np.float64]) -> tuple[Vectors, float]:
    """Fit by Newton's method, with a penalty on all weights but the bias."""
    inputs = np.column_stack([rows, np.ones(len(rows))])
    penalty = np.full(inputs.shape[1], PENALTY * len(rows))
    penalty[-1] = 0
    weights = np.zeros(inputs.shape[1])
    for _ in range(MAX_STEPS):
        share = 1 / (1 + np.exp(-np.clip(inputs @ weights, -50, 50)))
        gradient = inputs.T @ (share - labels) + penalty * weights
        curvature = (inputs * (share * (1 - share))[:, None]).T @ inputs + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    return weights[:-1], float(weights[-1])
