"""YAML as it is written: every value a text, every value's line known."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from bot.evaluate.decode import Keys
from bot.evaluate.labels import QuestionsError
from index.tame import WildError, require_tame


def compose(path: Path, text: str) -> yaml.Node | None:
    """The tree of nodes, None if the file is empty. Raises QuestionsError with the line if it is
    not valid YAML."""
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
        require_tame(text, yaml.BaseLoader, deepest=sys.maxsize)
        return node
    except WildError as error:
        raise QuestionsError(
            path, error.line, f"The file is {error.problem}.", "Write plain lists."
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", error)
        raise QuestionsError(
            path,
            mark.line + 1 if mark else None,
            f"This is not valid YAML: {problem}.",
            "Put values that contain ': ' or ' #' in double quotes; indent with spaces.",
        ) from error
    except RecursionError as error:
        raise too_deep(path) from error


def plain(path: Path, node: yaml.Node) -> object:
    """Dicts, lists and texts: 007 is no 7, and `text: yes` is no true. Raises QuestionsError for
    a field that is there twice, of which PyYAML would take the last in silence."""
    try:
        return _plain(path, node)
    except RecursionError as error:  # also an alias within its own anchor
        raise too_deep(path) from error


def _plain(path: Path, node: yaml.Node) -> object:
    if isinstance(node, yaml.SequenceNode):
        return [_plain(path, item) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        return str(node.value).encode("utf-8", "replace").decode()  # "\\ud800" is half a character
    fields: dict[str, object] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise QuestionsError(
                path, line, "The name of a field is not one word.", "Write 'name: value'."
            )
        if key.value in fields:
            raise QuestionsError(
                path, line, f"The field '{key.value}' is there twice.", "Keep one of them."
            )
        fields[key.value] = _plain(path, value)
    return fields


def too_deep(path: Path) -> QuestionsError:
    return QuestionsError(path, None, "The file is nested too deep.", "Write plain lists.")


def line_of(node: yaml.Node, keys: Keys) -> int:
    """Where the value that `keys` lead to is written, or the last on the way to it; 1-based.
    A field is on the line of its name."""
    line = node.start_mark.line + 1
    for key in keys:
        if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode):
            found = [pair for pair in node.value if pair[0].value == key]
            if not found:
                break
            line = found[0][0].start_mark.line + 1
            node = found[0][1]
    return line
