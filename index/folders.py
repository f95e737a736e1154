"""Several content folders treated as one: each is a folder in it, under a name of its own."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import ContentError


@dataclass(frozen=True, slots=True)
class Folders:
    """Several folders, each under the name that its documents' paths begin with. `/` finds a file,
    as in a `Path`:

    >>> Folders((("hr", Path("docs/hr")), ("eng", Path("wiki/eng")))) / "eng/tech-lead.md"
    PosixPath('wiki/eng/tech-lead.md')
    """

    named: tuple[tuple[str, Path], ...]

    def __truediv__(self, path: str) -> Path:
        name, _, inner = path.partition("/")
        place = dict(self.named).get(name)
        return place / inner if place else Path(path)  # from an index of other folders

    def __str__(self) -> str:
        return ", ".join(str(place) for _, place in self.named)


Folder = Path | Folders
"""What holds all documents: one folder, or several."""


def each(folder: Folder) -> tuple[tuple[str, Path], ...]:
    """Return the folders, each after the prefix of its documents' paths.

    >>> each(Path("roles")), each(Folders((("hr", Path("docs/hr")),)))
    ((('', PosixPath('roles')),), (('hr/', PosixPath('docs/hr')),))
    """
    if isinstance(folder, Folders):
        return tuple((f"{name}/", place) for name, place in folder.named)
    return (("", folder),)


def is_there(folder: Folder) -> bool:
    """Whether one of the folders exists. Raises ContentError if that can't be seen from here."""
    return any(exists(place) for _, place in each(folder))


def exists(place: Path) -> bool:
    """Like `Path.exists`. Raises ContentError if a folder around `place` can't be entered."""
    try:
        return place.exists()
    except OSError as error:
        problem = f"The folder cannot be entered: {error.strerror}."
        fix = "Let the user that rolebot runs as enter it and those around it, or name another one."
        raise ContentError(place, None, problem, fix) from error


def root_of(folder: Folder, path: str) -> Path:
    """Return the one of the folders that has the document at `path`."""
    return next((place for name, place in each(folder) if path.startswith(name)), Path())


def as_one(places: Sequence[Path]) -> Folder:
    """Treat `places` as one folder. A place that is given twice counts once. Raises ContentError if
    one is inside another, since its documents would be there twice."""
    if len(places) == 1:
        return places[0]
    known = {resolved(place): place for place in reversed(places)}
    paths = list(dict.fromkeys(map(resolved, places)))
    for path in paths:
        outer = next((known[one] for one in paths if one in path.parents), None)
        if outer is not None:
            problem = f"This folder is inside another that is given, {outer}."
            raise ContentError(known[path], None, problem, "Give one of them.")
    if len(paths) == 1:
        return places[0]
    return Folders(tuple(zip(_names(paths), (known[path] for path in paths), strict=True)))


def resolved(place: Path) -> Path:
    """Return the absolute path, without links. Raises ContentError if it cannot be found."""
    try:
        return place.resolve()
    except (OSError, RuntimeError) as error:
        problem = f"The folder cannot be found: {error}."
        raise ContentError(place, None, problem, "Name another one.") from error


def with_folder(folder: Folder, message: str) -> str:
    """Return `message`, which begins with a document's path, with the folder's own path before it.

    >>> with_folder(Path("roles"), "baker.md:1: Front matter is never closed.")
    'roles/baker.md:1: Front matter is never closed.'
    """
    if not isinstance(folder, Folders):
        return f"{folder}/{message}"
    name, _, rest = message.partition("/")
    place = dict(folder.named).get(name)
    return f"{place}/{rest}" if place else message


def key_of(folder: Folder) -> str:
    """Return twelve hexadecimal digits that identify the set of folders."""
    places = sorted(os.fsencode(resolved(place)) for _, place in each(folder))
    return hashlib.sha256(b"\0".join(places)).hexdigest()[:12]


def _names(paths: Sequence[Path]) -> list[str]:
    """Name each folder as it is called, with its parent's name where several are called the same:
    "roles", or "bakery-roles" and "ferry-roles". If that is not enough, number them."""
    own = Counter(map(_name, paths))
    names: list[str] = []
    for path in paths:
        name = _name(path) if own[_name(path)] == 1 else f"{_name(path.parent)}-{_name(path)}"
        numbered = (f"{name}-{number}" for number in range(2, len(paths) + 2))
        names.append(name if name not in names else next(n for n in numbered if n not in names))
    return names


def _name(path: Path) -> str:
    return os.fsencode(path.name).decode(errors="replace") or "root"
