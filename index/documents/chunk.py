"""Documents to passages: the pieces that are searched for and quoted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.documents.document import SECTION_SEPARATOR, CellPlace, Document, Mark, Role
from index.fold import fold


@dataclass(frozen=True, slots=True)
class Passage:
    """The smallest thing worth quoting, with all that an answer says about it.

    `text`, `line`, `end_line`, `name`, `context`, `marks`, `place` are the block's (see `Block`).
    `section` is the title of its section, "" in the introduction, and `anchor` its fragment on
    the published page. `url` leads to the lines, None where nobody knows how.
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

    @property
    def path(self) -> str:
        return self.role.path

    @property
    def is_heading(self) -> bool:
        """Whether its words are the heading of its section, which is quoted itself."""
        own = self.section == self.text or self.section.endswith(SECTION_SEPARATOR + self.text)
        return own and not self.context

    def searchable(self) -> str:
        """What is encoded: the words above the text say what it is about, the role's name first.

        >>> role = Role("Tech Lead", "tech-lead.md", 1)
        >>> Passage(role, "Duties", None, "tickets", 9, 9, ("Reviews every week:",)).searchable()
        'Tech Lead - Duties - Reviews every week: tickets'
        """
        above = "".join(f"{title} - " for title in (self.role.title, self.section) if title)
        return f"{above}{' '.join((*self.context, self.text))}"


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
                    place=block.place,
                )
