"""Texts to vectors whose inner product says how near their meanings are."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.model import ALL_MINILM_L6_V2, PackagedModel, locate, verify
from index.progress import Progress, silent

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

TEXTS_A_STEP = 128  # between two reports of progress; about half a second on two cores


class Encoder(Protocol):
    @property
    def name(self) -> str:
        """Identifies the model: vectors of two names must never be compared."""

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Rows of length 1, shape (len(texts), dimensions), in the order of `texts`."""


class SentenceEncoder:
    """A sentence-transformers model. It is loaded at the first use: that takes seconds, and
    looking a role up needs no model. Raises ModelError then, if the model is not there."""

    def __init__(
        self, model: PackagedModel = ALL_MINILM_L6_V2, progress: Progress = silent
    ) -> None:
        self._model = model
        self._progress = progress

    @property
    def name(self) -> str:
        return f"{self._model.name} {self._model.weights_sha256}"

    @property
    def dimensions(self) -> int:
        return self._model.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), TEXTS_A_STEP):
            step = texts[start : start + TEXTS_A_STEP]
            vectors[start : start + len(step)] = self._transformer.encode(
                list(step), normalize_embeddings=True, show_progress_bar=False
            )
            if len(texts) > TEXTS_A_STEP:
                self._progress("Encoding passages", start + len(step), len(texts))
        return vectors

    @cached_property
    def _transformer(self) -> SentenceTransformer:
        self._progress("Loading the model", 0, 1)
        folder = locate(self._model)
        verify(self._model, folder)
        # The files are here: no look at a model hub, no progress bars but ours.
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ["TRANSFORMERS_VERBOSITY"] = "error"
        os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
        from sentence_transformers import SentenceTransformer  # here, since it takes seconds

        transformer = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self._progress("Loading the model", 1, 1)
        return transformer
