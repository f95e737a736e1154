"""How much memory a process takes, and a limit on that."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1 << 20
CGROUP = Path("/sys/fs/cgroup")
GROUP = f"rolebot-{os.getpid()}"


@dataclass(frozen=True, slots=True)
class Memory:
    """Of a process, in MB. `shared` is `resident` with what it shares with others divided."""

    resident: float
    most: float
    shared: float

    @classmethod
    def of(cls, pid: int) -> Memory:
        proc = Path("/proc", str(pid))
        status, rollup = (proc / "status").read_text(), (proc / "smaps_rollup").read_text()
        lines = (("VmRSS", status), ("VmHWM", status), ("Pss", rollup))
        return cls(*(_kilobytes(name, text) / 1024 for name, text in lines))

    def __str__(self) -> str:
        return f"{self.resident:.0f} MB (PSS {self.shared:.0f}, at most {self.most:.0f})"


def _kilobytes(name: str, text: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB$", text, re.MULTILINE)
    if found is None:
        raise LookupError(name)
    return int(found[1])


@dataclass(frozen=True, slots=True)
class Limit:
    """`prefix` goes before a command in a shell, `name` says what limits it. `peak` holds the most
    that was in use, in bytes, None if nobody counts."""

    name: str
    prefix: str
    peak: Path | None = None


@contextmanager
def memory_limit(megabytes: int) -> Iterator[Limit]:
    """A control group counts what is really in use, the page cache of the process among it, and
    kills what goes beyond. No rlimit does: RLIMIT_AS counts files that are only mapped and
    addresses that are only reserved, RLIMIT_DATA whole stacks of threads, of which a page or two
    are touched. So where no group can be had, nothing limits, and `Memory.most` has to tell."""
    size = megabytes * MEGABYTE
    group = _second(size) or _first(size)
    if group is not None:
        try:
            yield group[0]
        finally:
            with suppress(OSError):
                group[1].rmdir()
    elif _has_systemd():
        properties = f"-p MemoryMax={size} -p MemorySwapMax=0"
        yield Limit("systemd-run", f"exec systemd-run --quiet --scope {properties}")
    else:
        yield Limit("nothing: no control group can be had", "exec")


def _second(size: int) -> tuple[Limit, Path] | None:
    """Control groups, version 2."""
    with suppress(OSError):
        if "memory" not in (CGROUP / "cgroup.subtree_control").read_text().split():
            (CGROUP / "cgroup.subtree_control").write_text("+memory")
        return _group(CGROUP, "control group v2", size, "memory.max", "memory.swap.max", "peak")
    return None


def _first(size: int) -> tuple[Limit, Path] | None:
    """Control groups, version 1. There, memory and swap are limited together, after memory."""
    with suppress(OSError):
        limits = "memory.limit_in_bytes", "memory.memsw.limit_in_bytes"
        return _group(CGROUP / "memory", "control group v1", size, *limits, "max_usage_in_bytes")
    return None


def _group(
    root: Path, name: str, size: int, limit: str, swap: str, peak: str
) -> tuple[Limit, Path]:
    """Raises OSError if it cannot be had."""
    group = root / GROUP
    group.mkdir()
    try:
        (group / limit).write_text(str(size))
    except OSError:
        group.rmdir()
        raise
    with suppress(OSError):  # where there is no swap, there is no limit of it
        (group / swap).write_text("0" if "v2" in name else str(size))
    joined = f"echo $$ > {group}/cgroup.procs && exec"
    return (Limit(name, joined, group / f"memory.{peak}"), group)


def _has_systemd() -> bool:
    run = shutil.which("systemd-run")
    command = [run or "", "--quiet", "--scope", "true"]
    return run is not None and subprocess.run(command, capture_output=True).returncode == 0  # noqa: S603
