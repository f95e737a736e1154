"""What a signal handler rings: wherever it interrupts, nobody waits for ever."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from bot.live.library import Library, Shelf
from bot.live.reload import Librarian
from bot.live.signal_event import SignalSafeEvent
from bot.slack.serve import Stop


def interrupted(work: Callable[[], object], handler: Callable[[], object]) -> None:
    """Do `work` with `handler` run before every line of it, in the same thread, as a signal's is.
    Fails if that takes for ever."""

    def trace(frame: FrameType, event: str, what: object) -> Any:  # noqa: ANN401  of itself
        handler()
        return trace

    def run() -> None:
        sys.settrace(trace)
        try:
            work()
        finally:
            sys.settrace(None)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(5)
    assert not thread.is_alive()


def test_a_signal_in_the_midst_of_waiting_is_heard() -> None:
    stop = Stop()
    interrupted(lambda: stop.wait(0.01), stop.set)
    assert stop.wait(0)


def test_a_signal_in_the_midst_of_stopping_is_heard(company: Library) -> None:
    librarian = Librarian(Shelf(company), lambda: company, Path("nowhere"), Path("nowhere"))
    interrupted(librarian.stop, librarian.look_now)


def test_it_wakes_whoever_waits() -> None:
    event, started = SignalSafeEvent(), time.monotonic()
    threading.Timer(0.05, event.set).start()
    assert event.wait(10)
    assert time.monotonic() - started < 5
    assert event.wait(10)  # it stays rung


def test_once_quiet_it_waits_for_another_ring() -> None:
    event = SignalSafeEvent()
    event.set()
    event.set()
    event.clear()
    assert not event.wait(0.01)
    event.set()
    assert event.wait(0)


def test_a_ring_while_it_is_quietened_is_not_lost() -> None:
    event = SignalSafeEvent()
    event.set()
    rings = [event.set] * 5
    interrupted(event.clear, lambda: rings.pop()() if rings else None)
    assert event.wait(0)
