"""The records that parsing returns: a document holds roles, a role sections, a section blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SECTION_SEPARATOR = " > "  # between the headings of a section inside a section
UNITS = {".csv": "row", ".docx": "paragraph"}  # what `line` counts, in other files lines

BlockKind = Literal["bullet", "cell", "code", "heading", "paragraph", "row"]
MarkKind = Literal["bold", "code", "italic", "link", "strike"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Inline markup of a text: it applies to `text[start:end]`. `href` is a link's target, as
    written."""

    kind: MarkKind
    start: int
    end: int
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as the markup has it; `level` 1 is the outermost. `anchor` is the fragment that
    leads to it on the published page."""

    text: str
    level: int
    line: int
    end_line: int
    anchor: str | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where in its table a cell is. `table` is told apart from others of its document; `row` and
    `column` count from 0. Of the names of both, and of the column in which rows have their names
    (`corner`), each is "" where there is none. Of the texts in the context the last `inner` are in
    the cell, and `heads` before them are these names."""

    table: int
    row: int
    column: int
    row_name: str = ""
    column_name: str = ""
    corner: str = ""
    heads: int = 0
    inner: int = 0


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell of a row that is quoted whole. `head` is its column's, "" if it has none; `meaning`
    says what letters in it stand for ("Accountable"), "" if nothing tells."""

    head: str
    text: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """The smallest run of text that the markup sets apart.

    `text` is word for word what the author wrote, markup removed, wrapped lines joined by
    one space. `line` and `end_line` are 1-based and inclusive, in the file as it is on disk.
    `name` is the block's own lead-in ("Teamwork" in "**Teamwork**: Works in concert …").
    `context` holds the texts that the block stands under, outermost first: the points above
    a nested point, or the row and column headings of a table cell. `cells` are those of a row that
    is quoted whole, whose text has bars between them. `key` leads to a value of a YAML file:
    "levels.2.summary".
    """

    kind: BlockKind
    text: str
    line: int
    end_line: int
    name: str | None = None
    context: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    place: CellPlace | None = field(default=None, compare=False)
    cells: tuple[RowCell, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under one heading; `headings` is its path, outermost first, () for an introduction.
    `anchor` is the fragment of the nearest heading that has one."""

    headings: tuple[str, ...]
    blocks: tuple[Block, ...]
    anchor: str | None = None

    @property
    def title(self) -> str:
        """One line for people: "Objectives > Objective 1"; empty for an introduction."""
        return SECTION_SEPARATOR.join(self.headings)


@dataclass(frozen=True, slots=True)
class Role:
    """What a document says about a role as a whole, or a page that describes no role: that is
    searched and quoted, but never listed or asked for. Then `why_page` says why it is taken for
    one.

    `path` is relative to the content folder, with forward slashes; `line` is 1-based.
    `sections` lists the titles of its sections in reading order, without the introduction.
    `date` is as written, only its day (2019-04-08). `former_addresses` are paths of the site at
    which its document was published before, as Hugo has them among its `aliases`. `is_column`: all
    that is known of it is a column of a table, until a document of its own is found.
    """

    title: str
    path: str
    line: int
    sections: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    family: str | None = None
    level: str | None = None
    owner: str | None = None
    contact: str | None = None
    next_role: str | None = None
    reports_to: str | None = None
    date: str | None = None
    draft: bool = False
    former_addresses: tuple[str, ...] = ()
    why_page: str | None = None
    is_column: bool = False

    @property
    def is_page(self) -> bool:
        return self.why_page is not None

    def __hash__(self) -> int:
        """Roles are looked up for each of their passages. Who hashed all names and sections of one
        each time would take the square of their number."""
        return hash((self.path, self.line, self.title))


@dataclass(frozen=True, slots=True)
class RoleText:
    """A role with what its document says of it, in reading order."""

    role: Role
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Omission:
    """Something on a line of the source that is deliberately not quoted, such as a shortcode.
    `is_words`: it reads as words, which a program wrote, or which only lead elsewhere."""

    line: int
    text: str
    is_words: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A field of the front matter, on this line, that is read otherwise than it may be meant."""

    line: int
    problem: str
    fix: str


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the content folder. It may hold no role at all: an empty file is no error.
    `omissions` are in the order of the file. `lines` are those of the front matter's fields, by
    their names as `Role` has them. `is_named_by_file`: nothing in it says what it is called."""

    path: str
    roles: tuple[RoleText, ...]
    omissions: tuple[Omission, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    is_named_by_file: bool = False
