"""What an operator gets wrong, and what is said then."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.cli.doctor import check_room
from bot.kept.groups import Group
from bot.kept.report import Line, render_text
from bot.slack.serve import _unusable
from bot.slack.settings import Settings
from index.documents.content import find_documents
from index.errors import ContentError
from tests.conftest import CONTENT, PROJECT

NOBODY = 65534
RIGHTS = "-dac_override,-dac_read_search"  # by which root gets into every folder
CLOSED_TO_ROOT = (
    ("setpriv", f"--bounding-set={RIGHTS}", f"--inh-caps={RIGHTS}") if os.geteuid() == 0 else ()
)
needs_closed = pytest.mark.skipif(
    bool(CLOSED_TO_ROOT) and not shutil.which("setpriv"), reason="root enters every folder"
)


def rolebot(
    folder: Path, *arguments: str, prefix: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    home = {name: os.environ[name] for name in ("HOME", "XDG_CACHE_HOME") if name in os.environ}
    return subprocess.run(  # noqa: S603  it is our own
        [*prefix, sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), **home, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index and no documents, as it is deployed."""
    place = tmp_path_factory.mktemp("packed")
    shutil.copytree(CONTENT, place / "content")
    done = rolebot(place, "index", "--out", "role-index")
    assert done.returncode == 0, done.stderr
    shutil.rmtree(place / "content")
    return place


def test_doctor_is_content_with_an_index_alone(packed: Path) -> None:
    done = rolebot(packed, "doctor", INDEX_DIR="role-index")
    assert done.returncode == 0, done.stdout
    assert "documents: content is not here: answers come from the index alone" in done.stdout
    assert "up to date" not in done.stdout


@pytest.mark.parametrize("command", [["doctor"], ["ask", "who?"]])
def test_an_index_that_is_not_there_is_what_is_named(packed: Path, command: list[str]) -> None:
    done = rolebot(packed, *command, INDEX_DIR="nosuch")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "Error: nosuch: There is no such folder, and no documents to build an index of. Set "
        "INDEX_DIR (--index) to the folder of the index"
    )


def test_of_a_damaged_index_the_file_is_named(packed: Path, tmp_path: Path) -> None:
    shutil.copytree(packed / "role-index", tmp_path / "role-index")
    (vectors,) = (tmp_path / "role-index").glob("vectors-*")
    vectors.write_bytes(b"?")
    done = rolebot(tmp_path, "ask", "who owns it?", INDEX_DIR="role-index")
    assert done.returncode == 2
    assert done.stderr.strip() == (
        f"Error: role-index/{vectors.name}: The index is damaged. Copy the index folder again, or "
        "name another."
    )
    shutil.copytree(CONTENT, tmp_path / "content")
    done = rolebot(tmp_path, "ask", "who owns architecture docs?", INDEX_DIR="role-index")
    assert done.returncode == 0
    assert f"{vectors.name}: The index is damaged." in done.stderr


def test_doctor_advises_to_copy_an_index_that_cannot_be_built_anew_here(
    packed: Path, tmp_path: Path
) -> None:
    shutil.copytree(packed / "role-index", tmp_path / "role-index")
    (texts,) = (tmp_path / "role-index").glob("texts-*")
    texts.write_bytes(b"?")
    done = rolebot(tmp_path, "doctor", INDEX_DIR="role-index")
    assert done.returncode == 2
    problem = f"problem index: role-index/{texts.name}: The index is damaged."
    assert f"{problem} Copy the index folder again, or name another.\n" in done.stdout
    shutil.copytree(CONTENT, tmp_path / "content")
    done = rolebot(tmp_path, "doctor", INDEX_DIR="role-index")
    assert f"{problem} Build it anew with: rolebot index\n" in done.stdout


def test_without_pytorch_a_damaged_model_is_copied_again(packed: Path, tmp_path: Path) -> None:
    shutil.copytree(packed / "role-index", tmp_path / "role-index")
    shutil.copytree(CONTENT, tmp_path / "content")
    (model,) = (tmp_path / "role-index").glob("model-*")
    model.write_bytes(b"?")
    problem = f"role-index/{model.name}: The index is damaged. Copy the index folder again, or"
    without = _without_pytorch(tmp_path)
    done = rolebot(tmp_path, "ask", "who owns it?", INDEX_DIR="role-index", PYTHONPATH=without)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, f"Error: {problem} name another.")
    done = rolebot(tmp_path, "doctor", INDEX_DIR="role-index", PYTHONPATH=without)
    assert f"problem index: {problem} name another.\n" in done.stdout
    assert f"problem model: {problem} name another.\n" in done.stdout


def _without_pytorch(folder: Path) -> str:
    """A PYTHONPATH by which Python finds rolebot, and no sentence-transformers."""
    hiding = (
        "import importlib.util as u\n"
        "find = u.find_spec\n"
        "u.find_spec = lambda name, *more: (\n"
        "    None if name == 'sentence_transformers' else find(name, *more))\n"
    )
    (folder / "hiding").mkdir()
    (folder / "hiding" / "sitecustomize.py").write_text(hiding)
    return f"{folder / 'hiding'}:{PROJECT}"


def test_an_index_folder_with_nothing_in_it_is_what_doctor_names(tmp_path: Path) -> None:
    (tmp_path / "role-index").mkdir()
    done = rolebot(tmp_path, "doctor", INDEX_DIR="role-index")
    assert done.returncode == 2
    assert "There is no such folder" not in done.stdout
    assert (
        "problem index: role-index: There is no index yet. Copy the index folder again, or name "
        "another.\n"
    ) in done.stdout


@needs_closed
@pytest.mark.parametrize(
    ("command", "variable"),
    [(["ask", "who?"], "INDEX_DIR"), (["doctor"], "INDEX_DIR"), (["doctor"], "DATA_DIR")],
)
def test_another_folder_that_cannot_be_entered_is_named_too(
    command: list[str], variable: str, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    place = {"INDEX_DIR": str(tmp_path / "index"), variable: "closed/inner"}
    done = rolebot(tmp_path, *command, prefix=CLOSED_TO_ROOT, CONTENT_DIR=str(CONTENT), **place)
    assert done.returncode == 2
    assert (
        "closed/inner: The folder cannot be entered: Permission denied. Let the user that rolebot "
        "runs as enter it and those around it, or name another one."
    ) in done.stdout + done.stderr
    assert "report it" not in done.stderr


def test_a_folder_that_cannot_be_entered_is_named_with_the_remedy() -> None:
    with TemporaryDirectory() as place:  # pytest's own are closed to others, too
        closed = Path(place) / "closed"
        shutil.copytree(CONTENT, closed / "content")
        closed.chmod(0)
        user = os.geteuid()
        if user == 0:  # whom no folder is closed to
            Path(place).chmod(0o755)
            os.seteuid(NOBODY)
        try:
            with pytest.raises(ContentError) as error:
                find_documents(closed / "content")
        finally:
            os.seteuid(user)
            closed.chmod(0o700)
    assert str(error.value) == (
        f"{closed / 'content'}: The folder cannot be entered: Permission denied. Let the user that "
        "rolebot runs as enter it and those around it, or name another one."
    )


def settings(**environment: str) -> Settings:
    return Settings.from_env(
        {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "a" * 32, **environment}
    )


def test_a_port_in_use_is_told_from_a_host_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = taken.getsockname()
        with pytest.raises(OSError) as in_use:  # noqa: PT011  of which there are several kinds
            socket.create_server(address)
        assert str(_unusable(in_use.value, settings(PORT=str(address[1])))) == (
            f"PORT: Port {address[1]} is in use. Stop what has it, or set another one."
        )
    for host in ("192.0.2.1", "nosuch.invalid"):
        with pytest.raises(OSError) as elsewhere:  # noqa: PT011
            socket.create_server((host, 0))
        assert str(_unusable(elsewhere.value, settings(HOST=host))) == (
            f"HOST: This machine has no address {host}. Set one that it has, or leave HOST empty "
            "for all of them."
        )


def test_a_port_that_needs_a_right_says_which() -> None:
    refused = PermissionError(13, "Permission denied")
    assert str(_unusable(refused, settings(PORT="80"))) == (
        "PORT: This process may not use port 80. Set PORT to one above 1023, or give the process "
        "the right (CAP_NET_BIND_SERVICE)."
    )


def test_a_disk_that_is_nearly_full_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage(9, 9, 12_345_678))
    (finding,) = check_room([tmp_path / "not" / "there"])
    assert not finding.ok
    assert finding.detail == (
        f"{tmp_path / 'not' / 'there'}: 12 MB are left on its disk. Make room for at least 50 MB, "
        "or name another folder."
    )
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage(9, 9, 60_000_000))
    assert not list(check_room([tmp_path]))


def test_of_many_wordings_three_are_shown_and_the_others_counted() -> None:
    lines = list(render_text([Line(_group(7), is_answered=False)]))
    assert lines[-1].strip() == "also: wording 1 · wording 2 · wording 3 · and 3 more"
    lines = list(render_text([Line(_group(4), is_answered=False)]))
    assert re.sub(r".*also: ", "", lines[-1]) == "wording 1 · wording 2 · wording 3"


def _group(count: int) -> Group:
    day = date(2026, 11, 25)
    wordings = tuple(f"wording {number}" for number in range(count))
    return Group(wordings, count, 0, count, day, day, "Baker", ("not_covered",), (), ())
