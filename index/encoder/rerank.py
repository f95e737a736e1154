"""A second look at the best few passages: a cross-encoder reads each together with the question.

Nogueira and Cho, "Passage Re-ranking with BERT" (2019). Token vectors of a passage cannot tell "who
is paid by" from "who pays". Attention between the two texts can, but costs a run for each pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoder.onnx import open_session, run

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

RERANKED = 8  # passages
RELEVANCE = 0.02  # what one logit adds to the score of late interaction
MAX_QUESTION, MAX_PASSAGE = 40, 80  # pieces, with the two special tokens

Logits = NDArray[np.float32]


class Reranker(Protocol):
    """A cross-encoder."""

    def compare(self, question: str, passages: Sequence[str]) -> Logits:
        """Return how well each of `passages` answers, as a logit, shape (passages,). None of them
        depends on the others."""


class OnnxReranker:
    """An exported cross-encoder with its `tokenizer`, loaded when it is first used. Raises
    ModelError if the file `model` is none."""

    def __init__(self, model: Path, tokenizer: Tokenizer) -> None:
        self._model, self._tokenizer = model, tokenizer

    def compare(self, question: str, passages: Sequence[str]) -> Logits:
        asked = self._tokenize(question, MAX_QUESTION)
        logits = [self._compare(asked, self._tokenize(text, MAX_PASSAGE)) for text in passages]
        return np.array(logits, np.float32)

    def _compare(self, asked: Encoding, passage: Encoding) -> float:
        pair = self._tokenizer.post_process(asked, passage)
        (logits,) = run(self._session, pair, ["logits"])
        return float(logits[0])

    def _tokenize(self, text: str, max_length: int) -> Encoding:
        """Cut off what exceeds `max_length`, and leave room for the two special tokens."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        encoding.truncate(max_length - 2)
        return encoding

    @cached_property
    def _session(self) -> InferenceSession:
        return open_session(self._model)
