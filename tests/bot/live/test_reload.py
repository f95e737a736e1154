"""Documents that change while the bot runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.answers.decide import answer_question
from bot.answers.ids import Catalogue
from bot.live.library import Library, Shelf
from bot.live.reload import Librarian, fingerprint
from index.store.manifest import MANIFEST
from index.store.open import open_index
from tests.conftest import InitialEncoder, WriteContent, always

BAKER = "# Baker\n\n- Bakes the bread."
PATIENCE = 10.0


@contextmanager
def watching(content: Path, encoder: InitialEncoder) -> Iterator[tuple[Shelf, Librarian]]:
    folder = content.parent / "index"

    def load() -> Library:
        opened = open_index(content, folder, always(encoder))
        return Library(opened.index, Catalogue.of(opened.index), opened.built, opened.problems)

    shelf = Shelf(load())
    librarian = Librarian(shelf, load, content, folder / MANIFEST, seconds=0.02)
    librarian.start()
    try:
        yield shelf, librarian
    finally:
        librarian.stop()


def wait_for(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def texts(shelf: Shelf) -> list[str]:
    return [passage.text for passage in shelf.library.index.passages]


def test_an_edit_is_answered_from_and_only_what_is_new_is_encoded(
    write: WriteContent, initials: InitialEncoder
) -> None:
    content = write({"baker.md": BAKER})
    with watching(content, initials) as (shelf, _):
        before = shelf.library
        initials.encoded.clear()
        write({"baker.md": f"{BAKER}\n- Feeds the sourdough."})
        wait_for(lambda: shelf.library is not before)
        assert texts(shelf) == ["Bakes the bread.", "Feeds the sourdough."]
        assert len([t for t in initials.encoded if "sourdough" in t]) == 1
        assert not [t for t in initials.encoded if "bread" in t]
        # whoever has begun with the old one finishes with it
        assert answer_question("baker", before.index)


def test_documents_come_and_go(write: WriteContent, initials: InitialEncoder) -> None:
    content = write({"baker.md": BAKER})
    with watching(content, initials) as (shelf, _):
        write({"chef.md": "# Chef\n\n- Writes the menu."})
        wait_for(lambda: len(texts(shelf)) == 2)
        (content / "baker.md").unlink()
        wait_for(lambda: texts(shelf) == ["Writes the menu."])


def test_a_broken_edit_keeps_the_last_good_version_until_it_is_mended(
    write: WriteContent, initials: InitialEncoder
) -> None:
    content = write({"baker.md": BAKER})
    with watching(content, initials) as (shelf, _):
        write({"baker.md": f"---\ntitle: [\n---\n{BAKER}"})
        wait_for(lambda: shelf.library.problems)
        assert texts(shelf) == ["Bakes the bread."]
        assert "baker.md:" in shelf.library.problems[0]
        write({"baker.md": f"{BAKER}!"})
        wait_for(lambda: not shelf.library.problems)
        assert texts(shelf) == ["Bakes the bread.!"]


def test_a_folder_that_has_become_empty_keeps_what_was_there(
    write: WriteContent, initials: InitialEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    content = write({"baker.md": BAKER})
    with watching(content, initials) as (shelf, _):
        (content / "baker.md").unlink()
        wait_for(lambda: shelf.problem)
        assert texts(shelf) == ["Bakes the bread."]
        assert "no role documents" in shelf.problem
        write({"baker.md": BAKER})
        wait_for(lambda: not shelf.problem)
    assert "as they were" in caplog.text


def test_nothing_is_read_while_nothing_changes(
    write: WriteContent, initials: InitialEncoder
) -> None:
    content = write({"baker.md": BAKER})
    with watching(content, initials) as (_, librarian):
        write({"baker.md": f"{BAKER} Twice."})
        wait_for(lambda: librarian.swaps == 1)
        time.sleep(0.2)
        assert librarian.swaps == 1
        librarian.look_now()
        wait_for(lambda: librarian.swaps == 2)


def test_an_unforeseen_failure_does_not_end_the_looking(
    write: WriteContent, initials: InitialEncoder
) -> None:
    content = write({"baker.md": BAKER})
    with watching(content, initials) as (shelf, librarian):
        load, librarian._load = librarian._load, lambda: 1 / 0  # type: ignore[assignment,return-value]
        librarian.look_now()
        wait_for(lambda: shelf.problem)
        librarian._load = load
        librarian.look_now()
        wait_for(lambda: not shelf.problem)


def test_a_file_that_is_being_written_is_read_once_it_is_whole(
    write: WriteContent, initials: InitialEncoder
) -> None:
    content = write({"baker.md": BAKER})
    with watching(content, initials) as (shelf, _):
        seen: list[list[str]] = []
        for _ in range(20):
            (content / "baker.md").write_text("")  # as an editor does before it writes
            (content / "baker.md").write_text(f"{BAKER}\n- Feeds the sourdough.")
            seen.append(texts(shelf))
        wait_for(lambda: len(texts(shelf)) == 2)
        assert [] not in seen


def test_hidden_files_are_not_looked_at(write: WriteContent) -> None:
    content = write({"baker.md": BAKER, ".git/index": "1"})
    before = fingerprint(content)
    write({".git/index": "22"})
    assert fingerprint(content) == before
    write({"words.yaml": "plain_words: {}"})
    assert fingerprint(content) != before
