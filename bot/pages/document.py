"""The page of one document, on which every passage can be linked to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answers.ids import passage_id
from bot.pages.book import RolePart, SectionPart, Sheet
from bot.pages.outline import Item, Marker, outline
from bot.pages.templates import render
from index.documents.chunk import Passage
from index.documents.document import SECTION_SEPARATOR, Role

MIN_SECTIONS = 3  # a page with fewer has no list of them
MAX_LEVEL = 6  # HTML has no heading below
GONE = (
    "The passage that this link leads to has been changed or taken out since. "
    "This is the document as it is now."
)


@dataclass(frozen=True, slots=True)
class Heading:
    """`passage` is the heading itself, if it is quoted as a passage."""

    tag: str
    title: str
    fragment: str | None
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Section:
    headings: list[Heading]
    items: list[Item]


@dataclass(frozen=True, slots=True)
class RoleView:
    """`title` is "" for the only role of a document, since it is the title of the page."""

    title: str
    fragment: str
    facts: list[tuple[str, str]]
    sections: list[Section]


def document_page(sheet: Sheet, linked: str, built: datetime) -> str:
    """`linked` is the id of the passage to show, "" for none. `built`, when the document was
    read, is in UTC."""
    has_linked = linked in map(passage_id, sheet.passages)
    contents = list(_contents(sheet))
    return render(
        "document",
        title=sheet.title,
        path=sheet.path,
        read=f"{built:%-d %B %Y at %H:%M} UTC",
        marker=Marker(linked),
        has_linked=has_linked,
        notice=GONE if linked and not has_linked else "",
        contents=contents if len(contents) >= MIN_SECTIONS else [],
        roles=[_role(part, n, len(sheet.parts) == 1) for n, part in enumerate(sheet.parts)],
    )


def role_fragment(number: int) -> str:
    """The fragment that leads to a role on its document's page; `number` counts from 0."""
    return f"role-{number}"


def _section_fragment(role: int, number: int) -> str:
    return f"section-{role}-{number}"


def _contents(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """The label and the fragment of every section; a subsection's label names its parents, too."""
    for n, part in enumerate(sheet.parts):
        for number, section in enumerate(part.sections):
            if section.title:
                label = section.title.replace(SECTION_SEPARATOR, " › ")
                yield label, _section_fragment(n, number)


def _role(part: RolePart, n: int, is_alone: bool) -> RoleView:
    level = 2 if is_alone else 3
    above: tuple[str, ...] = ()
    sections = []
    for number, section in enumerate(part.sections):
        path = tuple(section.title.split(SECTION_SEPARATOR)) if section.title else ()
        headings = list(_headings(path, above, level, _section_fragment(n, number)))
        sections.append(_section(section, headings))
        above = path
    title = "" if is_alone else part.role.title
    return RoleView(title, role_fragment(n), list(_facts(part.role)), sections)


def _section(section: SectionPart, headings: list[Heading]) -> Section:
    """A heading that is a passage itself is not repeated in the list."""
    passages = section.passages
    if passages and passages[0].is_heading:
        headings[-1] = replace(headings[-1], passage=passages[0])
        passages = passages[1:]
    return Section(headings, outline(passages))


def _headings(
    path: tuple[str, ...], above: tuple[str, ...], level: int, fragment: str
) -> Iterator[Heading]:
    """The section's own heading, after those of its parents that `above`, the path of the
    previous section, does not begin with. The outermost heading has this `level`."""
    for depth, title in enumerate(path):
        is_own = depth == len(path) - 1
        if is_own or path[: depth + 1] != above[: depth + 1]:
            tag = f"h{min(level + depth, MAX_LEVEL)}"
            yield Heading(tag, title, fragment if is_own else None)


def _facts(role: Role) -> Iterator[tuple[str, str]]:
    facts = {
        "Also called": ", ".join(role.other_names),
        "Family": role.family,
        "Level": role.level,
        "Owner": role.owner,
        "Contact": role.contact,
        "Next role": role.next_role,
        "Date": role.date,
        "State": "draft" if role.draft else None,
    }
    return ((name, value) for name, value in facts.items() if value)
