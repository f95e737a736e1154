"""Makes the tables, and brings older ones up to date: numbered steps, each done once.

The number of steps that a database has seen is kept in it. All that are missing are done in one
transaction, so that a database is never half upgraded, and two that start at once do not get into
each other's way. A step that has been released is never changed: add one. (Alembic does the same
with two packages more and a folder of scripts; a few tables need neither.)
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, inspect, select, text

from bot.kept import schema
from index.errors import RolebotError

LOCK = 0x726F6C65  # "role": any number, as long as all use the same

Step = tuple[str, ...]
"""Statements that both SQLite and Postgres know; {without_rowid} is for SQLite alone."""

STEPS: tuple[Step, ...] = (
    (
        """CREATE TABLE rolebot_feedback (
            id VARCHAR(32) PRIMARY KEY NOT NULL,
            day DATE NOT NULL,
            question TEXT,
            kind TEXT NOT NULL,
            roles JSON NOT NULL,
            passages JSON NOT NULL,
            helpful BOOLEAN NOT NULL,
            reason TEXT NOT NULL,
            comment TEXT NOT NULL
        ){without_rowid}""",
        """CREATE TABLE rolebot_unanswered (
            id VARCHAR(32) PRIMARY KEY NOT NULL,
            day DATE NOT NULL,
            question TEXT,
            why TEXT NOT NULL,
            confidence FLOAT,
            nearest TEXT NOT NULL
        ){without_rowid}""",
    ),
    (
        "CREATE INDEX rolebot_feedback_day ON rolebot_feedback (day)",
        "CREATE INDEX rolebot_unanswered_day ON rolebot_unanswered (day)",
    ),
    (
        """CREATE TABLE rolebot_claim (
            id VARCHAR(32) PRIMARY KEY NOT NULL,
            until BIGINT NOT NULL
        ){without_rowid}""",
    ),
    ("UPDATE rolebot_unanswered SET confidence = ROUND(confidence * 10) / 10",),
)


class KeptError(RolebotError):
    """What is kept cannot be read, written or understood; the place is the database's."""


def is_current(connection: Connection, steps: Sequence[Step] = STEPS) -> bool:
    """Whether nothing is left to do; changes nothing."""
    has_version = inspect(connection).has_table(schema.version.name)
    return has_version and _steps_done(connection) == len(steps)


def migrate(connection: Connection, place: str, steps: Sequence[Step] = STEPS) -> None:
    """Do what is missing of `steps`, inside the transaction that `connection` is in. Raises
    KeptError if a newer rolebot made the tables."""
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:  # SQLite's transactions that write are one after the other anyway
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    schema.version.create(connection, checkfirst=True)
    done = _steps_done(connection)
    if done > len(steps):
        raise KeptError(
            place,
            f"What is kept there was made by a newer rolebot (version {done}, not {len(steps)}).",
            "Install that one, or name another place.",
        )
    rowid = " WITHOUT ROWID" if is_sqlite else ""
    for statement in (statement for step in steps[done:] for statement in step):
        connection.execute(text(statement.format(without_rowid=rowid)))
    if done < len(steps):
        connection.execute(delete(schema.version))
        connection.execute(insert(schema.version).values(steps=len(steps)))


def _steps_done(connection: Connection) -> int:
    return connection.execute(select(schema.version.c.steps)).scalar() or 0
