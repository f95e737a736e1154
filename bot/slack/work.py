"""What takes longer than an acknowledgement: done by a pool of our own, in which nothing gets lost
without a word."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bot.render.slack import notices
from bot.slack.reply import Reply

log = logging.getLogger(__name__)

WORKERS = 16  # calls of the Web API, which mostly wait
MOST_WAITING = 500


class Work:
    """Bolt's own pool has five threads, which slow calls would fill; and it drops exceptions."""

    def __init__(self, workers: int = WORKERS) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="work")
        self._lock = threading.Lock()
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """How much is not finished."""
        return self._waiting

    def submit(self, task: Callable[[], None], reply: Reply | None = None) -> None:
        """Do `task` soon. If it fails the person is told by `reply`, with a reference that the log
        has, too."""
        with self._lock:
            self._waiting += 1
        try:
            self._pool.submit(self._run, task, reply)
        except RuntimeError:  # it has been closed
            self._done()
            log.warning("Too late for this: the bot is stopping.")

    def close(self) -> None:
        """Finish what has begun and what waits."""
        self._pool.shutdown()

    def _run(self, task: Callable[[], None], reply: Reply | None) -> None:
        try:
            task()
        except Exception:
            reference = report()
            if reply is not None:
                self._tell(reply, reference)
        finally:
            self._done()

    def _tell(self, reply: Reply, reference: str) -> None:
        try:
            reply.show(notices.broken(reference))
        except Exception:
            log.exception("The asker could not be told of %s", reference)

    def _done(self) -> None:
        with self._lock:
            self._waiting -= 1


def report() -> str:
    """Log the exception that is being handled; the reference to find it by."""
    reference = secrets.token_hex(3)
    log.exception("Failed, reference %s", reference)
    return reference
