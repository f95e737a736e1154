"""Makes the tables, and brings older ones up to date in numbered steps, each done once.

The number of steps that a database has seen is kept in it. Everything that is missing is done in
one transaction, so that a database is never half upgraded, and two bots that start at once do not
get in each other's way. A step that has been released is never changed: add one. (Alembic does the
same with two more packages and a folder of scripts; a few tables need neither.)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from sqlalchemy import Connection, delete, insert, inspect, select, text

from bot.kept import schema
from index.errors import RolebotError

LOCK = 0x726F6C65  # "role": any number, as long as all use the same

Step = tuple[str, ...]
"""Statements that both SQLite and Postgres know. New tables need none."""

STEPS: tuple[Step, ...] = (
    (),  # the tables of feedback and unanswered questions
    (
        "CREATE INDEX rolebot_feedback_day ON rolebot_feedback (day)",
        "CREATE INDEX rolebot_unanswered_day ON rolebot_unanswered (day)",
    ),
    (),  # the table of claims
    ("UPDATE rolebot_unanswered SET confidence = ROUND(confidence * 10) / 10",),
)


class KeptError(RolebotError):
    """What is kept cannot be read, written or understood; the place is the database's."""


def is_current(connection: Connection, steps: Sequence[Step] = STEPS) -> bool:
    """Whether nothing is left to do; changes nothing."""
    has_version = inspect(connection).has_table(schema.version.name)
    return has_version and _steps_done(connection) == len(steps)


def migrate(connection: Connection, place: str, steps: Sequence[Step] = STEPS) -> None:
    """Make the tables that are missing and do the steps that are, inside the transaction that
    `connection` is in. Raises KeptError if a newer rolebot made the tables."""
    if connection.dialect.name != "sqlite":  # whose writing transactions wait for each other anyway
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    schema.metadata.create_all(connection)
    done = _steps_done(connection)
    if done > len(steps):
        raise KeptError(
            place,
            f"What is kept there was made by a newer rolebot (version {done}, not {len(steps)}).",
            "Install that one, or name another place.",
        )
    if done:  # otherwise the tables are new
        for statement in chain.from_iterable(steps[done:]):
            connection.execute(text(statement))
    if done < len(steps):
        connection.execute(delete(schema.version))
        connection.execute(insert(schema.version).values(steps=len(steps)))


def _steps_done(connection: Connection) -> int:
    return connection.execute(select(schema.version.c.steps)).scalar() or 0
