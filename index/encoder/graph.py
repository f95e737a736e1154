"""The ONNX graphs of an encoder and of a reranker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load
from sentence_transformers import SentenceTransformer
from torch import Tensor, nn
from torch.nn import functional

from index.encoder.adapter import HEAD, Adapter
from index.encoder.merge import load_merged

INPUTS = ("input_ids", "attention_mask", "token_type_ids")  # not every model has the last
SAMPLE = ["A text.", "Another one, which is longer."]  # of different lengths


class Pipeline(nn.Module):
    """An encoder whose inputs and outputs are tensors, which the exporter can follow."""

    outputs = ("sentence_embedding", "token_embeddings")

    def __init__(self, model: SentenceTransformer, inputs: Sequence[str]) -> None:
        super().__init__()
        self.model = model
        self.inputs = inputs

    def forward(self, *tensors: Tensor) -> tuple[Tensor, Tensor]:
        done = self.model(dict(zip(self.inputs, tensors, strict=True)))
        return functional.normalize(done["sentence_embedding"], dim=-1), done["token_embeddings"]


class CrossEncoder(nn.Module):
    """A reranker: the mean over all pieces, and then a linear layer, whose weights are in the
    adapter, too."""

    outputs = ("logits",)

    def __init__(self, source: Path, adapter: Adapter, inputs: Sequence[str]) -> None:
        super().__init__()
        self.model = load_merged(source, adapter)
        self.inputs = inputs
        matrices = load(adapter.read())
        weight, bias = (matrices[name].float() for name in HEAD)
        self.head = partial(functional.linear, weight=weight, bias=bias)

    def forward(self, *tensors: Tensor) -> Tensor:
        given = dict(zip(self.inputs, tensors, strict=True))
        states = self.model(given)["token_embeddings"]
        present = given["attention_mask"].unsqueeze(-1)
        pooled = (states * present).sum(1) / present.sum(1)
        return self.head(pooled).squeeze(-1)


def sample_inputs(model: SentenceTransformer) -> dict[str, Tensor]:
    """Return an example of what goes into the transformer of `model`, by the names of inputs."""
    features: Mapping[str, Tensor] = model.tokenizer(SAMPLE, padding=True, return_tensors="pt")
    return {name: features[name] for name in INPUTS if name in features}


def write_graph(graph: Pipeline | CrossEncoder, sample: Mapping[str, Tensor], path: Path) -> None:
    """Write a graph for any number of texts of any length."""
    any_size = torch.export.Dim.DYNAMIC
    torch.onnx.export(
        graph.eval(),
        tuple(sample.values()),
        str(path),
        input_names=tuple(sample),
        output_names=graph.outputs,
        dynamic_shapes=(tuple({0: any_size, 1: any_size} for _ in sample),),
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def quantize(path: Path) -> None:
    """Make the weights int8, in place: a quarter of the size, and twice as fast."""
    whole = path.with_suffix(".fp32")
    path.replace(whole)
    # 7 bits: on processors without VNNI, sums of 8-bit products overflow
    quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    whole.unlink()
