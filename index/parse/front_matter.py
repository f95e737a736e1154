"""Front matter: the YAML fields between two '---' lines at the top of a document."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from index.errors import ContentError

FENCE = "---"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`fields` as YAML reads them; `lines` gives each top-level field's line in the file."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


def split_front_matter(path: str, text: str) -> tuple[FrontMatter, str]:
    """Return the fields and the body, which keeps its line numbers: the front matter's lines
    stay in it as blank lines.

    Raises ContentError with file and line when the front matter is never closed, is not valid
    YAML, is not a mapping, or has a field twice. No front matter at all is no error.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return FrontMatter(), text
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        raise ContentError(
            path,
            1,
            "Front matter is never closed.",
            f"Add a '{FENCE}' line after the last field.",
        )
    body = "\n" * (end + 1) + "\n".join(lines[end + 1 :])
    return _parse_yaml(path, "\n".join(lines[1:end])), body


def _parse_yaml(path: str, source: str) -> FrontMatter:
    try:
        node = yaml.compose(source, Loader=yaml.SafeLoader)
        if node is None:
            return FrontMatter()
        if not isinstance(node, yaml.MappingNode):
            raise ContentError(
                path, 2, "Front matter is not a list of fields.", "Write 'field: value' lines."
            )
        fields = yaml.load(source, Loader=_UniqueKeyLoader)  # noqa: S506, it is a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ContentError(
            path,
            mark.line + 2 if mark else 2,
            f"Front matter is not valid YAML: {getattr(error, 'problem', error)}.",
            "Put values that contain ': ' or '#' in double quotes.",
        ) from error
    except ValueError as error:  # 2019-13-45 looks like a date and is none
        raise ContentError(
            path, 2, f"Front matter has an impossible value: {error}.", "Correct it or quote it."
        ) from error
    return FrontMatter(
        fields={str(key): value for key, value in fields.items()},
        lines={key.value: key.start_mark.line + 2 for key, _ in node.value},
    )


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML forbids a key twice in one mapping; PyYAML lets the last one win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            if key.tag != "tag:yaml.org,2002:merge" and str(key.value) in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"the field '{key.value}' is there twice", problem_mark=key.start_mark
                )
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)
