"""Lets several bots that share a Postgres database agree on which of them answers an event.

A claim is named by a digest that only these bots can make, and expires after minutes.
"""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Callable

from sqlalchemy import URL, Connection, create_engine, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from bot.kept import schema
from bot.kept.settings import Keeping
from bot.kept.store import POSTGRES, describe_error, url_of

SECONDS = 10 * 60  # Slack's last attempt is about six minutes after its first
PATIENCE = 2  # seconds for a claim: somebody in Slack is waiting for the answer
REST_SECONDS = 30.0  # without asking again after a failure
CONNECTIONS = 4
OPENING = f"SET LOCAL statement_timeout = '{PATIENCE}s'"

log = logging.getLogger(__name__)


class Claims:
    """Threads may share it. While the database cannot be asked, every claim is good: an answer that
    comes twice is better than none."""

    def __init__(self, url: URL, secret: str, clock: Callable[[], float] = time.time) -> None:
        """`secret` is shared by all bots of one app, and known to nobody else."""
        self._engine = create_engine(
            url,
            pool_size=CONNECTIONS,
            pool_timeout=PATIENCE,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": PATIENCE, "application_name": "rolebot claims"},
        )
        self._secret, self._clock = secret.encode(), clock
        self._resting_until = 0.0

    def first(self, *names: str) -> bool:
        """Whether nobody has claimed these together in the last ten minutes; then they are claimed
        now."""
        return self._try(self._claim, names)

    def forget(self, *names: str) -> None:
        """Let these be claimed again."""
        self._try(self._release, names)

    def close(self) -> None:
        self._engine.dispose()

    def _try(self, work: Callable[[Connection, str], bool], names: tuple[str, ...]) -> bool:
        """Do `work` in a transaction; True if that is impossible at the moment."""
        if self._clock() < self._resting_until:
            return True
        try:
            with self._engine.begin() as connection:
                connection.exec_driver_sql(OPENING)
                return work(connection, self._digest(names))
        except (SQLAlchemyError, OSError) as error:
            self._resting_until = self._clock() + REST_SECONDS
            log.warning("Other bots cannot be asked: %s", describe_error(error))
            return True

    def _digest(self, names: tuple[str, ...]) -> str:
        name = "\0".join(names).encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, name, "sha256").hex()[:32]

    def _claim(self, connection: Connection, digest: str) -> bool:
        now, claim = int(self._clock()), schema.claim
        connection.execute(delete(claim).where(claim.c.until <= now))
        add = insert(claim).values(id=digest, until=now + SECONDS)
        added = connection.execute(add.on_conflict_do_nothing().returning(claim.c.id))
        return added.first() is not None

    def _release(self, connection: Connection, digest: str) -> bool:
        connection.execute(delete(schema.claim).where(schema.claim.c.id == digest))
        return True


def open_claims(keeping: Keeping, secret: str) -> Claims | None:
    """For several bots of one app that share `secret`; None if they share no Postgres database.
    Raises SettingsError as `open_store` does."""
    if not keeping.database_url:
        return None
    url = url_of(keeping)
    return Claims(url, secret) if url.drivername == POSTGRES else None
