"""Late interaction: each piece of a question looks for its like among the pieces of a text.

ColBERT's MaxSim (Khattab and Zaharia, 2020), with the token vectors of any embedding model.
"""

from __future__ import annotations

import numpy as np

from index.encode import UNIT, Encoded, Vectors


def interact(question: Encoded, weights: Vectors, texts: Encoded) -> Vectors:
    """How much of the question each text has, at most 1, shape (texts,). `weights` say how much
    each piece of `question` counts, shape (pieces,); without any weight it is 0."""
    asked = weights > 0
    if not len(texts) or not asked.any():
        return np.zeros(len(texts), np.float32)
    counted = question.tokens[asked].astype(np.float32) / UNIT
    cosines = (texts.tokens.astype(np.float32) @ counted.T) / UNIT
    nearest = np.maximum.reduceat(cosines, texts.bounds[:-1], axis=0)
    found: Vectors = nearest @ (weights[asked] / weights[asked].sum())
    return found
