"""How people put things: the lists of words that reading a question needs.

They come with the package (`index/words/`). Whoever writes the role documents adds to them, and
takes away from them, in a `words.yaml` among the documents.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import yaml

from index.errors import ContentError

OWN_FILE = "words.yaml"
PACKAGED = ("abbreviations.yaml", "exemplars.yaml", "plain_words.yaml", "stop_words.txt")
EXAMPLE = "It should look like:\nunanswerable:\n  parking:\n    - where do I park?"

WordLists = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Wording:
    """`abbreviations` and `plain_words` map what people type to what documents say, the likeliest
    first. `unanswerable` are exemplars of what role documents never hold, by topic, `answerable`
    of what they do hold; `ask_contact` are topics on which a role's contact knows more."""

    stop_words: frozenset[str]
    abbreviations: WordLists
    plain_words: WordLists
    unanswerable: WordLists
    answerable: tuple[str, ...]
    ask_contact: frozenset[str]

    @property
    def topics(self) -> tuple[str, ...]:
        """The topic of each unanswerable exemplar, in the order of `exemplars`."""
        return tuple(topic for topic, texts in self.unanswerable.items() for _ in texts)

    @property
    def exemplars(self) -> tuple[str, ...]:
        """First the unanswerable ones, topic by topic, then the answerable ones."""
        unanswerable = (text for texts in self.unanswerable.values() for text in texts)
        return (*unanswerable, *self.answerable)


class _Own(msgspec.Struct, forbid_unknown_fields=True):
    """`words.yaml`. A value may be one text or a list; `remove` takes away what is so called:
    short forms, plain words, topics, exemplars."""

    abbreviations: dict[str, str | list[str]] = {}
    plain_words: dict[str, str | list[str]] = {}
    unanswerable: dict[str, str | list[str]] = {}
    answerable: list[str] = []
    ask_contact: list[str] = []
    remove: list[str] = []


def read_wording(content: Path) -> Wording:
    """The packaged lists with what `content` has of its own. Raises ContentError if its file
    cannot be used."""
    base, own = packaged_wording(), _own(content / OWN_FILE)
    gone = {name.casefold() for name in own.remove}

    def together(some: WordLists, more: Mapping[str, str | list[str]]) -> WordLists:
        lists: dict[str, tuple[str, ...]] = dict(some)
        for name, value in more.items():
            texts = (value,) if isinstance(value, str) else tuple(value)
            lists[name.casefold()] = tuple(dict.fromkeys((*texts, *lists.get(name.casefold(), ()))))
        kept = {name: _without(gone, texts) for name, texts in lists.items() if name not in gone}
        return {name: texts for name, texts in kept.items() if texts}

    return Wording(
        base.stop_words,
        together(base.abbreviations, own.abbreviations),
        together(base.plain_words, own.plain_words),
        together(base.unanswerable, own.unanswerable),
        _without(gone, (*base.answerable, *own.answerable)),
        base.ask_contact | {topic.casefold() for topic in own.ask_contact},
    )


def _without(gone: set[str], texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text.casefold() not in gone)


@lru_cache(maxsize=1)
def packaged_wording() -> Wording:
    """The lists that come with the package."""
    exemplars = yaml.load(_packaged("exemplars.yaml"), _Loader)  # noqa: S506  it is a safe one
    words = _packaged("stop_words.txt").decode().split("\n")
    return Wording(
        frozenset(word for word in words if word and not word.startswith("#")),
        _lists(yaml.load(_packaged("abbreviations.yaml"), _Loader)),  # noqa: S506
        _lists(yaml.load(_packaged("plain_words.yaml"), _Loader)),  # noqa: S506
        _lists(exemplars["unanswerable"]),
        tuple(exemplars["answerable"]),
        frozenset(exemplars["ask_contact"]),
    )


def hash_wording(content: Path) -> str:
    """sha256 of all that `read_wording` reads."""
    digest = hashlib.sha256()
    for name in PACKAGED:
        digest.update(_packaged(name))
    own = content / OWN_FILE
    digest.update(own.read_bytes() if own.is_file() else b"")
    return digest.hexdigest()


def _packaged(name: str) -> bytes:
    return (files("index") / "words" / name).read_bytes()


def _lists(lists: Mapping[str, str | list[str]]) -> WordLists:
    return {
        name: (value,) if isinstance(value, str) else tuple(value) for name, value in lists.items()
    }


def _own(path: Path) -> _Own:
    if not path.is_file():
        return _Own()
    try:
        data = yaml.load(path.read_bytes(), _Strict)  # noqa: S506
        return msgspec.convert(data or {}, type=_Own)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise ContentError(path.name, line, f"This is no YAML: {problem}.", EXAMPLE) from error
    except (OSError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise ContentError(path.name, _line_of(error, path), f"{error}.", EXAMPLE) from error


def _line_of(error: Exception, path: Path) -> int | None:
    """Where the field stands that `error` is about."""
    field = re.search(r"unknown field `(.*)`|`\$\.(\w+)", str(error))
    if field is None:
        return None
    start = re.compile(rf"""["']?{re.escape(field[1] or field[2])}["']?\s*:""")
    lines = path.read_text("utf-8-sig", "replace").split("\n")
    return next((number for number, line in enumerate(lines, 1) if start.match(line)), None)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Every word stays the text it is written as: `no`, `1on1` and `2024` are words here."""


_Loader.yaml_implicit_resolvers = {}


class _Strict(_Loader):
    """Of a name that is there twice YAML would take the last, in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        for number, (key, _) in enumerate(node.value):
            if key.value in names[:number]:
                problem = f"'{key.value}' is there twice"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping
