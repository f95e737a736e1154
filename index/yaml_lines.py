"""Reads YAML in which every value stays the text that was written, and all have line numbers.

`no`, `1on1` and `007` are words here. A few lines of YAML can stand for gigabytes (a list of ten
aliases of a list of ten aliases, and so on), so depth and size are checked before anything is
built.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

# libyaml is faster, and reads `[who?]`, which PyYAML's own parser doesn't.
LIBYAML = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
MAX_DEPTH = 100  # lists within lists
MAX_VALUES = 100_000
SYNTAX_FIX = (
    "Close brackets and quotes; put values that contain ': ' or ' #' in double quotes; "
    "indent with spaces."
)


class YamlError(Exception):
    """YAML that cannot be used. `line` is 1-based; `problem` completes "The file is …"."""

    def __init__(self, line: int, problem: str, fix: str) -> None:
        self.line = line
        self.problem = problem
        self.fix = fix
        super().__init__(f"{line}: {problem}. {fix}")


class PlainLoader(yaml.BaseLoader):
    """PyYAML's own parser, with surrogate pairs made whole."""

    def compose_scalar_node(self, anchor: dict[str, yaml.Node]) -> yaml.ScalarNode:
        node = super().compose_scalar_node(anchor)
        node.value = whole(node.value)
        return node


def whole(text: str) -> str:
    """Join surrogate pairs, as which JSON may write a character, and replace lone surrogates."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def compose(
    text: str,
    form: str = "plain lists",
    loader: type = PlainLoader,
    max_depth: int = MAX_DEPTH,
) -> yaml.Node | None:
    """Return the tree of nodes, None if there is nothing in `text`. Raises YamlError for what is
    not valid YAML, and for what is deeper than `max_depth` or longer than `MAX_VALUES`, for which
    the fix is to write `form`."""
    try:
        # libyaml's composer would crash on very deep nesting; its parser doesn't.
        _require_bounded(text, f"Write {form}.", loader, max_depth)
        return yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line if mark else text.count("\n", 0, getattr(error, "position", 0))
        problem = getattr(error, "problem", None) or getattr(error, "reason", error)
        raise YamlError(line + 1, f"not valid YAML: {problem}", SYNTAX_FIX) from error


@dataclass(slots=True)
class _Open:
    """A list or mapping that has begun, and the number of values in it so far."""

    anchor: str | None = None
    values: int = 1


def _require_bounded(text: str, fix: str, loader: type, max_depth: int) -> None:
    """Raise YamlError for too deep nesting or too many values, where an alias counts as all that it
    repeats, and YAMLError for what is no YAML. Nothing is built."""
    sizes: dict[str | None, int | None] = {}  # by anchor; None until its value has ended
    around = [_Open()]
    for event in yaml.parse(text, Loader=loader):
        values: int | None = 1
        match event:
            case yaml.CollectionStartEvent():
                around.append(_Open(event.anchor))
                sizes[event.anchor] = None
                if len(around) > max_depth + 1:
                    raise YamlError(_line(event), "nested too deep", fix)
                continue
            case yaml.CollectionEndEvent():
                ended = around.pop()
                values = sizes[ended.anchor] = ended.values
            case yaml.AliasEvent():
                values = sizes.get(event.anchor, 1)  # composing refuses an unknown alias
            case yaml.ScalarEvent():
                sizes[event.anchor] = 1
            case _:
                continue
        if values is None:  # an alias within what it repeats
            raise YamlError(_line(event), "nested too deep", fix)
        around[-1].values += values
        if around[-1].values > MAX_VALUES:
            problem = f"longer than {MAX_VALUES:,} values, with what its aliases (*a) repeat"
            raise YamlError(_line(event), problem, fix)


def to_plain(node: yaml.Node) -> object:
    """Return dicts, lists and texts. Raises YamlError for a key that is no text, and for a key that
    is there twice, of which PyYAML would silently take the last."""
    if isinstance(node, yaml.SequenceNode):
        return [to_plain(item) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    fields: dict[str, object] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            problem = "not valid YAML: a field's name is no plain text"
            raise YamlError(line_of(key), problem, "Write 'field: value'.")
        if key.value in fields:
            problem = f"not valid YAML: the field '{key.value}' is there twice"
            raise YamlError(line_of(key), problem, "Keep one of them.")
        fields[key.value] = to_plain(value)
    return fields


def line_of(node: yaml.Node, keys: Sequence[str | int] = ()) -> int:
    """Return the line, 1-based, of the value that `keys` lead to, or of the last one on the way
    there. A field is on the line of its name."""
    line = _line(node)
    for key in keys:
        if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = _line(node)
        elif isinstance(node, yaml.MappingNode):
            found = [pair for pair in node.value if pair[0].value == key]
            if not found:
                break
            line, node = _line(found[0][0]), found[0][1]
    return line


def _line(what: yaml.Node | yaml.Event) -> int:
    return what.start_mark.line + 1 if what.start_mark else 1
