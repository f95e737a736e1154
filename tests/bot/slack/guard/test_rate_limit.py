"""How fast one person may ask."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from bot.slack.guard.rate_limit import RateLimiter


def test_a_person_may_ask_so_often_and_again_once_time_has_passed() -> None:
    now = [0.0]
    rate_limiter = RateLimiter(2, lambda: now[0])
    assert [rate_limiter.allows("U1") for _ in range(3)] == [True, True, False]
    assert rate_limiter.allows("U2")
    now[0] = 29.0
    assert not rate_limiter.allows("U1")
    now[0] = 31.0  # one of two in half a minute
    assert [rate_limiter.allows("U1") for _ in range(2)] == [True, False]


def test_of_many_at_once_no_more_are_allowed_than_that() -> None:
    def slow_clock() -> float:
        time.sleep(0.005)  # as long as it takes for another thread to look, too
        return 0.0

    rate_limiter = RateLimiter(3, slow_clock)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: rate_limiter.allows("U1"), range(16))) == 3


def test_with_no_limit_everything_is_allowed() -> None:
    assert all(RateLimiter(0).allows("U1") for _ in range(1000))
