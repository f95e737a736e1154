"""Stores records in a database. Each call is a transaction on a connection of its own: calls are
rare, and no connection can go stale between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import (
    URL,
    Connection,
    NullPool,
    Table,
    Text,
    cast,
    create_engine,
    delete,
    insert,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    SQLAlchemyError,
    StatementError,
)

from bot.kept import schema
from bot.kept.migrate import STEPS, KeptError, Step, is_current, migrate
from bot.kept.records import Feedback, Record, Unanswered
from bot.kept.settings import Keeping
from index.errors import SettingsError

R = TypeVar("R", Feedback, Unanswered)

FILE = "kept.sqlite3"
SQLITE, POSTGRES = "sqlite", "postgresql+psycopg"
DRIVERS = {
    "sqlite": SQLITE,
    "sqlite+pysqlite": SQLITE,
    "postgres": POSTGRES,
    "postgresql": POSTGRES,
    POSTGRES: POSTGRES,
}
BUSY = 5  # seconds until a database that is locked, or out of reach, is given up
LONG = 60  # seconds that a statement may take once it has its locks
# How a transaction begins. Python's sqlite3 would begin it later than it should.
READING = {SQLITE: ("BEGIN",), POSTGRES: (f"SET LOCAL statement_timeout = '{LONG}s'",)}
WRITING = {
    # deleted texts are overwritten, so that nobody finds them in the file
    SQLITE: ("PRAGMA secure_delete = ON", "BEGIN IMMEDIATE"),
    POSTGRES: (
        f"SET LOCAL lock_timeout = '{BUSY}s'",
        f"SET LOCAL statement_timeout = '{LONG}s'",
    ),
}
CONNECTING: dict[str, dict[str, Any]] = {
    SQLITE: {"timeout": BUSY, "isolation_level": None},
    POSTGRES: {
        "application_name": "rolebot",
        "connect_timeout": BUSY,
        "prepare_threshold": None,  # poolers between us and the server do not all know those
        "tcp_user_timeout": 2 * BUSY * 1000,  # milliseconds
    },
}


@dataclass(frozen=True, slots=True)
class Change:
    """Put `record` under `id`, replacing whatever was there."""

    id: str
    record: Record


class Store:
    """A database. Every method raises SQLAlchemyError, OSError or KeptError if its work cannot be
    done now; then nothing is half done."""

    def __init__(self, url: URL, steps: Sequence[Step] = STEPS) -> None:
        self._url = url
        self._steps = steps
        self._driver = url.drivername
        self._file = Path(str(url.database)) if self._driver == SQLITE else None
        given = {k: v for k, v in CONNECTING[self._driver].items() if k not in url.query}
        self._engine = create_engine(
            url, connect_args=given, poolclass=NullPool, hide_parameters=True
        )

    @property
    def place(self) -> str:
        """Where it is, for people, without user and password."""
        if self._file is not None:
            return str(self._file)
        host = self._url.host or "localhost"
        port = f":{self._url.port}" if self._url.port else ""
        return f"{host}{port}/{self._url.database or ''}"

    def prepare(self) -> None:
        """Make the folder, the file and the tables if they are missing, and upgrade old tables."""
        if self._file is not None and not self._file.exists():
            self._file.parent.mkdir(0o700, parents=True, exist_ok=True)
            self._file.touch(0o600)  # nobody but the bot's user may read it
        with self._transaction(READING) as connection:
            if is_current(connection, self._steps):
                return
        with self._transaction(WRITING) as connection:
            migrate(connection, self.place, self._steps)

    def write(self, changes: Sequence[Change]) -> int:
        """Return how many the database refused because of their content, so that trying again is
        pointless. A change that is written twice is there once."""
        try:
            with self._transaction(WRITING) as connection:
                for change in changes:
                    _put(connection, change)
        except (StatementError, ValueError) as error:  # the driver itself raises the latter
            if not _is_refusal(error):
                raise
            return sum(self.write([change]) for change in changes) if len(changes) > 1 else 1
        return 0

    def purge_texts(self, before: date) -> None:
        """Delete all texts from before that day, and keep what statistics need."""
        rated, asked = schema.feedback, schema.unanswered
        has_texts = (
            rated.c.question.is_not(None)
            | (rated.c.comment != "")
            | (cast(rated.c.passages, Text) != "[]")
        )
        has_text = asked.c.question.is_not(None) | asked.c.confidence.is_not(None)
        with self._transaction(WRITING) as connection:
            connection.execute(
                update(rated)
                .where(rated.c.day < before, has_texts)
                .values(question=None, passages=[], comment="")
            )
            connection.execute(
                update(asked)
                .where(asked.c.day < before, has_text)
                .values(question=None, confidence=None)
            )

    def read(self) -> tuple[Record, ...]:
        """Return all records in order of their days. A missing file is not made. Raises KeptError
        for whatever goes wrong."""
        try:
            is_there = self._file is None or self._file.exists()
            return self._read() if is_there else ()
        except (SQLAlchemyError, OSError) as error:
            fix = "Is the database there and running, and are DATA_DIR or DATABASE_URL right?"
            raise KeptError(
                self.place, f"It cannot be read: {describe_error(error)}", fix
            ) from error

    def _read(self) -> tuple[Record, ...]:
        self.prepare()
        with self._transaction(READING) as connection:
            records: list[Record] = [
                *_records(connection, schema.feedback, Feedback),
                *_records(connection, schema.unanswered, Unanswered),
            ]
        return tuple(sorted(records, key=lambda record: record.day))

    @contextmanager
    def _transaction(self, opening: Mapping[str, tuple[str, ...]]) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            for statement in opening[self._driver]:
                connection.exec_driver_sql(statement)
            yield connection


def open_store(keeping: Keeping, steps: Sequence[Step] = STEPS) -> Store:
    """Nothing is connected yet. `steps` upgrade its tables. Raises SettingsError."""
    url = url_of(keeping)
    try:
        return Store(url, steps)
    except ImportError as error:
        raise SettingsError(
            "DATABASE_URL",
            "Postgres needs a package that is not installed.",
            "Install it with: pip install 'rolebot[postgres]'",
        ) from error


def describe_error(error: Exception) -> str:
    """Return the error as a sentence, without the statement's values: one may be a question."""
    if isinstance(error, KeptError):
        return f"{error.problem} {error.fix}"
    if not isinstance(error, DBAPIError | OSError):
        return f"{type(error).__name__}."
    lines = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()
    return f"{lines[0] if lines else type(error).__name__}".rstrip(".") + "."


def url_of(keeping: Keeping) -> URL:
    """Return the address of the database. Raises SettingsError unless it is supported."""
    if not keeping.database_url:
        folder = keeping.folder or Path()
        return URL.create(SQLITE, database=str(folder / FILE))
    fix = "It is like postgresql://user:password@host:5432/name or sqlite:////data/kept.sqlite3"
    try:
        url = make_url(keeping.database_url)
    except (ArgumentError, ValueError):  # which may quote the password
        raise SettingsError("DATABASE_URL", "This is no address of a database.", fix) from None
    driver = DRIVERS.get(url.drivername.casefold())
    if driver is None:
        raise SettingsError("DATABASE_URL", f"{url.drivername} is not among what it can be.", fix)
    if driver == SQLITE and (url.database or ":").startswith((":", "file:")):
        raise SettingsError("DATABASE_URL", "It names no file by its path alone.", fix)
    return url.set(drivername=driver)


def _is_refusal(error: Exception) -> bool:
    return isinstance(error, DataError | IntegrityError) or not isinstance(error, DBAPIError)


def _put(connection: Connection, change: Change) -> None:
    table = schema.feedback if isinstance(change.record, Feedback) else schema.unanswered
    connection.execute(delete(table).where(table.c.id == change.id))
    connection.execute(insert(table).values(id=change.id, **asdict(change.record)))


def _records(connection: Connection, table: Table, kind: type[R]) -> list[R]:
    """Read all rows in the order of their ids, which are random: otherwise Postgres would return
    them in the order in which they were written."""
    rows = connection.execute(select(table).order_by(table.c.id))
    return [msgspec.convert(row, kind, from_attributes=True) for row in rows]
