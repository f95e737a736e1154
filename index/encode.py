"""Texts to vectors whose inner product says how near their meanings are.

Runs on onnxruntime and tokenizers, from the files that `index.export` made.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.progress import Progress, silent

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
Precision = Literal["fp32", "int8"]

TEXTS_A_STEP = 64  # between two reports of progress; well below a second

# The files that an exported model consists of, by what they hold.
MODEL_FILES = {"card": "card.json", "model": "model.onnx", "tokenizer": "tokenizer.json"}


@dataclass(frozen=True, slots=True)
class Card:
    """What the exported model is. `digest` is the sha256 of the model that it was exported from;
    the prompts are put before a text, "" for models that were trained without."""

    name: str
    digest: str
    precision: Precision
    dimensions: int
    query_prompt: str
    document_prompt: str


class Encoder(Protocol):
    @property
    def name(self) -> str:
        """Identifies the model: vectors of two names must never be compared."""

    @property
    def dimensions(self) -> int: ...

    @property
    def files(self) -> Mapping[str, Path]:
        """What has to go with an index so that it can be asked: path by what it holds."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Rows of length 1, shape (len(texts), dimensions), in the order of `texts`. A row does
        not depend on the other texts."""

    def encode_query(self, text: str) -> Vectors:
        """One row, shape (1, dimensions)."""


class OnnxEncoder:
    """An exported model. It is loaded at the first use, since looking a role up needs none.
    Raises ModelError if the files are no exported model."""

    def __init__(self, files: Mapping[str, Path], progress: Progress = silent) -> None:
        self.files = files
        self._progress = progress

    @property
    def name(self) -> str:
        return f"{self.card.name} {self.card.precision} {self.card.digest}"

    @property
    def dimensions(self) -> int:
        return self.card.dimensions

    @cached_property
    def card(self) -> Card:
        try:
            return msgspec.json.decode(self.files["card"].read_bytes(), type=Card)
        except (OSError, KeyError, msgspec.DecodeError) as error:
            raise self._unreadable("card", error) from error

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        if not texts:
            return vectors
        _ = self._session, self._tokenizer  # loaded once, not by each thread
        prompted = [self.card.document_prompt + text for text in texts]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for start in range(0, len(texts), TEXTS_A_STEP):
                end = min(start + TEXTS_A_STEP, len(texts))
                vectors[start:end] = list(pool.map(self._encode, prompted[start:end]))
                if len(texts) > TEXTS_A_STEP:
                    self._progress("Encoding passages", end, len(texts))
        return vectors

    def encode_query(self, text: str) -> Vectors:
        return self._encode(self.card.query_prompt + text)[np.newaxis]

    def _encode(self, text: str) -> Vectors:
        """One text at a time, shape (dimensions,). Batches would be no faster; and int8 scales
        its numbers by all that is in a batch, so that a text's vector would depend on its
        neighbours."""
        encoding = self._tokenizer.encode(text)
        given = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        feed = {
            value.name: np.array([given[value.name]], dtype=np.int64)
            for value in self._session.get_inputs()
        }
        (vectors,) = self._session.run(["sentence_embedding"], feed)
        return cast(Vectors, vectors[0])

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime  # here, since it takes a while and looking a role up needs none

        options = onnxruntime.SessionOptions()
        # A text is too short to share out; several texts go to a core each. And waiting must not
        # keep a core busy.
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3  # errors
        try:
            return onnxruntime.InferenceSession(
                self.files["model"], options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's own classes have no common base
            raise self._unreadable("model", error) from error

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            return Tokenizer.from_file(str(self.files["tokenizer"]))
        except Exception as error:  # it raises nothing more particular
            raise self._unreadable("tokenizer", error) from error

    def _unreadable(self, kind: str, error: Exception) -> ModelError:
        return ModelError(
            self.files.get(kind, kind),
            f"The exported model cannot be read: {error}.",
            "Remove its folder, and it is exported anew.",
        )
