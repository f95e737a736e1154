"""Documents to passages: the pieces that are searched for and quoted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from index.documents.document import (
    SECTION_SEPARATOR,
    UNITS,
    CellPlace,
    Document,
    Mark,
    Role,
    RowCell,
)
from index.fold import fold


@dataclass(frozen=True, slots=True)
class Passage:
    """The smallest thing worth quoting, with all that an answer says about it.

    `text`, `line`, `end_line`, `name`, `context`, `marks`, `place`, `cells` and `key` are the
    block's (see `Block`). `section` is the title of its section, "" in the introduction, and
    `anchor` its fragment on the published page. `url` leads to the lines, None where nobody knows
    how. `source` is the path of the document, "" if that is the role's.
    """

    role: Role
    section: str
    name: str | None
    text: str
    line: int
    end_line: int
    context: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    anchor: str | None = None
    url: str | None = None
    place: CellPlace | None = field(default=None, compare=False)
    cells: tuple[RowCell, ...] = ()
    key: str = ""
    source: str = ""

    @property
    def path(self) -> str:
        return self.source or self.role.path

    @property
    def where(self) -> str:
        """Where in its document it is, for people: "line 37", "lines 3–5", "paragraph 12",
        "levels.2.summary"."""
        if self.key:
            return self.key
        unit = UNITS.get(PurePosixPath(self.path).suffix.lower(), "line")
        if self.end_line == self.line:
            return f"{unit} {self.line}"
        return f"{unit}s {self.line}–{self.end_line}"

    @property
    def is_heading(self) -> bool:
        """Whether its words are the heading of its section, which is quoted itself."""
        own = self.section == self.text or self.section.endswith(SECTION_SEPARATOR + self.text)
        return own and not self.context

    @property
    def note(self) -> str:
        """What a row says under which head, or what letters in a cell mean; "" for all else. To
        stand beside the text, which has neither."""
        named = (f"{c.head}: {c.meaning or c.text}" if c.head else c.meaning for c in self.cells)
        return " · ".join(filter(None, named))

    def searchable(self) -> str:
        """What is encoded: the words above the text say what it is about, the role's name first.

        >>> role = Role("Tech Lead", "tech-lead.md", 1)
        >>> Passage(role, "Duties", None, "tickets", 9, 9, ("Reviews every week:",)).searchable()
        'Tech Lead - Duties - Reviews every week: tickets'
        """
        above = "".join(f"{title} - " for title in (self.role.title, self.section) if title)
        return f"{above}{' '.join((*self.context, self._words()))}"

    def _words(self) -> str:
        """Letters of a matrix say nothing, what they mean does."""
        return self.note or self.text


def text_of(passage: Passage) -> str:
    """What the model reads of a passage."""
    return fold(passage.searchable())


def chunk_document(document: Document) -> Iterator[Passage]:
    """Each block of each role as one passage, in reading order."""
    for role_text in document.roles:
        for section in role_text.sections:
            for block in section.blocks:
                yield Passage(
                    role=role_text.role,
                    section=section.title,
                    name=block.name,
                    text=block.text,
                    line=block.line,
                    end_line=block.end_line,
                    context=block.context,
                    marks=block.marks,
                    anchor=section.anchor,
                    place=None if block.cells else block.place,
                    cells=block.cells,
                    key=block.key,
                )
