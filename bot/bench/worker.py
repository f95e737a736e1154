"""Work in processes of their own: each has only what it needs in its memory, and its own threads.

They take turns. A process that waits for its turn is idle.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

NO_ANSWER = 1  # the exit code of a command that works, but finds nothing
PROJECT = Path(__file__).parent.parent.parent  # from where `bot` can be imported
PAUSE = 0.02  # seconds; threads of torch look for more work for a while when theirs is done
STATUS = Path("/proc")  # where Linux tells about processes
MEBIBYTE = 1 << 20


def command(*arguments: object) -> list[str]:
    return [sys.executable, *map(str, arguments)]


def environment(**more: str) -> dict[str, str]:
    """The model is here already: no look at the hub, and no progress bars."""
    return {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", **more}


class Worker:
    """A Python process that answers each line with a line. Leaving it ends the process; `more`
    is added to its environment."""

    def __init__(self, *arguments: object, **more: str) -> None:
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115  closed when it is left
        self._process = subprocess.Popen(  # noqa: S603  no shell, no argument is a stranger's
            command(*arguments),
            cwd=PROJECT,
            env=environment(**more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()  # the end of its input is the end of its work
        self._errors.close()

    def hear(self) -> str:
        """Its next line. Raises RuntimeError if there is none."""
        assert self._process.stdout  # noqa: S101  for mypy
        line = self._process.stdout.readline()
        if not line:
            self._errors.seek(0)
            raise RuntimeError(f"A process that is measured ended: {self._errors.read()[-1000:]}")
        return line.rstrip("\n")

    def ask(self, line: str) -> str:
        assert self._process.stdin  # noqa: S101  for mypy
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self.hear()

    def seconds(self, given: object) -> float:
        """How long `serve` of the other process has worked on `given`."""
        return float(self.ask(json.dumps(given)))

    def memory(self) -> float:
        """MiB of it that are in memory now."""
        return resident(self._process.pid) / MEBIBYTE


def serve(work: Callable[[Any], object]) -> None:
    """In the other process: do all the work that comes in, and say how many seconds each took."""
    for number, line in enumerate(sys.stdin):
        given = json.loads(line)
        start = perf_counter()
        work(given)
        print(perf_counter() - start, flush=True)
        if number == 0:  # the warm-up has left much behind
            gc.collect()


def medians_in_turns(
    ours: Worker, baseline: Worker, given: Sequence[object]
) -> tuple[float, float]:
    """Seconds of each, over all of `given`, which both get one by one."""
    timed = []
    for one in given:
        sleep(PAUSE)
        first = ours.seconds(one)
        sleep(PAUSE)
        timed.append((first, baseline.seconds(one)))
    first_times, second_times = zip(*timed, strict=True)
    return median(first_times), median(second_times)


def resident(pid: int) -> int:
    """Bytes of a process that are in memory."""
    status = STATUS / str(pid) / "status"
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmRSS"].split()[0]) * 1024
    asked = ["/bin/ps", "-o", "rss=", "-p", str(pid)]
    return int(subprocess.check_output(asked)) * 1024  # noqa: S603  a number is harmless


def run_command(arguments: list[str]) -> None:
    """Run a command to its end. Raises RuntimeError if it fails."""
    done = subprocess.run(  # noqa: S603  no shell, no argument is a stranger's
        arguments, cwd=PROJECT, env=environment(), capture_output=True, check=False
    )
    if done.returncode not in (0, NO_ANSWER) or b"Traceback" in done.stderr:
        raise RuntimeError(f"A process that is measured failed: {done.stderr.decode()[-1000:]}")
