"""What is installed to answer, and what an index takes, on disk."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from os.path import getsize, isfile, normpath
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement

from bot.bench.figure import Aim, Figure
from bot.bench.indexed import index_of, indexed_samples
from bot.bench.rounds import Pair, measure_rounds
from bot.bench.scale import Scale
from index.documents.content import find_documents
from index.progress import Progress

MEGABYTE = 1_000_000
AIM = Aim("value", "<=", 350)
NAME = "rolebot"


def measure(scale: Scale, progress: Progress) -> tuple[Figure, ...]:
    """Measured once: it stays the same."""

    def one_round() -> Iterator[Pair]:
        serving, exporting = (install_size(NAME, extra) / MEGABYTE for extra in ("", "export"))
        yield Pair("serving install", "MB", serving, "with extra export", exporting, AIM)
        yield from _index_sizes(scale, progress)

    return measure_rounds("Measuring sizes", 1, one_round, progress)


def _index_sizes(scale: Scale, progress: Progress) -> Iterator[Pair]:
    if not scale.folders:
        with indexed_samples(scale.passages, progress) as place:
            name = f"{len(place.index.passages)} passages"
            yield _index_size(name, place.content, place.folder)
    for content in scale.folders:
        with TemporaryDirectory() as folder:
            index_of(content, Path(folder), progress)
            yield _index_size(str(content), content, Path(folder))


def _index_size(name: str, content: Path, folder: Path) -> Pair:
    index = sum(path.stat().st_size for path in folder.iterdir())
    documents = sum((content / path).stat().st_size for path in find_documents(content))
    what = f"index folder, {name}, model included"
    return Pair(what, "MB", index / MEGABYTE, "its documents", documents / MEGABYTE)


def install_size(name: str, extra: str = "") -> int:
    """Bytes of all files of the package `name` and of all that it requires here, if it was
    installed with `extra` ("": with none), and with `--no-compile`."""
    found = (_files(one) for one in _closure(name, extra).values())
    return sum(getsize(path) for path in set().union(*found))


def _files(package: Distribution) -> set[str]:
    paths = (normpath(str(file.locate())) for file in package.files or ())
    return {path for path in paths if isfile(path) and not path.endswith(".pyc")}


def _closure(name: str, extra: str) -> dict[str, Distribution]:
    """By name. What is not installed is left out."""
    packages: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    wanted = [(name, ""), (name, extra)]
    while wanted:
        one = wanted.pop()
        if one in seen:
            continue
        seen.add(one)
        try:
            packages[one[0]] = package = distribution(one[0])
        except PackageNotFoundError:
            continue
        wanted += _requirements(package, one[1])
    return packages


def _requirements(package: Distribution, extra: str) -> Iterator[tuple[str, str]]:
    """Name and extra of each, the name once without an extra."""
    for line in package.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            for wanted in ("", *requirement.extras):
                yield requirement.name.lower().replace("_", "-"), wanted
