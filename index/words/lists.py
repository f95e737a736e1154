"""How people put things: the lists of words that reading a question needs.

They come with the package (`index/words/`). Whoever writes the role documents adds to them, and
takes away from them, in a `words.yaml` among the documents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
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
    `unanswerable` are exemplars of what role documents never hold, by topic, `answerable` of what
    they do hold; `ask_contact` are topics on which a role's contact knows more.
    `sections` are words that mean the same kind of section, `beside_sections` such as may be said
    with them."""

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
        """First the unanswerable ones, topic by topic, then the answerable ones."""
        unanswerable = (text for texts in self.unanswerable.values() for text in texts)
        return (*unanswerable, *self.answerable)


def read_wording(content: Folder) -> Wording:
    """The packaged lists with what `content` has of its own; of several folders, what the first
    has counts first, and what one of them removes is gone. Raises ContentError if a file cannot be
    used."""
    owns = [read_own_words(place, name) for name, place in each(content)]
    for error in (error for own in owns for error in own.errors):
        raise error
    return _together(owns)


def check_words(content: Folder) -> tuple[tuple[ContentError, ...], tuple[ContentError, ...]]:
    """Why the owners' files cannot be used; and what is passed over in them."""
    owns = [read_own_words(place, name) for name, place in each(content)]
    wording = _together(owns)
    errors = tuple(error for own in owns for error in own.errors)
    return errors, tuple(
        doubt for own in owns for doubt in (*own.doubts, *_unknown_names(own, wording))
    )


def _together(owns: Sequence[OwnWords]) -> Wording:
    base = packaged_wording()

    def plain(name: str) -> Iterator[str]:
        return (text.text for own in owns for text in own.plain.get(name, ()))

    gone = {text.casefold() for text in plain("remove")}

    def together(name: str, packaged: WordLists) -> WordLists:
        lists = packaged
        for own in reversed(owns):
            lists = _added(lists, own.named.get(name, {}))
        kept = {name: _without(gone, texts) for name, texts in lists.items() if name not in gone}
        return {name: texts for name, texts in kept.items() if texts}

    asked = frozenset(topic.casefold() for topic in plain("ask_contact"))
    return Wording(
        base.stop_words,
        together("abbreviations", base.abbreviations),
        together("unanswerable", base.unanswerable),
        _without(gone, (*base.answerable, *plain("answerable"))),
        base.ask_contact | asked,
        together("sections", base.sections),
        base.beside_sections,
    )


def _added(packaged: WordLists, own: Mapping[str, tuple[str, ...]]) -> WordLists:
    lists = dict(packaged)
    for name, texts in own.items():
        key = name.casefold()
        lists[key] = tuple(dict.fromkeys((*texts, *lists.get(key, ()))))
    return lists


def _unknown_names(own: OwnWords, wording: Wording) -> Iterator[ContentError]:
    base = packaged_wording()
    for topic in own.plain.get("ask_contact", ()):
        if topic.text.casefold() not in wording.unanswerable:
            problem = f"'{topic.text}' in 'ask_contact' is no topic of 'unanswerable'."
            fix = "Write a topic of yours, or one of index/words/exemplars.yaml."
            known = list(wording.unanswerable)
            yield ContentError(own.file, topic.line, problem, did_you_mean(topic.text, known, fix))
    lists = (base.abbreviations, base.unanswerable, base.sections)
    removable = {
        *(text.casefold() for texts in lists for text in texts),
        *(text.casefold() for named in lists for texts in named.values() for text in texts),
        *(text.casefold() for text in base.answerable),
    }
    for removed in own.plain.get("remove", ()):
        if removed.text.casefold() not in removable:
            problem = f"There is no '{removed.text}' to remove."
            fix = "Take it out; what there is stands in index/words/."
            yield ContentError(
                own.file, removed.line, problem, did_you_mean(removed.text, [*removable], fix)
            )


def _without(gone: set[str], texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text.casefold() not in gone)


@lru_cache(maxsize=1)
def packaged_wording() -> Wording:
    """The lists that come with the package."""
    exemplars = read_lists("exemplars.yaml", _Exemplars)
    sections = read_lists("sections.yaml", _Sections)
    words = _packaged("stop_words.txt").decode().split("\n")
    return Wording(
        frozenset(word for word in words if word and not word.startswith("#")),
        _lists(read_lists("abbreviations.yaml", dict[str, Texts])),
        _lists(exemplars.unanswerable),
        exemplars.answerable,
        exemplars.ask_contact,
        _lists(sections.kinds),
        sections.beside,
    )


@lru_cache(maxsize=1)
def foreign_words() -> frozenset[str]:
    """Small words of other languages than English."""
    lines = _packaged("foreign_words.txt").decode().split("\n")
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def hash_wording(content: Folder) -> str:
    """sha256 of all that `read_wording` reads."""
    digest = hashlib.sha256()
    for name in PACKAGED:
        digest.update(_packaged(name))
    for name, place in each(content):
        digest.update(name.encode() + _own_bytes(place))
    return digest.hexdigest()


def _own_bytes(content: Path) -> bytes:
    """Why it cannot be read, if it cannot."""
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
