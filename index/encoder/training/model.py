"""The model in training: frozen weights with trainable LoRA matrices beside them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from index.encoder.adapter import DOWN, UP

MAX_QUESTION, MAX_PASSAGE = 40, 80  # pieces, while training
LENGTH_GROUPS = 4  # texts of a batch are padded in so many groups of like length
ENCODE_BATCH = 64

Pieces = list[int]
Floats = NDArray[np.float32]


class LoraLinear(nn.Module):
    """A frozen linear layer with two trainable low-rank matrices (LoRA, Hu et al., 2021)."""

    def __init__(self, frozen: nn.Linear, rank: int) -> None:
        super().__init__()
        self.frozen = frozen
        self.down = nn.Parameter(
            torch.randn(rank, frozen.in_features) / math.sqrt(frozen.in_features)
        )
        self.up = nn.Parameter(torch.zeros(frozen.out_features, rank))

    def forward(self, inputs: Tensor) -> Tensor:
        low = functional.linear(inputs, self.down)
        changed: Tensor = self.frozen(inputs) + functional.linear(low, self.up)
        return changed


@dataclass(frozen=True, slots=True)
class Texts:
    """A batch as the model sees it: `tokens`, shape (texts, pieces, dimensions), and `pooled`,
    shape (texts, dimensions), with rows of length 1; `pieces`, shape (texts, pieces), are numbers
    of the vocabulary, and `real` says which of them are neither padding nor special."""

    tokens: Tensor
    pooled: Tensor
    pieces: Tensor
    real: Tensor


class LoraModel:
    """A transformer and its tokenizer, with a LoRA adapter on each linear layer."""

    def __init__(self, source: Path, rank: int, seed: int) -> None:
        whole = SentenceTransformer(str(source), device="cpu", local_files_only=True)
        self.tokenizer = whole.tokenizer
        self._special: list[int] = self.tokenizer.all_special_ids
        self.transformer: nn.Module = whole
        self._body = cast(nn.Module, whole[0].model)
        for parameter in whole.parameters():
            parameter.requires_grad_(False)
        torch.manual_seed(seed)  # for the matrices; every new process has another one
        self._adapter: dict[str, nn.Parameter] = {
            f"{name}.{kind}": getattr(layer, kind)
            for name, layer in _add_adapters(whole, rank)
            for kind in (DOWN, UP)
        }

    @property
    def parameters(self) -> list[nn.Parameter]:
        return list(self._adapter.values())

    def matrices(self) -> dict[str, Tensor]:
        """Return a copy of the adapter, named as in its file."""
        return {name: parameter.detach().clone() for name, parameter in self._adapter.items()}

    def load(self, matrices: dict[str, Tensor]) -> None:
        with torch.no_grad():
            for name, parameter in self._adapter.items():
                parameter.copy_(matrices[name])

    def tokenize(self, texts: Sequence[str], max_length: int) -> list[Pieces]:
        found: list[Pieces] = self.tokenizer(list(texts), truncation=True, max_length=max_length)[
            "input_ids"
        ]
        return found

    def without_special_tokens(self, pieces: Pieces) -> Pieces:
        return [piece for piece in pieces if piece not in self._special]

    @property
    def dimensions(self) -> int:
        return int(self._body.config.hidden_size)  # type: ignore[union-attr,arg-type]

    def forward(self, texts: Sequence[Pieces]) -> Texts:
        """Run the model on all texts as one batch, padded to the longest."""
        pieces, mask = _padded(texts)
        states, pooled = self._run(pieces, mask, torch.zeros_like(pieces))
        return Texts(
            functional.normalize(states, dim=-1),
            functional.normalize(pooled, dim=-1),
            pieces,
            mask.bool() & ~torch.isin(pieces, torch.tensor(self._special)),
        )

    def forward_pairs(self, pairs: Sequence[tuple[Pieces, Pieces]]) -> Tensor:
        """Run the model on pairs of texts without special tokens, each pair joined into one input.
        Return their pooled vectors, shape (pairs, dimensions)."""
        first, last = self.tokenizer.cls_token_id, self.tokenizer.sep_token_id
        texts = [[first, *one, last, *other, last] for one, other in pairs]
        groups, back = _group_by_length(texts, math.ceil(len(texts) / LENGTH_GROUPS))
        pooled = []
        for group in groups:
            pieces, mask = _padded([texts[number] for number in group])
            begins = torch.tensor([len(pairs[number][0]) + 2 for number in group])
            kinds = (torch.arange(pieces.shape[1]) >= begins[:, None]) * mask
            pooled.append(self._run(pieces, mask, kinds)[1])
        return torch.cat(pooled)[back]

    def _run(self, pieces: Tensor, mask: Tensor, kinds: Tensor) -> tuple[Tensor, Tensor]:
        """Return the hidden state of each piece, and their mean over each text."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self._body(
                input_ids=pieces, attention_mask=mask, token_type_ids=kinds
            ).last_hidden_state
        states = states.float()
        present = mask.unsqueeze(-1)
        return states, (states * present).sum(1) / present.sum(1)

    def forward_by_length(self, texts: Sequence[Pieces]) -> tuple[list[Texts], Tensor]:
        """Run the model on groups of texts of similar length, which need less padding. Also return
        the indices that bring the texts of all groups back into the order of `texts`."""
        groups, back = _group_by_length(texts, math.ceil(len(texts) / LENGTH_GROUPS))
        return [self.forward([texts[place] for place in group]) for group in groups], back

    def encode(self, texts: Sequence[Pieces]) -> tuple[list[Floats], Floats]:
        """Embed texts without gradients: the vectors of the real pieces of each text, and the
        pooled vectors, shape (texts, dimensions)."""
        tokens: list[Floats] = []
        pooled: list[Tensor] = []
        groups, back = _group_by_length(texts, ENCODE_BATCH)
        self.transformer.eval()
        with torch.no_grad():
            for group in groups:
                read = self.forward([texts[place] for place in group])
                rows = zip(read.tokens, read.real, strict=True)
                tokens += [row[is_real].numpy() for row, is_real in rows]
                pooled.append(read.pooled)
        return [tokens[number] for number in back.tolist()], torch.cat(pooled)[back].numpy()

    def idf(self, texts: Sequence[Pieces]) -> Tensor:
        """Return BM25's idf of each piece of the vocabulary in `texts`, shape (vocabulary,)."""
        having = torch.zeros(len(self.tokenizer))
        for text in texts:
            having[list(set(text))] += 1
        return torch.log1p((len(texts) - having + 0.5) / (having + 0.5))


def _padded(texts: Sequence[Pieces]) -> tuple[Tensor, Tensor]:
    """Return the padded pieces and their attention mask, both of shape (texts, pieces of the
    longest)."""
    rows = [torch.tensor(text) for text in texts]
    pieces = pad_sequence(rows, batch_first=True)
    return pieces, pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)


def _group_by_length(texts: Sequence[Pieces], size: int) -> tuple[list[list[int]], Tensor]:
    """Return the places of `texts`, shortest first, in groups of `size`, which need little padding;
    and the indices that bring what is made of all groups back into the order of `texts`."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    groups = [order[start : start + size] for start in range(0, len(order), size)]
    return groups, torch.argsort(torch.tensor(order))


def _add_adapters(whole: nn.Module, rank: int) -> Iterator[tuple[str, LoraLinear]]:
    """Replace each linear layer of the transformer's blocks, and yield its name and adapter."""
    linear = [name for name, layer in whole.named_modules() if type(layer) is nn.Linear]
    for name in linear:
        if ".layer." not in name:  # a pooler, whose output is not used
            continue
        parent, _, own = name.rpartition(".")
        layer = LoraLinear(whole.get_submodule(name), rank)  # type: ignore[arg-type]
        setattr(whole.get_submodule(parent), own, layer)
        yield name, layer
