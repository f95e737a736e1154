"""Hostile documents, made at random, through every parser: each is read, or refused for a reason
that its author can understand, within the limits of time and memory.

    nice python -m tests.fuzz 3600

tries new ones for an hour, prints what it finds, and fails if a parser does; `test_fuzz.py` takes
always the same few.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from index.documents.chunk import chunk_document
from index.documents.hrefs import Source
from index.documents.parse import load_source
from index.documents.reader import Reader
from index.documents.worker import UNEXPECTED
from index.errors import ContentError
from tests.index.documents.parse.test_properties import FRAGMENTS, assert_in_place

LONGEST = 20_000  # characters
PATHS = ("a.md", "a.rst", "a.txt")

# What hides behind front matter, markers and other formats than the fragments are of.
MORE = [
    *("[a]{b=c d}", "{#a .b}", "==a==", "[[a|b]]", "%%a%%", "--8<-- a\n", "{a}`b`", "(a)=\n"),
    *("{: toc}\n", ":a:`b <c>`", ".. |a| replace:: |b| |b|\n", ".. |b| replace:: c c\n", "|a|"),
    *("&a [*a, *b]\n", "&b [c, d]\n", "? *a\n", ": *b\n", "<<: *a\n", "- &a\n", "\\ud800", "!!a "),
    *('"a": "b",', "[a.b]\n", "a.b = 1\n", "'''", '"""', "Engineer ", "Level 1 ", " (a", "job "),
    *(
        "role description",
        "\u0300\u0323",
        "\u0f73",
        "ﷺ",
        "•\xa0",
        "o\xa0",
        "a) ",
        "1.1 ",
        ":   a\n",
    ),
    *(
        ".. container:: a\n\n",
        ".. include:: a\n",
        ".. _a:\n",
        "`a <b_>`__",
        "|a|_",
        "[#a]_ ",
        "__ ",
    ),
    *("<td colspan=100 rowspan=100>", "<pre>", "<textarea>", "<svg>", "<table><table>", "<a><a>"),
]
PIECES = st.lists(st.sampled_from([*FRAGMENTS, *MORE]), min_size=1, max_size=3).map("".join)
REPEATED = st.builds(
    lambda piece, times: piece * times,
    PIECES,
    st.sampled_from([1, 1, 1, 1, 2, 5, 40, 300, 3_000]),
)
INDENTED = st.builds(
    lambda piece, step, times: "".join(f"{' ' * step * n}{piece}\n" for n in range(times)),
    PIECES,
    st.integers(1, 4),
    st.sampled_from([2, 5, 60]),
)
FENCED = st.builds(
    lambda fence, inner: f"{fence}\n{''.join(inner)}\n{fence if fence != '{' else '}'}\n",
    st.sampled_from(["---", "+++", "{", "```"]),
    st.lists(REPEATED, max_size=4),
)
DOCUMENTS = st.lists(st.one_of(REPEATED, REPEATED, INDENTED, FENCED), max_size=8).map(
    lambda parts: "".join(parts)[:LONGEST]
)


class FoundError(AssertionError):
    """A parser fails at a document."""


@dataclass
class Tried:
    documents: int = 0
    refused: int = 0
    too_much: list[tuple[str, str, str]] = field(default_factory=list)
    """What took too much time or memory: the problem, the path, and the text."""


def try_document(reader: Reader, folder: Path, path: str, written: str, tried: Tried) -> None:
    """Raises FoundError, or what the rest of the way of a document to the index raises."""
    tried.documents += 1
    (folder / path).write_bytes(written.encode())
    text = str(load_source(folder, path))
    try:
        document = reader.read(path, text)
        assert_in_place(list(chunk_document(document)), text)
        reader.ask("scan", path, text, Source)
    except ContentError as error:
        tried.refused += 1
        if error.fix == UNEXPECTED:
            raise FoundError(str(error)) from error
        if "takes more than" in error.problem:
            tried.too_much.append((error.problem, path, text))


def main(seconds: float) -> None:
    end = time.monotonic() + seconds
    tried = Tried()
    number = int(time.time())
    with Reader() as reader, TemporaryDirectory() as folder:
        while time.monotonic() < end:
            number += 1

            @seed(number)
            @settings(
                max_examples=100,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate, Phase.shrink],
            )
            @given(path=st.sampled_from(PATHS), text=DOCUMENTS)
            def round_of_100(path: str, text: str) -> None:
                try_document(reader, Path(folder), path, text, tried)

            round_of_100()
    for problem, path, text in tried.too_much:
        print(f"{path}: {problem} {text[:300]!r} …")
    print(f"{tried.documents} documents, {tried.refused} refused, {len(tried.too_much)} too much")


if __name__ == "__main__":
    main(float(sys.argv[1]))
