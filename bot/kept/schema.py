"""The tables as they are now; `bot.kept.migrate` makes them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()

# One row: the number of steps that have been done.
version = sa.Table("rolebot_version", metadata, sa.Column("steps", sa.Integer, nullable=False))


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(32), primary_key=True)


def _table(name: str, *columns: sa.Column[Any]) -> sa.Table:
    """A table of records. Its ids are random: ascending numbers would reveal who asked first on a
    day. SQLite sorts by them and does not keep rows in the order of writing, as it has no rowid."""
    return sa.Table(
        name,
        metadata,
        _id(),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("question", sa.Text),
        *columns,
        sa.Index(f"{name}_day", "day"),
        sqlite_with_rowid=False,
    )


feedback = _table(
    "rolebot_feedback",
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("roles", sa.JSON, nullable=False),
    sa.Column("passages", sa.JSON, nullable=False),
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
)

unanswered = _table(
    "rolebot_unanswered",
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("confidence", sa.Float),
    sa.Column("nearest", sa.Text, nullable=False),
)

# Which event one of several bots has taken, and until when that is remembered, in Unix time. The id
# is a digest that only the bots can make, and a row lives for ten minutes.
claim = sa.Table(
    "rolebot_claim",
    metadata,
    _id(),
    sa.Column("until", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
