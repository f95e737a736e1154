"""What is kept, in real databases: what reaches them, and that nobody ever waits for them."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from sqlalchemy import Engine, event

from bot.answers.kinds import Answer, Choice, Courtesy, Help, NoAnswer, Passages, RoleCard, RoleList
from bot.kept import schema
from bot.kept.keeper import Nothing, open_keeper
from bot.kept.records import AnswerSummary, Feedback, Record, Unanswered, today
from bot.kept.settings import Keeping
from bot.kept.store import open_store
from bot.kept.writer import Pace, Writer
from bot.render import json_output
from index.documents.chunk import Passage
from index.documents.document import Role
from index.errors import SettingsError
from index.search.engine import Hit

DAY = date(2026, 11, 25)
ROLE = Role("Baker", "baker.md", 1)
HIT = Hit(Passage(ROLE, "Duties", None, "Bakes", 7, 7), 0.5)
NO_ANSWER = NoAnswer("", nearest=(HIT,), confidence=0.2345)
SHOWN = AnswerSummary("passages", ("Baker",), ("baker.md:7",))
QUICK = Pace(first_wait=0.02, longest_wait=0.05, look=0.01, quiet=0)


class Calendar:
    """A clock that is set by hand."""

    def __init__(self, day: date = DAY) -> None:
        self.day = day

    def __call__(self) -> date:
        return self.day


def kept_in(keeping: Keeping) -> tuple[Record, ...]:
    return open_store(keeping).read()


def writer(keeping: Keeping, clock: Calendar | None = None, pace: Pace = QUICK) -> Writer:
    return Writer(open_store(keeping), keeping, clock or Calendar(), pace)


def until(is_so: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "this takes too long"
        time.sleep(0.005)


def path_of(sqlite: Keeping) -> Path:
    return Path(sqlite.database_url.removeprefix("sqlite:///").partition("?")[0])


@contextmanager
def locked(sqlite: Keeping) -> Iterator[None]:
    with closing(sqlite3.connect(path_of(sqlite), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def test_what_is_said_and_asked_is_kept(keeping: Keeping) -> None:
    with open_keeper(keeping, Calendar()) as keeper:
        keeper.feedback("who bakes?", SHOWN, False, "wrong role", "I meant bread")
        keeper.unanswered("who brews?", NO_ANSWER)
    assert (keeper.kept, keeper.dropped, keeper.waiting, keeper.problem) == (2, 0, 0, "")
    assert set(kept_in(keeping)) == {
        Feedback(
            DAY,
            "who bakes?",
            "passages",
            ("Baker",),
            ("baker.md:7",),
            False,
            "wrong role",
            "I meant bread",
        ),
        Unanswered(DAY, "who brews?", "not_covered", 0.2, "Baker"),
    }


def test_what_is_kept_outlives_the_keeper(keeping: Keeping) -> None:
    for question in ("who bakes?", "who brews?"):
        with open_keeper(keeping, Calendar()) as keeper:
            keeper.unanswered(question, NO_ANSWER)
    assert {record.question for record in kept_in(keeping)} == {"who bakes?", "who brews?"}


def test_the_last_click_on_an_answer_counts(keeping: Keeping) -> None:
    with open_keeper(keeping, Calendar()) as keeper:
        keeper.feedback("who bakes?", SHOWN, True, replaces="one")
        keeper.feedback("who bakes?", SHOWN, False, replaces="one")
        keeper.feedback("who bakes?", SHOWN, False, "out of date", replaces="one")
        keeper.feedback("who brews?", SHOWN, True, replaces="other")
        keeper.feedback("who eats?", SHOWN, True)
        keeper.feedback("who eats?", SHOWN, True)
    said = sorted(
        (record.question or "", record.helpful, record.reason)
        for record in kept_in(keeping)
        if isinstance(record, Feedback)
    )
    assert said == [
        ("who bakes?", False, "out of date"),
        ("who brews?", True, ""),
        ("who eats?", True, ""),
        ("who eats?", True, ""),
    ]


def test_no_table_has_a_place_for_a_person_or_an_hour(keeping: Keeping) -> None:
    """A new column belongs here only if nobody can be found by it. A claim is a digest that the
    bots alone can make, remembered for minutes; nothing else in the database leads to it."""
    assert {t.name: {c.name for c in t.columns} for t in schema.metadata.sorted_tables} == {
        "rolebot_version": {"steps"},
        "rolebot_claim": {"id", "until"},
        "rolebot_unanswered": {"id", "day", "question", "why", "confidence", "nearest"},
        "rolebot_feedback": {
            "id",
            "day",
            "question",
            "kind",
            "roles",
            "passages",
            "helpful",
            "reason",
            "comment",
        },
    }


def test_what_replaces_is_never_written(sqlite: Keeping) -> None:
    with open_keeper(sqlite) as keeper:
        keeper.feedback("who bakes?", SHOWN, True, replaces="the-name-of-an-answer")
    assert b"who bakes?" in path_of(sqlite).read_bytes()
    assert b"the-name-of-an-answer" not in path_of(sqlite).read_bytes()


def test_the_order_in_which_people_asked_is_not_kept(sqlite: Keeping) -> None:
    """Else the third line of a day would be the third message of that day."""
    questions = [f"question {letter}" for letter in "abcdefghijklmnopqrst"]
    with open_keeper(sqlite) as keeper:
        for question in questions:
            keeper.unanswered(question, NO_ANSWER)
    with closing(sqlite3.connect(path_of(sqlite))) as connection:
        rows = connection.execute("SELECT question FROM rolebot_unanswered").fetchall()
        with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
            connection.execute("SELECT rowid FROM rolebot_unanswered")
    stored = [question for (question,) in rows]
    assert sorted(stored) == questions
    assert stored != questions  # one time in 20! it could be


def test_with_the_switch_off_only_counts_and_kinds_are_kept(keeping: Keeping) -> None:
    with open_keeper(replace(keeping, texts=False), Calendar()) as keeper:
        keeper.feedback("who bakes?", SHOWN, False, "wrong role", "I meant bread")
        keeper.unanswered("who brews?", NO_ANSWER)
    assert set(kept_in(keeping)) == {
        Feedback(DAY, None, "passages", ("Baker",), (), False, "wrong role", ""),
        Unanswered(DAY, None, "not_covered", None, "Baker"),
    }


def test_of_a_question_that_is_not_to_be_kept_its_confidence_is_not_either(
    keeping: Keeping,
) -> None:
    with open_keeper(keeping, Calendar()) as keeper:
        keeper.unanswered(None, NO_ANSWER)
    assert kept_in(keeping) == (Unanswered(DAY, None, "not_covered", None, "Baker"),)


def test_turning_the_switch_off_forgets_the_texts_there_are(keeping: Keeping) -> None:
    with open_keeper(keeping, Calendar()) as keeper:
        keeper.unanswered("who brews?", NO_ANSWER)
    with open_keeper(replace(keeping, texts=False), Calendar()) as keeper:
        assert keeper.ready(10)
    assert kept_in(keeping) == (Unanswered(DAY, None, "not_covered", None, "Baker"),)


def test_texts_are_kept_for_their_days_and_counts_for_ever(keeping: Keeping) -> None:
    three_days, calendar = replace(keeping, days=3), Calendar()
    with writer(three_days, calendar) as keeper:
        keeper.feedback("who bakes?", SHOWN, True, comment="thanks")
        keeper.feedback(None, SHOWN, True)  # whose passages are forgotten nevertheless
        keeper.unanswered("who brews?", NO_ANSWER)
        until(lambda: keeper.kept == 3)
        asked = kept_in(keeping)
        calendar.day = DAY + timedelta(2)  # the third day
        keeper.unanswered("who eats?", NO_ANSWER)
        until(lambda: keeper.kept == 4)
        assert set(asked) < set(kept_in(keeping))
        calendar.day = DAY + timedelta(3)  # nothing is asked: the calendar is enough
        until(lambda: asked[0] not in kept_in(keeping))
    forgotten = {record.without_texts() for record in asked}
    late = Unanswered(DAY + timedelta(2), "who eats?", "not_covered", 0.2, "Baker")
    assert set(kept_in(keeping)) == forgotten | {late}


def test_texts_whose_days_passed_while_nothing_ran_are_forgotten_at_the_start(
    keeping: Keeping,
) -> None:
    with open_keeper(keeping, Calendar()) as keeper:
        keeper.unanswered("who brews?", NO_ANSWER)
    for days, text in ((89, "who brews?"), (90, None)):
        with open_keeper(keeping, Calendar(DAY + timedelta(days))) as keeper:
            assert keeper.ready(10)
        assert [record.question for record in kept_in(keeping)] == [text]


def test_a_forgotten_text_is_not_in_the_file_any_more(sqlite: Keeping) -> None:
    with open_keeper(sqlite, Calendar()) as keeper:
        keeper.unanswered("who brews ale?", NO_ANSWER)
        keeper.feedback("who bakes rye?", SHOWN, True)
    assert b"who brews ale?" in path_of(sqlite).read_bytes()
    with open_keeper(sqlite, Calendar(DAY + timedelta(90))) as keeper:
        assert keeper.ready(10)
    data = path_of(sqlite).read_bytes()
    assert b"who brews" not in data
    assert b"who bakes" not in data
    assert [path.name for path in path_of(sqlite).parent.iterdir()] == ["kept.sqlite3"]


def test_files_are_for_whoever_runs_the_bot_alone(tmp_path: Path) -> None:
    with open_keeper(Keeping(folder=tmp_path / "data")) as keeper:
        keeper.unanswered("who brews?", NO_ANSWER)
    assert keeper.place == str(tmp_path / "data" / "kept.sqlite3")
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "data", Path(keeper.place))]
    assert modes == [0o700, 0o600]


def test_nothing_is_kept_unless_somebody_says_where(tmp_path: Path) -> None:
    with open_keeper(Keeping.from_env({})) as keeper:
        assert isinstance(keeper, Nothing)
        keeper.feedback("who bakes?", SHOWN, True)
        keeper.unanswered("who brews?", NO_ANSWER)
        assert keeper.ready(0)
    assert (keeper.kept, keeper.dropped, keeper.waiting, keeper.place) == (0, 0, 0, "")


def test_the_database_wins_over_the_folder(sqlite: Keeping, tmp_path: Path) -> None:
    with open_keeper(replace(sqlite, folder=tmp_path / "other")) as keeper:
        keeper.unanswered("who brews?", NO_ANSWER)
    assert len(kept_in(sqlite)) == 1
    assert not (tmp_path / "other").exists()


def test_a_locked_database_stops_nobody_and_is_tried_again(sqlite: Keeping) -> None:
    with writer(sqlite) as keeper:
        assert keeper.ready(10)
        with locked(sqlite):
            keeper.unanswered("who brews?", NO_ANSWER)
            assert (keeper.kept, keeper.waiting) == (0, 1)
            until(lambda: keeper.problem)
            assert keeper.problem == "database is locked."
        until(lambda: keeper.kept == 1)
        assert keeper.problem == ""
    assert keeper.dropped == 0
    assert [record.question for record in kept_in(sqlite)] == ["who brews?"]


def test_a_locked_table_stops_nobody(postgres: Keeping) -> None:
    with writer(postgres) as keeper:
        assert keeper.ready(10)
        with psycopg.connect(postgres.database_url) as other:
            other.execute("LOCK TABLE rolebot_unanswered")
            keeper.unanswered("who brews?", NO_ANSWER)
            assert (keeper.kept, keeper.waiting) == (0, 1)
        until(lambda: keeper.kept == 1)
    assert keeper.dropped == 0


def test_a_full_disk_stops_nobody_and_what_was_asked_meanwhile_is_kept(sqlite: Keeping) -> None:
    is_full = False

    def limit(connection: sqlite3.Connection, _: object) -> None:
        """SQLite says of its last page what it says of the disk's."""
        connection.execute(f"PRAGMA max_page_count = {1 if is_full else 100_000}").close()

    event.listen(Engine, "connect", limit)
    try:
        with writer(sqlite) as keeper:
            assert keeper.ready(10)
            is_full = True
            for number in range(50):  # more than fits into the pages that there are
                keeper.unanswered(f"who does number {number}? " + "really " * 60, NO_ANSWER)
            until(lambda: keeper.problem)
            assert keeper.problem == "database or disk is full."
            is_full = False
            until(lambda: keeper.kept == 50)
    finally:
        event.remove(Engine, "connect", limit)
    assert keeper.dropped == 0
    assert len(kept_in(sqlite)) == 50


def test_a_folder_that_goes_away_and_comes_back_is_written_to_again(sqlite: Keeping) -> None:
    folder = path_of(sqlite).parent
    with writer(sqlite) as keeper:
        keeper.unanswered("one", NO_ANSWER)
        until(lambda: keeper.kept == 1)
        folder.rename(folder.with_name("elsewhere"))
        folder.write_text("no folder")
        keeper.unanswered("two", NO_ANSWER)
        until(lambda: keeper.problem)
        folder.unlink()
        folder.with_name("elsewhere").rename(folder)
        until(lambda: keeper.kept == 2)
    assert {record.question for record in kept_in(sqlite)} == {"one", "two"}


def test_a_file_that_is_removed_is_made_anew(sqlite: Keeping) -> None:
    with writer(sqlite) as keeper:
        keeper.unanswered("one", NO_ANSWER)
        until(lambda: keeper.kept == 1)
        shutil.rmtree(path_of(sqlite).parent)
        keeper.unanswered("two", NO_ANSWER)
        until(lambda: keeper.kept == 2)
    assert [record.question for record in kept_in(sqlite)] == ["two"]


def test_a_file_that_is_no_database_is_a_problem_and_stays_as_it_is(sqlite: Keeping) -> None:
    path_of(sqlite).parent.mkdir()
    path_of(sqlite).write_text("Dear diary, " * 100)
    with writer(sqlite) as keeper:
        assert not keeper.ready(10)
        assert keeper.problem == "file is not a database."
    assert path_of(sqlite).read_text() == "Dear diary, " * 100


def test_a_server_that_goes_away_and_comes_back_is_written_to_again(
    postgres: Keeping, postgres_server: str
) -> None:
    name = postgres.database_url.rpartition("/")[2]
    with writer(postgres) as keeper, psycopg.connect(postgres_server, autocommit=True) as server:
        keeper.unanswered("one", NO_ANSWER)
        until(lambda: keeper.kept == 1)
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        keeper.unanswered("two", NO_ANSWER)
        until(lambda: keeper.problem)
        assert "not currently accepting connections" in keeper.problem
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        until(lambda: keeper.kept == 2)
        assert keeper.problem == ""
    assert {record.question for record in kept_in(postgres)} == {"one", "two"}


def test_a_server_that_is_not_there_at_the_start_is_a_problem_and_no_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    keeping = Keeping("postgres://rolebot:secret@127.0.0.1:1/kept")
    with writer(keeping) as keeper:
        assert not keeper.ready(10)
        assert "refused" in keeper.problem
        keeper.unanswered("who brews?", NO_ANSWER)
        before = time.monotonic()
        keeper.close(0.3)
        assert time.monotonic() - before < 3
    assert (keeper.kept, keeper.dropped, keeper.waiting) == (0, 1, 0)
    assert keeper.place == "127.0.0.1:1/kept"
    assert "secret" not in caplog.text + keeper.problem + repr(keeping)
    assert "who brews?" not in caplog.text


def test_what_does_not_fit_into_the_queue_is_dropped_and_counted(
    sqlite: Keeping, caplog: pytest.LogCaptureFixture
) -> None:
    with writer(sqlite, pace=replace(QUICK, most_waiting=3)) as keeper:
        assert keeper.ready(10)
        with locked(sqlite):
            for number in range(10):
                keeper.unanswered(f"question {number}", NO_ANSWER)
            until(lambda: "dropped so far: 7, waiting: 3" in caplog.text)
            assert (keeper.kept, keeper.dropped, keeper.waiting) == (0, 7, 3)
        until(lambda: keeper.kept == 3)
    assert {record.question for record in kept_in(sqlite)} == {f"question {n}" for n in range(3)}
    assert "question" not in caplog.text.replace("unanswered questions", "")


def test_trouble_is_logged_once_in_a_while_and_its_end_too(
    sqlite: Keeping, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "rolebot.kept")
    with writer(sqlite, pace=replace(QUICK, quiet=60)) as keeper:
        assert keeper.ready(10)
        for _ in range(2):  # the second time it is too soon to say so again
            with locked(sqlite):
                keeper.unanswered("who brews?", NO_ANSWER)
                until(lambda: keeper.problem)
                time.sleep(0.4)  # and it is tried more than once
            until(lambda: not keeper.problem)
    assert keeper.kept == 2
    place = path_of(sqlite)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        (
            "WARNING",
            f"{place}: database is locked. Feedback and unanswered questions dropped so far: 0, "
            "waiting: 1.",
        ),
        ("INFO", f"{place}: Feedback and unanswered questions are kept again."),
    ]


def test_after_a_long_outage_the_oldest_are_given_up(sqlite: Keeping) -> None:
    with writer(sqlite, pace=replace(QUICK, patience=0.1)) as keeper:
        assert keeper.ready(10)
        with locked(sqlite):
            keeper.unanswered("who brews?", NO_ANSWER)
            until(lambda: keeper.dropped == 1)
            assert keeper.waiting == 0
        keeper.unanswered("who bakes?", NO_ANSWER)
        until(lambda: keeper.kept == 1)
    assert [record.question for record in kept_in(sqlite)] == ["who bakes?"]


def test_what_a_database_refuses_does_not_hold_up_the_rest(
    keeping: Keeping, caplog: pytest.LogCaptureFixture
) -> None:
    with writer(keeping) as keeper:
        assert keeper.ready(10)
        keeper.feedback("one", SHOWN, True)
        keeper.feedback("two", replace(SHOWN, kind="half a letter: \ud800"), True)
        keeper.feedback("three", SHOWN, True)
        until(lambda: keeper.kept == 2)
    assert keeper.dropped == 1
    assert {record.question for record in kept_in(keeping)} == {"one", "three"}
    assert "Not all could be written" in caplog.text


def test_many_threads_lose_nothing(keeping: Keeping) -> None:
    def ask(thread: int) -> None:
        for number in range(40):
            keeper.unanswered(
                f"{thread} {chr(97 + number % 26)}{chr(97 + number // 26)}", NO_ANSWER
            )

    with writer(keeping) as keeper:
        threads = [Thread(target=ask, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (keeper.kept, keeper.dropped, keeper.waiting) == (320, 0, 0)
    assert len({record.question for record in kept_in(keeping)}) == 320


def test_two_bots_can_share_a_database(keeping: Keeping) -> None:
    with writer(keeping) as one, writer(keeping) as other:
        for number in range(20):
            one.unanswered(f"one {number}", NO_ANSWER)
            other.unanswered(f"other {number}", NO_ANSWER)
        until(lambda: one.kept + other.kept == 40)
    assert one.dropped == other.dropped == 0
    assert len(kept_in(keeping)) == 40


def test_closing_writes_what_waits_and_later_records_are_dropped(sqlite: Keeping) -> None:
    keeper = writer(sqlite)
    for number in range(250):
        keeper.unanswered(f"question {number}", NO_ANSWER)
    keeper.close()
    keeper.unanswered("too late", NO_ANSWER)
    keeper.close()
    assert (keeper.kept, keeper.dropped, len(kept_in(sqlite))) == (250, 1, 250)


def test_closing_takes_no_longer_than_it_may(sqlite: Keeping) -> None:
    keeper = writer(sqlite, pace=replace(QUICK, first_wait=60))
    assert keeper.ready(10)
    with locked(sqlite):
        keeper.unanswered("who brews?", NO_ANSWER)
        until(lambda: keeper.problem)  # and would wait a minute now
        before = time.monotonic()
        keeper.close(0.5)
        assert time.monotonic() - before < 10
        assert (keeper.kept, keeper.dropped, keeper.waiting) == (0, 1, 0)


def test_closing_makes_a_last_try_at_once(sqlite: Keeping) -> None:
    keeper = writer(sqlite, pace=replace(QUICK, first_wait=60))
    assert keeper.ready(10)
    with locked(sqlite):
        keeper.unanswered("who brews?", NO_ANSWER)
        until(lambda: keeper.problem)
    keeper.close()
    assert (keeper.kept, keeper.dropped) == (1, 0)


CARD = RoleCard(ROLE, (HIT.passage,))


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (CARD, AnswerSummary("role", ("Baker",))),
        (
            Passages((HIT, HIT), 0.9),
            AnswerSummary("passages", ("Baker",), ("baker.md:7", "baker.md:7")),
        ),
        (
            Choice("bakers", (ROLE, replace(ROLE, title="Cook"))),
            AnswerSummary("choice", ("Baker", "Cook")),
        ),
        (RoleList((CARD,)), AnswerSummary("roles")),
        (NO_ANSWER, AnswerSummary("no_answer")),
        (Help(), AnswerSummary("help")),
        (Courtesy("Bye!"), AnswerSummary("no_answer")),
    ],
)
def test_kinds_are_called_what_programs_call_them(answer: Answer, shown: AnswerSummary) -> None:
    assert AnswerSummary.of(answer) == shown
    assert f'"kind": "{shown.kind}"' in json_output.render_answer("", answer)


def test_a_day_is_all_that_is_known_of_the_time() -> None:
    assert type(today()) is date


@pytest.mark.parametrize(
    ("environ", "keeping"),
    [
        ({}, Keeping("", None, True, 90)),
        ({"DATA_DIR": "", "DATABASE_URL": " "}, Keeping()),
        ({"DATA_DIR": "data"}, Keeping(folder=Path("data"))),
        ({"DATABASE_URL": "postgres://h/d"}, Keeping("postgres://h/d")),
        ({"KEEP_QUESTIONS": "0"}, Keeping(texts=False)),
        ({"KEEP_QUESTIONS": "Yes", "KEEP_QUESTIONS_DAYS": "7"}, Keeping(days=7)),
    ],
)
def test_settings_are_read(environ: dict[str, str], keeping: Keeping) -> None:
    assert Keeping.from_env(environ) == keeping


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KEEP_QUESTIONS", "perhaps"),
        ("KEEP_QUESTIONS_DAYS", "0"),
        ("KEEP_QUESTIONS_DAYS", "-1"),
        ("KEEP_QUESTIONS_DAYS", "for ever"),
        ("KEEP_QUESTIONS_DAYS", "９０"),
        ("KEEP_QUESTIONS_DAYS", "9" * 5000),
    ],
)
def test_settings_that_cannot_be_meant_are_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: '.+Set {name}="):
        Keeping.from_env({name: value})


@pytest.mark.parametrize(
    "url",
    [
        "nonsense secret",
        "mysql://user:secret@host/name",
        "postgresql+psycopg2://user:secret@host/name",
        "postgresql://user:secret@host:port/name",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:kept.sqlite3?mode=ro&uri=true",
    ],
)
def test_an_address_that_is_none_is_an_error_that_keeps_the_password(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^DATABASE_URL: .+It is like postgresql://") as raised:
        open_keeper(Keeping(url))
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "POSTGRES"])
def test_every_name_of_postgres_is_understood(scheme: str) -> None:
    assert open_store(Keeping(f"{scheme}://user:secret@host/name")).place == "host/name"


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match=r"pip install 'rolebot\[postgres\]'"):
        open_keeper(Keeping("postgres://host/name"))


def test_commands_that_keep_nothing_do_without_the_database_library() -> None:
    code = "import sys, bot.__main__, bot.kept.keeper; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0  # noqa: S603  our own
