"""Reads the owners' own lists of words, and finds all that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from os.path import lexists
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from index.errors import ContentError
from index.files import read_text
from index.yaml_lines import LIBYAML, YamlError, compose, line_of

OWN_FILE = "words.yaml"
NAMED = {  # lists of names with texts, each with an example of an entry
    "abbreviations": "ptl: project team lead",
    "unanswerable": "parking: [where do I park?]",
    "sections": "skills: [craft]",
}
LISTS = (*NAMED, "answerable", "ask_contact", "remove")  # the others are lists of texts
WITHOUT_EFFECT = ("plain_words", "about")  # lists of what the model has learned since
MIN_LIKENESS = 70  # of 100; "abbrevations" and "abbreviations" have 96
QUOTES = "Put a text that contains ': ' or ' #' in double quotes; indent with spaces."
MAX_DEPTH = 10  # lists within lists; three make sense


@dataclass(frozen=True, slots=True)
class Text:
    """`line` is 1-based."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The texts of each list, by its name. `errors` say why the file cannot be used, `doubts` what
    has no effect in it, both in reading order. `file` is what they call it."""

    named: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    plain: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    errors: tuple[ContentError, ...] = ()
    doubts: tuple[ContentError, ...] = ()
    file: str = OWN_FILE


def read_own_words(content: Path, name: str = "") -> OwnWords:
    """Read the file in the folder `content`, whose files' paths begin with `name`. There are no
    words if there is no file."""
    file = f"{name}{OWN_FILE}"
    if not lexists(content / OWN_FILE):
        return OwnWords(file=file)
    try:
        text = read_text(content / OWN_FILE, file, ContentError, "Make it readable.", content)
        node = compose(text, loader=LIBYAML, max_depth=MAX_DEPTH)
    except ContentError as error:
        return OwnWords(errors=(error,), file=file)
    except YamlError as error:
        wrong = ContentError(file, error.line, f"The file is {error.problem}.", error.fix)
        return OwnWords(errors=(wrong,), file=file)
    return _Reading(file).read(node)


def did_you_mean(name: str, known: Sequence[str], otherwise: str) -> str:
    """Return a fix for a name that is not known."""
    near = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=MIN_LIKENESS)
    return f"Write '{near[0]}' if you mean that." if near else otherwise


class _Reading:
    """Turns nodes into words, and gathers what is wrong on the way."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._errors: list[ContentError] = []
        self._doubts: list[ContentError] = []

    def read(self, root: yaml.Node | None) -> OwnWords:
        named: dict[str, Mapping[str, tuple[str, ...]]] = {}
        plain: dict[str, tuple[Text, ...]] = {}
        for name, key, value in self._pairs(root, "lists, each below its name", "remove: []"):
            if name in WITHOUT_EFFECT:
                self._doubt(key, f"'{name}' has no effect any more.", "Take it out.")
            elif name not in LISTS:
                fix = did_you_mean(name, LISTS, f"There are {', '.join(LISTS)}.")
                self._error(key, f"There is no list called '{name}'.", fix)
            elif _is_blank(value):
                self._doubt(key, f"'{name}' has nothing below it.", "Fill it or take it out.")
            elif name in NAMED:
                named[name] = dict(self._entries(name, value))
            else:
                plain[name] = tuple(self._texts(name, value))
        return OwnWords(named, plain, tuple(self._errors), tuple(self._doubts), self._file)

    def _entries(self, name: str, node: yaml.Node) -> Iterator[tuple[str, tuple[str, ...]]]:
        for entry, key, value in self._pairs(node, f"entries below '{name}'", NAMED[name]):
            texts = tuple(text.text for text in self._texts(entry, value))
            if not entry.strip():
                self._doubt(key, f"A name in '{name}' is blank.", "Write it before the colon.")
            elif texts:
                yield entry, texts
            elif _is_blank(value) or not value.value:
                fix = "Write it behind the colon, or take the line out."
                self._doubt(key, f"'{entry}' has nothing behind it.", fix)

    def _pairs(
        self, node: yaml.Node | None, what: str, example: str
    ) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        if node is None or _is_blank(node):
            return
        if not isinstance(node, yaml.MappingNode):
            self._error(node, f"There should be {what}.", f"Write them like this: {example}")
            return
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._error(key, "A name is not a text.", f"Write it like this: {example}")
            elif key.value in seen:
                self._error(key, f"'{key.value}' is there twice.", "Put both together.")
            else:
                seen.add(key.value)
                yield key.value, key, value

    def _texts(self, name: str, node: yaml.Node) -> Iterator[Text]:
        """Read one text, or a list of them."""
        if isinstance(node, yaml.MappingNode):
            self._error(node, f"'{name}' has names behind it, not texts.", QUOTES)
            return
        for item in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            if not isinstance(item, yaml.ScalarNode):
                self._error(item, f"'{name}' has something behind it that is no text.", QUOTES)
            elif item.value.strip():
                yield Text(item.value.strip(), line_of(item))
            elif item is not node:
                self._doubt(item, f"A text of '{name}' is blank.", "Fill it or take it out.")

    def _error(self, node: yaml.Node, problem: str, fix: str) -> None:
        self._errors.append(ContentError(self._file, line_of(node), problem, fix))

    def _doubt(self, node: yaml.Node, problem: str, fix: str) -> None:
        self._doubts.append(ContentError(self._file, line_of(node), problem, fix))


def _is_blank(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.value.strip()
