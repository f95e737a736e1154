"""The adapter that comes with the package: where it is merged in, and what may be wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from importlib.machinery import ModuleSpec
from pathlib import Path

import msgspec
import pytest
import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from bot.__main__ import main
from bot.cli.documents import Documents, open_documents
from bot.cli.progress import Reporter
from index.documents.origin import Settings
from index.encoder.adapter import find_adapter, find_reranker, is_current
from index.encoder.encode import OnnxEncoder
from index.encoder.export import exported_model
from index.encoder.merge import merge
from index.encoder.model import DEFAULT_MODEL, find_model, weights_digest
from index.errors import ModelError
from index.store.open import open_index
from tests.conftest import PROJECT, WriteContent, always

MAX_BYTES = 3_000_000


def test_the_packaged_adapter_is_small_and_for_the_default_model() -> None:
    adapter = find_adapter(DEFAULT_MODEL)
    assert adapter is not None
    card = adapter.card
    data = (PROJECT / "index" / "encoder" / "adapters" / "adapter.safetensors").read_bytes()
    assert card.sha256 == hashlib.sha256(data).hexdigest()
    assert card.weights_sha256 == weights_digest(find_model(DEFAULT_MODEL))
    assert len(data) < MAX_BYTES
    assert adapter.read() == data
    assert find_adapter("another/model") is None


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that counts for the one in the package, with a copy of what is there."""
    folder = tmp_path / "adapters"
    folder.mkdir()
    for path in (PROJECT / "index" / "encoder" / "adapters").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr("index.encoder.adapter.PACKAGED", folder)
    return folder


def test_a_damaged_adapter_is_not_merged(packaged: Path, tmp_path: Path) -> None:
    path = packaged / "adapter.safetensors"
    adapter = find_adapter(DEFAULT_MODEL)
    assert adapter is not None
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(ModelError) as error:
        adapter.read()
    assert str(error.value).startswith(
        f"{path}: The sha256 of the adapter should be {adapter.card.sha256}, found: "
    )
    assert error.value.fix == "Install rolebot again."
    path.unlink()
    with pytest.raises(ModelError, match="The adapter cannot be read: No such file"):
        adapter.read()


@pytest.mark.parametrize("harm", ["missing", "{", "[]", '{"model": 1}'])
def test_a_damaged_card_is_said_by_the_command(
    packaged: Path, write: WriteContent, capsys: pytest.CaptureFixture[str], harm: str
) -> None:
    (packaged / "adapter.json").unlink()
    if harm != "missing":
        (packaged / "adapter.json").write_text(harm)
    content = write({"baker.md": "# Baker\n\n- Bakes\n"})
    assert main(["ask", "who bakes?", "--content", str(content)]) == 2
    assert (
        f"Error: {packaged / 'adapter.json'}: What is known about the adapter cannot be read"
        in (capsys.readouterr().err)
    )


def test_a_damaged_adapter_stops_the_export(packaged: Path) -> None:
    card = json.loads((packaged / "adapter.json").read_text())
    (packaged / "adapter.json").write_text(json.dumps({**card, "sha256": "0" * 64}))
    with pytest.raises(ModelError, match="The sha256 of the adapter should be 0000"):
        exported_model(DEFAULT_MODEL)


def linear() -> nn.Module:
    """A model of one layer, called "0", with three inputs and two outputs; its weights are 0."""
    layer = nn.Linear(3, 2, bias=False)
    nn.init.zeros_(layer.weight)
    return nn.Sequential(layer)


FITTING = {"0.up": torch.tensor([[1.0], [2.0]]), "0.down": torch.tensor([[3.0, 4.0, 5.0]])}


def test_the_product_of_the_matrices_is_added_to_the_weights() -> None:
    model = linear()
    merge(model, save(FITTING), "a model")
    merge(model, save({name: half.half() for name, half in FITTING.items()}), "a model")
    assert model[0].weight.tolist() == [[6.0, 8.0, 10.0], [12.0, 16.0, 20.0]]  # type: ignore[index]


@pytest.mark.parametrize(
    ("change", "layer"),
    [
        ({"1.up": torch.ones(2, 1), "1.down": torch.ones(1, 3)}, "1"),  # no such layer
        ({"0.up": torch.ones(3, 1)}, "0"),  # of a layer with more outputs
        ({"0.down": torch.ones(2, 3)}, "0"),  # of another rank
        ({"0.down": torch.ones(3)}, "0"),
        ({"1.up": torch.ones(2, 1)}, "1"),  # half of it is missing
    ],
)
def test_an_adapter_of_another_model_is_refused_and_changes_nothing(
    change: Mapping[str, Tensor], layer: str
) -> None:
    model = linear()
    with pytest.raises(ModelError) as error:
        merge(model, save({**FITTING, **change}), "a model")
    assert str(error.value) == (
        f"a model: The adapter does not fit the model's layer {layer}. "
        "Use an adapter that was trained for this model."
    )
    assert not model[0].weight.any()  # type: ignore[index]


def test_what_is_no_adapter_is_refused() -> None:
    with pytest.raises(ModelError, match="a model: The adapter cannot be read"):
        merge(linear(), b"no matrices", "a model")


def test_only_other_adapters_for_the_same_model_are_out_of_date() -> None:
    adapter, reranker = find_adapter(DEFAULT_MODEL), find_reranker(DEFAULT_MODEL)
    assert adapter is not None
    assert reranker is not None
    names = adapter.card.sha256[:16], reranker.card.sha256[:16]
    assert is_current(DEFAULT_MODEL, *names)
    for other in ("", "c0de" * 4):
        assert not is_current(DEFAULT_MODEL, other, names[1])
        assert not is_current(DEFAULT_MODEL, names[0], other)
    assert is_current("another/model", "", "")


def test_the_export_names_its_adapter(model: OnnxEncoder) -> None:
    adapter = find_adapter(DEFAULT_MODEL)
    assert adapter is not None
    card = adapter.card
    assert model.card.adapter == card.sha256[:16]
    reranker = find_reranker(DEFAULT_MODEL)
    assert reranker is not None
    assert model.card.reranker == reranker.card.sha256[:16]
    digests = f"{model.card.digest}+{reranker.card.sha256[:16]}+{card.sha256[:16]}"
    assert model.name == f"{DEFAULT_MODEL} int8 {digests}"


@pytest.fixture(params=["", "c0de" * 4], ids=["without an adapter", "with an older one"])
def old(
    request: pytest.FixtureRequest,
    model: OnnxEncoder,
    write: WriteContent,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A project whose index is of an earlier version."""
    content = write({"baker.md": "# Baker\n\n- Bakes bread\n"})
    card = tmp_path / "card.json"
    card.write_bytes(msgspec.json.encode(replace(model.card, adapter=request.param)))
    encoder = OnnxEncoder({**model.files, "card": card})
    open_index(content, tmp_path / "index", always(encoder))
    monkeypatch.setenv("CONTENT_DIR", str(content))
    monkeypatch.setenv("INDEX_DIR", str(tmp_path / "index"))
    monkeypatch.delenv("EMBEDDING_MODEL", raising=False)
    return tmp_path / "index"


@pytest.fixture
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_nothing(name: str) -> ModuleSpec | None:
        return None

    monkeypatch.setattr("index.encoder.export.find_spec", find_nothing)


def stored_model(folder: Path) -> str:
    model: str = json.loads((folder / "manifest.json").read_text())["model"]
    return model


@pytest.mark.usefixtures("no_torch")
def test_without_pytorch_an_old_index_answers_on_and_the_doctor_says_so(
    old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stored_model(old)
    assert main(["ask", "who bakes bread?"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Bakes bread\n")
    assert "Built it" not in err
    assert stored_model(old) == before
    main(["doctor"])
    assert (
        "doubt   adapter: The model lacks the adapter that comes with this version of rolebot, so "
        "that it finds less than it could. Build the index where PyTorch is (pip install "
        "'rolebot[export]', then rolebot index), and copy its folder.\n"
    ) in capsys.readouterr().out
    assert stored_model(old) == before


@pytest.mark.usefixtures("no_torch")
def test_without_pytorch_an_old_index_follows_its_documents(
    old: Path, capsys: pytest.CaptureFixture[str], write: WriteContent
) -> None:
    before = stored_model(old)
    write({"clerk.md": "# Clerk\n\n- Files letters\n"})
    assert main(["ask", "who files letters?"]) == 0
    assert "The documents have changed. Built it: 2 roles" in capsys.readouterr().err
    assert stored_model(old) == before


def test_with_pytorch_an_old_index_is_rebuilt(
    old: Path, model: OnnxEncoder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "who bakes bread?"]) == 0
    assert f"the model is now {model.name}. Built it: 1 role" in capsys.readouterr().err
    assert stored_model(old) == model.name
    main(["doctor"])
    assert "adapter:" not in capsys.readouterr().out


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a company's own adapter: the packaged one, weakened."""
    adapter = find_adapter(DEFAULT_MODEL)
    assert adapter is not None
    matrices = load(adapter.read())
    data = save({name: m * 0.5 if name.endswith(".up") else m for name, m in matrices.items()})
    sha256 = hashlib.sha256(data).hexdigest()
    card = replace(adapter.card, sha256=sha256, start=adapter.digest, questions={"bakery": 200})
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "adapter.safetensors").write_bytes(data)
    (folder / "adapter.json").write_bytes(msgspec.json.encode(card))
    return folder


def test_a_companys_own_adapter_is_kept_with_its_index(own: Path, write: WriteContent) -> None:
    sha256 = json.loads((own / "adapter.json").read_text())["sha256"]
    adapters = PROJECT / "index" / "encoder" / "adapters"
    packaged = json.loads((adapters / "adapter.json").read_text())["sha256"]
    content = write({"baker.md": "# Baker\n\n- Bakes bread\n"})
    documents = Documents(content, Settings(), own, None)
    opened = open_documents(documents, Reporter())
    (content / "baker.md").write_text("# Baker\n\n- Sells bread\n")
    (own / "manifest.json").write_text("{}")  # as good as lost
    again = open_documents(documents, Reporter())
    for one in (opened, again):
        assert isinstance(one.index.encoder, OnnxEncoder)
        assert one.index.encoder.card.adapter == f"{packaged[:16]}.{sha256[:16]}"
        assert one.doubt is None
    assert again.rebuilt


def test_a_damaged_own_adapter_is_named_with_what_to_do(own: Path) -> None:
    (own / "adapter.safetensors").write_bytes(b"?")
    adapter = find_adapter(DEFAULT_MODEL, own)
    assert adapter is not None
    with pytest.raises(ModelError) as error:
        adapter.read()
    assert error.value.fix == ("Make it again with rolebot train, or remove both of its files.")
