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

from collections.abc import Iterator
from dataclasses import replace

import yaml

from index.documents.document import Block, Heading
from index.documents.parse.text import Inline, make_block

# The first of these that is filled names what it stands in.
NAMES = {"title": "{}", "name": "{}", "level": "Level {}"}
SETTINGS = {"id", *NAMES}  # no statements themselves


def parse_matrix(node: yaml.MappingNode | None) -> tuple[Heading | Block, ...]:
    """Headings and blocks from the fields that are lists of mappings; all others are settings
    of the page. Values keep the lines they stand on."""
    if node is None:
        return ()
    lists = (value for _, value in node.value if _is_list_of_mappings(value))
    seen: set[int] = set()
    return tuple(part for value in lists for item in value.value for part in _item(item, 1, seen))


def _is_list_of_mappings(node: yaml.Node) -> bool:
    return isinstance(node, yaml.SequenceNode) and any(
        isinstance(item, yaml.MappingNode) for item in node.value
    )


def _item(
    node: yaml.Node, level: int, seen: set[int], context: tuple[str, ...] = ()
) -> Iterator[Heading | Block]:
    """A mapping with a name is a section: all it holds is said in it. In one without a name,
    what it lists stands under what it says. What an alias (*a) repeats is quoted where its
    anchor (&a) stands, and only there."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        yield from make_block("bullet", Inline(node.value), _lines(node), context)
        return
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _item(item, level, seen, context)
        return
    fields = {key.value: value for key, value in node.value}
    heading = _heading(fields)
    if heading is not None:
        yield replace(heading, level=level)
    for name, value in fields.items():
        if name in SETTINGS or (isinstance(value, yaml.ScalarNode) and not _is_prose(value)):
            continue
        yield from _item(value, level + 1, seen, context)
        if heading is None and isinstance(value, yaml.ScalarNode):
            context = (*context, " ".join(value.value.split()))


def _is_prose(node: yaml.ScalarNode) -> bool:
    return " " in node.value.strip()


def _heading(fields: dict[str, yaml.Node]) -> Heading | None:
    for name, form in NAMES.items():
        node = fields.get(name)
        if isinstance(node, yaml.ScalarNode) and node.value.strip() not in ("", "null", "~"):
            return Heading(form.format(" ".join(node.value.split())), 1, *_lines(node))
    return None


def _lines(node: yaml.Node) -> tuple[int, int]:
    start, end = node.start_mark, node.end_mark
    # a block scalar ends where the next line begins
    return start.line + 1, max(start.line + 1, end.line + (1 if end.column else 0))
