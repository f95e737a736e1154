"""The content folder: which documents are in it, and what they say."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.documents.document import Document
from index.documents.parse import load_source, refusal
from index.documents.parse.formats import DATA, PARSERS, REFUSED
from index.documents.reader import Reader
from index.errors import ContentError
from index.files import read_bytes
from index.folders import Folder, each, exists, root_of
from index.progress import Progress, silent
from index.words.owners import OWN_FILE

# Names, without the suffix, of files about a repository or a site.
NO_ROLES = frozenset(
    ("CHANGELOG", "CODE_OF_CONDUCT", "CONTRIBUTING", "COPYING", "LICENCE", "LICENSE", "SECURITY")
)
# Folders of what others wrote, or a site generator made of the documents.
MADE_FOLDERS = frozenset(("_includes", "_layouts", "_site", "node_modules", "public"))
# What is beside the documents and tells programs what to do: settings of a site, our own files.
SETTINGS = re.compile(
    r"_.*|.*config\.[^.]*|(?:antora|book|catalog-info|docker-compose.*|hugo|mkdocs|netlify|openapi"
    r"|pnpm-lock|sidebars?)\.[^.]*",
    re.DOTALL,
)
OWN_FILES = frozenset(("copy", "questions", "words", "workspaces"))
WORDS = re.compile(r"words\.ya?ml", re.IGNORECASE)  # the owners' own, see `index.words.owners`
MAX_REFUSED_SHOWN = 3  # of the files that are not read


@dataclass(frozen=True, slots=True)
class Content:
    """`problems` maps the path of each document that could not be read to what is wrong."""

    documents: tuple[Document, ...]
    problems: dict[str, ContentError]


def find_documents(folder: Folder) -> tuple[str, ...]:
    """Paths of all documents below `folder`, relative to it, sorted. What is hidden (a name
    that starts with a dot) is passed over, and so is what `find_passed_over` lists: what by
    convention is about the repository, and what programs read or make. Quoted, they would answer
    for a role that nobody has. A README stays: it may be the page of a role or a family. Raises
    ContentError if there is no such folder or nothing in it to read; of several, none may be
    so."""
    return tuple(sorted(name + path for name, place in each(folder) for path in _documents(place)))


def _documents(folder: Path) -> tuple[str, ...]:
    if not (exists(folder) and _is_folder(folder)):
        is_file = os.path.isfile(folder)
        raise ContentError(
            folder,
            None,
            "This is a file, not a folder." if is_file else "There is no such folder.",
            "Give the folder of your role documents with --content DIR.",
        )
    documents = tuple(
        path for path in _files(folder, PARSERS) if not _why_passed_over(path, folder)
    )
    if not documents:
        refused = find_refused(folder)
        raise ContentError(
            folder,
            None,
            "There are no role documents in this folder.",
            " ".join(map(str, refused[:MAX_REFUSED_SHOWN]))
            or f"Add one whose name ends in {', '.join(PARSERS)}.",
        )
    return documents


def _is_folder(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except (OSError, RuntimeError):  # no permission to look, or links in a circle
        return False


def find_refused(folder: Folder) -> tuple[ContentError, ...]:
    """One for each file in a format that such documents are kept in, but that is not read, or
    whose name nothing can be written with."""
    return tuple(error for name, place in each(folder) for error in _refused(name, place))


def _refused(above: str, folder: Path) -> Iterator[ContentError]:
    if not _is_folder(folder):
        return
    for path in _files(folder, REFUSED):
        yield refusal(above + path, REFUSED[Path(path).suffix.lower()])
    for path in _files(folder, PARSERS):
        if not _is_text(path):
            shown = above + os.fsencode(path).decode(errors="replace")
            yield ContentError(shown, None, "The file's name is not UTF-8.", "Rename it.")
        elif path != OWN_FILE and WORDS.fullmatch(Path(path).name):
            problem = f"Lists of words are read from {OWN_FILE} in the folder of the documents."
            fix = "Move it there under that name, if it is meant so."
            yield ContentError(above + path, None, problem, fix)


def find_passed_over(folder: Folder) -> tuple[tuple[str, str], ...]:
    """The path of each file that could be read and is not, with the reason; a folder of such files
    is named once."""
    return tuple(
        (above + path, why)
        for above, place in each(folder)
        if _is_folder(place)
        for path, why in _passed_over(place)
    )


def _passed_over(folder: Path) -> Iterator[tuple[str, str]]:
    named: set[str] = set()
    for path in _files(folder, PARSERS):
        why = _why_passed_over(path, folder)
        if why is None or not _is_text(path) or WORDS.fullmatch(Path(path).name):
            continue
        parts = Path(path).parts
        made = next((n for n, part in enumerate(parts) if part in MADE_FOLDERS), None)
        place = path if made is None else "/".join(parts[: made + 1])
        if place not in named:
            named.add(place)
            yield place, why


def _why_passed_over(path: str, folder: Path) -> str | None:
    """One sentence; None for a document."""
    place = Path(path)
    suffix, name = place.suffix.lower(), place.name.lower()
    if not _is_text(path):
        return "Its name is not UTF-8."
    if not MADE_FOLDERS.isdisjoint(place.parts):
        return "A site generator or a program makes what is in this folder."
    if place.stem in NO_ROLES:
        return "It is about the repository."
    if suffix in DATA and name.partition(".")[0] in OWN_FILES:
        return "It tells rolebot something."
    if suffix in DATA and SETTINGS.fullmatch(name):
        return "It holds settings of a site or a program."
    if suffix in (".htm", ".html") and _has_source(folder / place):
        return "It is made of the document of the same name beside it."
    return None


def _has_source(page: Path) -> bool:
    suffixes = PARSERS.keys() - {".htm", ".html", *DATA}
    return any(page.with_suffix(suffix).exists() for suffix in suffixes)


def _is_text(path: str) -> bool:
    """Names that are not UTF-8 come in as half characters, which cannot be written down."""
    return not any("\ud800" <= character <= "\udfff" for character in path)


def _files(folder: Path, suffixes: Container[str]) -> tuple[str, ...]:
    try:
        paths = [
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.suffix.lower() in suffixes and not path.is_dir()
        ]
    except (OSError, RuntimeError) as error:
        raise ContentError(
            folder, None, f"The folder cannot be read: {error}.", "Check its permissions."
        ) from error
    return tuple(sorted(path for path in paths if not _is_hidden(path)))


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def hash_documents(folder: Folder, paths: Sequence[str]) -> dict[str, str]:
    """sha256 of each document's bytes, by path; "" for one that cannot be read."""
    return {path: _hash(folder, path) for path in paths}


def _hash(folder: Folder, path: str) -> str:
    try:
        return hashlib.sha256(read_bytes(folder / path, root_of(folder, path))).hexdigest()
    except OSError:  # reading the document says what is wrong with it
        return ""


def read_content(folder: Folder, paths: Sequence[str], progress: Progress = silent) -> Content:
    """Parse every document; one that is broken never takes the others down."""
    documents: list[Document] = []
    problems: dict[str, ContentError] = {}
    with Reader() as reader:
        for done, path in enumerate(paths, 1):
            try:
                documents.append(reader.read(path, load_source(folder, path)))
            except ContentError as error:
                problems[path] = error
            progress("Reading documents", done, len(paths))
    return Content(tuple(documents), problems)
