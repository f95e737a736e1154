"""`rolebot evaluate` and `rolebot calibrate`, as people run them, with the real model."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from bot.__main__ import main
from bot.evaluate.baseline import BASELINES
from bot.evaluate.questions import read_questions
from bot.evaluate.run import Asked, calibrate
from index.encoder.encode import OnnxEncoder
from index.question.steps import NAMES
from index.search.confidence import ANSWERABLE, RIGHT, Calibration, packaged_calibration
from tests.conftest import PROJECT, index_of

SETS = PROJECT / "tests" / "questions" / "sets.yaml"
BAKER = """# Baker

## Duties

- Bakes sourdough bread every night
- Orders flour and yeast from the mill

## Authority

- Decides when the oven is replaced
"""
QUESTIONS = """questions:
  - {ask: "who bakes the sourdough bread at night?", text: Bakes sourdough}
  - {ask: "who orders the flour from the mill?", section: Duties, text: Orders flour}
  - {ask: "who decides when to replace the oven?", section: Authority}
  - {ask: "what is the wifi password?", answer: none, kind: off_topic}
"""
BREADS = ("bread", "loaf", "flour", "yeast", "mill", "oven", "night", "sourdough", "bun", "dough")


@pytest.fixture
def bakery(tmp_path: Path, model: OnnxEncoder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `content/`, and questions; the working directory."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "baker.md").write_text(BAKER)
    (tmp_path / "questions.yaml").write_text(QUESTIONS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def records(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    """What was printed as JSON."""
    found: dict[str, dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def many(yes: int, no: int) -> str:
    """So many questions."""
    asked = [f"- {{ask: 'who bakes {n} {BREADS[n % 10]}s?', text: Bakes}}" for n in range(yes)]
    asked += [f"- {{ask: 'what is {n} plus {n}?', answer: none}}" for n in range(no)]
    return "questions:\n" + "".join(f"  {line}\n" for line in asked)


def test_questions_by_hand_are_asked_and_counted(
    bakery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "questions.yaml"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert lines[0] == "questions: 3 answerable questions, 1 unanswerable"
    assert any(line.startswith("| question") and "1.00 (1.00–1.00)" in line for line in lines)
    assert any(line.startswith("| off_topic") and "1.00 (1.00–1.00)" in line for line in lines)
    assert not any("All sets" in line for line in lines)


def test_json_lines_are_asked_too(bakery: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [
        {"id": "a", "query": "who orders flour?", "gold": [{"file": "baker.md", "line": 6}]},
        {"id": "b", "query": "who sings?", "kind": "no_answer", "note": "off_topic: singing"},
    ]
    Path("asked.jsonl").write_text("\n".join(map(json.dumps, asked)))
    assert main(["evaluate", "asked.jsonl", "questions.yaml"]) == 0
    out = capsys.readouterr().out
    assert "asked: 1 answerable question, 1 unanswerable\n" in out
    assert "All sets: 4 answerable questions, 2 unanswerable\n" in out


def test_a_label_that_no_passage_fits_is_told_with_its_line(
    bakery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("wrong.yaml").write_text("questions:\n  - ask: who fries?\n    text: Fries potatoes\n")
    assert main(["evaluate", "wrong.yaml"]) == 2
    assert "wrong.yaml:2: The documents have no passage that fits" in capsys.readouterr().err


@pytest.mark.parametrize(("least", "code"), [("0", 0), ("0.75", 0), ("0.76", 1), ("1", 1)])
def test_too_few_hits_exit_with_1(
    bakery: Path, capsys: pytest.CaptureFixture[str], least: str, code: int
) -> None:
    # One of four points to a passage that does not answer, which is never quoted first or third.
    Path("few.yaml").write_text(
        QUESTIONS.replace(
            '  - {ask: "what is the wifi password?", answer: none, kind: off_topic}\n', ""
        )
        + '  - {ask: "what colour is the wifi password?", text: Orders flour}\n'
    )
    assert main(["evaluate", "few.yaml", "--min-hit3", least]) == code


@pytest.mark.parametrize("least", ["-1", "1.1", "many"])
def test_a_share_is_from_0_to_1(
    bakery: Path, capsys: pytest.CaptureFixture[str], least: str
) -> None:
    assert main(["evaluate", "questions.yaml", "--min-hit3", least]) == 2
    assert "--min-hit3" in capsys.readouterr().err


def test_without_answerable_questions_there_is_no_hit_to_miss(
    bakery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("none.yaml").write_text(
        'questions:\n  - {ask: "what is the wifi password?", answer: none}\n'
    )
    assert main(["evaluate", "none.yaml", "--min-hit3", "1"]) == 0


def test_there_is_a_line_for_each_step_and_each_baseline(
    bakery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "questions.yaml", "--ablate", "--baselines"]) == 0
    lines = capsys.readouterr().out.split("\n")
    start = next(n for n, line in enumerate(lines) if line.startswith("| all questions"))
    named = [line.split("|")[1].strip() for line in lines[start + 2 :] if line.startswith("|")]
    assert named == ["rolebot", *BASELINES, *(f"without {n.replace('_', ' ')}" for n in NAMES)]


def test_a_baseline_quotes_what_it_finds_and_is_asked_nothing_unanswerable(
    bakery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "questions.yaml", "--baselines", "--json"]) == 0
    found = records(capsys)
    for name in BASELINES:
        answerable = found[name]["answerable"]
        assert isinstance(answerable, list)
        assert answerable[-1]["count"] == 3
        assert answerable[-1]["hit1"]["value"] == 1.0
        assert found[name]["unanswerable"] == []


def test_json_has_the_sets_with_each_question_and_all_of_them(
    bakery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "questions.yaml", "--json", "--misses", "--ablate"]) == 0
    found = records(capsys)
    assert set(found) == {"sets", "all", *(f"without {name.replace('_', ' ')}" for name in NAMES)}
    (only,) = found["sets"]
    assert isinstance(only, dict)
    assert only["name"] == "questions"
    assert [(o["first"], o["ranks"], o["declined"]) for o in only["outcomes"]][:3] == [
        ("baker.md:5", [1], False),
        ("baker.md:6", [1], False),
        ("baker.md:10", [1], False),
    ]
    assert (only["outcomes"][3]["declined"], only["outcomes"][3]["ranks"]) == (True, [])


def test_misses_are_listed_with_what_was_wanted(
    bakery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("missed.yaml").write_text(
        'questions:\n  - {ask: "what is the wifi password?", text: Orders flour}\n'
        '  - {ask: "who bakes sourdough bread?", answer: none}\n'
    )
    assert main(["evaluate", "missed.yaml", "--misses"]) == 0
    out = capsys.readouterr().out
    assert "Not among the first 5: 1 of 1\n\nwhat is the wifi password? (1, question)\n" in out
    assert "  wanted: “Orders flour and yeast from the mill” Baker · Duties · baker.md:6\n" in out
    assert "  declined; nearest: “" in out
    assert "Answered, though the documents do not: 1 of 1\n" in out
    assert "  quoted: “Bakes sourdough bread every night” Baker · Duties · baker.md:5, conf" in out
    assert main(["evaluate", "questions.yaml", "--misses"]) == 0
    assert "wanted:" not in capsys.readouterr().out


def test_a_set_may_name_its_own_documents(
    bakery: Path, model: OnnxEncoder, capsys: pytest.CaptureFixture[str]
) -> None:
    (bakery / "ferry").mkdir()
    (bakery / "ferry" / "captain.md").write_text("# Captain\n\n- Keeps the log of crossings\n")
    (bakery / "ferry.yaml").write_text(
        'content: ferry\nquestions:\n  - {ask: "who keeps the log of crossings?", role: Captain}\n'
    )
    (bakery / "all.yaml").write_text(
        "sets:\n  - questions: questions.yaml\n  - questions: ferry.yaml\n"
    )
    assert main(["evaluate", str(bakery / "all.yaml")]) == 0
    out = capsys.readouterr().out
    assert "ferry: 1 answerable question, 0 unanswerable\n" in out
    assert "All sets: 4 answerable questions, 1 unanswerable\n" in out


def test_each_set_can_be_asked_with_what_the_others_taught(
    bakery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("one.yaml").write_text(many(30, 15))
    Path("two.yaml").write_text(many(31, 16))
    assert main(["evaluate", "one.yaml", "two.yaml", "--leave-one-out", "--json"]) == 0
    own = records(capsys)
    assert main(["evaluate", "one.yaml", "two.yaml", "--json"]) == 0
    packaged = records(capsys)
    confidences = [
        [o["confidence"] for each in found["sets"] for o in each["outcomes"]]  # type: ignore[index]
        for found in (own, packaged)
    ]
    assert len(confidences[0]) == 92
    assert confidences[0] != confidences[1]


def test_a_set_alone_has_no_others_to_learn_from(
    bakery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("one.yaml").write_text(many(30, 15))
    assert main(["evaluate", "one.yaml", "--leave-one-out"]) == 2
    err = capsys.readouterr().err
    assert "There is one set of questions, and no other to calibrate on." in err


def stored(folder: Path) -> Calibration | None:
    found = list(folder.glob("calibration-*.json"))
    return msgspec.json.decode(found[0].read_bytes(), type=Calibration) if found else None


def test_calibration_is_kept_with_the_index_also_when_documents_change(
    bakery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("many.yaml").write_text(many(30, 15))
    assert main(["calibrate", "many.yaml"]) == 0
    assert capsys.readouterr().out == (
        f"Calibrated on 30 answerable questions, 15 unanswerable -> {bakery / '.index'}\n"
    )
    fitted = stored(Path(".index"))
    assert fitted is not None
    assert fitted.sets == {"many": (30, 15)}
    assert fitted.command == "rolebot calibrate many.yaml"
    assert fitted.answerable.weights.keys() == set(ANSWERABLE)
    assert fitted.right.weights.keys() == set(RIGHT)

    def confidence() -> object:
        main(["ask", "--json", "who bakes the cake at night?"])  # not in so many words
        return records(capsys)["confidence"]

    own = confidence()
    with Path("content", "baker.md").open("a") as document:
        document.write("- Closes the shop\n")
    assert main(["index"]) == 0
    assert "The documents have changed." in capsys.readouterr().err
    assert stored(Path(".index")) == fitted
    Path("content", "baker.md").write_text(BAKER)
    assert confidence() == own
    Path(".index", "manifest.json").unlink()
    assert confidence() == own  # although the index is lost
    shutil.rmtree(".index")
    assert confidence() != own  # another index


def test_calibration_can_go_to_a_file(bakery: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("many.yaml").write_text(many(31, 16))
    assert main(["calibrate", "many.yaml", "--to", "own.json"]) == 0
    assert capsys.readouterr().out.endswith(
        "Calibrated on 31 answerable questions, 16 unanswerable -> own.json\n"
    )
    written = msgspec.json.decode(Path("own.json").read_bytes(), type=Calibration)
    assert written.sets == {"many": (31, 16)}
    assert Path("own.json").read_bytes().endswith(b"}\n")
    assert stored(Path(".index")) == packaged_calibration()  # as it was


def test_too_few_questions_leave_everything_as_it_was(
    bakery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["calibrate", "questions.yaml"]) == 2
    err = capsys.readouterr().err
    assert "questions: There are 3 answerable questions and 1 unanswerable ones." in err
    assert "At least 30 and 15 are needed." in err
    assert stored(Path(".index")) == packaged_calibration()  # as it was


def test_questions_have_to_be_a_file(bakery: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("evaluate", "calibrate"):
        assert main([command]) == 2
        assert main([command, "nowhere.yaml"]) == 2
        assert main([command, "content"]) == 2
    assert "nowhere.yaml" in capsys.readouterr().err


def asked_of(encoder: OnnxEncoder) -> Sequence[Asked]:
    found = []
    for questions in read_questions(SETS):
        assert questions.content is not None
        index = index_of(questions.content, encoder)
        found.append(Asked(questions, questions.content, index))
    return found


@pytest.mark.skipif(
    not (PROJECT.parent / "shared" / "corpus").is_dir(),
    reason="the documents that it is fitted on are not there: ../shared/corpus",
)
def test_the_packaged_calibration_is_what_its_questions_give(model: OnnxEncoder) -> None:
    """Else: rolebot calibrate tests/questions/sets.yaml --to index/search/calibration.json."""
    packaged = packaged_calibration()
    fitted = calibrate(asked_of(model), packaged.command)
    assert fitted.model == packaged.model
    assert fitted.sets == packaged.sets
    assert fitted.threshold == pytest.approx(packaged.threshold, abs=0.02)
    for again, kept in (
        (fitted.answerable, packaged.answerable),
        (fitted.right, packaged.right),
    ):
        assert again.bias == pytest.approx(kept.bias, abs=0.3)
        for name, weight in kept.weights.items():
            assert again.weights[name] == pytest.approx(weight, rel=0.1, abs=0.1), name


def test_a_set_that_names_its_documents_is_calibrated_in_their_index(
    bakery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bakery / "docs").mkdir()
    (bakery / "docs" / "baker.md").write_text(BAKER)
    Path("many.yaml").write_text(f"content: docs\n{many(30, 15)}")
    assert main(["calibrate", "many.yaml"]) == 0
    place = capsys.readouterr().out.rsplit("-> ", 1)[1].strip()
    assert Path(place).name.startswith("docs-")
    assert stored(Path(place)) is not None


def test_without_the_extra_baselines_say_at_once_what_to_install(
    bakery: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rank_bm25", None)
    assert main(["evaluate", "questions.yaml"]) == 0
    capsys.readouterr()
    assert main(["evaluate", "questions.yaml", "--baselines"]) == 2
    out, err = capsys.readouterr()
    assert (out, err) == (
        "",
        "Error: --baselines: The package rank-bm25 is not installed. "
        "Install it with: pip install 'rolebot[baselines]'\n",
    )


def test_what_serves_needs_no_extra() -> None:
    wanted = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    extra = {"rank-bm25", "sentence-transformers", "torch==2.13.0"}
    assert extra.isdisjoint(wanted["dependencies"])
    extras = wanted["optional-dependencies"]
    assert extras["baselines"] == ["rank-bm25"]
    assert any(re.match(r"rolebot\[.*\bbaselines\b.*\]", name) for name in extras["dev"])


def test_questions_about_a_folder_that_is_not_there_say_which(
    bakery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("own.yaml").write_text("content: nowhere\nquestions:\n- ask: who?\n  role: Baker\n")
    assert main(["evaluate", "own.yaml"]) == 2
    assert capsys.readouterr().err == (
        "Error: own: The folder of its documents is not there: nowhere. Correct its 'content', "
        "which starts at the folder that the file is in.\n"
    )
