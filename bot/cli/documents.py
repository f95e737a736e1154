"""Which documents a command answers from: the options that say so, and their index, opened."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from bot.answers.samples import choose_samples
from bot.cli.progress import Reporter
from index.documents.origin import Settings
from index.encoder.adapter import is_current
from index.encoder.encode import Card, Encoder, OnnxEncoder
from index.encoder.export import can_export, exported_model
from index.encoder.model import DEFAULT_MODEL
from index.errors import StoreError
from index.folders import Folder, as_one, exists, is_there, with_folder
from index.progress import Progress
from index.search.index import MANY_PASSAGES, Index
from index.store.open import FindEncoder, Opened, default_folder, open_index

R = TypeVar("R")
NO_INDEX = "There is no such folder, and no documents to build an index of."
NAME_A_FOLDER = (
    "Set INDEX_DIR (--index) to the folder of the index, or CONTENT_DIR (--content) to that of the "
    "documents."
)


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents to answer from, their index, and the settings to build it with."""

    content: Folder
    settings: Settings
    folder: Path
    """Where their index is."""
    model: str | None
    """Which embedding model; None for the one that the index has, else the default."""
    is_folder_named: bool = False
    """Whether the user named `folder`; otherwise it is the default one."""

    @property
    def lacks_index(self) -> bool:
        """Whether the user named an index that does not exist, and there are no documents to build
        it from."""
        return self.is_folder_named and not exists(self.folder) and not is_there(self.content)

    def find_encoder(self, progress: Progress) -> FindEncoder:
        def find(stored: Mapping[str, Path] | None) -> Encoder:
            encoder = OnnxEncoder(stored, progress) if stored else None
            if encoder and self.model in (None, encoder.card.name) and self._is_best(encoder.card):
                return encoder
            name = self.model or DEFAULT_MODEL
            return OnnxEncoder(exported_model(name, "int8", progress, self.folder))

        return find

    def find_again(self, encoder: Encoder, progress: Progress) -> FindEncoder:
        """Like `find_encoder`, but keep `encoder`, which is loaded already, if it still is the
        right one."""
        find = self.find_encoder(progress)

        def find_again(stored: Mapping[str, Path] | None) -> Encoder:
            is_same = stored is None or _names(stored) == _names(encoder.files)
            return encoder if is_same else find(stored)

        return find_again

    def _is_best(self, card: Card) -> bool:
        """Whether no better export of the same model can be made here."""
        return not can_export() or is_current(card.name, card.adapter, card.reranker, self.folder)


def _names(files: Mapping[str, Path]) -> dict[str, str]:
    """The names of files, which contain their checksums; see `index.store.manifest`."""
    return {kind: path.name for kind, path in files.items()}


def with_documents(command: Callable[..., R]) -> Callable[..., R]:
    """Add the options that say which documents; the command gets them as its first argument."""

    @click.option(
        "--content",
        envvar="CONTENT_DIR",
        type=click.Path(),
        default=("content",),
        show_default="content",
        multiple=True,
        metavar="DIR",
        help="Folder of the role documents; can be given more than once.",
    )
    @click.option(
        "--source-url",
        envvar="SOURCE_URL",
        metavar="URL",
        help="Where the documents can be read online; by default, what git knows.",
    )
    @click.option(
        "--skip-drafts",
        envvar="SKIP_DRAFTS",
        is_flag=True,
        help="Leave out documents that are marked as drafts.",
    )
    @click.option(
        "--index",
        "--out",
        "folder",
        envvar="INDEX_DIR",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Folder of the index; by default .index, or your cache for other documents.",
    )
    @click.option(
        "--model",
        envvar="EMBEDDING_MODEL",
        metavar="MODEL",
        help="Embedding model, by name or folder; by default the one that the index has.",
    )
    @functools.wraps(command)
    def with_options(
        content: tuple[str, ...],
        source_url: str | None,
        skip_drafts: bool,
        folder: Path | None,
        model: str | None,
        **options: object,
    ) -> R:
        # an empty entry, as in a list that ends with a colon, is ignored beside others
        place = as_one([Path(path) for path in content if path] or [Path()])
        settings = Settings(source_url or None, skip_drafts)
        index = folder or default_folder(place)
        documents = Documents(place, settings, index, model or None, folder is not None)
        return command(documents, **options)

    return with_options


def open_documents(
    documents: Documents, reporter: Reporter, known: Encoder | None = None
) -> Opened:
    """Open the index, building it first if it is out of date, and report what was done and what
    went wrong. An encoder that is `known` is not loaded again."""
    if documents.lacks_index:
        raise StoreError(documents.folder, NO_INDEX, NAME_A_FOLDER)
    find = documents.find_again(known, reporter) if known else documents.find_encoder(reporter)
    with reporter:
        opened = open_index(
            documents.content,
            documents.folder,
            find,
            documents.settings,
            reporter,
            choose_samples,
        )
    if opened.documents_gone:
        reporter.say(f"{documents.content} is not here: answering as of {opened.built:%Y-%m-%d}.")
    if opened.rebuilt:
        place = "kept in memory" if opened.unsaved else documents.folder
        reporter.say(f"{opened.rebuilt} Built it: {size_of(opened.index)} -> {place}")
    if opened.rebuilt and len(opened.index.passages) > MANY_PASSAGES:
        reporter.say(
            f"Warning: above {MANY_PASSAGES:,} passages an answer takes noticeably longer and more "
            "memory, since each of them is compared. Give --content a smaller folder."
        )
    if not opened.index.roles:
        drafts = "; drafts are left out" if documents.settings.skip_drafts else ""
        reporter.say(f"Warning: {documents.content} has no roles to answer from{drafts}.")
    if opened.doubt:
        reporter.say(f"Warning: {opened.doubt}")
    for problem in opened.problems:
        reporter.say(f"Problem: {with_folder(documents.content, problem)}")
    if opened.unsaved:
        reporter.say(f"Problem: {opened.unsaved}")
    return opened


def size_of(index: Index) -> str:
    """The size of `index` in words: "1 role, 34 passages"."""
    pages = f", {count_of(len(index.pages), 'other page')}" if index.pages else ""
    passages = count_of(len(index.passages), "passage")
    return f"{count_of(len(index.roles), 'role')}{pages}, {passages}"


def count_of(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
