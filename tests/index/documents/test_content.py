"""Of the documents' folder, only regular files are read that are in it and of a bearable size."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.evaluate.labels import QuestionsError
from bot.evaluate.match import lines_in
from bot.evaluate.questions import read_questions
from index.check.content import check_content
from index.documents.content import find_documents, read_content
from index.documents.origin import Settings, find_origin
from index.folders import Folders
from index.store.open import open_index
from index.words.lists import hash_wording, read_wording
from tests.conftest import PROJECT, InitialEncoder, WriteContent, always

CHEF = "# Chef\n\n- Cooks the soup\n"
ELSEWHERE = Settings(source_url="https://acme.test/{path}")
OUT = "This is a link that leads out of the folder. Put the file itself in its place."
HIDDEN = "This is a link to a hidden file. Put the file itself in its place."
IRREGULAR = "This is no regular file. Put one in its place, or take it out."
BIG = "The file has more than 4 MB. Split it, or take it out."
MEMORY = 1_500_000_000  # bytes; what is read without end takes them all


def secret_beside(path: Path) -> None:
    (path.parent.parent / "secret.md").write_text("# Secret\n\n- The token is s3cret\n")
    path.symlink_to("../secret.md")


def environment(path: Path) -> None:
    path.symlink_to("/proc/self/environ")


def by_a_folder(path: Path) -> None:
    """Which leads out itself."""
    outer = path.parent.parent / "outer"
    outer.mkdir()
    (outer / "secret.md").write_text("# Secret\n\n- The token is s3cret\n")
    (path.parent / "way").symlink_to(outer)
    path.symlink_to("way/secret.md")


def by_a_longer_name(path: Path) -> None:
    """The folder's own is how it begins."""
    beside = path.parent.with_name(f"{path.parent.name}-kept")
    beside.mkdir()
    (beside / "secret.md").write_text("# Secret\n\n- The token is s3cret\n")
    path.symlink_to(beside / "secret.md")


def hidden(path: Path) -> None:
    (path.parent / ".env").write_text("# Secret\n\n- The token is s3cret\n")
    path.symlink_to(".env")


def in_a_hidden_folder(path: Path) -> None:
    (path.parent / ".git").mkdir()
    (path.parent / ".git" / "config").write_text("# Secret\n\n- The token is s3cret\n")
    path.symlink_to(".git/config")


def zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.parent / "pipe")
    path.symlink_to("pipe")


def listener(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as found:
        here = Path.cwd()
        os.chdir(path.parent)  # the address of a socket is short
        try:
            found.bind(path.name)
        finally:
            os.chdir(here)


def device(path: Path) -> None:
    os.mknod(path, 0o666 | 0o020000, os.makedev(1, 5))  # zeros without end


def big(path: Path) -> None:
    path.write_bytes(b"# Secret\n\n- s3cret\n".ljust(4_000_001, b"\n"))


def sparse(path: Path) -> None:
    """Takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(1 << 40)


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make devices")
Bring = Callable[[Path], None]
BROUGHT = [
    pytest.param(bring, problem, id=bring.__name__, marks=[as_root] if bring is device else [])
    for bring, problem in (
        (secret_beside, OUT),
        (environment, OUT),
        (by_a_folder, OUT),
        (by_a_longer_name, OUT),
        (hidden, HIDDEN),
        (in_a_hidden_folder, HIDDEN),
        (zeros, OUT),
        (pipe, IRREGULAR),
        (link_to_a_pipe, IRREGULAR),
        (listener, IRREGULAR),
        (device, IRREGULAR),
        (big, BIG),
        (sparse, BIG),
    )
]

READ = """
import resource, sys
from pathlib import Path
memory, folder = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
from index.check.content import check_content
from index.documents.content import find_documents, hash_documents
from index.documents.origin import Settings
folder = Path(folder)
print(hash_documents(folder, find_documents(folder))["a.md"] == "")
print(*check_content(folder, Settings("https://acme.test/{path}")), sep="\\n")
"""


@pytest.mark.parametrize(("bring", "problem"), BROUGHT)
def test_what_is_not_to_be_read_is_named_and_the_rest_goes_on(
    bring: Bring, problem: str, write: WriteContent
) -> None:
    content = write({"b.md": CHEF})
    bring(content / "a.md")
    done = subprocess.run(  # noqa: S603, our own words
        [sys.executable, "-c", READ, str(MEMORY), str(content)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == (f"True\na.md: error: {problem}\n", "")


@pytest.mark.parametrize(("bring", "problem"), BROUGHT)
def test_nothing_of_it_gets_into_an_index(
    bring: Bring, problem: str, write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"b.md": CHEF})
    bring(content / "a.md")
    opened = open_index(content, tmp_path / "index", always(initials), ELSEWHERE)
    assert [passage.text for passage in opened.index.passages] == ["Cooks the soup"]
    assert opened.problems == (f"a.md: {problem}",)
    again = open_index(content, tmp_path / "index", always(initials), ELSEWHERE)
    assert again.rebuilt is None
    assert lines_in(content)("a.md") == ()


def test_a_document_that_grows_too_big_keeps_its_last_good_version(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n", "b.md": CHEF})
    open_index(content, tmp_path / "index", always(initials), ELSEWHERE)
    big(content / "a.md")
    opened = open_index(content, tmp_path / "index", always(initials), ELSEWHERE)
    assert [passage.text for passage in opened.index.passages] == ["Bakes", "Cooks the soup"]
    assert opened.problems == (f"a.md: {BIG} Until then its last good version is answered from.",)


def test_up_to_its_limit_a_file_is_read(write: WriteContent) -> None:
    content = write({"a.md": (CHEF.encode() + (b" " * 99 + b"\n") * 40_000)[:4_000_000]})
    assert list(check_content(content, ELSEWHERE)) == []


@pytest.mark.parametrize(("bring", "problem"), BROUGHT)
def test_the_owners_words_are_read_as_documents_are(
    bring: Bring, problem: str, write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"b.md": CHEF})
    without = hash_wording(content)
    bring(content / "words.yaml")
    assert [str(finding) for finding in check_content(content, ELSEWHERE)] == [
        f"words.yaml: error: {problem}"
    ]
    assert hash_wording(content) == hash_wording(content) != without
    opened = open_index(content, tmp_path / "index", always(initials), ELSEWHERE)
    (told,) = opened.problems
    assert told.startswith(f"words.yaml: {problem}")


@pytest.mark.parametrize(
    ("bring", "problem"),
    [(zeros, IRREGULAR), (pipe, IRREGULAR), (big, BIG), (sparse, BIG)],
)
@pytest.mark.parametrize("name", ["questions.yaml", "questions.jsonl"])
def test_questions_are_a_regular_file_of_a_bearable_size(
    name: str, bring: Bring, problem: str, tmp_path: Path
) -> None:
    bring(tmp_path / name)
    with pytest.raises(QuestionsError) as error:
        read_questions(tmp_path / name)
    assert str(error.value) == f"{tmp_path / name}: {problem}"


# What is meant well


def test_a_link_to_a_document_beside_it_is_followed(write: WriteContent, tmp_path: Path) -> None:
    content = write({"b.md": CHEF, "sub/c.md": "# Baker\n\n- Bakes\n"})
    (content / "a.md").symlink_to("b.md")
    (content / "sub" / "d.md").symlink_to(content / "b.md")
    (tmp_path / "elsewhere").symlink_to(content)
    for folder in (content, tmp_path / "elsewhere"):
        read = read_content(folder, find_documents(folder))
        assert [document.path for document in read.documents] == [
            "a.md", "b.md", "sub/c.md", "sub/d.md"
        ]  # fmt: skip
        assert read.problems == {}


def test_documents_that_kubernetes_mounts_are_read(write: WriteContent) -> None:
    content = write({"..2026_11_25/b.md": CHEF, "..2026_11_25/words.yaml": "remove: []\n"})
    (content / "..data").symlink_to("..2026_11_25")
    for name in ("b.md", "words.yaml"):
        (content / name).symlink_to(f"..data/{name}")
    assert find_documents(content) == ("b.md",)
    assert read_content(content, ["b.md"]).problems == {}
    read_wording(content)


def test_folders_that_lead_back_or_out_are_not_entered(write: WriteContent, tmp_path: Path) -> None:
    content = write({"b.md": CHEF, "sub/c.md": CHEF})
    (tmp_path / "outer").mkdir()
    (tmp_path / "outer" / "secret.md").write_text("# Secret\n")
    (content / "sub" / "back").symlink_to("..")
    (content / "sub" / "self.md").symlink_to(".")
    (content / "out").symlink_to(tmp_path / "outer")
    assert find_documents(content) == ("b.md", "sub/c.md")


def test_links_in_a_circle_and_to_nothing_are_named(write: WriteContent) -> None:
    content = write({"b.md": CHEF})
    (content / "a.md").symlink_to("c.md")
    (content / "c.md").symlink_to("a.md")
    (content / "d.md").symlink_to("gone.md")
    assert [(finding.path, finding.problem) for finding in check_content(content, ELSEWHERE)] == [
        ("a.md", "The file cannot be read: Too many levels of symbolic links."),
        ("c.md", "The file cannot be read: Too many levels of symbolic links."),
        ("d.md", "The file cannot be read: No such file or directory."),
    ]


def test_of_several_folders_each_is_its_own_boundary(write: WriteContent) -> None:
    root = write({"hr/b.md": CHEF, "eng/c.md": CHEF})
    (root / "hr" / "a.md").symlink_to("../eng/c.md")
    (root / "eng" / "d.md").symlink_to("c.md")
    folders = Folders((("hr", root / "hr"), ("eng", root / "eng")))
    read = read_content(folders, find_documents(folders))
    assert {path: str(error) for path, error in read.problems.items()} == {
        "hr/a.md": f"hr/a.md: {OUT}"
    }
    origin = find_origin(folders, ELSEWHERE, None)
    assert [path for path, digest in origin.documents.items() if digest == ""] == ["hr/a.md"]
