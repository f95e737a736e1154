"""Where a document was before it was renamed, since its old links are signed for that place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from bot.pages.links import slug
from index.documents.parse.formats import PARSERS

FOLDER_PAGES = ("index", "_index", "README")


def former_slug(address: str) -> str:
    """The slug that a document had at this address, whatever its path was."""
    return slug(f"{_place(address)}.md")


def former_paths(address: str, path: str) -> Iterator[str]:
    """Every path that the document now at `path` may have had at this former address. The address
    does not say in which folder of the content it was, nor in which format."""
    place = _place(address)
    for folder in PurePosixPath(path).parents:
        for below in range(len(place.parts)):
            name = folder.joinpath(*place.parts[below:])
            yield from (f"{name}{suffix}" for suffix in PARSERS)
            yield from (f"{name}/{page}{suffix}" for page in FOLDER_PAGES for suffix in PARSERS)


def _place(address: str) -> PurePosixPath:
    place = PurePosixPath(address.strip("/"))
    return place.with_suffix("") if place.suffix in (".html", ".htm") else place
