"""Where records are kept: a database, by SQLAlchemy. Each call is a transaction with a connection
of its own, since calls are rare, and no connection goes stale between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    NullPool,
    Table,
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
    StatementError,
)

from bot.kept import schema
from bot.kept.migrate import migrate
from bot.kept.records import Feedback, Record, Unanswered
from bot.kept.settings import Keeping
from index.errors import SettingsError

FILE = "kept.sqlite3"
SQLITE, POSTGRES = "sqlite", "postgresql+psycopg"
DRIVERS = {
    "sqlite": SQLITE,
    "sqlite+pysqlite": SQLITE,
    "postgres": POSTGRES,
    "postgresql": POSTGRES,
    POSTGRES: POSTGRES,
}
BUSY = 5  # seconds until a database that others hold, or do not let us reach, is given up
# How a transaction begins. Python's sqlite3 would begin it later than it should.
READING = {SQLITE: ("BEGIN",), POSTGRES: ("SET LOCAL statement_timeout = '30s'",)}
WRITING = {
    # what is deleted is overwritten: forgotten texts are to be gone
    SQLITE: ("PRAGMA secure_delete = ON", "BEGIN IMMEDIATE"),
    POSTGRES: (
        f"SET LOCAL lock_timeout = '{BUSY}s'",
        f"SET LOCAL statement_timeout = '{2 * BUSY}s'",
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
    """`record` is to stand under `id`, in place of what stood there."""

    id: str
    record: Record


class Store:
    """A database. Every method but `close` raises SQLAlchemyError, OSError or KeptError if it
    cannot be done now; nothing is half done then."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._driver = url.drivername
        given = {k: v for k, v in CONNECTING[self._driver].items() if k not in url.query}
        self._engine = create_engine(
            url, connect_args=given, poolclass=NullPool, hide_parameters=True
        )

    @property
    def place(self) -> str:
        """For people: without user and password."""
        if self._driver == SQLITE:
            return str(self._url.database)
        host = self._url.host or "localhost"
        port = f":{self._url.port}" if self._url.port else ""
        return f"{host}{port}/{self._url.database or ''}"

    def prepare(self) -> None:
        """Make what is missing: the folder, the tables, the steps up to today's."""
        if self._driver == SQLITE:
            Path(str(self._url.database)).parent.mkdir(0o700, parents=True, exist_ok=True)
        with self._transaction(WRITING) as connection:
            migrate(connection, self.place)

    def write(self, changes: Sequence[Change]) -> int:
        """Returns how many the database refused for what they are, which no second try mends. A
        change that is written twice is there once."""
        try:
            with self._transaction(WRITING) as connection:
                for change in changes:
                    _put(connection, change)
        except StatementError as error:
            if not _is_refusal(error):
                raise
            return sum(self.write([change]) for change in changes) if len(changes) > 1 else 1
        return 0

    def forget_texts(self, before: date) -> None:
        """Of the days before that one, keep only what counts need."""
        gone: dict[Table, dict[str, Any]] = {
            schema.feedback: {"question": None, "passages": [], "comment": ""},
            schema.unanswered: {"question": None, "confidence": None},
        }
        with self._transaction(WRITING) as connection:
            for table, values in gone.items():
                old = (table.c.day < before) & table.c.question.is_not(None)
                connection.execute(update(table).where(old).values(values))

    def read(self) -> tuple[Record, ...]:
        """All there is, by day. A file that is not there is not made."""
        if self._driver == SQLITE and not Path(str(self._url.database)).exists():
            return ()
        self.prepare()
        with self._transaction(READING) as connection:
            rated = [
                _feedback(row._asdict()) for row in connection.execute(select(schema.feedback))
            ]
            asked = [
                Unanswered(**_fields(row._asdict()))
                for row in connection.execute(select(schema.unanswered))
            ]
        return tuple(sorted((*rated, *asked), key=lambda record: record.day))

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _transaction(self, opening: Mapping[str, tuple[str, ...]]) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            for statement in opening[self._driver]:
                connection.exec_driver_sql(statement)
            yield connection


def open_store(keeping: Keeping) -> Store:
    """Nothing is connected to yet. Raises SettingsError."""
    url = _url_of(keeping)
    try:
        return Store(url)
    except ImportError as error:
        raise SettingsError(
            "DATABASE_URL",
            "Postgres needs a package that is not installed.",
            "Install it with: pip install 'rolebot[postgres]'",
        ) from error


def said_by(error: Exception) -> str:
    """One line, without what was to be written: that may be what somebody asked."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    lines = str(cause).strip().splitlines()
    return lines[0] if lines else type(cause).__name__


def _url_of(keeping: Keeping) -> URL:
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
    if driver == SQLITE and url.database in (None, "", ":memory:"):
        raise SettingsError("DATABASE_URL", "It names no file.", fix)
    return url.set(drivername=driver)


def _is_refusal(error: StatementError) -> bool:
    return isinstance(error, DataError | IntegrityError) or not isinstance(error, DBAPIError)


def _put(connection: Connection, change: Change) -> None:
    table = schema.feedback if isinstance(change.record, Feedback) else schema.unanswered
    connection.execute(delete(table).where(table.c.id == change.id))
    connection.execute(insert(table).values(id=change.id, **asdict(change.record)))


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


def _feedback(row: dict[str, Any]) -> Feedback:
    lists = {name: tuple(row[name]) for name in ("roles", "passages")}
    return Feedback(**_fields(row) | lists)
