"""The lists of words that it takes to read a question.

They come with the package (`index/words/`). Whoever writes the role documents can add to them and
remove from them in a `words.yaml` among the documents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from pathlib import Path

import msgspec

from index.errors import ContentError
from index.files import read_bytes
from index.folders import Folder, each
from index.words.owners import OWN_FILE, OwnWords, did_you_mean, read_own_words
from index.words.yaml_lists import read_lists

PACKAGED = (
    "abbreviations.yaml",
    "exemplars.yaml",
    "sections.yaml",
    "stop_words.txt",
)

WordLists = dict[str, tuple[str, ...]]
Texts = str | tuple[str, ...]


class _Exemplars(msgspec.Struct, frozen=True):
    """`exemplars.yaml`."""

    unanswerable: dict[str, Texts]
    answerable: tuple[str, ...]
    ask_contact: frozenset[str]


class _Sections(msgspec.Struct, frozen=True):
    """`sections.yaml`."""

    kinds: dict[str, Texts]
    beside: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """`abbreviations` maps what people type to what documents say, the likeliest first.
    `unanswerable` are exemplars of questions that role documents never answer, by topic,
    `answerable` of those that they do; `ask_contact` are topics that a role's contact knows more
    about. `sections` are words for the same kind of section, `beside_sections` are words that may
    go with them."""

    stop_words: frozenset[str]
    abbreviations: WordLists
    unanswerable: WordLists
    answerable: tuple[str, ...]
    ask_contact: frozenset[str]
    sections: WordLists = field(default_factory=dict)
    beside_sections: frozenset[str] = frozenset()

    @property
    def topics(self) -> tuple[str, ...]:
        """The topic of each unanswerable exemplar, in the order of `exemplars`."""
        return tuple(topic for topic, texts in self.unanswerable.items() for _ in texts)

    @property
    def exemplars(self) -> tuple[str, ...]:
        """The unanswerable ones, topic by topic, and then the answerable ones."""
        unanswerable = (text for texts in self.unanswerable.values() for text in texts)
        return (*unanswerable, *self.answerable)


def read_wording(content: Folder) -> Wording:
    """Read the packaged lists and those that `content` has of its own. Of several folders, the
    lists of the first come first, and what one of them removes is gone. Raises ContentError if a
    file cannot be used."""
    owns = _read_owns(content)
    if errors := [error for own in owns for error in own.errors]:
        raise errors[0]
    return _combine(owns)


def check_words(content: Folder) -> tuple[tuple[ContentError, ...], tuple[ContentError, ...]]:
    """Return why the owners' files cannot be used, and what has no effect in them."""
    owns = _read_owns(content)
    wording = _combine(owns)
    doubts = (doubt for own in owns for doubt in (*own.doubts, *_unknown_names(own, wording)))
    return tuple(error for own in owns for error in own.errors), tuple(doubts)


def _read_owns(content: Folder) -> list[OwnWords]:
    return [read_own_words(place, name) for name, place in each(content)]


def _combine(owns: Sequence[OwnWords]) -> Wording:
    base = packaged_wording()

    def plain(name: str) -> Iterator[str]:
        return (text.text for own in owns for text in own.plain.get(name, ()))

    removed = {text.casefold() for text in plain("remove")}

    def named(name: str, packaged: WordLists) -> WordLists:
        lists = dict(packaged)
        for own in reversed(owns):
            for entry, texts in own.named.get(name, {}).items():
                key = entry.casefold()
                lists[key] = tuple(dict.fromkeys((*texts, *lists.get(key, ()))))
        kept = {key: _without(removed, texts) for key, texts in lists.items() if key not in removed}
        return {key: texts for key, texts in kept.items() if texts}

    return Wording(
        base.stop_words,
        named("abbreviations", base.abbreviations),
        named("unanswerable", base.unanswerable),
        _without(removed, (*base.answerable, *plain("answerable"))),
        base.ask_contact | {topic.casefold() for topic in plain("ask_contact")},
        named("sections", base.sections),
        base.beside_sections,
    )


def _unknown_names(own: OwnWords, wording: Wording) -> Iterator[ContentError]:
    problem = "'{}' in 'ask_contact' is no topic of 'unanswerable'."
    fix = "Write a topic of yours, or one of index/words/exemplars.yaml."
    yield from _unknown_in("ask_contact", own, list(wording.unanswerable), problem, fix)
    fix = "Take it out; what there is stands in index/words/."
    yield from _unknown_in("remove", own, _removable(), "There is no '{}' to remove.", fix)


def _unknown_in(
    name: str, own: OwnWords, known: Sequence[str], problem: str, fix: str
) -> Iterator[ContentError]:
    for text in own.plain.get(name, ()):
        if text.text.casefold() not in known:
            suggestion = did_you_mean(text.text, known, fix)
            yield ContentError(own.file, text.line, problem.format(text.text), suggestion)


def _removable() -> list[str]:
    base = packaged_wording()
    lists = (base.abbreviations, base.unanswerable, base.sections)
    texts = (text for named in lists for texts in named.values() for text in texts)
    return sorted({text.casefold() for text in chain(*lists, texts, base.answerable)})


def _without(gone: set[str], texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text.casefold() not in gone)


@lru_cache(maxsize=1)
def packaged_wording() -> Wording:
    """The lists that come with the package."""
    exemplars = read_lists("exemplars.yaml", _Exemplars)
    sections = read_lists("sections.yaml", _Sections)
    return Wording(
        _read_words("stop_words.txt"),
        _lists(read_lists("abbreviations.yaml", dict[str, Texts])),
        _lists(exemplars.unanswerable),
        exemplars.answerable,
        exemplars.ask_contact,
        _lists(sections.kinds),
        sections.beside,
    )


@lru_cache(maxsize=1)
def foreign_words() -> frozenset[str]:
    """Small words of languages other than English."""
    return _read_words("foreign_words.txt")


def _read_words(name: str) -> frozenset[str]:
    lines = _packaged(name).decode().split("\n")
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def hash_wording(content: Folder) -> str:
    """Return the sha256 of all that `read_wording` reads."""
    owns = (name.encode() + _own_bytes(place) for name, place in each(content))
    return hashlib.sha256(b"".join((*map(_packaged, PACKAGED), *owns))).hexdigest()


def _own_bytes(content: Path) -> bytes:
    """Return what the owners' file holds, or why it cannot be read."""
    try:
        return read_bytes(content / OWN_FILE, content)
    except FileNotFoundError:
        return b""
    except OSError as error:  # reading the words says so
        return str(error).encode()


def _packaged(name: str) -> bytes:
    return (files("index") / "words" / name).read_bytes()


def _lists(lists: Mapping[str, Texts]) -> WordLists:
    return {name: (value,) if isinstance(value, str) else value for name, value in lists.items()}
