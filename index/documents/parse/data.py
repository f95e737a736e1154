"""Files of data: YAML, or a table of commas, that says what is expected at which level.

levels: [{id: junior, name: Junior Engineer}]
themes: [{id: delivery, name: Delivery}]
competencies:
  - {level: junior, theme: delivery, summary: Ships small changes, examples: [Fixes a typo]}
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import yaml

from index.documents.document import Block, BlockKind, Heading
from index.documents.parse.families import is_about_levels
from index.documents.parse.front_matter import field_name
from index.documents.parse.limits import UnreadableError
from index.documents.parse.matrix import fields_of, lines_of, name_of, parse_matrix
from index.documents.parse.role_names import read_level
from index.documents.parse.sections import Elements
from index.documents.parse.table import Cell, Row, table_blocks
from index.documents.parse.text import Inline, make_block
from index.yaml_lines import YamlError, compose

ROLE_FIELDS = ("role", "level", "position", "job", "job_title", "grade")
TOPIC_FIELDS = ("theme", "competency", "category", "area", "topic", "section", "skill", "pillar")
MIN_WORDS = 3  # of a statement; shorter values are settings
COMMAS = ",;\t|"  # what stands between the cells of a row, whatever the suffix says


@dataclass(frozen=True, slots=True)
class _Value:
    """A text, the lines it is on, and the key that leads to it."""

    text: str
    lines: tuple[int, int]
    key: str = ""

    def blocks(self, kind: BlockKind, context: tuple[str, ...] = ()) -> Iterator[Block]:
        for block in make_block(kind, Inline(self.text), self.lines, context):
            yield replace(block, key=self.key)

    def heading(self, level: int) -> Heading:
        return Heading(" ".join(self.text.split()), level, *self.lines)


Record = Mapping[str, Sequence[_Value]]
"""What is said of one role and topic, by the names of its fields."""


def parse_yaml(source: str) -> Elements:
    """Headings and blocks, each on the lines of its value. Raises UnreadableError if it is no
    YAML."""
    try:
        node = compose(source, form="'field: value' lines")
    except YamlError as error:
        raise UnreadableError(f"on line {error.line} it is {error.problem}") from error
    if not isinstance(node, yaml.MappingNode):
        return ()
    fields = fields_of(node)
    name = name_of(fields)
    title = [Heading(" ".join(name.value.split()), 1, *lines_of(name))] if name else []
    lists = {key: _records(key, value) for key, value in fields.items()}
    names = {key: _names(records) for key, records in lists.items()}
    rows = [_resolved(row, names) for key, rows in lists.items() if not names[key] for row in rows]
    if name_field(rows, ROLE_FIELDS) is None:
        matrix = [*title, *(_deeper(e) for e in parse_matrix(node, has_keys=True))]
        return matrix if any(map(_is_of_roles, matrix)) else []
    summary = fields.get("summary") or fields.get("description")
    own = _scalars("summary", summary) if summary else []
    topics = [topic for key, found in names.items() if found for topic in lists[key]]
    return [
        *title,
        *(block for value in own for block in value.blocks("paragraph")),
        *_described(topics),
        *_by_role(rows),
    ]


def parse_csv(source: str) -> Elements:
    """A block for each statement, on its row; the first row is the head."""
    lines = [f"{line}\n" for line in source.split("\n")]
    try:
        dialect = csv.Sniffer().sniff("".join(lines[:20]), COMMAS)
    except csv.Error:
        dialect = csv.excel
    rows = [
        [_Value(cell, (number, number)) for cell in cells]
        for number, cells in enumerate(csv.reader(lines, dialect), 1)
    ]
    filled = [row for row in rows if any(value.text.strip() for value in row)]
    if not filled:
        return []
    head, *body = filled
    records = [
        {field_name(name.text): [value] for name, value in zip(head, row, strict=False)}
        for row in body
    ]
    if name_field(records, ROLE_FIELDS) and name_field(records, TOPIC_FIELDS):
        return _by_role(records)
    cells = [Row(tuple(Cell(tuple(v.blocks("cell"))) for v in row), row is head) for row in filled]
    return list(table_blocks(cells, ()))


def name_field(records: Sequence[Record], names: Sequence[str]) -> str | None:
    """The first of `names` that most records have."""
    for name in names:
        having = sum(bool(record.get(name)) for record in records)
        if having and having * 2 > len(records):
            return name
    return None


def _by_role(records: Sequence[Record]) -> list[Heading | Block]:
    """Below a heading for each role one for each topic, in the order of their first records."""
    role = name_field(records, ROLE_FIELDS) or ""
    topic = name_field(records, TOPIC_FIELDS) or ""
    grouped: dict[str, dict[str, list[Record]]] = {}
    for record in records:
        if record.get(role):
            of_role = grouped.setdefault(record[role][0].text, {})
            of_role.setdefault(_first(record, topic), []).append(record)
    elements: list[Heading | Block] = []
    for of_role in grouped.values():
        first = next(iter(of_role.values()))[0]
        elements.append(first[role][0].heading(2))
        for name, group in of_role.items():
            elements += [group[0][topic][0].heading(3)] if name else []
            elements += [b for record in group for b in _statements(record, {role, topic})]
    return elements


def _first(record: Record, name: str) -> str:
    values = record.get(name)
    return values[0].text if values else ""


def _statements(record: Record, names: set[str]) -> Iterator[Block]:
    """The first statement, and under it all others, those of a list, too."""
    under: tuple[str, ...] = ()
    for name, values in record.items():
        for value in values:
            if name not in names and len(value.text.split()) >= MIN_WORDS:
                yield from value.blocks("bullet", under)
                under = under or (" ".join(value.text.split()),)


def _described(topics: Sequence[Record]) -> Iterator[Heading | Block]:
    """What is said of a topic itself, below its name."""
    for topic in topics:
        blocks = list(_statements(topic, {"id", "name", "title"}))
        name = topic.get("name") or topic.get("title")
        if blocks and name:
            yield name[0].heading(2)
            yield from blocks


def _records(key: str, node: yaml.Node) -> list[Record]:
    """The mappings of a list, each value with its place."""
    if not isinstance(node, yaml.SequenceNode):
        return []
    return [
        {
            field_name(name): _scalars(f"{key}.{number}.{name}", value)
            for name, value in fields_of(item).items()
        }
        for number, item in enumerate(node.value)
        if isinstance(item, yaml.MappingNode)
    ]


def _scalars(key: str, node: yaml.Node) -> list[_Value]:
    if isinstance(node, yaml.ScalarNode):
        return [_Value(node.value, lines_of(node), key)]
    if not isinstance(node, yaml.SequenceNode):
        return []
    return [
        _Value(item.value, lines_of(item), f"{key}.{number}")
        for number, item in enumerate(node.value)
        if isinstance(item, yaml.ScalarNode)
    ]


def _names(records: Sequence[Record]) -> dict[str, _Value]:
    """The names that ids stand for, in a list where every item has both."""
    named = {
        _first(record, "id"): name[0]
        for record in records
        if (name := record.get("name") or record.get("title")) and record.get("id")
    }
    return named if len(named) == len(records) else {}


def _resolved(record: Record, names: Mapping[str, Mapping[str, _Value]]) -> Record:
    """With the name in place of each id of another list: `levels` has those of `level`."""
    return {
        field: [names.get(f"{field}s", {}).get(value.text, value) for value in values]
        for field, values in record.items()
        if field != "id"
    }


def _is_of_roles(element: Heading | Block) -> bool:
    """Whether a heading names a role, or a level; most files of data have nothing to do with
    either."""
    is_heading = isinstance(element, Heading)
    return is_heading and (read_level(element.text) is not None or is_about_levels(element.text))


def _deeper(element: Heading | Block) -> Heading | Block:
    return replace(element, level=element.level + 1) if isinstance(element, Heading) else element
