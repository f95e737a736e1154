"""The command as people and programs run it, with the real model and the real documents."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from index.content import find_documents
from tests.conftest import CONTENT, PROJECT, ROLES, WriteContent

QUESTION = "who owns architecture docs?"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `content/` in it, and the working directory."""
    shutil.copytree(CONTENT, tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def built(project: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["index"]) == 0
    capsys.readouterr()
    return project


def test_a_question_gets_the_words_the_role_the_section_and_the_place(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", QUESTION]) == 0
    out, err = capsys.readouterr()
    first, source, *_ = out.split("\n")
    assert f"* {first}" == (CONTENT / "architect.rst").read_text().split("\n")[36]
    assert source == "  Architect · Principal Responsibilities · content/architect.rst:37"
    assert "Reading documents …\nLoading the model …\n" in err
    assert "There is no index yet. Built it: 1 role, 34 passages -> " in err
    assert "\x1b" not in out + err


def test_an_index_that_is_there_is_used_and_not_spoken_of(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["role", "architect", "teamwork"]) == 0
    out, err = capsys.readouterr()
    assert "62  Teamwork: Works in concert with others" in out
    assert err == ""


def test_an_edit_is_answered_from_at_once(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (built / "content" / "architect.rst").open("a") as document:
        document.write("* **Tidiness**: Keeps the whiteboard clean\n")
    assert main(["ask", "who keeps the whiteboard clean?"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Tidiness: Keeps the whiteboard clean\n")
    assert err.startswith("Reading documents …\n")
    assert "The documents have changed. Built it: 1 role, 35 passages" in err


def test_nothing_is_written_into_somebody_elses_folder(
    write: WriteContent, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write({"baker.md": "# Baker\n\n- Bakes\n"})
    before = sorted(folder.rglob("*"))
    assert main(["roles", "--content", str(folder)]) == 0
    assert capsys.readouterr().out == f"Baker · {folder / 'baker.md'}:1\n"
    assert sorted(folder.rglob("*")) == before
    assert not (project / ".index").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["role", "architect"], 0),
        (["roles"], 0),
        (["--help"], 0),
        (["ask", "zebra xylophone quartz"], 1),
        (["role", "plumber"], 1),
        (["role", "architect", "salary"], 1),
        (["ask"], 2),
        (["role"], 2),
        (["nonsense"], 2),
        (["roles", "--content", "nowhere"], 2),
    ],
)
def test_exit_codes(
    built: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    assert main(arguments) == code
    out, err = capsys.readouterr()
    assert bool(err) == (code == 2) or "Loading the model" in err
    assert "Traceback" not in out + err


def test_errors_name_the_place_and_the_fix(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["ask", QUESTION, "--content", "nowhere"])
    assert capsys.readouterr().err == (
        "Error: nowhere: There is no such folder. "
        "Give the folder of your role documents with --content DIR.\n"
    )


def test_a_broken_document_is_named_and_the_rest_still_answers(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "content" / "chef.md").write_text("---\ntitle: Chef\n")
    assert main(["index"]) == 2
    assert "Problem: chef.md:1: Front matter is never closed." in capsys.readouterr().err
    assert main(["role", "architect", "teamwork"]) == 0


@pytest.mark.parametrize("command", ["ask", "role", "roles", "index", "doctor"])
def test_every_command_has_help_with_an_example(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main([command, "--help"]) == 0
    assert f"  rolebot {command}" in capsys.readouterr().out


def test_the_doctor_finds_a_whole_installation_well(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert [line.split(":")[0].split() for line in out.splitlines()] == [
        ["ok", "documents"],
        ["ok", "model"],
        ["ok", "index"],
    ]


def test_the_doctor_names_what_is_wrong_and_changes_nothing(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (built / "content" / "chef.md").write_text("---\ntitle: Chef\n")
    (built / ".index" / "manifest.json").write_text("{")
    assert main(["doctor"]) == 2
    out = capsys.readouterr().out
    assert "problem documents: chef.md:1: Front matter is never closed." in out
    assert "manifest.json: The file is damaged" in out
    assert (built / ".index" / "manifest.json").read_text() == "{"


def test_questions_are_answered_one_by_one_while_the_reader_waits(tmp_path: Path) -> None:
    """Each answer is there before the next question is sent."""
    questions = ["PM", "", "who owns the  runbooks?", "zebra xylophone quartz", "tech lead"]
    expected = ["choice", "help", "passages", "no_answer", "role"]
    with subprocess.Popen(  # noqa: S603, our own command
        [sys.executable, "-m", "bot", "ask", "--json", "--content", str(ROLES), "-"],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PYTHONUTF8": "1"},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        answers = []
        for question in questions:
            process.stdin.write(question + "\n")
            process.stdin.flush()
            answers.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        assert process.stdout.read() == ""
        assert process.wait(timeout=60) == 0
    assert [answer["question"] for answer in answers] == questions
    assert [answer["kind"] for answer in answers] == expected


def test_roles_as_json_are_what_the_documents_hold(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["roles", "--json", "--content", str(ROLES)]) == 0
    roles = json.loads(capsys.readouterr().out)["roles"]
    assert [role["path"] for role in roles] == list(find_documents(ROLES))
