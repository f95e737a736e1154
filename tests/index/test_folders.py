"""Several content folders, answered from as one."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.answers.decide import answer_question
from bot.cli.documents import Documents
from bot.cli.main import cli
from bot.cli.run_bot import source_of
from bot.live.reload import fingerprint
from bot.render.terminal import render_answer
from index.check.content import check_content
from index.documents.content import find_documents
from index.documents.origin import Settings
from index.errors import ContentError
from index.folders import Folder, Folders, as_one, each, with_folder
from index.store.open import Opened, default_folder, open_index
from index.words.lists import hash_wording, read_wording
from tests.conftest import InitialEncoder, WriteContent, always

BAKER = "# Baker\n\n- Bakes the bread."
CAPTAIN = "# Captain\n\n- Decides whether a sailing is safe."


@pytest.fixture
def folders(write: WriteContent) -> Folder:
    root = write({"bakery/baker.md": BAKER, "ferry/captain.md": CAPTAIN})
    return as_one([root / "bakery", root / "ferry"])


def opened(folders: Folder, tmp_path: Path, settings: Settings | None = None) -> Opened:
    encoder = always(InitialEncoder())
    return open_index(folders, tmp_path / "index", encoder, settings or Settings())


def names(folders: Folder) -> list[str]:
    return [name for name, _ in each(folders)]


def git(place: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    command = ["git", "-C", str(place), *identity, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return done.stdout.strip()


def committed(place: Path, remote: str) -> str:
    git(place, "init", "-q")
    git(place, "remote", "add", "origin", remote)
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "all")
    return git(place, "rev-parse", "HEAD")


def test_one_folder_stays_what_it_is(tmp_path: Path) -> None:
    assert as_one([tmp_path]) == tmp_path
    assert as_one([tmp_path, tmp_path, tmp_path / "." / ""]) == tmp_path
    assert each(tmp_path) == (("", tmp_path),)


def test_a_path_begins_with_the_name_of_its_folder(folders: Folder) -> None:
    assert find_documents(folders) == ("bakery/baker.md", "ferry/captain.md")
    assert (folders / "ferry/captain.md").read_text() == CAPTAIN


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["bakery/roles", "ferry/roles"], ["bakery-roles/", "ferry-roles/"]),
        (["bakery/roles", "ferry/crew"], ["roles/", "crew/"]),
        (["a/x/roles", "b/x/roles", "c/x/roles"], ["x-roles/", "x-roles-2/", "x-roles-3/"]),
        (["a/roles", "b/roles", "c/a-roles"], ["a-roles/", "b-roles/", "a-roles-2/"]),
        (["c/a-roles", "a/roles", "b/roles"], ["a-roles/", "a-roles-2/", "b-roles/"]),
    ],
)
def test_every_folder_has_a_name_of_its_own(
    given: list[str], expected: list[str], tmp_path: Path
) -> None:
    assert names(as_one([tmp_path / one for one in given])) == expected


def test_a_folder_inside_another_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="inside another that is given"):
        as_one([tmp_path / "docs" / "roles", tmp_path / "docs"])


def test_all_of_them_are_answered_from(folders: Folder, tmp_path: Path) -> None:
    first = opened(folders, tmp_path)
    assert [role.path for role in first.index.roles] == ["bakery/baker.md", "ferry/captain.md"]
    assert opened(folders, tmp_path).rebuilt is None
    (folders / "ferry/mate.md").write_text("# Mate\n\n- Keeps the log.")
    again = opened(folders, tmp_path)
    assert again.rebuilt == "The documents have changed."
    assert len(again.index.roles) == 3


def test_a_terminal_names_the_file_where_it_is(folders: Folder, tmp_path: Path) -> None:
    index = opened(folders, tmp_path).index
    lines = [line.plain for line in render_answer(answer_question("captain", index), folders)]
    assert str(folders / "ferry/captain.md") in "\n".join(lines)


@pytest.mark.parametrize("trouble", ["missing", "empty"])
def test_of_several_none_may_be_without_documents(
    trouble: str, write: WriteContent, tmp_path: Path
) -> None:
    root = write({"bakery/baker.md": BAKER})
    if trouble == "empty":
        (root / "empty").mkdir()
    with pytest.raises(ContentError, match=f"{trouble}: There"):
        find_documents(as_one([root / "bakery", root / trouble]))


def test_where_none_is_there_the_index_answers(folders: Folder, tmp_path: Path) -> None:
    opened(folders, tmp_path)
    elsewhere = as_one([tmp_path / "gone" / "bakery", tmp_path / "gone" / "ferry"])
    assert opened(elsewhere, tmp_path).documents_gone


def test_each_is_linked_to_its_own_repository(folders: Folder, tmp_path: Path) -> None:
    (_, bakery), (_, ferry) = each(folders)
    baked = committed(bakery, "https://github.com/acme/bakery.git")
    sailed = committed(ferry.parent / "ferry", "https://gitlab.com/acme/ferry.git")
    urls = [passage.url for passage in opened(folders, tmp_path).index.passages]
    assert urls == [
        f"https://github.com/acme/bakery/blob/{baked}/baker.md?plain=1#L3",
        f"https://gitlab.com/acme/ferry/-/blob/{sailed}/captain.md?plain=1#L3",
    ]


def test_links_outlast_git_where_a_document_has_not_changed(
    folders: Folder, tmp_path: Path
) -> None:
    (_, bakery), (_, ferry) = each(folders)
    for place in (bakery, ferry):
        committed(place, f"https://github.com/acme/{place.name}.git")
    before = [passage.url for passage in opened(folders, tmp_path).index.passages]
    (bakery / ".git").rename(tmp_path / "away")
    (bakery / "baker.md").write_text(f"{BAKER} Twice.")
    after = [passage.url for passage in opened(folders, tmp_path).index.passages]
    assert None not in before
    assert after == [None, before[1]]


def test_the_owners_template_gets_the_path_that_is_shown(folders: Folder, tmp_path: Path) -> None:
    settings = Settings("https://acme.test/{path}?{slug}#{line}")
    urls = [passage.url for passage in opened(folders, tmp_path, settings).index.passages]
    assert urls == [
        "https://acme.test/bakery/baker.md?baker#3",
        "https://acme.test/ferry/captain.md?captain#3",
    ]


def test_own_words_of_all_hold_and_the_first_count_first(folders: Folder) -> None:
    before = hash_wording(folders)
    (folders / "bakery/words.yaml").write_text(
        "abbreviations: {hb: [head baker]}\nask_contact: [mooring]"
    )
    (folders / "ferry/words.yaml").write_text(
        "abbreviations: {hb: [harbour boss]}\nunanswerable: {mooring: [where do I moor?]}\n"
        "remove: [pay and salary]"
    )
    wording = read_wording(folders)
    assert wording.abbreviations["hb"][:2] == ("head baker", "harbour boss")
    assert "pay and salary" not in wording.unanswerable
    assert "mooring" in wording.ask_contact & wording.unanswerable.keys()
    assert hash_wording(folders) != before
    assert not check_content(folders, Settings("https://acme.test/{path}"))


def test_what_is_wrong_is_said_of_the_right_file(folders: Folder, tmp_path: Path) -> None:
    (folders / "ferry/words.yaml").write_text("remvoe: [x]")
    (folders / "ferry/words.yml").write_text("remove: [x]")
    (folders / "ferry/mate.md").write_text("---\ntitle: [\n---\n# Mate")
    (folders / "bakery/baker.md").write_text(f"{BAKER} See [him](captain.md), [it](oven.md).")
    (folders / "ferry/captain.md").write_text(f"{CAPTAIN} See [it](../bakery/baker.md#bake).")
    findings = check_content(folders, Settings("https://acme.test/{path}"))
    assert [(finding.path, finding.line) for finding in findings] == [
        ("bakery/baker.md", 3),
        ("bakery/baker.md", 3),
        ("ferry/mate.md", 2),
        ("ferry/words.yaml", 1),
        ("ferry/words.yml", None),
    ]
    found = opened(folders, tmp_path)
    assert [problem.partition(": ")[0] for problem in found.problems] == [
        "ferry/mate.md:2",
        "ferry/words.yaml:1",
    ]
    place = str(folders / "ferry/mate.md")
    assert with_folder(folders, found.problems[0]).startswith(f"{place}:2: ")


def test_roles_of_one_title_are_told_of_across_folders(folders: Folder) -> None:
    (folders / "ferry/baker.md").write_text(BAKER)
    findings = check_content(folders, Settings("https://acme.test/{path}"))
    assert "also at ferry/baker.md:1" in findings[0].problem


def test_the_index_of_a_set_has_one_place(folders: Folder, tmp_path: Path) -> None:
    (_, bakery), (_, ferry) = each(folders)
    place = default_folder(folders)
    assert place.name.startswith("bakery-and-1-more-")
    assert default_folder(as_one([ferry, bakery])) == place
    assert place not in (default_folder(bakery), default_folder(ferry))
    assert default_folder(as_one([bakery, tmp_path / "other"])) != place


def test_no_index_is_kept_among_the_documents(
    folders: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (_, bakery), (_, ferry) = each(folders)
    monkeypatch.setenv("XDG_CACHE_HOME", str(ferry / "cache"))
    assert default_folder(as_one([bakery, ferry])) == ferry.resolve().parent / ".ferry-index"


def test_the_librarian_sees_edits_in_all_of_them(folders: Folder, tmp_path: Path) -> None:
    documents = Documents(folders, Settings(), tmp_path / "index", None)
    watched = source_of(documents).content
    for path in ("bakery/baker.md", "ferry/captain.md"):
        before = fingerprint(watched)
        (folders / path).write_text("# Another")
        assert fingerprint(watched) != before


@pytest.mark.parametrize("as_variable", [False, True])
def test_commands_take_several(
    as_variable: bool, folders: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [str(place) for _, place in each(folders)]
    given: tuple[str, ...] = ()
    if as_variable:
        monkeypatch.setenv("CONTENT_DIR", os.pathsep.join([*places, ""]))
    else:
        given = ("--content", places[0], "--content", places[1])
    (folders / "ferry/captain.md").write_text(f"{CAPTAIN} See [it](oven.md).")
    checked = CliRunner().invoke(cli, ["check", *given], standalone_mode=False)
    assert f"{places[1]}/captain.md:3: error:" in checked.output
    listed = CliRunner().invoke(cli, ["roles", "--json", *given], standalone_mode=False)
    paths = [role["path"] for role in json.loads(listed.stdout)["roles"]]
    assert paths == ["bakery/baker.md", "ferry/captain.md"]
    examined = CliRunner().invoke(cli, ["doctor", *given], standalone_mode=False)
    assert f"{', '.join(places)}: documents 2, roles 2" in examined.output


def test_an_index_of_other_folders_still_says_where_its_passages_are() -> None:
    folders = Folders((("hr", Path("docs/hr")),))
    assert folders / "eng/lead.md" == Path("eng/lead.md")
    assert with_folder(folders, "eng/lead.md:1: No.") == "eng/lead.md:1: No."
