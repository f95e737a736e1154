"""Several bots that share a Postgres agree on who answers; it is a real one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import create_engine, text

from bot.cli.run_bot import claims_of
from bot.kept.claims import REST_SECONDS, SECONDS, Claims, open_claims
from bot.kept.settings import Keeping
from bot.kept.store import open_store, url_of


class Clock:
    """Shows what it is set to, in Unix time."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bots(postgres: Keeping, clock: Clock) -> Iterator[tuple[Claims, Claims]]:
    open_store(postgres).prepare()
    url = url_of(postgres)
    both = Claims(url, "secret", clock), Claims(url, "secret", clock)
    yield both
    for claims in both:
        claims.close()


def rows(postgres: Keeping) -> list[tuple[str, int]]:
    engine = create_engine(url_of(postgres))
    with engine.connect() as connection:
        found = connection.execute(text("SELECT id, until FROM rolebot_claim")).all()
    engine.dispose()
    return [(row[0], row[1]) for row in found]


def test_one_of_two_gets_what_both_claim(bots: tuple[Claims, Claims]) -> None:
    some, others = bots
    assert some.first("event", "Ev1")
    assert not others.first("event", "Ev1")
    assert not some.first("event", "Ev1")
    assert others.first("event", "Ev2")


def test_what_is_forgotten_can_be_claimed_by_either(bots: tuple[Claims, Claims]) -> None:
    some, others = bots
    assert some.first("share", "1.1")
    assert some.first("share", "1.2")
    some.forget("share", "1.1")
    assert others.first("share", "1.1")
    assert not others.first("share", "1.2")


def test_of_many_at_once_one_gets_it(bots: tuple[Claims, Claims]) -> None:
    with ThreadPoolExecutor(16) as pool:
        for number in range(20):
            claims = pool.map(lambda bot: bot.first("event", f"Ev{number}"), bots * 8)  # noqa: B023
            assert sum(claims) == 1


def test_a_claim_is_forgotten_after_ten_minutes(
    bots: tuple[Claims, Claims], clock: Clock, postgres: Keeping
) -> None:
    some, others = bots
    assert some.first("Ev1")
    clock.now += SECONDS - 1
    assert not others.first("Ev1")
    clock.now += 1
    assert others.first("Ev2")
    assert len(rows(postgres)) == 1  # what has run out is gone
    assert others.first("Ev1")


def test_the_table_names_nothing(bots: tuple[Claims, Claims], postgres: Keeping) -> None:
    bots[0].first("event", "Ev0SECRET")
    ((digest, _),) = rows(postgres)
    assert len(digest) == 32
    others = Claims(url_of(postgres), "another secret")
    assert others.first("event", "Ev0SECRET")
    others.close()


def test_a_database_that_cannot_be_asked_makes_every_claim_good(
    caplog: pytest.LogCaptureFixture, clock: Clock
) -> None:
    keeping = Keeping("postgres://rolebot:pass-word@127.0.0.1:1/nowhere")
    claims = open_claims(keeping, "secret")
    assert claims
    claims._clock = clock
    assert claims.first("Ev1")
    assert claims.first("Ev1")
    claims.forget("Ev1")
    assert caplog.text.count("Other bots cannot be asked") == 1
    clock.now += REST_SECONDS
    claims.forget("Ev1")
    assert caplog.text.count("Other bots cannot be asked") == 2
    assert "pass-word" not in caplog.text


def test_when_the_bot_stops_its_connections_end(postgres: Keeping) -> None:
    open_store(postgres).prepare()
    with psycopg.connect(postgres.database_url, autocommit=True) as server:

        def connections() -> int:
            row = server.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name = 'rolebot claims'"
            ).fetchone()
            return int(row[0]) if row else 0

        with claims_of(postgres, "secret") as claims:
            assert claims
            assert claims.first("Ev1")
            assert connections() == 1
        for _ in range(100):
            if not connections():
                break
            time.sleep(0.05)  # the server notices a moment later
        assert connections() == 0


def test_without_a_postgres_there_is_nowhere_to_meet(sqlite: Keeping) -> None:
    assert open_claims(sqlite, "secret") is None
    assert open_claims(Keeping(), "secret") is None
