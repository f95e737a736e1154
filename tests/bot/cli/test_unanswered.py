"""`rolebot unanswered`, as those run it who write the documents."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.__main__ import main
from bot.answers.kinds import NoAnswer
from bot.kept.groups import Group
from bot.kept.keeper import open_keeper
from bot.kept.records import AnswerSummary
from bot.kept.report import FORMULA, Line, as_text, render_csv, render_text
from bot.kept.settings import Keeping
from index.documents.chunk import Passage
from index.documents.document import Role
from index.search.engine import Hit
from tests.conftest import CONTENT

DAY = date(2026, 11, 25)
HIT = Hit(Passage(Role("Architect", "architect.rst", 1), "Duties", None, "Draws", 7, 7), 0.5)
PAY = ("what is the salary of an architect?", "how much does an architect earn?")
SHOWN = AnswerSummary("passages", ("Architect",), ("architect.rst:37",))
PAYS = Group(
    ("who pays?",), 1, 1, 2, DAY, DAY, "", ("no_such_role",), ("wrong role",), ("I meant pay",)
)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder as the working directory, the real documents, and no settings but those."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTENT_DIR", str(CONTENT))
    for name in ("DATA_DIR", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


def keep(keeping: Keeping) -> None:
    """Pay three times in two wordings on two days, a bad answer, a good one, and one without."""
    calendar = [DAY]
    with open_keeper(keeping, lambda: calendar[0]) as keeper:
        keeper.unanswered(PAY[0], NoAnswer("", (HIT,)))
        keeper.unanswered(PAY[1], NoAnswer("", (HIT,)))
        keeper.feedback("who owns architecture docs?", SHOWN, False, "out of date", "It is Jo")
        keeper.feedback("who mentors engineers?", SHOWN, True)
        calendar[0] += timedelta(1)
        keeper.unanswered(PAY[1], NoAnswer("", (HIT,)))
        keeper.unanswered(None, NoAnswer(""))
        assert keeper.waiting + keeper.kept == 6


TEXT = """\
3× how much does an architect earn?
   unanswered 3: not covered · 2026-11-25 to 2026-11-26 · nearest Architect
   also: what is the salary of an architect?
1× (no text kept)
   unanswered 1: not covered · 2026-11-26
1× who owns architecture docs?
   not helpful 1 · 2026-11-25 · nearest Architect
   why: out of date
   said: It is Jo
"""


def test_what_was_asked_in_vain_is_listed_the_most_asked_first(
    keeping: Keeping, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(keeping)
    assert main(["unanswered", "--database", keeping.database_url]) == 0
    assert capsys.readouterr().out == TEXT


def test_the_settings_say_where(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(Keeping(folder=Path("data")))
    monkeypatch.setenv("DATA_DIR", "data")
    monkeypatch.setenv("DATABASE_URL", "")
    assert main(["unanswered"]) == 0
    assert capsys.readouterr().out == TEXT


def test_a_spreadsheet_gets_a_table(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    keep(Keeping(folder=Path("data")))
    assert main(["unanswered", "--csv", "--data-dir", "data"]) == 0
    table = capfdbinary.readouterr().out.decode("utf-8-sig")
    first, *_, last = csv.DictReader(io.StringIO(table, newline=""))
    assert first == {
        "times": "3",
        "unanswered": "3",
        "not helpful": "0",
        "first day": "2026-11-25",
        "last day": "2026-11-26",
        "nearest role": "Architect",
        "question": PAY[1],
        "other wordings": PAY[0],
        "why unanswered": "not covered",
        "why not helpful": "",
        "comments": "",
        "answered by now": "",
    }
    assert (last["not helpful"], last["why not helpful"], last["comments"]) == (
        "1",
        "out of date",
        "It is Jo",
    )


def test_what_the_documents_answer_by_now_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with open_keeper(Keeping(folder=Path("data"))) as keeper:
        keeper.unanswered("who owns architecture docs?", NoAnswer(""))
    assert main(["unanswered", "--data-dir", "data"]) == 0
    assert " · answered by now\n" in capsys.readouterr().out


def test_good_answers_alone_are_nothing_to_list(capsys: pytest.CaptureFixture[str]) -> None:
    with open_keeper(Keeping(folder=Path("data"))) as keeper:
        keeper.feedback("who mentors engineers?", SHOWN, True)
    assert main(["unanswered", "--data-dir", "data"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("data/kept.sqlite3: Nothing was asked in vain so far.\n")


@pytest.mark.parametrize("option", [[], ["--csv"]])
def test_nothing_asked_in_vain_is_said_and_makes_no_file(
    option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["unanswered", "--data-dir", "data", *option]) == 0
    out, err = capsys.readouterr()
    assert err == "data/kept.sqlite3: Nothing was asked in vain so far.\n"
    assert out.count("\n") == len(option)  # the table's heading
    assert not Path("data").exists()


def test_without_a_place_the_setting_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["unanswered"]) == 2
    assert capsys.readouterr().err.startswith("Error: DATA_DIR: Nobody said where feedback is kept")


def test_a_database_that_cannot_be_read_is_named_without_its_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = "postgres://rolebot:secret@127.0.0.1:1/kept"
    assert main(["unanswered", "--database", url]) == 2
    error = capsys.readouterr().err
    assert error.startswith("Error: 127.0.0.1:1/kept: It cannot be read: connection failed: ")
    assert error.endswith("are DATA_DIR or DATABASE_URL right?\n")
    assert "secret" not in error


def test_reading_changes_nothing_that_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """Above all it forgets nothing: for how long texts are kept is the bot's setting."""
    with open_keeper(Keeping(folder=Path("data")), lambda: DAY - timedelta(1000)) as keeper:
        keeper.unanswered("who owns the sky?", NoAnswer(""))
    before = Path(keeper.place).read_bytes()
    assert main(["unanswered", "--data-dir", "data"]) == 0
    assert "who owns the sky?" in capsys.readouterr().out
    assert Path(keeper.place).read_bytes() == before


def test_it_can_be_read_while_the_bot_writes(capsys: pytest.CaptureFixture[str]) -> None:
    keep(Keeping(folder=Path("data")))
    with closing(sqlite3.connect("data/kept.sqlite3", isolation_level=None)) as bot:
        bot.execute("BEGIN IMMEDIATE")
        bot.execute("DELETE FROM rolebot_unanswered")
        assert main(["unanswered", "--data-dir", "data"]) == 0
    assert capsys.readouterr().out == TEXT


def test_an_entry_says_only_what_there_is_to_say() -> None:
    assert list(render_text([Line(PAYS, is_answered=True)])) == [
        "2× who pays?",
        "   unanswered 1: no such role · not helpful 1 · 2026-11-25 · answered by now",
        "   why: wrong role",
        "   said: I meant pay",
    ]


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("who pays?", "who pays?"),
        ("", ""),
        ("a=1", "a=1"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("＝1+1", "'＝1+1"),
        (" =1", "' =1"),
        ("\t=1", "'\t=1"),
        ("\r\n=1", "'\r\n=1"),
    ],
)
def test_no_cell_is_a_formula(cell: str, safe: str) -> None:
    assert as_text(cell) == safe


@given(st.text(), st.lists(st.text()).map(tuple))
def test_whatever_was_asked_the_table_is_whole_and_calculates_nothing(
    question: str, comments: tuple[str, ...]
) -> None:
    group = Group((question,), 1, 0, 1, DAY, DAY, "Architect", (), (), comments)
    table = render_csv([Line(group, False)]).removeprefix("\ufeff")
    _, cells = csv.reader(io.StringIO(table, newline=""))
    assert cells[6].removeprefix("'") == question.removeprefix("'")
    assert cells[10].removeprefix("'") == " | ".join(comments).removeprefix("'")
    assert not any(cell.lstrip().startswith(FORMULA) for cell in cells)
