"""Tables are made, and older ones upgraded, with what is in them; on real databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from bot.answers.kinds import NoAnswer
from bot.kept import schema
from bot.kept.keeper import open_keeper
from bot.kept.migrate import STEPS, KeptError, migrate
from bot.kept.records import Feedback, Unanswered
from bot.kept.settings import Keeping
from bot.kept.store import open_store

# What the first version made, written down once and for all; not taken from the steps.
FIRST = (
    "CREATE TABLE rolebot_version (steps INTEGER NOT NULL)",
    "INSERT INTO rolebot_version VALUES (1)",
    "CREATE TABLE rolebot_feedback (id VARCHAR(32) PRIMARY KEY NOT NULL, day DATE NOT NULL, "
    "question TEXT, kind TEXT NOT NULL, roles JSON NOT NULL, passages JSON NOT NULL, "
    "helpful BOOLEAN NOT NULL, reason TEXT NOT NULL, comment TEXT NOT NULL)",
    "CREATE TABLE rolebot_unanswered (id VARCHAR(32) PRIMARY KEY NOT NULL, day DATE NOT NULL, "
    "question TEXT, why TEXT NOT NULL, confidence FLOAT, nearest TEXT NOT NULL)",
    "INSERT INTO rolebot_feedback VALUES ('f0', '2026-01-31', 'who bakes?', 'passages', "
    "'[\"Baker\"]', '[\"baker.md:7\"]', false, 'wrong role', '')",
    "INSERT INTO rolebot_unanswered VALUES ('a0', '2026-02-01', 'who brews?', 'not_covered', "
    "0.23, 'Baker')",
)
ROWS = (
    Feedback(
        date(2026, 1, 31),
        "who bakes?",
        "passages",
        ("Baker",),
        ("baker.md:7",),
        False,
        "wrong role",
    ),
    Unanswered(date(2026, 2, 1), "who brews?", "not_covered", 0.2, "Baker"),
)


def engine_of(keeping: Keeping) -> Engine:
    url = make_url(keeping.database_url)
    if url.drivername == "postgres":
        url = url.set(drivername="postgresql+psycopg")
    return create_engine(url, poolclass=NullPool)


@pytest.fixture
def database(keeping: Keeping) -> Iterator[Connection]:
    """A connection to one with nothing in it."""
    open_store(keeping).prepare()  # makes the folder
    engine = engine_of(keeping)
    with engine.begin() as connection:
        schema.metadata.drop_all(connection)
    with engine.connect() as connection:
        yield connection


@pytest.fixture
def first(keeping: Keeping, database: Connection) -> Keeping:
    """A database as the first version left it."""
    for statement in FIRST:
        database.execute(text(statement))
    database.commit()
    return keeping


def columns(connection: Connection) -> dict[str, list[tuple[str, str, bool]]]:
    """Of each table, each column's name and type, and whether it may be empty."""
    return {
        table: [
            (column["name"], str(column["type"]), column["nullable"])
            for column in inspect(connection).get_columns(table)
        ]
        for table in sorted(inspect(connection).get_table_names())
    }


def indexes(connection: Connection) -> set[tuple[str, ...]]:
    return {
        (table, str(index["name"]), *map(str, index["column_names"]))
        for table in inspect(connection).get_table_names()
        for index in inspect(connection).get_indexes(table)
    }


def steps_of(connection: Connection) -> list[int]:
    return list(connection.execute(text("SELECT steps FROM rolebot_version")).scalars())


def test_the_steps_lead_to_the_tables_that_the_code_knows(
    first: Keeping, database: Connection
) -> None:
    migrate(database, "here")
    made, made_indexes = columns(database), indexes(database)
    schema.metadata.drop_all(database)
    schema.metadata.create_all(database)
    assert made == columns(database)
    assert made_indexes == indexes(database)
    assert len(made_indexes) == 2


def test_a_database_of_the_first_version_is_upgraded_with_what_is_in_it(first: Keeping) -> None:
    assert open_store(first).read() == ROWS
    with engine_of(first).connect() as connection:
        assert steps_of(connection) == [len(STEPS)]
        assert indexes(connection) == {
            ("rolebot_feedback", "rolebot_feedback_day", "day"),
            ("rolebot_unanswered", "rolebot_unanswered_day", "day"),
        }


def test_a_keeper_upgrades_and_goes_on(first: Keeping) -> None:
    with open_keeper(first, lambda: date(2026, 2, 2)) as keeper:
        keeper.unanswered("who eats?", NoAnswer(""))
    assert (keeper.kept, keeper.problem) == (1, "")
    new = Unanswered(date(2026, 2, 2), "who eats?", "not_covered", 0.0, "")
    assert open_store(first).read() == (*ROWS, new)


def test_a_second_time_changes_nothing(keeping: Keeping, first: Keeping) -> None:
    for _ in range(2):
        open_store(keeping).prepare()
        with engine_of(keeping).connect() as connection:
            assert steps_of(connection) == [len(STEPS)]
    assert open_store(keeping).read() == ROWS


def test_many_that_start_at_once_make_the_tables_once(
    keeping: Keeping, database: Connection
) -> None:
    database.commit()
    patient = keeping.database_url.replace("timeout=0.2", "timeout=30")  # each waits for the others
    keeping = replace(keeping, database_url=patient)
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda _: open_store(keeping).prepare(), range(6))) == [None] * 6
    assert steps_of(database) == [len(STEPS)]


def test_a_step_that_fails_leaves_the_database_as_it_was(
    first: Keeping, database: Connection
) -> None:
    before = columns(database)
    database.commit()
    wrong = (STEPS[0], ("CREATE TABLE rolebot_half (x INTEGER)",), ("CREATE nonsense",))
    with pytest.raises(DBAPIError, match="syntax error"):
        open_store(first, wrong).prepare()
    assert columns(database) == before
    assert steps_of(database) == [1]
    database.commit()
    assert open_store(first).read() == ROWS


def test_what_a_newer_version_made_is_left_alone(
    keeping: Keeping, first: Keeping, database: Connection
) -> None:
    database.execute(text("UPDATE rolebot_version SET steps = 99"))
    database.commit()
    with pytest.raises(KeptError, match=r"newer rolebot \(version 99, not 4\)"):
        open_store(keeping).read()
    with open_keeper(keeping) as keeper:
        assert not keeper.ready(10)
        keeper.unanswered("who eats?", NoAnswer(""))
        assert keeper.problem.startswith("What is kept there was made by a newer rolebot")
        keeper.close(0.2)
    assert (keeper.kept, keeper.dropped) == (0, 1)
    assert steps_of(database) == [99]
