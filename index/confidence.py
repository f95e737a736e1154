"""How sure it is that what was found is an answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.encode import Vectors

PENALTY = 1e-3  # on large weights: there are few labelled questions
MOST_STEPS = 100
WRONG = 0.04  # share of answerable questions that may be declined where it is fitted


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the best passage, and what against any. Role names do not count in it:
    all passages of a role have them.

    `found`: how much of the question the passage has, `exemplar`: how much the nearest unanswerable
    exemplar has, see `index.late`. `cosine`: of the question and the passage. `phrasing`,
    `familiar` and `leaning`: see `index.exemplars.Nearness`. `stranger`: how much of the question
    names a role that there is not. `lacking`: 1 if it asks for a number and the passage has none.
    """

    found: float
    cosine: float
    exemplar: float
    phrasing: float
    familiar: float
    leaning: float
    stranger: float
    lacking: float


FEATURES = tuple(field.name for field in fields(Evidence))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression, and where it comes from: `sets` maps the name of each set of
    labelled questions to how many of them are answerable and how many are not. `least` is the
    confidence that it takes to answer."""

    model: str
    weights: dict[str, float]
    bias: float
    least: float
    sets: dict[str, tuple[int, int]]
    command: str

    def confidence(self, evidence: Evidence) -> float:
        """The probability that the documents answer, 0–1."""
        logit = self.bias + sum(
            self.weights.get(name, 0.0) * getattr(evidence, name) for name in FEATURES
        )
        return 1 / (1 + math.exp(-max(min(logit, 50), -50)))


@lru_cache(maxsize=1)
def packaged_calibration() -> Calibration:
    """The one that comes with the package, for who has no labelled questions."""
    data = (files("index") / "calibration.json").read_bytes()
    return msgspec.json.decode(data, type=Calibration)


def fit_calibration(
    evidence: Sequence[Evidence],
    answerable: Sequence[bool],
    model: str,
    sets: Mapping[str, tuple[int, int]],
    command: str,
) -> Calibration:
    """From the evidence on labelled questions, and whether each is answerable. Deterministic."""
    rows = np.array([[getattr(e, name) for name in FEATURES] for e in evidence])
    labels = np.array(answerable, dtype=float)
    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    weights, bias = _logistic((rows - mean) / spread, labels)
    weights = weights / spread
    bias -= float(weights @ mean)
    named = {name: round(float(w), 4) for name, w in zip(FEATURES, weights, strict=True)}
    fitted = Calibration(model, named, round(bias, 4), 0.0, dict(sets), command)
    kept = [fitted.confidence(e) for e, yes in zip(evidence, answerable, strict=True) if yes]
    least = round(float(np.quantile(kept, WRONG)), 4)
    return Calibration(model, named, round(bias, 4), least, dict(sets), command)


def _logistic(rows: NDArray[np.float64], labels: NDArray[np.float64]) -> tuple[Vectors, float]:
    """Newton's method, with a penalty on all weights but the bias."""
    inputs = np.column_stack([rows, np.ones(len(rows))])
    penalty = np.full(inputs.shape[1], PENALTY * len(rows))
    penalty[-1] = 0
    weights = np.zeros(inputs.shape[1])
    for _ in range(MOST_STEPS):
        share = 1 / (1 + np.exp(-np.clip(inputs @ weights, -50, 50)))
        gradient = inputs.T @ (share - labels) + penalty * weights
        curvature = (inputs * (share * (1 - share))[:, None]).T @ inputs + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    return weights[:-1], float(weights[-1])
