from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents.content import find_documents, find_refused
from index.documents.origin import Settings
from index.encoder.encode import Encoder
from index.errors import ContentError, StoreError
from index.search.index import MAX_TOKENS
from index.store.open import Opened, default_folder, open_index
from tests.conftest import InitialEncoder, WriteContent, always, find


def texts(opened: Opened) -> list[str]:
    return [passage.text for passage in opened.index.passages]


def test_an_index_is_built_once_and_loaded_after(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n"})
    first = open_index(content, tmp_path / "index", always(initials))
    assert first.rebuilt == "There is no index yet."
    again = open_index(content, tmp_path / "index", always(initials))
    assert again.rebuilt is None
    assert texts(again) == texts(first) == ["Bakes"]
    assert initials.encoded == ["Baker - Bakes"]


@pytest.mark.parametrize("change", ["edit", "add", "rename", "delete"])
def test_a_change_to_the_documents_is_seen(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder, change: str
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n", "b.md": "# Chef\n\n- Cooks\n"})
    open_index(content, tmp_path / "index", always(initials))
    match change:
        case "edit":
            write({"a.md": "# Baker\n\n- Kneads\n"})
        case "add":
            write({"c.rst": "Waiter\n======\n\n* Serves\n"})
        case "rename":
            (content / "a.md").rename(content / "z.md")
        case "delete":
            (content / "a.md").unlink()
    opened = open_index(content, tmp_path / "index", always(initials))
    assert opened.rebuilt == "The documents have changed."
    assert (
        texts(opened)
        == {
            "edit": ["Kneads", "Cooks"],
            "add": ["Bakes", "Cooks", "Serves"],
            "rename": ["Cooks", "Bakes"],
            "delete": ["Cooks"],
        }[change]
    )


def test_another_model_means_a_new_index(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n"})
    open_index(content, tmp_path / "index", always(initials))
    initials.name = "other"
    opened = open_index(content, tmp_path / "index", always(initials))
    assert opened.rebuilt == "The index was built with initials, the model is now other."


def test_a_damaged_index_is_built_anew(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n"})
    open_index(content, tmp_path / "index", always(initials))
    (vectors,) = (tmp_path / "index").glob("vectors-*")
    vectors.write_bytes(b"")

    def stored_only(stored: Mapping[str, Path] | None) -> Encoder:
        assert stored is not None, "the stored model is whole, no other is needed"
        return initials

    opened = open_index(content, tmp_path / "index", stored_only)
    assert opened.rebuilt == f"{vectors.name}: The index is damaged."
    assert texts(opened) == ["Bakes"]


def test_one_broken_document_leaves_the_others_and_is_reported_each_time(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "---\ntitle: A\n", "b.md": "# Chef\n\n- Cooks\n"})
    for _ in ("built", "loaded"):
        opened = open_index(content, tmp_path / "index", always(initials))
        assert texts(opened) == ["Cooks"]
        assert opened.problems == (
            "a.md:1: Front matter is never closed. Add a '---' line after the last field.",
        )


def test_of_a_document_that_is_broken_by_an_edit_the_last_good_version_stays(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n", "b.md": "# Chef\n\n- Cooks\n"})
    open_index(content, tmp_path / "index", always(initials))
    write({"a.md": "---\ntitle: Baker\n\n- Kneads\n", "b.md": "# Chef\n\n- Fries\n"})
    for _ in ("built", "loaded"):
        opened = open_index(content, tmp_path / "index", always(initials))
        assert texts(opened) == ["Bakes", "Fries"]
        assert opened.problems == (
            "a.md:1: Front matter is never closed. Add a '---' line after the last field. "
            "Until then its last good version is answered from.",
        )
    write({"a.md": "# Baker\n\n- Kneads\n"})
    opened = open_index(content, tmp_path / "index", always(initials))
    assert (texts(opened), opened.problems) == (["Kneads", "Fries"], ())


@pytest.mark.parametrize("most", [1, MAX_TOKENS])
def test_only_texts_that_are_new_are_encoded(
    write: WriteContent,
    tmp_path: Path,
    initials: InitialEncoder,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
) -> None:
    monkeypatch.setattr("index.store.build.MAX_TOKENS", most)
    content = write({"a.md": "# Oven\n\n- Bakes\n- Kneads\n", "b.md": "# Chef\n\n- Cooks\n"})
    open_index(content, tmp_path / "index", always(initials))
    initials.encoded.clear()
    write({"a.md": "# Oven\n\n- Kneads\n- Glazes\n- Bakes\n"})
    opened = open_index(content, tmp_path / "index", always(initials))
    assert initials.encoded == ["Oven - Glazes"]
    for passage in opened.index.passages:
        (hit,) = find(opened.index, passage.searchable(), 1).hits
        assert hit.passage == passage


POINTS = st.lists(st.sampled_from(["Bakes", "Cooks", "Fries", "Kneads", "Sells"]), max_size=4)
FOLDERS = st.dictionaries(st.sampled_from(["a.md", "b.md", "c.md", "d.md"]), POINTS, min_size=1)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(FOLDERS, min_size=2, max_size=4), st.sampled_from([12, MAX_TOKENS]))
def test_an_index_that_followed_edits_is_one_built_anew(
    folders: list[dict[str, list[str]]], most: int
) -> None:
    with TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.store.build.MAX_TOKENS", most)
        content = Path(place, "documents")
        followed = None
        for number, files in enumerate(folders):
            shutil.rmtree(content, ignore_errors=True)
            content.mkdir()
            for name, points in files.items():
                text = "".join(f"- {point}\n" for point in points)
                (content / name).write_text(f"# Role {name[0]}\n\n{text}")
            encoder = InitialEncoder()
            followed = open_index(content, Path(place, "index"), always(encoder))
            anew = open_index(content, Path(place, f"index{number}"), always(InitialEncoder()))
            assert followed.index.passages == anew.index.passages
            assert followed.index.roles == anew.index.roles
            size = len(anew.index.passages)
            assert followed.index.vectors.ntotal == anew.index.vectors.ntotal == size
            assert np.allclose(
                followed.index.vectors.reconstruct_n(0, size),
                anew.index.vectors.reconstruct_n(0, size),
                atol=1e-5,
            )
            for name in ("vectors", "tokens", "pieces", "places", "bounds"):
                one, other = (getattr(o.index.encoded, name) for o in (followed, anew))
                assert np.array_equal(one, other)


def test_an_index_without_its_documents_answers_as_it_was_built(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n"})
    built = open_index(content, tmp_path / "index", always(initials)).built
    shutil.rmtree(content)
    opened = open_index(content, tmp_path / "index", always(initials))
    assert (texts(opened), opened.documents_gone, opened.built) == (["Bakes"], True, built)
    (tmp_path / "index" / "manifest.json").write_text("{")
    with pytest.raises(StoreError, match=r"damaged.* Copy the index folder again"):
        open_index(content, tmp_path / "index", always(initials))


def test_a_read_only_place_answers_and_follows_edits(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n"})
    open_index(content, tmp_path / "index", always(initials))

    def read_only(*_: object) -> None:  # root may write anywhere: the file system has to say no
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("os.fsync", read_only)
    assert open_index(content, tmp_path / "index", always(initials)).rebuilt is None
    write({"a.md": "# Baker\n\n- Kneads\n"})
    opened = open_index(content, tmp_path / "index", always(initials))
    assert (texts(opened), opened.unsaved) == (
        ["Kneads"],
        f"{tmp_path / 'index'}: The index cannot be written: Read-only file system. "
        "Make this a folder that can be written to.",
    )


def test_drafts_are_kept_and_left_out_on_request(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write(
        {"a.md": "---\ntitle: Baker\ndraft: true\n---\n- Bakes\n", "b.md": "# Chef\n\n- Cooks\n"}
    )
    opened = open_index(content, tmp_path / "index", always(initials))
    assert (texts(opened), opened.index.roles[0].draft) == (["Bakes", "Cooks"], True)
    opened = open_index(content, tmp_path / "index", always(initials), Settings(skip_drafts=True))
    assert (texts(opened), opened.rebuilt) == (["Cooks"], "Drafts are treated otherwise now.")
    assert [role.title for role in opened.index.roles] == ["Chef"]


def commit(folder: Path) -> str:
    """Make `folder` a checkout of a repository on GitHub, all of it committed; the commit."""
    git = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@b.example"]
    for arguments in (
        ["init", "--quiet"],
        ["remote", "add", "origin", "https://github.com/harbourlight/roles"],
        ["add", "."],
        ["commit", "--quiet", "--message", "Roles"],
    ):
        subprocess.run([*git, *arguments], check=True)  # noqa: S603, our own words
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True)  # noqa: S603
    return head.stdout.decode().strip()


def test_passages_link_to_their_lines_also_where_git_is_gone(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n  bread\n", "b.md": "# Chef\n\n- Cooks\n"})
    there = f"https://github.com/harbourlight/roles/blob/{commit(content)}"
    links = [f"{there}/a.md?plain=1#L3-L4", f"{there}/b.md?plain=1#L3"]
    opened = open_index(content, tmp_path / "index", always(initials))
    assert [passage.url for passage in opened.index.passages] == links

    (content / ".git").rename(tmp_path / "elsewhere")
    opened = open_index(content, tmp_path / "index", always(initials))
    assert opened.rebuilt is None
    write({"b.md": "# Chef\n\n- Fries\n"})
    opened = open_index(content, tmp_path / "index", always(initials))
    assert [passage.url for passage in opened.index.passages] == [links[0], None]


def test_another_template_for_links_needs_no_encoding(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "# Baker\n\n## Early duties\n\n- Bakes\n"})
    open_index(content, tmp_path / "index", always(initials))
    initials.encoded.clear()
    wishes = Settings("https://roles.example/{slug}#{anchor}")
    opened = open_index(content, tmp_path / "index", always(initials), wishes)
    assert opened.rebuilt == "The links have changed."
    assert [passage.url for passage in opened.index.passages] == [
        "https://roles.example/a#early-duties"
    ]
    assert initials.encoded == []


def test_a_place_that_cannot_be_written_still_answers(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n"})
    (tmp_path / "file").write_text("in the way")
    opened = open_index(content, tmp_path / "file", always(initials))
    assert texts(opened) == ["Bakes"]
    assert opened.unsaved is not None
    assert opened.unsaved.startswith(f"{tmp_path / 'file'}: The index cannot be written")


def test_hidden_files_and_other_formats_are_passed_over(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write(
        {
            "sub/a.MD": "# Baker\n\n- Bakes\n",
            ".git/b.md": "# Hidden\n\n- Hides\n",
            "notes.pdf": "no text",
        }
    )
    assert texts(open_index(content, tmp_path / "index", always(initials))) == ["Bakes"]


def test_a_folder_that_is_not_there_or_empty_is_an_error_with_a_fix(tmp_path: Path) -> None:
    for folder, problem in (
        (tmp_path / "none", "There is no such folder. Give the folder"),
        (tmp_path, "There are no role documents in this folder. Add one"),
    ):
        with pytest.raises(ContentError) as error:
            open_index(folder, tmp_path / "index", always(InitialEncoder()))
        assert str(error.value).startswith(f"{folder}: {problem}")


def test_if_no_document_can_be_read_that_is_an_error(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "---\ntitle: A\n", "b.md": b"\xff"})
    with pytest.raises(ContentError, match=r"No document can be read: a\.md:1: Front matter is"):
        open_index(content, tmp_path / "index", always(initials))


def test_what_is_odd_about_a_folder_is_an_error_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for attempt in (find_documents, default_folder):
        with pytest.raises(ContentError, match="loop: "):
            attempt(tmp_path / "loop")


def test_a_file_whose_name_is_no_text_is_refused_and_the_others_are_read(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n"})
    (content / os.fsdecode(b"\xff.md")).write_text("# Chef\n\n- Cooks\n")
    assert texts(open_index(content, tmp_path / "index", always(initials))) == ["Bakes"]
    assert [str(error) for error in find_refused(content)] == [
        "\N{REPLACEMENT CHARACTER}.md: The file's name is not UTF-8. Rename it."
    ]


def test_the_index_is_never_among_the_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home" / ".cache"))
    assert default_folder(tmp_path / "home") == tmp_path / ".home-index"


def test_only_the_content_beside_us_has_its_index_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert default_folder(Path("content")) == tmp_path / ".index"
    assert default_folder(tmp_path / "content") == tmp_path / ".index"
    (tmp_path / "real").mkdir()
    (tmp_path / "content").symlink_to(tmp_path / "real")
    assert default_folder(Path("content")) == tmp_path / ".index"
    assert default_folder(tmp_path / "other" / "content") != tmp_path / ".index"
    elsewhere = default_folder(tmp_path / "roles")
    assert elsewhere.name.startswith("roles-")
    assert not elsewhere.is_relative_to(tmp_path / "roles")
    assert elsewhere != default_folder(tmp_path / "other" / "roles")
