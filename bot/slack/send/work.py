"""What takes longer than an acknowledgement, done by a pool of our own that reports every
failure."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

from bot.render.slack import notices
from bot.slack.send.reply import Reply

log = logging.getLogger(__name__)

WORKERS = 16  # threads for calls of the Web API, which mostly wait
MAX_TASKS = 500  # of some 10 kB each; while Slack hangs, a worker does two or three a minute
LAST_SECONDS = 12.0  # to finish in; whatever stops a bot often kills it after 30

Task = tuple[Callable[[], None], Reply | None]


class Work:
    """Bolt's own pool drops exceptions, and has only five threads, which slow calls would fill.
    Unlike an executor's threads, these end with the bot, even if they hang. Long messages have a
    queue and a worker of their own, so that nothing else waits behind them."""

    def __init__(self, workers: int = WORKERS) -> None:
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._long_tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._waiting = 0
        self._is_closed = False
        self._lanes = [*[self._tasks] * workers, self._long_tasks]  # one for each thread
        self._threads = [
            threading.Thread(target=self._work, args=(lane,), name=f"work-{number}", daemon=True)
            for number, lane in enumerate(self._lanes)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def waiting(self) -> int:
        """How many tasks are not finished."""
        return self._waiting

    @property
    def has_room(self) -> bool:
        """Whether more tasks may come; otherwise they had better be sent again later. The limit can
        be exceeded a little, when several ask at the same moment."""
        return self._waiting < MAX_TASKS

    def submit(
        self, task: Callable[[], None], reply: Reply | None = None, *, is_long: bool = False
    ) -> None:
        """Do `task` soon; `is_long` if it reads a long message. If it fails, `reply` gives the
        person a reference that is in the log, too."""
        with self._lock:
            if self._is_closed:
                log.warning("Too late for this: the bot is stopping.")
                return
            self._waiting += 1
            (self._long_tasks if is_long else self._tasks).put((task, reply))

    def close(self, seconds: float = LAST_SECONDS) -> None:
        """Finish all tasks, as far as that is possible in so many seconds."""
        with self._lock:
            self._is_closed = True
        for lane in self._lanes:
            lane.put(None)
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        if self._waiting:
            log.error("Not finished in %.1f seconds, and given up: %s", seconds, self._waiting)

    def _work(self, lane: SimpleQueue[Task | None]) -> None:
        while (waiting := lane.get()) is not None:
            self._run(*waiting)

    def _run(self, task: Callable[[], None], reply: Reply | None) -> None:
        try:
            task()
        except Exception:
            reference = report()
            if reply is not None:
                self._tell(reply, reference)
        finally:
            with self._lock:
                self._waiting -= 1

    def _tell(self, reply: Reply, reference: str) -> None:
        try:
            reply.show(notices.broken(reference))
        except Exception:
            log.exception("The asker could not be told of %s", reference)


def report() -> str:
    """Log the exception that is being handled. Returns the reference to find it by."""
    reference = secrets.token_hex(3)
    log.exception("Failed, reference %s", reference)
    return reference
