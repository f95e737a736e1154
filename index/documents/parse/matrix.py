"""Front matter that holds the document itself: topics, levels and what is expected at each.

topics:
  - name: communication
    title: Communication
    content:
      - level: 2
        criteria:
          - Shares ideas with similar teams.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import yaml

from index.documents.document import Block, Heading
from index.documents.parse.text import Inline, make_block

# The first of these that is filled names what it stands in.
NAMES = {"title": "{}", "name": "{}", "level": "Level {}"}
SETTINGS = {"id", *NAMES}  # no statements themselves


def parse_matrix(
    node: yaml.MappingNode | None, has_keys: bool = False
) -> tuple[Heading | Block, ...]:
    """Headings and blocks from the fields that are lists of mappings; all others are settings
    of the page. Values keep the lines they stand on, and get their keys where these are all that
    people know of their place."""
    if node is None:
        return ()
    fields = fields_of(node).items()
    lists = ((key, value) for key, value in fields if _is_list_of_mappings(value))
    seen: set[int] = set()
    return tuple(
        part if has_keys or isinstance(part, Heading) else replace(part, key="")
        for key, value in lists
        for number, item in enumerate(value.value)
        for part in _item(item, 1, seen, f"{key}.{number}")
    )


def _is_list_of_mappings(node: yaml.Node) -> bool:
    return isinstance(node, yaml.SequenceNode) and any(
        isinstance(item, yaml.MappingNode) for item in node.value
    )


def _item(
    node: yaml.Node, level: int, seen: set[int], key: str, context: tuple[str, ...] = ()
) -> Iterator[Heading | Block]:
    """A mapping with a name is a section: all it holds is said in it. In one without a name,
    what it lists stands under what it says. What an alias (*a) repeats is quoted where its
    anchor (&a) stands, and only there."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        for block in make_block("bullet", Inline(node.value), lines_of(node), context):
            yield replace(block, key=key)
        return
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _item(item, level, seen, f"{key}.{number}", context)
        return
    fields = fields_of(node)
    heading = _heading(fields)
    if heading is not None:
        yield replace(heading, level=level)
    for name, value in fields.items():
        if name in SETTINGS or (isinstance(value, yaml.ScalarNode) and not _is_prose(value)):
            continue
        yield from _item(value, level + 1, seen, f"{key}.{name}", context)
        if heading is None and isinstance(value, yaml.ScalarNode):
            context = (*context, " ".join(value.value.split()))


def _is_prose(node: yaml.ScalarNode) -> bool:
    return " " in node.value.strip()


def fields_of(node: yaml.Node) -> dict[str, yaml.Node]:
    """The values of a mapping by their names; a key that is a list or mapping is none."""
    return {name.value: value for name, value in node.value if isinstance(name, yaml.ScalarNode)}


def name_of(fields: Mapping[str, yaml.Node]) -> yaml.ScalarNode | None:
    """What names a mapping: the first of its title, its name and its level that is filled."""
    nodes = (fields.get(name) for name in NAMES)
    filled = (n for n in nodes if isinstance(n, yaml.ScalarNode))
    return next((n for n in filled if n.value.strip() not in ("", "null", "~")), None)


def _heading(fields: Mapping[str, yaml.Node]) -> Heading | None:
    node = name_of(fields)
    if node is None:
        return None
    form = next(form for name, form in NAMES.items() if fields.get(name) is node)
    return Heading(form.format(" ".join(node.value.split())), 1, *lines_of(node))


def lines_of(node: yaml.Node) -> tuple[int, int]:
    start, end = node.start_mark, node.end_mark
    # a block scalar ends where the next line begins
    return start.line + 1, max(start.line + 1, end.line + (1 if end.column else 0))
