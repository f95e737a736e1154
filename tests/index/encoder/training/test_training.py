"""Training the real model, in a few small steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor
from torch.nn import functional

from index.encoder.adapter import Adapter, AdapterCard
from index.encoder.export import export_model
from index.encoder.merge import merge
from index.encoder.model import DEFAULT_MODEL, find_model, weights_digest
from index.encoder.onnx import open_tokenizer
from index.encoder.rerank import OnnxReranker
from index.encoder.training.adapters import as_file
from index.encoder.training.examples import (
    Batch,
    Company,
    Example,
    Negatives,
    batches,
    hold_out,
)
from index.encoder.training.losses import info_nce, maxsim, threshold_loss
from index.encoder.training.model import MAX_PASSAGE, LoraModel, Texts
from index.encoder.training.negatives import find_negatives
from index.encoder.training.reranker import Reranker
from index.encoder.training.retriever import Retriever
from index.encoder.training.train import Recipe, Report, Trained, train
from index.errors import ModelError

SMALL = Recipe(epochs=2, rank=2, batch_size=8, patience=2)
NAMES = [
    *("amber", "birch", "cedar", "daisy", "ember", "fjord", "grove", "heath"),
    *("islet", "jetty", "knoll", "larch", "maple", "nettle", "olive", "poppy"),
]
BAKERY = Company(
    "bakery",
    tuple(f"Baker - Looks after the {name} oven" for name in NAMES),
    {place: (f"zq{place:02}",) for place in range(16)},  # can only be learnt by heart
    ("who pays the rent?",),
)
OFFICE = Company(
    "office",
    tuple(f"Clerk - Files the {name} letters" for name in NAMES),
    {place: (f"which {name} post is filed?", f"{name} mail") for place, name in enumerate(NAMES)},
)
COMPANIES = (BAKERY, OFFICE)


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Several lose their time waiting for each other where other tests run, too."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def lora(seed: int = 1, rank: int = 2) -> LoraModel:
    return LoraModel(find_model(DEFAULT_MODEL), rank, seed)


def taught(
    one: LoraModel,
    recipe: Recipe = SMALL,
    callback: Callable[[Report], None] = lambda report: None,
    checkpoint: Path | None = None,
    checkpoint_steps: int = 3,
) -> Trained:
    task = Retriever(one, COMPANIES, (BAKERY,))
    return train(task, COMPANIES, recipe, callback, checkpoint, checkpoint_steps)


@pytest.fixture(scope="module")
def finished() -> tuple[LoraModel, Trained]:
    """A run without a stop. Nobody changes what it has learned."""
    torch.manual_seed(8)  # whatever was drawn before
    one = lora()
    return one, taught(one)


@pytest.fixture(scope="module")
def once(finished: tuple[LoraModel, Trained]) -> LoraModel:
    return finished[0]


def test_two_runs_with_one_seed_give_the_same_bytes(once: LoraModel) -> None:
    again, other = lora(), lora(seed=2)
    before = as_file(other.matrices())
    taught(again)
    taught(other, replace(SMALL, seed=2))
    assert as_file(again.matrices()) == as_file(once.matrices())
    assert as_file(other.matrices()) not in (before, as_file(once.matrices()))


class StoppedError(Exception):
    """As by Ctrl-C."""


def test_a_run_that_was_stopped_goes_on_to_the_same_bytes(
    finished: tuple[LoraModel, Trained], tmp_path: Path
) -> None:
    once, best = finished
    checkpoint = tmp_path / "folder" / "run.pt"
    reports: list[Report] = []

    def stop(report: Report) -> None:
        reports.append(report)
        if report.epoch == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        taught(lora(), callback=stop, checkpoint=checkpoint)
    assert reports[-1].step == 5  # two and three; that of the checkpoint is in the midst of them
    another = lora(seed=5)  # nothing of it counts
    reports.clear()
    trained = taught(another, callback=reports.append, checkpoint=checkpoint)
    assert as_file(another.matrices()) == as_file(once.matrices())
    assert [(report.step, report.epoch) for report in reports] == [(3, 1), (5, 2)]
    assert (trained.epoch, trained.validation) == (best.epoch, best.validation)
    assert as_file(trained.matrices) == as_file(best.matrices)


def test_a_checkpoint_that_cannot_be_read_is_an_error_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "run.pt"
    path.write_bytes(b"half a checkpoint")
    with pytest.raises(ModelError) as error:
        taught(lora(), checkpoint=path)
    assert str(error.value) == (
        f"{path}: The checkpoint of an earlier run cannot be read. Remove it to begin anew."
    )


def test_training_stops_early_and_the_best_epoch_is_kept() -> None:
    reports: list[Report] = []
    recipe = replace(SMALL, epochs=9, patience=1, learning_rate=0.0)
    trained = taught(lora(), recipe, reports.append)
    assert [report.epoch for report in reports if report.validation is not None] == [0, 1]
    assert trained.epoch == 0
    assert {report.validation for report in reports} - {None} == {trained.validation}


def test_what_was_learned_merged_into_the_published_model_is_the_same(once: LoraModel) -> None:
    whole = SentenceTransformer(str(find_model(DEFAULT_MODEL)), device="cpu")
    texts = [*BAKERY.texts, *OFFICE.texts]
    published = whole.encode(texts, normalize_embeddings=True)
    merge(whole, as_file(once.matrices()), DEFAULT_MODEL)
    merged = whole.encode(texts, normalize_embeddings=True)
    _, own = once.encode(once.tokenize(texts, MAX_PASSAGE))
    assert np.einsum("ij,ij->i", merged, own).min() >= 0.999
    assert np.einsum("ij,ij->i", merged, published).min() < 0.9985


def texts(tokens: Sequence[Sequence[Sequence[float]]], real: Sequence[Sequence[bool]]) -> Texts:
    made = torch.tensor(tokens)
    return Texts(
        made, made[:, 0], torch.zeros(made.shape[:2], dtype=torch.long), torch.tensor(real)
    )


def test_late_interaction_is_the_weighted_mean_of_each_pieces_best() -> None:
    question = texts([[[1, 0], [0, 1.0]]], [[True, True]])
    near = texts([[[1, 0], [0.5, 0.5]]], [[True, True]])  # 1 and .5
    padded = texts([[[0, 1], [1.0, 0]]], [[True, False]])  # 0 and 1: what is padding is no match
    scores = maxsim(question, [near, padded], torch.tensor([[0.75, 0.25]]))
    assert scores.tolist() == [[0.875, 0.25]]


SOFTPLUS = 0.313262  # ln(1 + 1 / e)
LN_2 = 0.693147


def test_the_contrastive_loss_is_the_sum_of_two_cross_entropies() -> None:
    nothing = torch.zeros(1, 3, dtype=torch.bool)
    even = torch.tensor([[0.5, 0.5, -9.0]])
    assert info_nce(even, even, nothing).item() == pytest.approx(2 * LN_2, abs=1e-5)
    pooled, late = torch.tensor([[0.55, 0.5, -9]]), torch.tensor([[0.53, 0.5, -9]])
    assert info_nce(pooled, late, nothing).item() == pytest.approx(2 * SOFTPLUS, abs=1e-5)
    same = torch.tensor([[False, True, False]])  # another passage in the same words
    assert info_nce(pooled, late, same).item() == pytest.approx(0, abs=1e-5)


def test_the_absolute_loss_puts_answers_above_the_threshold_and_near_misses_below() -> None:
    late = torch.tensor([[0.63, 0.57, 0.99], [0.99, 0.99, 0.6]])  # own, hard negative, near miss
    loss = threshold_loss(late, 1, torch.tensor(0.6))
    assert loss.item() == pytest.approx((2 * SOFTPLUS + LN_2) / 3, abs=1e-5)
    better: Tensor = threshold_loss(
        torch.tensor([[0.9, 0.3, 0.9], [0.9, 0.9, 0.3]]), 1, torch.tensor(0.6)
    )
    assert better.item() == pytest.approx(0, abs=1e-4)


def test_what_says_the_same_is_no_hard_negative() -> None:
    company = Company(
        "bakery",
        (
            "Baker - Bakes the rye bread every morning",
            "Baker - Bakes the rye bread every morning.",
            "Baker - Sells cakes in the shop",
            "Clerk - Files letters",
        ),
        {0: ("who bakes the rye bread?",)},
        ("who sells the shop?",),
    )
    alone = Company("alone", ("Clerk - Files letters",), {0: ("who files?",)})
    found, of_one = find_negatives(lora(), (company, alone))
    assert found.of_passage == {0: (2, 3)}
    assert found.of_question["who sells the shop?"][0] == 2
    assert of_one.of_passage == {0: (0,)}  # there is no other


NEGATIVES = [
    Negatives({place: ((place + 1) % 16,) for place in range(16)}, {"who pays the rent?": (3,)}),
    Negatives(dict.fromkeys(range(16), (0,)), {}),
]


def test_in_an_epoch_each_passage_has_one_turn_with_one_of_its_questions() -> None:
    seen = set()
    for epoch in range(8):
        drawn = list(batches(COMPANIES, NEGATIVES, 8, 1, epoch, 3))
        assert drawn == list(batches(COMPANIES, NEGATIVES, 8, 1, epoch, 3))
        examples = [example for batch in drawn for example in batch.answerable]
        places = [(example.company, example.passages[0]) for example in examples]
        assert len(set(places)) == len(places) >= 8
        seen |= set(places)
        for one in examples:
            passage, *negatives = one.passages
            assert one.question in COMPANIES[one.company].answers[passage]
            assert len(negatives) == 3
            assert set(negatives) <= set(NEGATIVES[one.company].of_passage[passage])
        for batch in drawn:
            assert len(batch.near_misses) <= 2
            assert {(miss.company, miss.question, miss.passages) for miss in batch.near_misses} <= {
                (0, "who pays the rent?", (3, 3, 3))
            }
    assert seen == {(company, place) for company in (0, 1) for place in range(16)}
    assert list(batches(COMPANIES, NEGATIVES, 8, 2, 0)) != list(
        batches(COMPANIES, NEGATIVES, 8, 1, 0)
    )


def test_with_few_passages_none_is_left_over() -> None:
    few = replace(OFFICE, answers={3: ("cedar?",), 5: ("ember?",)})
    for epoch in range(4):
        drawn = batches((few,), NEGATIVES[1:], 8, 1, epoch)
        assert sorted(one.passages[0] for batch in drawn for one in batch.answerable) == [3, 5]


def test_what_is_held_out_is_never_learned() -> None:
    shared = {**OFFICE.answers, 0: ("both",), 1: ("both", "birch alone")}
    company = replace(OFFICE, answers=shared)
    parts = [hold_out(company, 5, part, 1) for part in range(5)]
    assert sorted(place for _, held in parts for place in held.answers) == list(range(16))
    for learned, held in parts:
        assert {len(held.answers)} <= {3, 4}
        assert not learned.answers.keys() & held.answers.keys()
        asked = {question for some in held.answers.values() for question in some}
        assert not asked & {question for some in learned.answers.values() for question in some}
        assert (1 in learned.answers) or (1 in held.answers)
        assert (0 in learned.answers) == (0 not in held.answers and 1 not in held.answers)
    assert parts == [hold_out(company, 5, part, 1) for part in range(5)]
    assert parts != [hold_out(company, 5, part, 2) for part in range(5)]


def mill(names: Sequence[str]) -> Company:
    """Whoever "wibbles" something grinds it; the words alone tell the other way round."""
    texts = [
        text
        for name in names
        for text in (f"Miller - Grinds the {name} wheat", f"Clerk - Writes on the {name} wheat")
    ]
    answers: dict[int, tuple[str, ...]] = {
        place * 2: (f"who wibbles {name} wheat?",) for place, name in enumerate(names)
    }
    return Company("mill", tuple(texts), answers)


@pytest.fixture(scope="module")
def judge() -> tuple[Reranker, Trained]:
    """Which is validated on wheat that it was not taught."""
    taught = (mill(NAMES[:10]),)
    task = Reranker(lora(rank=4), taught, (mill(NAMES[10:]),))
    recipe = Recipe(epochs=12, rank=4, batch_size=10, learning_rate=2e-3, patience=12)
    return task, train(task, taught, recipe, lambda report: None)


def test_a_reranker_puts_answers_before_what_only_looks_like_them(
    judge: tuple[Reranker, Trained],
) -> None:
    _, trained = judge
    before = Reranker(lora(rank=4), (mill(NAMES[:10]),), (mill(NAMES[10:]),)).validate()
    assert before < 0.5
    assert trained.validation > 0.9


def test_an_exported_reranker_says_what_was_learned(
    judge: tuple[Reranker, Trained], tmp_path: Path
) -> None:
    task, trained = judge
    source = find_model(DEFAULT_MODEL)
    data = as_file(trained.matrices)
    card = AdapterCard(DEFAULT_MODEL, weights_digest(source), sha256(data).hexdigest(), "", {})
    (tmp_path / "reranker.safetensors").write_bytes(data)
    adapter = Adapter(card, tmp_path, "reranker", "")
    export_model(source, tmp_path, DEFAULT_MODEL, "0", "fp32", None, adapter)
    exported = OnnxReranker(tmp_path / "reranker.onnx", open_tokenizer(tmp_path / "tokenizer.json"))
    task.lora.load(trained.matrices)
    with torch.no_grad():
        task.extra_parameters[0].copy_(trained.matrices["head.weight"])
        task.extra_parameters[1].copy_(trained.matrices["head.bias"])
        task.lora.transformer.eval()
        for question, passage in (("cedar mail", 2), ("which ember post is filed?", 5)):
            one, other = task.lora.tokenize([question, OFFICE.texts[passage]], 80)
            pair = (one[1:-1], other[1:-1])
            expected = float(
                functional.linear(task.lora.forward_pairs([pair]), *task.extra_parameters)
            )
            (found,) = exported.compare(question, [OFFICE.texts[passage]])
            assert found == pytest.approx(expected, abs=0.1)  # half precision on the way


def test_a_long_question_and_a_long_passage_are_cut(judge: tuple[Reranker, Trained]) -> None:
    task, _ = judge
    batch = Batch((Example(0, "oven " * 500, (3, 1, 2, 4, 5)),), (Example(0, "x", (1,) * 4),))
    assert torch.isfinite(task.loss(batch))
