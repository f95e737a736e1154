"""The command as people and programs run it, with the real model and the real documents."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.bench import PARTS
from index.documents.content import find_documents
from index.search.confidence import packaged_calibration
from index.store.files import save_calibration
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
    assert "Reading documents …\n" in err
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
    err = capsys.readouterr().err
    assert bool(err) == (code == 2)
    assert "Traceback" not in err


def test_errors_name_the_place_and_the_fix(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["ask", QUESTION, "--content", "nowhere"])
    assert capsys.readouterr().err == (
        "Error: nowhere: There is no such folder. "
        "Give the folder of your role documents with --content DIR.\n"
    )


def test_a_question_without_the_command_is_told_how_to_ask(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([QUESTION]) == 2
    assert capsys.readouterr().err.endswith(
        f"Error: No such command '{QUESTION}'. To ask a question: rolebot ask QUESTION\n"
    )
    assert main(["asq"]) == 2
    assert "Did you mean 'ask'?" in capsys.readouterr().err


def test_documents_without_a_role_are_said_to_have_none(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "drafts").mkdir()
    (project / "drafts" / "a.md").write_text("---\ndraft: true\n---\n# Cook\n\n- Cooks\n")
    for command in ("index", "roles"):
        assert main([command, "--content", "drafts", "--skip-drafts"]) == 0
        assert capsys.readouterr().err.endswith(
            "Warning: drafts has no roles to answer from; drafts are left out.\n"
        )


def test_a_file_is_no_folder_of_documents(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["ask", QUESTION, "--content", "content/architect.rst"])
    assert "content/architect.rst: This is a file, not a folder." in capsys.readouterr().err


def test_a_broken_document_is_named_and_the_rest_still_answers(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "content" / "chef.md").write_text("---\ntitle: Chef\n")
    assert main(["index"]) == 2
    assert "Problem: content/chef.md:1: Front matter is never closed." in capsys.readouterr().err
    assert main(["role", "architect", "teamwork"]) == 0


def test_check_lists_problems_by_line_and_fails_on_errors(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out == ""
    (project / "content" / "chef.md").write_text("# Chef\n\n- Reads [the menu](menu.md)\n")
    assert main(["check"]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("content/chef.md:3: error: ")
    assert err.endswith("1 error, 0 warnings\n")


def test_bench_prints_each_figure_beside_its_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "search", "--quick"]) == 0
    assert "numpy" in capsys.readouterr().out
    assert main(["bench", "search", "--quick", "--json"]) == 0
    assert all("baseline_value" in figure for figure in json.loads(capsys.readouterr().out))
    assert main(["bench", "luck"]) == 2


def test_a_collection_that_is_too_large_for_exact_search_is_warned_of(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.documents.MANY_PASSAGES", 33)  # the architect has 34
    assert main(["index"]) == 0
    assert "Warning: above 33 passages an answer takes noticeably longer" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["ask", "role", "roles", "check", "index", "doctor", "bench"])
def test_every_command_has_help_with_an_example(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main([command, "--help"]) == 0
    assert f"  rolebot {command}" in capsys.readouterr().out


def test_the_list_of_commands_is_whole_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    commands = capsys.readouterr().out.partition("Commands:\n")[2].splitlines()
    assert [line for line in commands if not line.endswith(".") or line.endswith("..")] == []


def test_bench_names_all_its_parts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--help"]) == 0
    assert set(PARTS) <= set(re.findall(r"\w+", capsys.readouterr().out))


def test_the_doctor_finds_a_whole_installation_well(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert [line.split(":")[0].split() for line in out.splitlines()] == [
        ["ok", "documents"],
        ["ok", "index"],
        ["ok", "model"],
        ["ok", "calibration"],
        ["ok", "Slack"],
    ]
    assert "calibration: the one that comes with rolebot\n" in out


def test_the_doctor_reads_the_model_once(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    opened = Path.open  # which `read_bytes` calls, too

    def counted(path: Path, *how: Any, **more: Any) -> Any:  # noqa: ANN401
        read.append(path.name)
        return opened(path, *how, **more)

    monkeypatch.setattr(Path, "open", counted)
    assert main(["doctor"]) == 0
    assert len([name for name in read if name.startswith("model-")]) == 1


def test_a_calibration_that_does_not_fit_is_said(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = replace(packaged_calibration(), command="rolebot calibrate q.yaml", threshold=0.5)
    save_calibration(own, built / ".index")
    assert main(["doctor"]) == 0
    assert "calibration: by rolebot calibrate q.yaml\n" in capsys.readouterr().out
    save_calibration(replace(own, model="other"), built / ".index")
    assert main(["doctor"]) == 2
    doubt = "Your calibration is of the model other, not of sentence-transformers/all-MiniLM-L6-v2"
    assert f"problem calibration: {built / '.index'}: {doubt}" in capsys.readouterr().out
    assert main(["index"]) == 0
    assert f"Warning: {built / '.index'}: {doubt}" in capsys.readouterr().err


def test_the_doctor_names_what_is_wrong_and_changes_nothing(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (built / "content" / "chef.md").write_text("---\ntitle: Chef\n")
    (built / ".index" / "manifest.json").write_text("{")
    assert main(["doctor"]) == 2
    out = capsys.readouterr().out
    assert "problem documents: chef.md:1: Front matter is never closed." in out
    assert "manifest.json: The index is damaged" in out
    assert (built / ".index" / "manifest.json").read_text() == "{"


def test_questions_are_answered_one_by_one_while_the_reader_waits(tmp_path: Path) -> None:
    """Each answer is there before the next question is sent."""
    questions = ["PM", "", " who owns the  runbooks? ", "tech lead", "zebra xylophone quartz"]
    expected = ["choice", "help", "passages", "role", "no_answer"]
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(  # noqa: S603, our own command
        [sys.executable, "-m", "bot", "ask", "--json", "--content", str(ROLES), "-"],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**environ, "XDG_CACHE_HOME": str(tmp_path)},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        answers = []
        for question in questions:
            process.stdin.write(question + "\n")
            process.stdin.flush()
            # the first one exports the model, which takes a busy machine minutes
            ready, _, _ = select.select([process.stdout], [], [], 300)
            assert ready, "no answer came before the next question"
            answers.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        assert process.stdout.read() == ""
        assert process.wait(timeout=60) == 0
    assert [answer["question"] for answer in answers] == questions
    assert [answer["kind"] for answer in answers] == expected


def run(arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """`rolebot` as a shell starts it, in a pipeline if need be."""
    return subprocess.run(  # noqa: S603, our own words
        ["bash", "-c", f'rolebot() {{ {sys.executable} -m bot "$@"; }}; {arguments}'],  # noqa: S607
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
        check=False,
        cwd=PROJECT,
        env={**os.environ, **environ},
    )


def test_a_reader_that_has_had_enough_is_no_trouble() -> None:
    for option in ("", "--json"):
        done = run(
            f"rolebot roles {option} --content tests/roles | head -c 1; echo ${{PIPESTATUS[0]}}"
        )
        assert done.stdout[1:] in ("141\n", "0\n"), done  # 0: all was written before it closed
        assert "Error" not in done.stderr


def test_a_full_disk_closed_input_and_odd_letters_get_one_line_each() -> None:
    assert run("rolebot roles --content tests/roles > /dev/full").returncode == 2
    assert run("rolebot ask --json --content tests/roles - <&-").returncode == 0
    odd = run("rolebot role $'\\xff' --content tests/roles")
    assert (odd.returncode, odd.stdout) == (1, "The role documents know no such role: “?”.\n")
    ascii_only = run("rolebot role architect", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "sub?system" in ascii_only.stdout
    for done in (odd, ascii_only):
        assert "Traceback" not in done.stderr


def test_make_takes_a_question_as_it_is(tmp_path: Path) -> None:
    question = "who pays '$5' \"or\" `less` $(shell touch made) $$?"
    program = tmp_path / "rolebot"
    program.write_text('#!/bin/sh\nprintf %s "$3"\n')
    program.chmod(0o755)
    (tmp_path / ".ready").touch()
    done = subprocess.run(  # noqa: S603
        ["make", "-s", "-o", ".ready", "ask", f"BIN={tmp_path}", f"READY={tmp_path / '.ready'}",  # noqa: S607
         f"Q={question}"],
        capture_output=True, text=True, check=True, cwd=PROJECT,
    )  # fmt: skip
    assert done.stdout == question


def test_roles_as_json_are_what_the_documents_hold(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["roles", "--json", "--content", str(ROLES)]) == 0
    roles = json.loads(capsys.readouterr().out)["roles"]
    assert [role["path"] for role in roles] == list(find_documents(ROLES))
