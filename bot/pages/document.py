"""The page of one document, on which every passage can be linked to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.pages.book import RolePart, Sheet
from bot.pages.frame import SKIP, page
from bot.pages.html import Element, Node, el
from bot.pages.links import fragment_of
from bot.pages.outline import Marker, box, outline
from index.documents.document import SECTION_SEPARATOR, Role

FEWEST_SECTIONS = 3  # that are worth a list of them
DEEPEST = 6  # HTML has no heading below
VERBATIM = "Word for word from the role documents"
GONE = (
    "The passage that this link leads to has been changed or taken out since. "
    "This is the document as it is now."
)
EMPTY = "Nothing is written about this role yet."


def document_page(sheet: Sheet, linked: str, built: datetime) -> str:
    """`linked` is the id of the passage that somebody wants to see, "" if of none. `built`, when
    the document was read, is in UTC."""
    marker = Marker(linked)
    is_here = linked in sheet.ids()
    notice = [el("p", GONE, class_="notice", role="status")] if linked and not is_here else []
    read = f"{built:%-d %B %Y at %H:%M} UTC"
    return page(
        sheet.title,
        *notice,
        el("h1", sheet.title, dir="auto"),
        *_contents(sheet),
        *(node for n, part in enumerate(sheet.parts) for node in _role(sheet, n, part, marker)),
        foot=f"{VERBATIM}: {sheet.path}, as it was on {read}.",
        skip=(fragment_of(linked), "Skip to the linked passage") if is_here else SKIP,
    )


def role_fragment(number: int) -> str:
    """Where on its document's page the role is that is so far down, from 0."""
    return f"role-{number}"


def _section_fragment(role: int, number: int) -> str:
    return f"section-{role}-{number}"


def _contents(sheet: Sheet) -> Iterator[Element]:
    """Links to the sections, if there are some; a section of a section is named by both."""
    links = [
        el("li", el("a", _readable(section.title), href=f"#{_section_fragment(n, number)}"))
        for n, part in enumerate(sheet.parts)
        for number, section in enumerate(part.sections)
        if section.title
    ]
    if len(links) >= FEWEST_SECTIONS:
        yield el("nav", el("ul", *links, class_="links"), aria_label="Sections")


def _role(sheet: Sheet, n: int, part: RolePart, marker: Marker) -> Iterator[Node]:
    """Under a heading of its own if the document has several."""
    is_alone = len(sheet.parts) == 1
    if not is_alone:
        yield el("h2", part.role.title, id=role_fragment(n), dir="auto")
    if told := list(_facts(part.role)):
        yield el("dl", *told)
    if not part.sections:
        yield el("p", EMPTY)
    above: tuple[str, ...] = ()
    for number, section in enumerate(part.sections):
        path = tuple(section.title.split(SECTION_SEPARATOR)) if section.title else ()
        headings = list(_headings(path, above, 2 if is_alone else 3, _section_fragment(n, number)))
        passages = section.passages
        if passages and passages[0].is_heading:  # a heading that is quoted itself is said once
            own, passages = passages[0], passages[1:]
            headings[-1] = box(own, marker, headings[-1].tag, _section_fragment(n, number))
        yield from headings
        if passages:
            yield outline(passages, marker)
        above = path


def _headings(
    path: Sequence[str], above: Sequence[str], level: int, fragment: str
) -> Iterator[Element]:
    """The section's own, and before it those that it is in and that the one `above` was not in.
    The outermost is of this `level`."""
    for depth, title in enumerate(path):
        is_own = depth == len(path) - 1
        if is_own or tuple(path[: depth + 1]) != tuple(above[: depth + 1]):
            tag = f"h{min(level + depth, DEEPEST)}"
            yield el(tag, title, id=fragment if is_own else None, dir="auto")


def _facts(role: Role) -> Iterator[Element]:
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
    for name, value in facts.items():
        if value:
            yield el("dt", name)
            yield el("dd", value, dir="auto")


def _readable(title: str) -> str:
    return title.replace(SECTION_SEPARATOR, " › ")
