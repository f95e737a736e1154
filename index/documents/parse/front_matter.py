"""Front matter: the fields at the top of a document, in YAML, TOML or JSON."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

import yaml

from index.errors import ContentError
from index.yaml_lines import YamlError, compose, line_of, to_plain, whole

T = TypeVar("T")

FENCES = {"---": ("---", "..."), "+++": ("+++",)}  # the opening one, and what closes it
JSON_OBJECT = re.compile(r"\{\s*(\"|\}|$)")  # and neither {{ tag }} nor {% tag %} nor {: .class}
FIELD = re.compile(r"#|[\"']?\w[\w .-]*+[\"']?\s*+[:=](\s|$)")
TOML_KEY = re.compile(r"^[ \t]*+[\"']?([^\"'\s=][^\"'=\n]*+)[\"']?[ \t]*+=", re.MULTILINE)
JSON_KEY = re.compile(r'"([^"\\]*+)"\s*+:')
BEFORE_TABS = re.compile(r"^( *+(?:- *+)*+(?:(?<=-):?|[\w-]++:))\t+")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`fields` as the format reads them, their names in lower case and with "_" where authors
    write "Next role" or "next-role"; `lines` gives the line of each top-level field. `node`
    is the YAML that they were read from, where it was YAML: it knows the line of every value."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    node: yaml.MappingNode | None = None


def split_front_matter(path: str, text: str) -> tuple[FrontMatter, str]:
    """Return the fields and the body, which keeps its line numbers: the front matter's lines
    stay in it as blank lines.

    Raises ContentError with file and line when the front matter is never closed, is not valid,
    is not a mapping, or has a field twice. No front matter at all is no error.
    """
    front_matter, body = _split(path, text)
    return replace(
        front_matter, fields=_named(front_matter.fields), lines=_named(front_matter.lines)
    ), body


def _named(values: Mapping[str, T]) -> dict[str, T]:
    """`values` by field names; if two differ only in their spelling, the first counts."""
    named: dict[str, T] = {}
    for name, value in values.items():
        named.setdefault(field_name(name), value)
    return named


def field_name(name: str) -> str:
    """As fields are called here, whatever an author writes.

    >>> field_name("Next role"), field_name("next-role")
    ('next_role', 'next_role')
    """
    return re.sub(r"[ -]", "_", name.strip().casefold())


def _split(path: str, text: str) -> tuple[FrontMatter, str]:
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    fence = lines[start].rstrip()
    if JSON_OBJECT.match(fence):
        return _split_json(path, text)
    if fence not in FENCES:
        return FrontMatter(), text
    ends = (n for n in range(start + 1, len(lines)) if lines[n].rstrip() in FENCES[fence])
    end = next(ends, None)
    if _is_rule(lines[start + 1 : end], is_closed=end is not None):
        return FrontMatter(), text
    if end is None:
        raise ContentError(
            path,
            start + 1,
            "Front matter is never closed.",
            f"Add a '{fence}' line after the last field.",
        )
    # What stands above the fields stays, blank, so that the parser counts lines as the file does.
    source = "\n" * (start + 1) + "\n".join(map(_without_tabs, lines[start + 1 : end]))
    front_matter = (_parse_yaml if fence == "---" else _parse_toml)(path, source, start + 2)
    return front_matter, "\n" * (end + 1) + "\n".join(lines[end + 1 :])


def _is_rule(content: Sequence[str], *, is_closed: bool) -> bool:
    """Whether the fence above `content` is a line drawn across the page: a blank line is below
    it, and then no field."""
    first = next((line for line in content if line.strip()), None)
    if "".join(content[:1]).strip():
        return False
    return not is_closed or (first is not None and not FIELD.match(first))


def _without_tabs(line: str) -> str:
    """YAML allows tabs behind "-" and ":" and at the end of a line; PyYAML does not."""
    return BEFORE_TABS.sub(r"\1 ", line).rstrip(" \t")


def _parse_yaml(path: str, source: str, first_line: int) -> FrontMatter:
    try:
        node = compose(source, form="'field: value' lines")
        if node is None:
            return FrontMatter()
        if not isinstance(node, yaml.MappingNode):
            raise _no_mapping(path, first_line)
        fields = cast(dict[str, Any], to_plain(node))
    except YamlError as error:
        problem = f"Front matter is {error.problem}."
        raise ContentError(path, error.line, problem, error.fix) from error
    lines = {name: line_of(node, [name]) for name in fields}
    return FrontMatter(fields, lines, node)


def _parse_toml(path: str, source: str, first_line: int) -> FrontMatter:
    try:
        fields = tomllib.loads(f"{source}\n")  # or an error's place is "end of document"
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise ContentError(
            path,
            int(line[1]) if line else first_line,
            f"Front matter is not valid TOML: {error}.",
            "Write 'field = \"value\"' lines, each field once.",
        ) from error
    except ValueError as error:  # as in JSON
        raise _impossible(path, first_line, error) from error
    return FrontMatter(fields, _field_lines(source, fields, TOML_KEY))


def _split_json(path: str, text: str) -> tuple[FrontMatter, str]:
    start = len(text) - len(text.lstrip())
    try:
        fields, end = json.JSONDecoder(object_pairs_hook=_unique_fields).raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise ContentError(
            path,
            error.lineno,
            f"Front matter is not valid JSON: {error.msg}.",
            "Check for a missing quote, comma or closing brace.",
        ) from error
    except _FieldTwiceError as error:
        lines = [n for n, line in enumerate(text.split("\n"), 1) if f'"{error}"' in line]
        raise ContentError(
            path,
            lines[-1],
            f"Front matter is not valid JSON: the field '{error}' is there twice.",
            "Keep one of them.",
        ) from error
    except ValueError as error:  # a number of more digits than Python reads
        raise _impossible(path, 1, error) from error
    source = text[:end]
    body = "\n" * source.count("\n") + text[end:]
    return FrontMatter(fields, _field_lines(source, fields, JSON_KEY)), body


class _FieldTwiceError(ValueError):
    """Its text is the field's name."""


def _unique_fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in ((whole(name), value) for name, value in pairs):
        if name in fields:
            raise _FieldTwiceError(name)
        fields[name] = value
    return fields


def _field_lines(source: str, fields: Mapping[str, Any], keys: re.Pattern[str]) -> dict[str, int]:
    """Where each field stands first, for formats whose parser does not tell."""
    lines: dict[str, int] = {}
    line, seen = 1, 0
    for found in keys.finditer(source):
        line += source.count("\n", seen, found.end())
        seen = found.end()
        lines.setdefault(found[1].rstrip(), line)
    return {name: lines.get(name, 1) for name in fields}


def _impossible(path: str, line: int, error: Exception) -> ContentError:
    return ContentError(
        path, line, f"Front matter has an impossible value: {error}.", "Correct it or quote it."
    )


def _no_mapping(path: str, line: int) -> ContentError:
    return ContentError(
        path, line, "Front matter is not a list of fields.", "Write 'field: value' lines."
    )
