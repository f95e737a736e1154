"""`rolebot train`, and the files that it learns from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path

import msgspec
import pytest
import torch

from bot.__main__ import main
from bot.evaluate.companies import company_of, read_companies
from bot.evaluate.cross_validation import Comparison, cross_validate
from bot.evaluate.labels import LabelledQuestion, QuestionsError, Wanted
from bot.evaluate.match import lines_in
from bot.evaluate.measure import Outcome
from bot.evaluate.questions import read_questions
from bot.evaluate.run import Asked
from index.encoder.adapter import find_adapter
from index.encoder.encode import OnnxEncoder
from index.encoder.model import DEFAULT_MODEL, find_model, weights_digest
from index.encoder.training.examples import Company
from index.store.open import open_index
from tests.conftest import WriteContent, always

BAKER = "# Baker\n\n- Bakes rye bread\n- Sells cakes\n"
CLERK = "# Clerk\n\n- Files letters\n"


def digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:16]


def row(line: int, text: str, *questions: str, **other: object) -> str:
    fields = {"corpus": "bakery", "file": "baker.md", "line": line, "end_line": line}
    return json.dumps({**fields, "sha256": digest(text), "questions": questions, **other})


@pytest.fixture
def root(write: WriteContent) -> Path:
    """Two companies' documents, each in a folder of its own."""
    return write({"bakery/baker.md": BAKER, "office/clerk.md": CLERK})


def test_rows_of_passages_are_read_and_stale_ones_are_counted(root: Path, tmp_path: Path) -> None:
    questions, misses = tmp_path / "rows.jsonl", tmp_path / "misses.jsonl"
    rows = [
        row(3, "- Bakes rye bread", "who bakes?", "“bread”  maker", " "),
        "",
        row(3, "- Bakes rye bread", "who bakes?", "rye"),
        row(4, "- Sells cookies", "who sells?"),  # edited since
        row(9, "- Sells cakes", "who sells?"),  # gone
        row(4, "- Sells cakes", " "),
        row(4, "- Sells cakes", "who sells?", file="cook.md"),
    ]
    questions.write_text("\n" + "\n".join(rows))
    misses.write_text(
        '{"corpus": "bakery", "question": "who pays the rent?", "kind": "near_miss"}\n'
        '{"corpus": "office", "question": "who pays?"}\n'
    )
    read = read_companies([questions, misses], [tmp_path, root])
    (bakery,) = read.companies  # of the office no question has an answer
    assert bakery.name == "bakery"
    assert bakery.texts == ("Baker - Bakes rye bread", "Baker - Sells cakes")
    assert bakery.answers == {0: ("who bakes?", '"bread" maker', "rye")}
    assert bakery.unanswerable == ("who pays the rent?",)
    assert read.skipped == 4


def test_evaluates_files_are_read_too(root: Path, tmp_path: Path) -> None:
    by_hand, lines = tmp_path / "asked.yaml", tmp_path / "office.jsonl"
    by_hand.write_text(
        f"content: {root / 'bakery'}\n"
        "questions:\n"
        "  - ask: who bakes?\n    text: Bakes rye bread\n"
        "  - ask: who is busy?\n    role: Baker\n"
        "  - ask: who drives?\n    text: Drives the van\n"
        "  - ask: who pays?\n    answer: none\n"
    )
    lines.write_text('{"query": "who files?", "gold": [{"file": "clerk.md", "line": 3}]}\n')
    read = read_companies([by_hand, lines], [root / "office"])
    bakery, office = read.companies
    assert bakery.answers == {0: ("who bakes?", "who is busy?"), 1: ("who is busy?",)}
    assert bakery.unanswerable == ("who pays?",)
    assert office.answers == {0: ("who files?",)}
    assert read.skipped == 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "This is not valid JSON"),
        ('{"corpus": "bakery", "questions": []}', "The field 'file' is missing. Add it."),
        (row(0, "x", "who?"), "'line' is too small. Count from 1."),
        (row(3, "x", "who?", questions="who?"), "'questions' is text. Make it a list."),
        ('{"corpus": "bakery"}', "The field 'question' is missing. Add it."),
        ('{"corpus": "bakery", "questoin": "x"}', "There is no field 'questoin'."),
    ],
)
def test_a_broken_row_is_named_by_its_line(
    root: Path, tmp_path: Path, line: str, problem: str
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{row(3, '- Bakes rye bread', 'who bakes?')}\n{line}\n")
    with pytest.raises(QuestionsError) as error:
        read_companies([path], [root])
    assert str(error.value).startswith(f"{path}:2: {problem}")


def test_documents_that_are_nowhere_are_an_error(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(row(3, "x", "who?", corpus="bank"))
    with pytest.raises(QuestionsError) as error:
        read_companies([path], [root])
    assert str(error.value) == (
        f"{path}: The documents of 'bank' are in none of the folders that are given. "
        "Name the folder around them: --content DIR"
    )
    other = tmp_path / "asked.jsonl"
    other.write_text('{"query": "who?", "gold": [{"file": "clerk.md", "line": 3}]}\n')
    with pytest.raises(QuestionsError, match="asked: The folder of its documents is not there"):
        read_companies([other], [])


@pytest.fixture
def practice(write: WriteContent, tmp_path: Path) -> Path:
    """A root of documents, beside 200 questions about them that share no word with their answers
    and can only be learnt by heart."""
    points = [f"- Looks after oven number {number:02}" for number in range(50)]
    root = write({"bakery/baker.md": "\n".join(["# Baker", "", *points])})
    rows = [
        row(place + 3, point, *(f"{word} zq{place:02}" for word in ("who", "when", "why", "how")))
        for place, point in enumerate(points)
    ]
    (tmp_path / "practice.jsonl").write_text("\n".join(rows))
    return root


@pytest.fixture
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def test_fewer_than_200_pairs_are_too_few(
    practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, folder = tmp_path / "practice.jsonl", tmp_path / "adapter"
    rows = path.read_text().splitlines()
    stale = row(3, "- Was there once", "who?", "what?")
    path.write_text("\n".join([*rows[:-1], rows[-1].replace('"how zq49"', '""'), stale]))
    assert main(["train", str(path), "--content", str(practice), "--to", str(folder)]) == 2
    assert capsys.readouterr().err == (
        f"Error: {path}: There are 199 questions with a passage that answers, and 1 whose passage "
        "is not there as it was. Training takes 200 or more: write more of them.\n"
    )
    assert not folder.exists()


def test_without_the_extra_it_says_what_to_install(
    practice: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def find_nothing(name: str) -> ModuleSpec | None:
        return None

    monkeypatch.setattr("index.encoder.export.find_spec", find_nothing)
    assert main(["train", str(tmp_path / "practice.jsonl"), "--to", str(tmp_path / "to")]) == 2
    assert "Install them with: pip install 'rolebot[export]'" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_said_before_training(
    practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in the way").touch()
    folder = tmp_path / "in the way" / "adapter"
    given = [str(tmp_path / "practice.jsonl"), "--content", str(practice)]
    assert main(["train", *given, "--to", str(folder)]) == 2
    err = capsys.readouterr().err
    assert f"Error: {folder}: The folder cannot be written to: Not a directory." in err
    assert "Epoch" not in err


@pytest.mark.usefixtures("one_thread")
def test_what_it_learns_is_written_with_what_it_learned_from(
    practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, folder = tmp_path / "practice.jsonl", tmp_path / "adapter"
    given = [str(path), "--content", str(practice), "--validate", str(path), "--epochs", "4"]
    assert main(["train", *given, "--to", str(folder)]) == 0
    out, err = capsys.readouterr()
    said = "Training on 200 questions (companies: 1), validating on 200 (companies: 1); skipped 0"
    assert said in err
    assert "Before training: validation 0." in err
    assert "Epoch 1: loss " in err
    assert out.startswith("Adapter of epoch ")
    card = json.loads((folder / "adapter.json").read_text())
    data = (folder / "adapter.safetensors").read_bytes()
    assert card.pop("command").startswith("rolebot")
    assert card == {
        "model": "sentence-transformers/all-MiniLM-L6-v2",
        "weights_sha256": weights_digest(find_model(DEFAULT_MODEL)),
        "sha256": hashlib.sha256(data).hexdigest(),
        "questions": {"bakery": 200},
        "start": "",
    }
    assert sorted(path.name for path in folder.iterdir()) == ["adapter.json", "adapter.safetensors"]


@pytest.fixture
def asked(practice: Path, tmp_path: Path) -> Path:
    """The same questions as an owner writes them, and one that nothing answers."""
    rows = map(json.loads, (tmp_path / "practice.jsonl").read_text().splitlines())
    points = ((row["line"] - 3, question) for row in rows for question in row["questions"])
    lines = [f"  - ask: {question}\n    text: oven number {n:02}\n" for n, question in points]
    path = tmp_path / "questions.yaml"
    path.write_text("questions:\n" + "".join(lines) + "  - ask: who sings?\n    answer: none\n")
    return path


@pytest.mark.usefixtures("one_thread")
def test_own_questions_that_teach_nothing_about_others_change_nothing(
    practice: Path, asked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--content", str(practice / "bakery"), "--index", str(tmp_path / "index")]
    assert main(["train", str(asked), *given, "--epochs", "1"]) == 1
    out, err = capsys.readouterr()
    assert out == "In 5 trials the answers became no better: nothing is changed.\n"
    assert "| before " in err
    assert "| after " in err
    assert not (tmp_path / "index" / "adapter.json").exists()


def test_questions_about_two_folders_are_not_one_companys(
    practice: Path, asked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = tmp_path / "office"
    office.mkdir()
    (office / "clerk.md").write_text(CLERK)
    other = tmp_path / "other.yaml"
    other.write_text(f"content: {office}\nquestions:\n  - ask: who files?\n    text: Files\n")
    given = ["--content", str(practice / "bakery"), "--index", str(tmp_path / "index")]
    assert main(["train", str(asked), str(other), *given]) == 2
    err = capsys.readouterr().err
    assert "They are about the documents in 2 folders. Train on those about one folder." in err


def outcome(rank: int | None, declined: bool = False) -> Outcome:
    question = LabelledQuestion("1", "who?", "question", "", (Wanted(0, line=1),))
    return Outcome(question, (rank,), declined, 0.5, None)


@pytest.mark.parametrize(
    ("before", "after", "is_better"),
    [
        ([1, 4], [1, 4], False),
        ([1, 4], [1, 3], True),
        ([1, 3], [3, 3], False),
        ([1] * 99 + [2], [1] * 100, False),  # one point
        ([1] * 98 + [2, 2], [1] * 100, True),  # two
        ([None], [1], True),
    ],
)
def test_an_own_model_is_used_if_it_is_two_points_better(
    before: list[int | None], after: list[int | None], is_better: bool
) -> None:
    compared = Comparison(tuple(map(outcome, before)), tuple(map(outcome, after)))
    assert compared.is_better is is_better


def test_an_own_model_that_declines_more_is_not_used() -> None:
    before = (outcome(2), outcome(2), outcome(5))
    assert Comparison(before, (outcome(1), outcome(1), outcome(5))).is_better
    assert not Comparison(before, (outcome(1), outcome(1), outcome(None, declined=True))).is_better


def test_each_question_is_asked_once_of_a_model_that_was_not_taught_it(
    practice: Path, asked: Path, tmp_path: Path, model: OnnxEncoder
) -> None:
    content = practice / "bakery"
    index = open_index(content, tmp_path / "index", always(model)).index
    (questions,) = read_questions(asked)
    company, lost = company_of(questions, index.passages, lines_in(content))
    assert (company.question_count, lost) == (200, 0)
    taught: list[set[str]] = []

    def teach(part: Company, folder: Path) -> bool:
        taught.append({question for some in part.answers.values() for question in some})
        if len(taught) > 1:
            return False
        packaged = find_adapter(DEFAULT_MODEL)
        assert packaged is not None
        (folder / "adapter.safetensors").write_bytes(packaged.read())
        (folder / "adapter.json").write_bytes(msgspec.json.encode(packaged.card))
        return True

    compared = cross_validate(Asked(questions, content, index), company, DEFAULT_MODEL, teach, 1)
    assert [len(part) for part in taught] == [160] * 5
    assert compared.after == compared.before  # nothing that was taught is another model
    texts = [one.question.text for one in compared.before]
    assert (len(texts), len(set(texts))) == (200, 200)
    for place, part in enumerate(taught):
        assert part.isdisjoint(texts[place * 40 : place * 40 + 40])
