"""What links in documents may lead to: files, the pages that a site generator makes of them, and
headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from os.path import exists, normpath
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from index.documents.document import Document
from index.documents.git import find_root
from index.documents.hrefs import Source
from index.documents.links import FOLDER_PAGES
from index.documents.parse.formats import PARSERS, REFUSED
from index.documents.parse.sections import slug
from index.fold import words_of

# A scheme, an absolute address, a fragment or a query of this page. None of them names a file.
NO_RELATIVE_PATH = re.compile(r"[a-z][a-z0-9+.-]*:|[/#?]", re.IGNORECASE)
# The name of a published page may end with ".html"; all other suffixes are those of files.
NAMES_A_FILE = (PARSERS.keys() | REFUSED.keys()) - {".htm", ".html"}
# The top of the page, words on it, lines of its source.
NO_ANCHOR = re.compile(r"(top|:~:.*|L\d+(-L?\d+)?)?", re.DOTALL)
ORDER = re.compile(r"^\d+[\s._-]+(?=\S)")  # "2_how-to.md" is published as "how-to"


@dataclass(frozen=True, slots=True)
class Site:
    """Files below `checkout`, which holds `folder`; both are absolute. `addresses` are those of the
    pages that are made of the documents; `anchors` are those in each document that was read, by its
    path in the folder, which is without `name` (see `index.folders`)."""

    folder: Path
    checkout: Path
    addresses: frozenset[str]
    anchors: Mapping[str, frozenset[str]]
    name: str = ""

    def has(self, path: str) -> bool:
        """Whether the document at `path` is in the folder of this site."""
        return path.startswith(self.name)

    def lacks_file(self, target: str, path: str) -> bool:
        """Whether a link to `target`, in the document at `path`, surely leads nowhere."""
        name = _file_name(target)
        if not name or NO_RELATIVE_PATH.match(target):
            return False
        document = PurePosixPath(path.removeprefix(self.name))
        beside = normpath(document.parent / name)
        place = Path(normpath(self.folder / beside))
        if not place.is_relative_to(self.checkout) or exists(place):
            return False
        if PurePosixPath(name).suffix.lower() in NAMES_A_FILE:
            return True
        # A page's own address may count as a folder: then "../chef" stands beside it.
        below = normpath(document.with_suffix("") / name)
        is_inside = place.is_relative_to(self.folder)
        return is_inside and self.addresses.isdisjoint((_address(beside), _address(below)))

    def lacks_heading(self, target: str, path: str) -> bool:
        """Whether a link to `target`, in the document at `path`, leads to a document that lacks the
        fragment."""
        name, fragment = _file_name(target), target.partition("#")[2]
        if NO_ANCHOR.fullmatch(fragment) or name.startswith("/"):
            return False
        document = path.removeprefix(self.name)
        place = normpath(PurePosixPath(document).parent / name) if name else document
        anchors = self.anchors.get(place)
        return anchors is not None and _bare(unquote(fragment)) not in anchors


def make_site(
    content: Path,
    paths: Iterable[str],
    documents: Sequence[Document],
    sources: Sequence[Source],
    name: str = "",
) -> Site:
    """`paths` are those of all files that become pages, read or not; each of `documents` has one of
    `sources`. Only those whose path begins with `name` count."""
    folder = content.resolve()
    # Outside a checkout, nobody knows what belongs to the documents besides the folder itself.
    anchors = {
        document.path.removeprefix(name): _anchors(document, source)
        for document, source in zip(documents, sources, strict=True)
        if document.path.startswith(name)
    }
    own = (path.removeprefix(name) for path in paths if path.startswith(name))
    return Site(folder, find_root(folder) or folder, frozenset(map(_address, own)), anchors, name)


def _file_name(target: str) -> str:
    return unquote(re.split("[?#]", target)[0], errors="surrogateescape")


def _address(path: str) -> str:
    """Return where a document is published, without what differs between site generators.

    >>> _address("Roles/2_Tech Lead.md"), _address("roles/tech-lead/_index.md")
    ('roles/tech-lead', 'roles/tech-lead')
    """
    place = PurePosixPath(path)
    place = place.with_suffix("") if place.suffix.lower() in (*PARSERS, *REFUSED) else place
    parts = [ORDER.sub("", part).lower().replace(" ", "-") for part in place.parts]
    return "/".join(parts[:-1] if parts and parts[-1] in FOLDER_PAGES else parts)


def _anchors(document: Document, source: Source) -> frozenset[str]:
    sections = (section.anchor or "" for text in document.roles for section in text.sections)
    titles = (slug(text.role.title) for text in document.roles)
    return frozenset(map(_bare, (*source.anchors, *sections, *titles)))


def _bare(anchor: str) -> str:
    """Return what the anchors that site generators make of one heading have in common.

    >>> _bare("2-whats--next"), _bare("what-s-next")
    ('whatsnext', 'whatsnext')
    """
    return words_of(anchor).replace(" ", "").lstrip("0123456789")
