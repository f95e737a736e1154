"""Reading documents: how fast, and how much memory for it."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from docutils.core import publish_doctree
from markdown_it import MarkdownIt

from bot.bench.figure import Figure
from bot.bench.rounds import Pair, measure_rounds, seconds
from bot.bench.samples import write_samples
from bot.bench.scale import Scale
from bot.bench.worker import MEBIBYTE, PROJECT, command
from index.documents.content import find_documents, read_content
from index.progress import Progress

BARE = "docutils and markdown-it alone"
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes
# On Linux a process starts with the peak of the one that starts it, and its own growth would not
# be seen below that. So a small process in between starts the one that is measured.
BETWEEN = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"
MEASURED = (
    "import sys; from pathlib import Path; from bot.bench.parse import measure_memory;"
    " print(*measure_memory(Path(sys.argv[1]), int(sys.argv[2])))"
)


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    """Reads made-up documents in a temporary folder that is gone after."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        write_samples(folder, scale.files)
        _read(folder, 2)  # what is loaded or compiled once is no part of a figure
        _read_bare(folder, 2)

        def one_round() -> Iterator[Pair]:
            yield from _time(folder, scale.files)
            yield from _memory(folder, scale.files)

        return measure_rounds("Measuring reading", scale.rounds, one_round, progress)


def _time(folder: Path, files: int) -> Iterator[Pair]:
    ours = seconds(lambda: _read(folder, files))
    bare = seconds(lambda: _read_bare(folder, files))
    yield Pair(f"reading {files} documents", "s", ours, BARE, bare)
    yield Pair("reading speed", "documents/s", files / ours, BARE, files / bare)


def _read(folder: Path, files: int) -> object:
    return read_content(folder, find_documents(folder)[:files])


def _read_bare(folder: Path, files: int) -> None:
    """Syntax trees of the bodies, which nobody keeps."""
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for path in find_documents(folder)[:files]:
        body = (folder / path).read_text("utf-8").split("---\n", 2)[2]
        if path.endswith(".rst"):
            publish_doctree(body, settings_overrides={"_disable_config": True})
        else:
            markdown.parse(body)


def _memory(folder: Path, files: int) -> Iterator[Pair]:
    """Of a tenth of the documents, too: what grows with more than what is kept shows."""
    for count in (max(files // 10, 1), files):
        paths = find_documents(folder)[:count]
        disk = sum((folder / path).stat().st_size for path in paths) / MEBIBYTE
        growth, kept = (n / MEBIBYTE for n in _measure_in_child(folder, count))
        yield Pair(f"peak memory, {count} documents", "MiB", growth, "what is kept", kept)
        yield Pair(f"what is kept, {count} documents", "MiB", kept, "the files", disk)


def _measure_in_child(folder: Path, files: int) -> tuple[int, int]:
    done = subprocess.run(  # noqa: S603  no shell, and no argument is a stranger's
        command("-c", BETWEEN, *command("-c", MEASURED, folder, files)),
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        check=True,
    )
    growth, kept = map(int, done.stdout.split())
    return growth, kept


def measure_memory(folder: Path, files: int) -> tuple[int, int]:
    """In bytes: how far reading raises the peak of this process, which should be a fresh one,
    and of the one that it starts, and the size of what is kept of the documents."""
    _read(folder, 2)
    before = _peak()
    content = _read(folder, files)
    return _peak() - before, _size(content)


def _peak() -> int:
    """The most memory, in bytes, that this process and the one that parses documents have held."""
    import resource  # is not there on Windows, where all but this works

    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(who).ru_maxrss for who in both) * MAXRSS_UNIT


def _size(thing: object) -> int:
    """Bytes of all that `thing` is made of, each object counted once."""
    seen: dict[int, object] = {}
    found = [thing]
    while found:
        part = found.pop()
        if id(part) not in seen and not isinstance(part, type):
            seen[id(part)] = part
            found.extend(gc.get_referents(part))
    return sum(map(sys.getsizeof, seen.values()))
