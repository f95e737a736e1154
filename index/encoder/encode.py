"""Texts to vectors whose inner product says how near their meanings are: one for each text, and
one for each piece of it, in its context.

Runs on onnxruntime and tokenizers, from the files that `index.encoder.export` made.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.encoder.onnx import open_session, open_tokenizer, unreadable
from index.encoder.rerank import OnnxReranker, Reranker
from index.progress import Progress, silent

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int32]
Tokens = NDArray[np.int8]
Precision = Literal["fp32", "int8"]

UNIT = 127  # the length of a token's vector: each of its numbers fits into a byte
MAX_PIECES = 4_000  # of a text, about 3,000 words; what is behind them is not searched for
TEXTS_PER_REPORT = 64  # between two reports of progress; well below a second

# The files that an exported model consists of, by what they hold; not all have a reranker.
MODEL_FILES = {
    "card": "card.json",
    "model": "model.onnx",
    "tokenizer": "tokenizer.json",
    "reranker": "reranker.onnx",
}


def files_in(folder: Path) -> dict[str, Path]:
    """Those of the exported model in `folder`."""
    places = ((kind, folder / file) for kind, file in MODEL_FILES.items())
    return {kind: place for kind, place in places if kind != "reranker" or place.exists()}


@dataclass(frozen=True, slots=True)
class Card:
    """What the exported model is. `digest` is the sha256 of the model that it was exported from,
    `adapter` is what the adapter is called that was merged into it, and `reranker` the beginning
    of the sha256 of the one that makes the model a reranker, "" for none; the prompts are put
    before a text, "" for models that were trained without."""

    name: str
    digest: str
    precision: Precision
    dimensions: int
    query_prompt: str
    document_prompt: str
    adapter: str = ""
    reranker: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Texts as a model sees them.

    `vectors`: a row of length 1 for each text, shape (texts, dimensions). `tokens`: a row for each
    piece of each text, one after the other, shape (pieces, dimensions), times `UNIT`; a quarter of
    the memory, and nothing lost that ranking would notice. `pieces` says which piece of the
    model's vocabulary it is, `places` at which character of its text it begins. The pieces of
    text i are `bounds[i]` up to `bounds[i + 1]`, without those that the model adds of its own.
    """

    vectors: Vectors
    tokens: Tokens
    pieces: Numbers
    places: Numbers
    bounds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.vectors)

    @property
    def has_tokens(self) -> bool:
        return len(self.tokens) == len(self.pieces)

    def without_tokens(self) -> Encoded:
        return replace(self, tokens=self.tokens[:0])

    def pieces_of(self, text: int) -> slice:
        return slice(int(self.bounds[text]), int(self.bounds[text + 1]))

    def take(self, texts: Sequence[int]) -> Encoded:
        """Those texts, in that order; a text may come several times."""
        chosen = np.asarray(texts, np.int64)
        firsts = self.bounds[chosen]
        sizes = self.bounds[chosen + 1] - firsts
        bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        rows = np.arange(bounds[-1]) + np.repeat(firsts - bounds[:-1], sizes)
        return Encoded(
            self.vectors[chosen],
            self.tokens[rows] if self.has_tokens else self.tokens,
            self.pieces[rows],
            self.places[rows],
            bounds,
        )


def join(parts: Sequence[Encoded]) -> Encoded:
    """The texts of all `parts`, at least one, in order; with tokens if all of them have those."""
    if not all(part.has_tokens for part in parts):
        parts = [part.without_tokens() for part in parts]
    sizes = [size for part in parts for size in np.diff(part.bounds)]
    return Encoded(
        np.concatenate([part.vectors for part in parts]),
        np.concatenate([part.tokens for part in parts]),
        np.concatenate([part.pieces for part in parts]),
        np.concatenate([part.places for part in parts]),
        np.cumsum([0, *sizes], dtype=np.int64),
    )


ARRAYS = tuple(field.name for field in fields(Encoded))


def pack(encoded: Encoded, **more: NDArray[Any]) -> bytes:
    """As a file. Not compressed: there is little to gain, and time to lose."""
    buffer = BytesIO()
    np.savez(buffer, allow_pickle=False, **{n: getattr(encoded, n) for n in ARRAYS}, **more)
    return buffer.getvalue()


def unpack(data: bytes) -> tuple[Encoded, dict[str, NDArray[Any]]]:
    """What `pack` wrote, and what more there was. Raises ValueError, KeyError, EOFError or
    BadZipFile for anything else."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        loaded = dict(arrays)
    return Encoded(*(loaded.pop(name) for name in ARRAYS)), loaded


class Encoder(Protocol):
    @property
    def name(self) -> str:
        """Identifies the model: vectors of two names must never be compared."""

    @property
    def dimensions(self) -> int: ...

    @property
    def files(self) -> Mapping[str, Path]:
        """What has to go with an index so that it can be asked: path by what it holds."""

    @property
    def reranker(self) -> Reranker | None:
        """That which belongs to it, if there is one."""

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The pieces that texts are cut into, the commonest roughly first."""

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        """In the order of `texts`. What is made of a text does not depend on the others."""

    def encode_query(self, text: str) -> Encoded:
        """One text."""


def quantize(tokens: Vectors) -> NDArray[np.int8]:
    """Rows of any length to `Encoded.tokens`."""
    lengths = np.linalg.norm(tokens, axis=-1, keepdims=True)
    scaled: NDArray[np.int8] = np.rint(tokens / np.maximum(lengths, 1e-9) * UNIT).astype(np.int8)
    return scaled


class OnnxEncoder:
    """An exported model. It is loaded at the first use, since looking a role up needs none.
    Raises ModelError if the files are no exported model."""

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
        """What the model does not read at once is cut off."""
        prompt = self.card.query_prompt
        return self._encode(self._tokenizer.encode(prompt + text), prompt)

    def _encode_document(self, text: str) -> Encoded:
        """What the model does not read at once, it reads in several windows; the text's vector is
        that of the first."""
        prompt = self.card.document_prompt
        encoding = self._tokenizer.encode(prompt + text)
        max_windows = MAX_PIECES // len(encoding.ids) + 1
        windows = [encoding, *encoding.overflowing][:max_windows]
        read = join([self._encode(window, prompt) for window in windows])
        return replace(read, vectors=read.vectors[:1], bounds=read.bounds[[0, -1]])

    def _nothing(self) -> Encoded:
        none, numbers = np.zeros((0, self.dimensions)), np.zeros(0, np.int32)
        first = np.zeros(1, np.int64)
        return Encoded(none.astype(np.float32), none.astype(np.int8), numbers, numbers, first)

    def _encode(self, encoding: Encoding, prompt: str) -> Encoded:
        """One text at a time. Batches would be no faster; and int8 scales its numbers by all
        that is in a batch, so that a text's vector would depend on its neighbours."""
        given = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        feed = {
            value.name: np.array([given[value.name]], dtype=np.int64)
            for value in self._session.get_inputs()
        }
        vectors, tokens = self._session.run(["sentence_embedding", "token_embeddings"], feed)
        pieces = [
            number
            for number, (special, (start, end)) in enumerate(
                zip(encoding.special_tokens_mask, encoding.offsets, strict=True)
            )
            if not special and start >= len(prompt) and end > start
        ]
        own = pieces or list(range(len(encoding.ids)))  # of an empty text; none has no piece
        return Encoded(
            vectors,
            quantize(tokens[0][own]),
            np.array([encoding.ids[number] for number in own], np.int32),
            np.array([max(encoding.offsets[n][0] - len(prompt), 0) for n in own], np.int32),
            np.array([0, len(own)], np.int64),
        )

    @cached_property
    def reranker(self) -> OnnxReranker | None:
        """That which was exported with it, if there was one."""
        if "reranker" not in self.files:
            return None
        return OnnxReranker(self.files["reranker"], self._tokenizer)

    @cached_property
    def _session(self) -> InferenceSession:
        return open_session(self.files["model"])

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return open_tokenizer(self.files["tokenizer"])
