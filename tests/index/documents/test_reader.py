from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_mock import MockerFixture

import index.documents.reader
from index.documents.content import find_documents, read_content
from index.documents.document import Document
from index.documents.reader import Reader
from index.documents.worker import Limits
from index.errors import ContentError
from index.store.open import open_index
from tests.conftest import InitialEncoder, WriteContent, always

BAKER = "# Baker\n\n- Bakes\n"
# 700 bytes that docutils makes millions of words of
MULTIPLIED = "".join(
    [
        ".. |a0| replace:: x x\n",
        *(f".. |a{n}| replace:: |a{n - 1}| |a{n - 1}|\n" for n in range(1, 24)),
        "\n|a23|\n",
    ]
)
# docutils looks for the end of each of these to the end of the paragraph
NEVER_CLOSED = "`a " * 40_000

needs_linux = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="only Linux limits the memory of a process"
)


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader(Limits(seconds=1)) as reader:
        yield reader


def texts(document: Document) -> list[str]:
    return [b.text for role in document.roles for s in role.sections for b in s.blocks]


@needs_linux
def test_a_document_that_fills_the_memory_is_refused_and_the_rest_is_read(
    write: WriteContent, mocker: MockerFixture
) -> None:
    folder = write({"a.md": BAKER, "b.rst": MULTIPLIED, "c.md": BAKER, "d.md": BAKER})
    starts = mocker.spy(subprocess, "Popen")
    content = read_content(folder, find_documents(folder))
    assert [document.path for document in content.documents] == ["a.md", "c.md", "d.md"]
    (problem,) = map(str, content.problems.values())
    assert problem == (
        "b.rst: Reading it takes more than 192 MB of memory, so it is not read. "
        "Split it, or take out what is nested or repeated in it."
    )
    # one for a.md, in which b.rst fails; its own; and one for all that follow
    assert starts.call_count == 3


def test_a_document_that_takes_too_long_is_refused_and_the_next_is_read(reader: Reader) -> None:
    assert texts(reader.read("a.md", BAKER)) == ["Bakes"]
    with pytest.raises(ContentError, match=r"^b\.rst: Reading it takes more than 2 seconds, so"):
        reader.read("b.rst", NEVER_CLOSED)
    assert texts(reader.read("a.md", BAKER)) == ["Bakes"]


def test_links_are_looked_for_within_the_limits(reader: Reader) -> None:
    with pytest.raises(ContentError, match=r"^b\.rst: Reading it takes more than 2 seconds, so"):
        reader.ask("scan", "b.rst", NEVER_CLOSED, Document)


def test_a_process_that_waits_is_ended(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.documents.reader, "START", "import time; time.sleep(600)")
    monkeypatch.setattr(index.documents.reader, "WAITING_SECONDS", 0.1)
    with pytest.raises(ContentError, match=r"^a\.md: Reading it takes more than"):
        reader.read("a.md", BAKER)


@pytest.mark.parametrize(
    "written",
    ["b''", "b'ab'", "b'\\xff' * 99", "b'\\0\\0\\0\\x03abc'", "b'\\0\\0\\0\\x02\\x92\\xc0'"],
    ids=["nothing", "part of a header", "too long", "no message", "part of a message"],
)
def test_whatever_a_process_that_is_taken_over_writes_is_only_an_error(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    code = f"import sys; sys.stdin.buffer.read(4); sys.stdout.buffer.write({written})"
    monkeypatch.setattr(index.documents.reader, "START", code)
    with pytest.raises(ContentError, match=r"^a\.md: Reading it ends the process that does\."):
        reader.read("a.md", BAKER)


def test_a_process_that_was_killed_is_replaced(reader: Reader) -> None:
    reader.read("a.md", BAKER)
    assert reader._worker is not None
    reader._worker.end()
    assert texts(reader.read("a.md", BAKER)) == ["Bakes"]


def test_errors_of_a_document_are_as_they_are_without_a_process(reader: Reader) -> None:
    with pytest.raises(ContentError) as caught:
        reader.read("a.md", "---\ntitle: A\n")
    assert caught.value.line == 1
    assert str(caught.value) == (
        "a.md:1: Front matter is never closed. Add a '---' line after the last field."
    )


def test_the_process_has_none_of_the_bots_secrets(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    reader.read("a.md", BAKER)
    assert reader._worker is not None
    environment = Path("/proc", str(reader._worker._process.pid), "environ")
    if not environment.exists():
        pytest.skip("only Linux shows the environment of a process")
    assert b"xoxb-1" not in environment.read_bytes()


def test_no_code_among_the_documents_is_run(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("msgspec.py", "docutils.py", "yaml.py", "sitecustomize.py"):
        (tmp_path / name).write_text("open('ran', 'w')\n")
    monkeypatch.chdir(tmp_path)
    assert texts(reader.read("a.md", BAKER)) == ["Bakes"]
    assert not (tmp_path / "ran").exists()


def test_no_process_is_started_for_an_index_that_is_up_to_date(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder, mocker: MockerFixture
) -> None:
    folder = write({"a.md": BAKER})
    starts = mocker.spy(index.documents.reader, "_Worker")
    open_index(folder, tmp_path / "index", always(initials))
    assert starts.call_count == 1
    assert open_index(folder, tmp_path / "index", always(initials)).rebuilt is None
    assert starts.call_count == 1


@needs_linux
def test_the_last_good_version_of_a_hostile_document_stays(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    folder = write({"a.rst": "Baker\n=====\n\n- Bakes\n", "b.md": "# Cook\n\n- Cooks\n"})
    open_index(folder, tmp_path / "index", always(initials))
    write({"a.rst": MULTIPLIED, "b.md": "# Cook\n\n- Chops\n"})
    opened = open_index(folder, tmp_path / "index", always(initials))
    assert [passage.text for passage in opened.index.passages] == ["Bakes", "Chops"]
    (problem,) = opened.problems
    assert problem.startswith("a.rst: Reading it takes more than 192 MB of memory")
    assert problem.endswith("Until then its last good version is answered from.")


def test_nothing_runs_on_when_the_reader_is_done() -> None:
    with Reader() as reader:
        reader.read("a.md", BAKER)
        assert reader._worker is not None
        process = reader._worker._process
        os.kill(process.pid, 0)
    assert process.returncode is not None
