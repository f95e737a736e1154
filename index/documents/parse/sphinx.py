"""Roles and directives that docutils does not know, or not as Sphinx does: read as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.directives import tables
from docutils.parsers.rst.languages import en

from index.documents.document import Omission
from index.documents.parse.text import DRAWINGS

# Directives, most of Sphinx, whose content is file names and settings, or a drawing.
WITHOUT_TEXT = {"currentmodule", "highlight", "index", "raw", "tabularcolumns", "toctree"}
CODE_DIRECTIVES = ("code", "code-block", "sourcecode")

# Files that are not read: a role document must not show the server's.
INCLUDED = re.compile(
    r"^[ \t]*\.\. +(?:include|literalinclude) ?::[^\n]*"
    r"|^[ \t]*\.\. +csv-table ?::[^\n]*(?=\n[ \t]+(?::[\w-]+:[^\n]*\n[ \t]+)*:(?:file|url):)",
    re.MULTILINE,
)

# What a document calls, also behind a bullet or with docutils' odd spaces.
# Of a run of such signs it is looked at only once whether it ends as a role does.
ROLE_NAME = re.compile(r"(?<![\w:.+-])(?=[\w:.+-]*+(?<=:)`)[\w:.+-]*?:([A-Za-z][\w:.+-]*):`")
DIRECTIVE_NAME = re.compile(r"\.\. +([A-Za-z][\w:.+-]*) ?::")
DIRECTIVE_LINE = re.compile(r"\.\. .*::|:[\w -]+:( |$)")  # or one of its options


class _AnyOption(dict[str, Callable[[str], str]]):
    """Options of a directive, whatever their names: all of them, as written."""

    def __missing__(self, name: str) -> Callable[[str], str]:
        return directives.unchanged


class _Code(Directive):
    """docutils reads no code at all where it has one of Sphinx's options."""

    has_content = True
    optional_arguments = 1
    option_spec = _AnyOption(name=directives.unchanged)  # an empty one would allow none

    def run(self) -> list[nodes.Node]:
        if not DRAWINGS.isdisjoint(self.arguments):
            return []
        text = "\n".join(self.content)
        block = nodes.literal_block(text, text)
        block.line = self.content_offset + 1
        return [block]


class _CsvTable(tables.CSVTable):
    """docutils does not say on which lines the cells of such a table stand."""

    def run(self) -> Sequence[nodes.table | nodes.system_message]:
        made = super().run()
        lines = list(self.content)
        number = 0
        for body in (body for node in made for body in node.findall(nodes.tbody)):
            for paragraph in body.findall(nodes.paragraph):
                first, *_ = paragraph.rawsource.split()
                number = next((n for n in range(number, len(lines)) if first in lines[n]), number)
                paragraph.line = self.content_offset + 1 + number
        return made


class _UnknownDirective(Directive):
    """A directive of Sphinx or another program: what is nested in it is text, and so is what is
    said on its own line in more than one word (".. todo:: Ask the team"). Options are not."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        container = nodes.container()
        if self.name.lower() not in WITHOUT_TEXT | DRAWINGS:
            first = self._first_line_of_text()
            text = self.content[first:]
            self.state.nested_parse(text, self.content_offset + first, container)
        return [container]

    def _first_line_of_text(self) -> int:
        lines = list(self.content)
        first = 0
        if lines and self.content_offset < self.lineno and " " not in lines[0].strip():
            first = 1
        if self.content_offset + first <= self.lineno:  # no blank line in between
            while first < len(lines) and DIRECTIVE_LINE.match(lines[first]):
                first += 1
        return first


def _unknown_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: object, *_: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """A role of Sphinx or another program: `:ref:`the label <target>`` reads "the label"."""
    label = re.sub(r"(?<!\s)\s*+<[^<>]*+>$", "", nodes.unescape(text)).lstrip("~!")
    return [nodes.inline(rawtext, label)], []


def find_included(body: str) -> Iterator[Omission]:
    """Directives whose words are in another file."""
    line, seen = 1, 0
    for found in INCLUDED.finditer(body):
        line += body.count("\n", seen, found.start())
        seen = found.start()
        yield Omission(line, " ".join(found[0].split()))


def allow_unknown(body: str) -> None:
    """Make docutils take the roles and directives that it would report as errors. What it keeps
    them in is its own and lives on: an earlier document's definitions are taken out of it."""
    roles._roles.clear()  # type: ignore[attr-defined]  # private, and no stub
    directives._directives.clear()  # type: ignore[attr-defined]
    for name in map(str.lower, ROLE_NAME.findall(body)):
        if name not in en.roles:
            roles.register_local_role(name, _unknown_role)  # type: ignore[arg-type]  # stub: links only
    for name in CODE_DIRECTIVES:
        directives.register_directive(name, _Code)
    directives.register_directive("csv-table", _CsvTable)
    for name in map(str.lower, DIRECTIVE_NAME.findall(body)):
        if name not in en.directives or name in WITHOUT_TEXT:
            directives.register_directive(name, _UnknownDirective)
