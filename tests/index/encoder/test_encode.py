"""The exported model: that it says what sentence-transformers says, and needs none of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import yaml
from sentence_transformers import SentenceTransformer

from index.documents.chunk import chunk_document
from index.documents.content import find_documents, read_content
from index.encoder.adapter import find_adapter
from index.encoder.encode import MAX_PIECES, TEXTS_PER_REPORT, OnnxEncoder, Precision
from index.encoder.encoded import Vectors, pooled
from index.encoder.export import exported_model
from index.encoder.merge import load_merged
from index.encoder.model import DEFAULT_MODEL, find_model
from index.errors import ModelError
from index.fold import fold
from index.search.maxsim import likeness
from tests.conftest import CONTENT, PROJECT, ROLES

QUESTIONS = PROJECT / "tests" / "questions"
EVAL = PROJECT.parent / "shared" / "eval"
CORPUS = PROJECT.parent / "shared" / "corpus" / "18F__joining-18f" / "_positions"


def passages_of(*folders: Path) -> list[str]:
    return [
        # a role and what it says: as plain a text as there is, whatever else is put before it
        fold(f"{passage.role.title} - {' '.join((*passage.context, passage.text))}")
        for folder in folders
        for document in read_content(folder, find_documents(folder)).documents
        for passage in chunk_document(document)
    ]


@pytest.fixture(scope="session")
def reference() -> SentenceTransformer:
    """What is exported: with the adapter that comes with the package."""
    return load_merged(find_model(DEFAULT_MODEL), find_adapter(DEFAULT_MODEL))


def cosines(encoder: OnnxEncoder, reference: SentenceTransformer, texts: list[str]) -> Vectors:
    """With the reference's vectors, one for each text."""
    expected = reference.encode(texts, normalize_embeddings=True)
    found: Vectors = np.einsum("ij,ij->i", encoder.encode_documents(texts).vectors, expected)
    return found


# int8 is a rounding: what it may cost is measured in hits, here only that nothing is broken.
AGREEMENT: list[tuple[Precision, float]] = [("fp32", 0.99999), ("int8", 0.97)]


@pytest.mark.parametrize(("precision", "least"), AGREEMENT)
def test_vectors_agree_with_sentence_transformers(
    reference: SentenceTransformer, precision: Precision, least: float
) -> None:
    encoder = OnnxEncoder(exported_model(DEFAULT_MODEL, precision))
    texts = [*passages_of(CONTENT, ROLES), "", "한국어 and 日本語", "word " * 2000]
    found = cosines(encoder, reference, texts)
    print(f"{precision}: {len(texts)} texts, least {found.min():.7f}, mean {found.mean():.7f}")
    assert found.min() >= least


@pytest.mark.skipif(not CORPUS.exists(), reason=f"the documents are not there: {CORPUS}")
def test_vectors_agree_over_documents_of_others(
    reference: SentenceTransformer, model: OnnxEncoder
) -> None:
    found = cosines(model, reference, passages_of(CORPUS))
    print(f"int8: {len(found)} texts, least {found.min():.7f}, mean {found.mean():.7f}")
    assert found.min() >= 0.97


def hits(encoder: OnnxEncoder, documents: Path, questions: Path) -> tuple[int, int]:
    """How many of the labelled questions find a right passage among the first three, of how
    many."""
    read = read_content(documents, find_documents(documents)).documents
    passages = [passage for document in read for passage in chunk_document(document)]
    vectors = encoder.encode_documents([fold(p.searchable()) for p in passages]).vectors
    found = asked = 0
    for line in questions.read_text().splitlines():
        question = json.loads(line)
        right = {(gold["file"], gold["line"]) for gold in question["gold"] or []}
        if right:
            query = encoder.encode_query(fold(question["query"])).vectors[0]
            best = np.argsort(-(query @ vectors.T))[:3]
            found += any((passages[row].path, passages[row].line) in right for row in best)
            asked += 1
    return found, asked


def labelled() -> list[tuple[Path, Path]]:
    """Folders of documents with files of questions about them."""
    sets = [(CONTENT, EVAL / "architect.jsonl"), (CORPUS, EVAL / "positions.jsonl")]
    for name in ("second", "frozen", "third"):
        rows = yaml.safe_load((QUESTIONS / f"{name}.yaml").read_text())["sets"]
        sets += [(QUESTIONS / row["content"], QUESTIONS / row["questions"]) for row in rows]
    return sets


@pytest.mark.skipif(not EVAL.exists(), reason=f"the labelled questions are not there: {EVAL}")
def test_int8_costs_no_more_than_one_hit_in_a_hundred(model: OnnxEncoder) -> None:
    whole = OnnxEncoder(exported_model(DEFAULT_MODEL, "fp32"))
    sets = labelled()
    counts = [[hits(encoder, *each) for each in sets] for encoder in (whole, model)]
    fp32, int8 = (sum(found for found, _ in each) for each in counts)
    asked = sum(number for _, number in counts[0])
    assert asked > 500  # of a hundred, one is chance
    print(f"hit@3 of {asked} questions: fp32 {fp32 / asked:.3f}, int8 {int8 / asked:.3f}")
    assert (fp32 - int8) / asked <= 0.01


def test_a_vector_does_not_depend_on_the_other_texts(model: OnnxEncoder) -> None:
    texts = ["short", "a much longer text about ferries, ports and timetables", "", "short"]
    together = model.encode_documents(texts).vectors
    for text, vector in zip(texts, together, strict=True):
        assert (model.encode_documents([text]).vectors[0] == vector).all()
    assert (model.encode_query("short").vectors == together[:1]).all()


FILLER = "Writes down what was said in the meeting of the harbour committee. "


def test_of_a_long_text_the_end_is_encoded_too(model: OnnxEncoder) -> None:
    text = f"Clerk - {FILLER * 30}Feeds the committee's parrot every evening."
    encoded = model.encode_documents([text, "short"])
    assert encoded.places.max() > text.index("every evening")
    assert (np.diff(encoded.places[encoded.pieces_of(0)]) > 0).all()
    assert len(encoded.pieces) == len(encoded.tokens) > 400
    first = model.encode_documents([text[: text.index("committee. ", 1500)]])
    assert (encoded.vectors[0] == first.vectors[0]).all()  # as sentence-transformers has it
    question = model.encode_query("who feeds the parrot?")
    assert len(model.encode_query(text).pieces) < 256
    whole, beginning = (
        likeness(question, np.ones(len(question.pieces), bool), texts).mean()
        for texts in (encoded.take([0]), first)
    )
    assert whole > beginning


def test_a_text_without_end_is_encoded_as_far_as_a_person_would_read(model: OnnxEncoder) -> None:
    encoded = model.encode_documents([FILLER * 1000])
    assert MAX_PIECES <= len(encoded.pieces) < MAX_PIECES + 256


def test_vectors_have_length_one_and_the_order_of_the_texts(model: OnnxEncoder) -> None:
    vectors = model.encode_documents(["ferries", "ports"]).vectors
    assert vectors.shape == (2, model.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert model.encode_documents([]).vectors.shape == (0, model.dimensions)


def test_what_means_the_same_is_nearer_than_what_shares_words(model: OnnxEncoder) -> None:
    question, same, other = model.encode_documents(
        [
            "who keeps the manual up to date?",
            "Maintains the written documentation",
            "Keeps the date of the party",
        ]
    ).vectors
    assert question @ same > question @ other


def test_long_work_reports_its_progress(exported: Mapping[str, Path]) -> None:
    reports: list[tuple[str, int, int]] = []
    encoder = OnnxEncoder(exported, lambda *report: reports.append(report))
    encoder.encode_documents(["word"] * (TEXTS_PER_REPORT + 1))
    assert reports == [
        ("Encoding passages", TEXTS_PER_REPORT, TEXTS_PER_REPORT + 1),
        ("Encoding passages", TEXTS_PER_REPORT + 1, TEXTS_PER_REPORT + 1),
    ]


@pytest.mark.parametrize("kind", ["card", "model", "tokenizer"])
def test_files_that_are_no_model_are_an_error_with_a_fix(
    exported: Mapping[str, Path], tmp_path: Path, kind: str
) -> None:
    (tmp_path / "broken").write_bytes(b"{")
    encoder = OnnxEncoder({**exported, kind: tmp_path / "broken"})
    with pytest.raises(ModelError, match=r"broken: The exported model cannot be read"):
        encoder.encode_query("word")


# Everything that exporting needs is absent, and so is the network.
ALONE = """
import socket, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

ABSENT = {"huggingface_hub", "onnx", "onnxscript", "torch", "transformers"}
sys.meta_path.insert(0, Absent())
sys.modules["sentence_transformers"] = None
socket.socket.connect = socket.getaddrinfo = None
from bot.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def alone(here: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603, our own command
        [sys.executable, "-c", ALONE, *arguments],
        cwd=here,
        env={"HOME": str(here), "PYTHONPATH": str(PROJECT), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_an_index_folder_that_is_moved_answers_and_follows_edits_without_torch_or_network(
    exported: Mapping[str, Path], tmp_path: Path
) -> None:
    made, there = tmp_path / "made", tmp_path / "there"
    there.mkdir()
    built = subprocess.run(  # noqa: S603, our own command
        [sys.executable, "-m", "bot", "index", "--content", str(CONTENT), "--out", str(made)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    made.rename(there / "index")

    asked = ["ask", "--index", "index", "who owns architecture docs?"]
    done = alone(there, *asked)
    assert "Owns and maintains the key subsystem level" in done.stdout, done.stderr
    assert done.stderr.startswith("content is not here: answering as of ")

    (there / "content").mkdir()
    text = (CONTENT / "architect.rst").read_text()
    (there / "content" / "architect.rst").write_text(
        f"{text}* **Tidiness**: Keeps the whiteboard clean\n"
    )
    done = alone(there, "ask", "--index", "index", "who keeps the whiteboard clean?")
    assert done.stdout.startswith("Tidiness: Keeps the whiteboard clean\n"), done.stderr
    assert "The documents have changed. Built it: 1 role, 35 passages" in done.stderr

    done = alone(there, "ask", "--index", "nowhere", "who owns architecture docs?")
    assert done.returncode == 2
    assert "pip install 'rolebot[export]'" in done.stderr


def test_a_pooled_vector_has_length_one() -> None:
    pieces = np.array([[127, 0, 0], [0, 127, 0], [127, 0, 0]], np.int8)
    assert pooled(pieces).tolist() == pytest.approx([2 / 5**0.5, 1 / 5**0.5, 0])
    assert pooled(np.zeros((2, 3), np.int8)).tolist() == [0, 0, 0]
