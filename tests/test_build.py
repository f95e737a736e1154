from __future__ import annotations

from pathlib import Path

import pytest

from index.build import Opened, default_folder, open_index
from index.errors import ContentError
from tests.conftest import InitialEncoder, WriteContent


def texts(opened: Opened) -> list[str]:
    return [passage.text for passage in opened.index.passages]


def test_an_index_is_built_once_and_loaded_after(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n"})
    first = open_index(content, tmp_path / "index", initials)
    assert first.rebuilt == "There is no index yet."
    again = open_index(content, tmp_path / "index", initials)
    assert again.rebuilt is None
    assert texts(again) == texts(first) == ["Bakes"]
    assert initials.encoded == ["Baker - Bakes"]


@pytest.mark.parametrize("change", ["edit", "add", "rename", "delete"])
def test_a_change_to_the_documents_is_seen(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder, change: str
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n", "b.md": "# Chef\n\n- Cooks\n"})
    open_index(content, tmp_path / "index", initials)
    match change:
        case "edit":
            write({"a.md": "# Baker\n\n- Kneads\n"})
        case "add":
            write({"c.rst": "Waiter\n======\n\n* Serves\n"})
        case "rename":
            (content / "a.md").rename(content / "z.md")
        case "delete":
            (content / "a.md").unlink()
    opened = open_index(content, tmp_path / "index", initials)
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
    open_index(content, tmp_path / "index", initials)
    initials.name = "other"
    assert open_index(content, tmp_path / "index", initials).rebuilt == "The model is another one."


def test_a_damaged_index_is_built_anew(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n"})
    open_index(content, tmp_path / "index", initials)
    next((tmp_path / "index").glob("vectors-*")).write_bytes(b"")
    opened = open_index(content, tmp_path / "index", initials)
    assert (opened.rebuilt, texts(opened)) == ("The file is damaged.", ["Bakes"])


def test_one_broken_document_leaves_the_others_and_is_reported_each_time(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "---\ntitle: A\n", "b.md": "# Chef\n\n- Cooks\n"})
    for _ in ("built", "loaded"):
        opened = open_index(content, tmp_path / "index", initials)
        assert texts(opened) == ["Cooks"]
        assert opened.problems == (
            "a.md:1: Front matter is never closed. Add a '---' line after the last field.",
        )


def test_a_place_that_cannot_be_written_still_answers(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n"})
    (tmp_path / "file").write_text("in the way")
    opened = open_index(content, tmp_path / "file", initials)
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
    assert texts(open_index(content, tmp_path / "index", initials)) == ["Bakes"]


def test_a_folder_that_is_not_there_or_empty_is_an_error_with_a_fix(tmp_path: Path) -> None:
    for folder, problem in (
        (tmp_path / "none", "There is no such folder. Give the folder"),
        (tmp_path, "There are no role documents in this folder. Add one"),
    ):
        with pytest.raises(ContentError) as error:
            open_index(folder, tmp_path / "index", InitialEncoder())
        assert str(error.value).startswith(f"{folder}: {problem}")


def test_only_the_content_beside_us_has_its_index_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert default_folder(Path("content")) == tmp_path / ".index"
    assert default_folder(tmp_path / "content") == tmp_path / ".index"
    elsewhere = default_folder(tmp_path / "roles")
    assert elsewhere.name.startswith("roles-")
    assert not elsewhere.is_relative_to(tmp_path / "roles")
    assert elsewhere != default_folder(tmp_path / "other" / "roles")
