"""What runs in the process that parses documents: it takes one after the other from its standard
input, and writes to its standard output what is in them.
`index.documents.reader` starts it.

Documents are untrusted, and neither our parsers nor those that they stand on can be known to be
fast at every text. So this process has limits, and nothing but the text that it is given.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, Generic, Literal, TypeVar

import msgspec

from index.errors import ContentError

T = TypeVar("T")
Job = Literal["read", "scan"]

MEMORY_IS_UP = 70  # the exit status that says so
HEADER = 4  # bytes, which say how many follow
CHARACTERS_A_SECOND = 100_000  # on a very slow machine
UNEXPECTED = "Take out what is unusual in it, and please report it: this should not happen."


@dataclass(frozen=True, slots=True)
class Limits:
    """For one document. A role's takes milliseconds and a few MB for a moment, one of 4 MB takes
    12 seconds and 140 MB. `seconds` are the processor's; a machine may be slow. `megabytes` come
    on top of the 45 that the process has from the start: beside the bot, which takes at most 240,
    they fit into 512."""

    seconds: int = 10
    megabytes: int = 192

    def seconds_for(self, source: bytes) -> int:
        return self.seconds + len(source) // CHARACTERS_A_SECOND


class Task(msgspec.Struct, array_like=True, frozen=True):
    """`source` is all of the document at `path`, which is to be read, or to be scanned for links;
    text as UTF-8."""

    job: Job
    path: str
    source: bytes


class Refusal(msgspec.Struct, array_like=True, frozen=True):
    """A ContentError about the document."""

    line: int | None
    problem: str
    fix: str


class Answer(msgspec.Struct, Generic[T], array_like=True, frozen=True):
    """Has one of the two."""

    result: T | None
    refusal: Refusal | None = None


def main(limits: Limits) -> None:
    """Until nobody writes to the standard input any more."""
    for ending in (signal.SIGINT, signal.SIGTERM):  # our end is for the process above to tell
        signal.signal(ending, signal.SIG_IGN)
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a parser that prints something does not disturb
    _import_parsers()
    _limit_memory(limits.megabytes)
    decoder = msgspec.msgpack.Decoder(Task)
    try:
        while frame := receive(tasks):
            task = decoder.decode(frame)
            _limit_time(limits.seconds_for(task.source))
            send(answers, _answer(task))
    except MemoryError:
        os._exit(MEMORY_IS_UP)


def send(stream: BinaryIO, data: bytes) -> None:
    stream.write(len(data).to_bytes(HEADER))
    stream.write(data)
    stream.flush()


def receive(stream: BinaryIO, most: int = 1 << 32) -> bytes:
    """b"" if the other end is gone. Raises ValueError for more than `most` bytes."""
    size = int.from_bytes(stream.read(HEADER))
    if size > most:
        raise ValueError(size)
    data = stream.read(size)
    return data if len(data) == size else b""


def _answer(task: Task) -> bytes:
    from index.documents.hrefs import scan_source
    from index.documents.parse import parse_source
    from index.documents.parse.formats import is_binary

    do = {"read": parse_source, "scan": scan_source}[task.job]
    try:
        source = task.source if is_binary(task.path) else task.source.decode()
        return msgspec.msgpack.encode(Answer(do(task.path, source)))
    except ContentError as error:
        refusal = Refusal(error.line, error.problem, error.fix)
    except MemoryError:
        raise
    except Exception as error:  # a parser's, of which the other documents need not suffer
        refusal = Refusal(None, f"The parser fails at it with {type(error).__name__}.", UNEXPECTED)
    return msgspec.msgpack.encode(Answer(None, refusal))


def _import_parsers() -> None:
    """What they take is no document's fault."""
    import index.documents.hrefs
    import index.documents.parse.data
    import index.documents.parse.html_page
    import index.documents.parse.markdown
    import index.documents.parse.rest  # noqa: F401


def _limit_memory(megabytes: int) -> None:
    """Where the system has no such limit, the one of time has to do."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with open("/proc/self/statm") as sizes:
            now = int(sizes.read().split()[0]) * resource.getpagesize()
        most = now + (megabytes << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _limit_time(seconds: int) -> None:
    """From now on."""
    with suppress(ImportError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
