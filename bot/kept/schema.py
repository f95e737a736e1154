"""The tables as they are now; `bot.kept.migrate` makes them so."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

# One row: how many of the steps have been done.
version = Table("rolebot_version", metadata, Column("steps", Integer, nullable=False))

# An id is random: numbers that go up would tell who asked first on a day. SQLite sorts by it, and
# does not keep rows in the order they came in, since it has no rowid.
feedback = Table(
    "rolebot_feedback",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("day", Date, nullable=False),
    Column("question", Text),
    Column("kind", Text, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("passages", JSON, nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Index("rolebot_feedback_day", "day"),
    sqlite_with_rowid=False,
)

unanswered = Table(
    "rolebot_unanswered",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("day", Date, nullable=False),
    Column("question", Text),
    Column("why", Text, nullable=False),
    Column("confidence", Float),
    Column("nearest", Text, nullable=False),
    Index("rolebot_unanswered_day", "day"),
    sqlite_with_rowid=False,
)

# Which event one of several bots has taken, and until when that is remembered, in Unix time. The id
# is a digest that the bots alone can make, and a row lives for ten minutes.
claim = Table(
    "rolebot_claim",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("until", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
