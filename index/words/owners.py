"""The owners' own lists of words, as they wrote them, and all that is wrong with them."""

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
NAMED = {  # lists of names with texts, and how an entry of them looks
    "abbreviations": "ptl: project team lead",
    "unanswerable": "parking: [where do I park?]",
    "sections": "skills: [craft]",
}
PLAIN = {  # lists of texts alone
    "answerable": "[how many days off do I get?]",
    "ask_contact": "[parking]",
    "remove": "[pay and salary]",
}
WITHOUT_EFFECT = ("plain_words", "about")  # what such lists said, the model has learned
MEANT = 70  # of 100: "abbrevations" to "abbreviations" is 96
QUOTES = "Put a text that contains ': ' or ' #' in double quotes; indent with spaces."
MAX_DEPTH = 10  # lists within lists; three make sense


@dataclass(frozen=True, slots=True)
class Text:
    """`line` is 1-based."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class OwnWords:
    """By the name of the list. `errors` are why the file cannot be used, `doubts` what is passed
    over in it; both in reading order. `file` is what it is called in them."""

    named: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    plain: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    errors: tuple[ContentError, ...] = ()
    doubts: tuple[ContentError, ...] = ()
    file: str = OWN_FILE


def read_own_words(content: Path, name: str = "") -> OwnWords:
    """Of the folder `content`, whose files' paths begin with `name`; empty if it has none."""
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
    """A fix for a name that is not known."""
    near = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=MEANT)
    return f"Write '{near[0]}' if you mean that." if near else otherwise


class _Reading:
    """From nodes to words; what is wrong is gathered on the way."""

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
            elif name not in (*NAMED, *PLAIN):
                self._unknown(name, line_of(key))
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
        """One text, or a list of them."""
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

    def _unknown(self, name: str, line: int) -> None:
        known = (*NAMED, *PLAIN)
        fix = did_you_mean(name, known, f"There are {', '.join(known)}.")
        self._errors.append(
            ContentError(self._file, line, f"There is no list called '{name}'.", fix)
        )

    def _error(self, node: yaml.Node, problem: str, fix: str) -> None:
        self._errors.append(ContentError(self._file, line_of(node), problem, fix))

    def _doubt(self, node: yaml.Node, problem: str, fix: str) -> None:
        self._doubts.append(ContentError(self._file, line_of(node), problem, fix))


def _is_blank(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.value.strip()
