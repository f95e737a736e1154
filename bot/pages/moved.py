"""Where a document was before it was renamed: its links are signed for that place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from index.document import Role
from index.parse import PARSERS

FOLDER_PAGES = ("index", "_index", "README")


def former_paths(role: Role) -> Iterator[str]:
    """Every path that the document may have had at one of its former addresses. A site's address
    does not say in which folder of the content it was, nor in which format."""
    for address in role.former_addresses:
        place = PurePosixPath(address.strip("/"))
        if place.suffix in (".html", ".htm"):
            place = place.with_suffix("")
        for folder in PurePosixPath(role.path).parents:
            for below in range(len(place.parts)):
                name = folder.joinpath(*place.parts[below:])
                yield from (f"{name}{suffix}" for suffix in PARSERS)
                yield from (f"{name}/{page}{suffix}" for page in FOLDER_PAGES for suffix in PARSERS)
