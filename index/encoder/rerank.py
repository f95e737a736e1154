"""A second look at the best few passages: a cross-encoder reads each together with the question.

Nogueira and Cho, "Passage Re-ranking with BERT" (2019). Token vectors of a passage cannot tell "who
is paid by" from "who pays"; attention between the two texts can, but has to be computed for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoder.onnx import open_session

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

RERANKED = 8  # passages
RELEVANCE = 0.02  # of late interaction, for one logit
MAX_QUESTION, MAX_PASSAGE = 40, 80  # pieces, the two that begin and end a text included

Logits = NDArray[np.float32]


class Reranker(Protocol):
    """A cross-encoder."""

    def compare(self, question: str, passages: Sequence[str]) -> Logits:
        """How well each of `passages` answers, as a logit; shape (passages,). What is said of one
        does not depend on the others."""


class OnnxReranker:
    """An exported cross-encoder, loaded at the first use, with a `tokenizer`. Raises ModelError if
    the file is none."""

    def __init__(self, model: Path, tokenizer: Tokenizer) -> None:
        self._model, self._tokenizer = model, tokenizer

    def compare(self, question: str, passages: Sequence[str]) -> Logits:
        asked = self._pieces(question, MAX_QUESTION)
        logits = [self._compare(asked, self._pieces(text, MAX_PASSAGE)) for text in passages]
        return np.array(logits, np.float32)

    def _compare(self, asked: list[int], passage: list[int]) -> float:
        """One pair at a time: int8 scales its numbers by all that is in a batch."""
        first, *_, last = self._tokenizer.encode("").ids
        one, other = [first, *asked, last], [*passage, last]
        feed = {
            "input_ids": [*one, *other],
            "attention_mask": [1] * (len(one) + len(other)),
            "token_type_ids": [0] * len(one) + [1] * len(other),
        }
        arrays = {name: np.array([numbers], np.int64) for name, numbers in feed.items()}
        (logits,) = self._session.run(["logits"], arrays)
        return float(logits[0])

    def _pieces(self, text: str, max_length: int) -> list[int]:
        """Without those that the model adds at beginning and end."""
        return self._tokenizer.encode(text, add_special_tokens=False).ids[: max_length - 2]

    @cached_property
    def _session(self) -> InferenceSession:
        return open_session(self._model)
