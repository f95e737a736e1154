"""Encodes texts as vectors whose inner product says how close their meanings are.

Runs on onnxruntime and tokenizers, from the files that `index.encoder.export` made.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec
import numpy as np

from index.encoder.encoded import Encoded, join, quantize
from index.encoder.onnx import open_session, open_tokenizer, run, unreadable
from index.encoder.rerank import OnnxReranker, Reranker
from index.progress import Progress, silent

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

Precision = Literal["fp32", "int8"]

MAX_PIECES = 4_000  # of a text, about 3,000 words; nothing after them is found
TEXTS_PER_REPORT = 64  # between two reports of progress; takes well below a second

# The files of an exported model, by what they hold; not every model has a reranker.
MODEL_FILES = {
    "card": "card.json",
    "model": "model.onnx",
    "tokenizer": "tokenizer.json",
    "reranker": "reranker.onnx",
}


def files_in(folder: Path) -> dict[str, Path]:
    """Return the files of the exported model in `folder`, by what they hold."""
    places = ((kind, folder / file) for kind, file in MODEL_FILES.items())
    return {kind: place for kind, place in places if kind != "reranker" or place.exists()}


@dataclass(frozen=True, slots=True)
class Card:
    """What the exported model is. `digest` is the sha256 of the model that it was exported from,
    `adapter` the name of the adapter that was merged into it, and `reranker` the digest of the one
    that makes the model a reranker, "" for none. The prompts are put before a text, "" for models
    that were trained without."""

    name: str
    digest: str
    precision: Precision
    dimensions: int
    query_prompt: str
    document_prompt: str
    adapter: str = ""
    reranker: str = ""


class Encoder(Protocol):
    """Encodes texts. What it makes of one does not depend on the others."""

    @property
    def name(self) -> str:
        """Identifies the model: vectors of different models must never be compared."""

    @property
    def dimensions(self) -> int: ...

    @property
    def files(self) -> Mapping[str, Path]:
        """The files that have to be stored with an index to search it, by what they hold."""

    @property
    def reranker(self) -> Reranker | None:
        """The reranker that belongs to the model, if there is one."""

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The pieces that texts are cut into, roughly from common to rare."""

    def encode_documents(self, texts: Sequence[str]) -> Encoded: ...

    def encode_query(self, text: str) -> Encoded: ...


class OnnxEncoder:
    """An exported model, loaded when it is first used, since looking up a role doesn't need it.
    Raises ModelError if the files are none."""

    def __init__(self, files: Mapping[str, Path], progress: Progress = silent) -> None:
        self.files = files
        self._progress = progress

    @property
    def name(self) -> str:
        card = self.card
        digests = filter(None, (card.digest, card.reranker, card.adapter))
        return f"{card.name} {card.precision} {'+'.join(digests)}"

    @property
    def dimensions(self) -> int:
        return self.card.dimensions

    @cached_property
    def card(self) -> Card:
        try:
            return msgspec.json.decode(self.files["card"].read_bytes(), type=Card)
        except (OSError, KeyError, msgspec.DecodeError) as error:
            raise unreadable(self.files.get("card", Path("card")), error) from error

    @cached_property
    def vocabulary(self) -> Mapping[str, int]:
        return self._tokenizer.get_vocab()

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        if not texts:
            return self._nothing()
        _ = self._session, self._tokenizer  # loaded once, not by each thread
        parts: list[Encoded] = []
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for start in range(0, len(texts), TEXTS_PER_REPORT):
                parts += pool.map(self._encode_document, texts[start : start + TEXTS_PER_REPORT])
                if len(texts) > TEXTS_PER_REPORT:
                    self._progress("Encoding passages", len(parts), len(texts))
        return join(parts)

    def encode_query(self, text: str) -> Encoded:
        """Encode as much of the text as the model reads at once."""
        prompt = self.card.query_prompt
        return self._encode(self._tokenizer.encode(prompt + text), prompt)

    def _encode_document(self, text: str) -> Encoded:
        """Encode a long text in windows, each as long as the model can read. The first gives the
        text its vector."""
        prompt = self.card.document_prompt
        encoding = self._tokenizer.encode(prompt + text)
        max_windows = MAX_PIECES // len(encoding.ids) + 1
        windows = [encoding, *encoding.overflowing][:max_windows]
        read = join([self._encode(window, prompt) for window in windows])
        return replace(read, vectors=read.vectors[:1], bounds=read.bounds[[0, -1]])

    def _nothing(self) -> Encoded:
        vectors, numbers = np.zeros((0, self.dimensions), np.float32), np.zeros(0, np.int32)
        return Encoded(vectors, quantize(vectors), numbers, numbers, np.zeros(1, np.int64))

    def _encode(self, encoding: Encoding, prompt: str) -> Encoded:
        outputs = ["sentence_embedding", "token_embeddings"]
        vectors, tokens = run(self._session, encoding, outputs)
        starts, ends = np.array(encoding.offsets, np.int32).reshape(-1, 2).T - len(prompt)
        is_special = np.array(encoding.special_tokens_mask, bool)
        own = np.flatnonzero(~is_special & (starts >= 0) & (ends > starts))
        if not len(own):  # an empty text still needs a piece
            own = np.arange(len(starts))
        return Encoded(
            vectors,
            quantize(tokens[0][own]),
            np.array(encoding.ids, np.int32)[own],
            np.maximum(starts[own], 0),
            np.array([0, len(own)], np.int64),
        )

    @cached_property
    def reranker(self) -> OnnxReranker | None:
        if "reranker" not in self.files:
            return None
        return OnnxReranker(self.files["reranker"], self._tokenizer)

    @cached_property
    def _session(self) -> InferenceSession:
        return open_session(self.files["model"])

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return open_tokenizer(self.files["tokenizer"])
