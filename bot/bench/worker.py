"""Measured processes: each has its own memory and threads, and is idle while it waits its turn."""

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
from typing import Any, Self
from urllib.request import ProxyHandler, build_opener

PROJECT = Path(__file__).parent.parent.parent  # from where `bot` can be imported
MANIFEST = PROJECT / "manifest.json"  # the Slack app's own; it is in no package
OFFLINE = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}  # the model is cached
PAUSE = 0.02  # seconds; torch's threads look for more work for a while when theirs is done
PROCESSES = Path("/proc")  # where Linux describes them
MEBIBYTE = 1 << 20

open_url = build_opener(ProxyHandler({})).open  # no proxy reaches this machine's own servers


class Worker:
    """A Python process that answers each line with a line, until it is left. `variables` are added
    to its environment."""

    def __init__(self, *arguments: object, **variables: str) -> None:
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115  closed when it is left
        self._process = subprocess.Popen(  # noqa: S603  no shell, no argument is a stranger's
            [sys.executable, *map(str, arguments)],
            cwd=PROJECT,
            env={**os.environ, **OFFLINE, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )

    @classmethod
    def running(cls, work: Callable[..., None], *arguments: object, **variables: str) -> Self:
        """A process that calls `work`, a function of a module, with `arguments` as texts."""
        name = work.__name__
        code = f"import sys; from {work.__module__} import {name}; {name}(*sys.argv[1:])"
        return cls("-c", code, *arguments, **variables)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()
        self._errors.close()

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def failure(self) -> RuntimeError:
        """An error with the end of what the process wrote to stderr."""
        self._errors.seek(0)
        return RuntimeError(f"A measured process failed: {self._errors.read()[-1000:]}")

    def hear(self) -> str:
        """Return its next line. Raises RuntimeError if there is none."""
        assert self._process.stdout  # noqa: S101  for mypy
        line = self._process.stdout.readline()
        if not line:
            raise self.failure()
        return line.rstrip("\n")

    def ask(self, line: str) -> str:
        assert self._process.stdin  # noqa: S101  for mypy
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self.hear()

    def wait(self) -> None:
        """Wait until it ends by itself."""
        self._process.communicate()

    def seconds(self, given: object) -> float:
        """How long `serve` in the process worked on `given`."""
        return float(self.ask(json.dumps(given)))

    def memory(self) -> int:
        """Its resident memory in bytes."""
        return resident(self._process.pid)


def serve(work: Callable[[Any], object]) -> None:
    """In the worker process: do the work on each line of stdin, and print the seconds it took."""
    for number, line in enumerate(sys.stdin):
        given = json.loads(line)
        start = perf_counter()
        work(given)
        print(perf_counter() - start, flush=True)
        if number == 0:  # the warm-up has left much behind
            gc.collect()


def medians_in_turns(
    ours: Worker, baseline: Worker, inputs: Sequence[object]
) -> tuple[float, float]:
    """Median seconds of both, which get the same inputs one by one."""
    times: tuple[list[float], list[float]] = [], []
    for given in inputs:
        for worker, own in zip((ours, baseline), times, strict=True):
            sleep(PAUSE)
            own.append(worker.seconds(given))
    return median(times[0]), median(times[1])


def resident(pid: int) -> int:
    """Resident memory of a process in bytes."""
    status = PROCESSES / str(pid) / "status"
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmRSS"].split()[0]) * 1024
    command = ["/bin/ps", "-o", "rss=", "-p", str(pid)]
    return int(subprocess.check_output(command)) * 1024  # noqa: S603  a number is harmless
