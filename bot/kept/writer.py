"""Writes records in a background thread, so that no caller waits for the database."""

from __future__ import annotations

import logging
import time
import uuid
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from threading import Condition, Event, Thread

from cachetools import LRUCache

from bot.kept.nothing import Keeper
from bot.kept.records import Clock, Record, today
from bot.kept.settings import CLOSING, Keeping
from bot.kept.store import Change, Store, describe_error

MAX_NAMES = 10_000  # of answers whose feedback can still be replaced
HURRIED = 0.1  # seconds between two tries while closing

log = logging.getLogger("rolebot.kept")


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the writer waits, in seconds, and how many records it holds meanwhile."""

    first_wait: float = 1.0
    """Before the second try; it doubles with each further try."""
    longest_wait: float = 60.0
    patience: float = 600.0
    """After an outage of this length, what could not be written is dropped."""
    look: float = 60.0
    """Between two checks of the date."""
    quiet: float = 60.0
    """Between two warnings in the log."""
    most_waiting: int = 1_000
    most_at_once: int = 100


class Writer(Keeper):
    """Keeps in a database. Records wait in `_waiting`, the oldest first, until they have been
    written or given up; `_wake` guards everything that two threads use."""

    def __init__(
        self,
        store: Store,
        keeping: Keeping,
        clock: Clock = today,
        pace: Pace = Pace(),
    ) -> None:
        super().__init__(clock)
        self._store = store
        self._keeping = keeping
        self._pace = pace
        self._wake = Condition()
        self._waiting: deque[Change] = deque()
        self._ids: LRUCache[str, str] = LRUCache(MAX_NAMES)
        self._tried = Event()
        self._deadline: float | None = None  # by which it has to be closed
        self._failing_since: float | None = None
        self._wait = pace.first_wait
        self._logged_at = float("-inf")
        self._dropped_logged = 0
        self._has_logged = False  # a problem, but not yet its end
        self._is_prepared = False
        self._purged_on: date | None = None
        self._thread = Thread(target=self._run, name="kept", daemon=True)
        self._thread.start()

    @property
    def place(self) -> str:
        return self._store.place

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def ready(self, timeout: float) -> bool:
        return self._tried.wait(timeout) and not self.problem

    def close(self, timeout: float = CLOSING) -> None:
        with self._wake:
            self._deadline = time.monotonic() + timeout
            self._wake.notify()
        self._thread.join(timeout)
        with self._wake:
            self.dropped += self._take_off(len(self._waiting))
        self._report()

    def _offer(self, record: Record, name: str = "") -> None:
        if not self._keeping.texts:
            record = record.without_texts()
        with self._wake:
            if self._is_closing or len(self._waiting) >= self._pace.most_waiting:
                self.dropped += 1
                return
            fresh = uuid.uuid4().hex
            id_ = self._ids.setdefault(name, fresh) if name else fresh
            self._waiting.append(Change(id_, record))
            self._wake.notify()

    def _run(self) -> None:
        batch: Sequence[Change] = ()
        while True:
            try:
                refused = self._work(batch)
            except Exception as error:  # whatever it is, answers go on, and so does this thread
                self._has_failed(len(batch), error)
            else:
                self._has_worked(len(batch), refused)
            self._tried.set()
            self._report()
            with self._wake:
                self._rest()
                if self._is_over():
                    break
                batch = tuple(islice(self._waiting, self._pace.most_at_once))

    def _work(self, batch: Sequence[Change]) -> int:
        """Returns how many were refused."""
        if not self._is_prepared:
            self._store.prepare()
            self._is_prepared = True
        day = self._clock()
        if day != self._purged_on:
            self._store.purge_texts(self._first_day_with_texts(day))
            self._purged_on = day
        return self._store.write(batch) if batch else 0

    def _first_day_with_texts(self, day: date) -> date:
        return day - timedelta(days=self._keeping.days - 1) if self._keeping.texts else date.max

    def _has_worked(self, tried: int, refused: int) -> None:
        with self._wake:
            has_recovered = self._failing_since is not None and self._has_logged
            self.problem, self._failing_since, self._wait = "", None, self._pace.first_wait
            self.kept += self._take_off(tried) - refused
            self.dropped += refused
        if has_recovered:
            self._has_logged = False
            log.info("%s: Feedback and unanswered questions are kept again.", self.place)

    def _has_failed(self, tried: int, error: Exception) -> None:
        now = time.monotonic()
        with self._wake:
            self._is_prepared = False  # who knows what comes back
            self.problem = describe_error(error)
            if self._failing_since is None:
                self._failing_since = now
            else:
                self._wait = min(2 * self._wait, self._pace.longest_wait)
            if now - self._failing_since > self._pace.patience:
                self.dropped += self._take_off(tried)

    def _report(self) -> None:
        """Log problems, seldom and in this thread: a log that blocks must not stop an answer."""
        now = time.monotonic()
        is_well = not self.problem and self.dropped == self._dropped_logged
        if is_well or now - self._logged_at < self._pace.quiet:
            return
        self._logged_at, self._dropped_logged, self._has_logged = now, self.dropped, True
        log.warning(
            "%s: %s Feedback and unanswered questions dropped so far: %d, waiting: %d.",
            self.place,
            self.problem or "Not all could be written.",
            self.dropped,
            self.waiting,
        )

    def _rest(self) -> None:
        """Wait until there is something to do, or it is time to try again."""
        if self._failing_since is None:
            self._wake.wait_for(lambda: self._waiting or self._is_closing, self._pace.look)
        elif self._is_closing:
            self._wake.wait(HURRIED)
        else:
            self._wake.wait_for(lambda: self._is_closing, self._wait)

    @property
    def _is_closing(self) -> bool:
        return self._deadline is not None

    def _is_over(self) -> bool:
        if self._deadline is None:
            return False
        return not self._waiting or time.monotonic() >= self._deadline

    def _take_off(self, number: int) -> int:
        """Returns how many there were; fewer if closing has given them up."""
        taken = min(number, len(self._waiting))
        for _ in range(taken):
            self._waiting.popleft()
        return taken
