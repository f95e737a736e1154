"""The work on an answer ends between its steps once its time is over."""

from __future__ import annotations

import time

import pytest

from bot.answers.decide import answer_question
from bot.kept.keeper import Nothing
from bot.live.library import Library, Shelf
from bot.render.slack.message import Surface
from bot.slack.desk import Desk
from bot.slack.metrics import Metrics
from bot.slack.threads import Threads
from index.deadline import NEVER, Deadline
from index.encoder.encoded import Encoded
from index.question.steps import ALL
from index.search.index import Index
from index.search.rank import Ranked
from tests.conftest import ROLES, InitialEncoder, find, index_of

QUESTION = "who answers calls at night?"
OVER = Deadline(0.0)


class SlowEncoder(InitialEncoder):
    """Takes until what is asked of it is late."""

    deadline = NEVER

    def encode_query(self, text: str) -> Encoded:
        while self.deadline is not NEVER and self.deadline.left:
            time.sleep(0.01)
        return super().encode_query(text)


@pytest.fixture(scope="module")
def roles() -> Index:
    return index_of(ROLES, SlowEncoder())


def test_there_is_time_until_it_is_over() -> None:
    NEVER.check()
    soon = Deadline.within(60)
    soon.check()
    assert 0 < soon.left <= 60
    assert OVER.left == 0
    with pytest.raises(TimeoutError):
        OVER.check()


def test_nothing_is_encoded_once_it_is_too_late(roles: Index) -> None:
    encoder = roles.encoder
    assert isinstance(encoder, SlowEncoder)
    before = list(encoder.encoded)
    for ask in (
        lambda: find(roles, QUESTION, 1, deadline=OVER),
        lambda: answer_question(QUESTION, roles, deadline=OVER),
    ):
        with pytest.raises(TimeoutError):
            ask()
    assert encoder.encoded == before


def test_nothing_is_ranked_if_encoding_took_too_long(
    roles: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranked: list[str] = []

    def noted(*given: object) -> list[Ranked]:
        ranked.append("once more")
        return [Ranked(0, 0.5, None)]

    monkeypatch.setattr("index.search.engine.rank", noted)
    encoder = roles.encoder
    assert isinstance(encoder, SlowEncoder)
    find(roles, QUESTION, 1)
    assert len(ranked) == 1
    encoder.deadline = Deadline.within(0.2)
    with pytest.raises(TimeoutError):
        find(roles, QUESTION, 1, ALL, encoder.deadline)
    assert len(ranked) == 1


def test_an_answer_that_comes_too_late_is_not_rendered(
    company: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[object] = []
    monkeypatch.setattr("bot.slack.desk.render_answer", lambda *given: rendered.append(given))
    metrics = Metrics()
    desk = Desk(Shelf(company), Threads(), Nothing(), metrics)
    told = desk.ask(QUESTION, Surface.EPHEMERAL, deadline=OVER)
    assert told.text.startswith("Finding an answer took too long, so I stopped.")
    assert not rendered
    assert b"rolebot_failures_total 1.0" in metrics.text()
    desk.close()
