"""Parses documents in a process of its own, which a hostile one can stall or fill, but not harm.

No document is worth the others: one that takes too much time or memory is refused, and a new
process goes on with the next. Whoever waits for an answer does not hold the interpreter, so that
the bot goes on answering meanwhile.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, TypeVar, cast

import msgspec

from index.documents.document import Document
from index.documents.worker import (
    MEMORY_IS_UP,
    UNEXPECTED,
    Answer,
    Job,
    Limits,
    Task,
    receive,
    send,
)
from index.errors import ContentError

T = TypeVar("T")

WAITING_SECONDS = 60.0  # more, for a process that waits, or whose system knows no limits
MAX_ANSWER_BYTES = 32 << 20  # bytes
START = (
    "import sys; sys.path[:] = sys.argv[3:]; from index.documents.worker import Limits, main;"
    " main(Limits(*map(int, sys.argv[1:3])))"
)
# What Python may need to start: the bot's secrets are none of a parser's business.
ENVIRONMENT = ("HOME", "LANG", "PATH", "SYSTEMROOT")
PREFIXES = ("DYLD_", "LC_", "LD_", "PYTHON")

SIMPLIFY = "Split it, or take out what is nested or repeated in it."
DEFAULTS = Limits()


class Reader:
    """The process starts when there is something to read, and ends with the `with` block."""

    def __init__(self, limits: Limits = DEFAULTS) -> None:
        self._limits = limits
        self._worker: _Worker | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._worker:
            self._worker.end()
            self._worker = None

    def read(self, path: str, source: str | bytes) -> Document:
        """See `documents.parse.parse_source`. Raises ContentError, also if it takes too much."""
        return self.ask("read", path, source, Document)

    def ask(self, job: Job, path: str, source: str | bytes, kind: type[T]) -> T:
        """The result, which is of that `kind`. What earlier documents left behind in the process
        is not held against this one: where it may be to blame, a new one tries again."""
        is_new = self._worker is None
        worker = self._worker = self._worker or _Worker(self._limits)
        try:
            data = worker.ask(
                Task(job, path, source.encode() if isinstance(source, str) else source)
            )
            # What comes from there can only be data, even if a document took the process over.
            answer = cast(Answer[T], msgspec.msgpack.decode(data, type=Answer[kind]))  # type: ignore[valid-type]
        except (EOFError, OSError, ValueError):
            failure = worker.end()
            self._worker = None
            if is_new or failure.took_too_long:
                raise ContentError(path, None, failure.problem, failure.fix) from None
            return self.ask(job, path, source, kind)
        except BaseException:  # nobody waits for the answer any more, which would be the next one's
            worker.end()
            self._worker = None
            raise
        if answer.refusal:
            raise ContentError(
                path, answer.refusal.line, answer.refusal.problem, answer.refusal.fix
            )
        return cast(T, answer.result)


@dataclass(frozen=True, slots=True)
class _Failure:
    problem: str
    fix: str
    took_too_long: bool = False


class _Worker:
    def __init__(self, limits: Limits) -> None:
        self._limits, self._seconds = limits, 0
        self._is_late = False
        self._process = subprocess.Popen(  # noqa: S603  no shell, and no argument is a stranger's
            # -P: a folder of documents that one stands in may hold an `index.py`, too
            [
                *(sys.executable, "-P", "-c", START),
                *(str(limits.seconds), str(limits.megabytes), *sys.path),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                name: value
                for name, value in os.environ.items()
                if name in ENVIRONMENT or name.startswith(PREFIXES)
            },
        )
        self._tasks = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)

    def ask(self, task: Task) -> bytes:
        """Raises EOFError, OSError or ValueError if no answer comes that could be one."""
        self._seconds = self._limits.seconds_for(task.source)
        timer = threading.Timer(self._seconds + WAITING_SECONDS, self._stop_late)
        timer.daemon = True
        timer.start()
        try:
            send(self._tasks, msgspec.msgpack.encode(task))
            data = receive(self._answers, MAX_ANSWER_BYTES)
        finally:
            timer.cancel()
        if not data:
            raise EOFError
        return data

    def _stop_late(self) -> None:
        self._is_late = True
        self._process.kill()

    def end(self) -> _Failure:
        """Says why it gave no answer, if it did not."""
        self._process.kill()
        with suppress(BrokenPipeError), self._process:
            pass
        status = self._process.returncode
        if self._is_late or status == -getattr(signal, "SIGXCPU", signal.SIGTERM):
            taken = f"{self._seconds} seconds"
        elif status == MEMORY_IS_UP:
            taken = f"{self._limits.megabytes} MB of memory"
        else:
            return _Failure("Reading it ends the process that does.", UNEXPECTED)
        problem = f"Reading it takes more than {taken}, so it is not read."
        return _Failure(problem, SIMPLIFY, took_too_long=status != MEMORY_IS_UP)
