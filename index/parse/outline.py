"""Headings and blocks to a role with sections, whatever the markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.document import Block, Heading, Section


def split_title(
    elements: Sequence[Heading | Block], title: str | None
) -> tuple[Heading | None, Sequence[Heading | Block]]:
    """Take the document's own title out of its headings: the outermost heading, if it stands
    alone on its level and before all others, or repeats `title`, the one in the front matter."""
    headings = [element for element in elements if isinstance(element, Heading)]
    if not headings:
        return None, elements
    first = headings[0]
    alone = all(other.level > first.level for other in headings[1:])
    repeats = title is not None and first.text.casefold() == title.casefold()
    if not repeats and (title is not None or not alone):
        return None, elements
    return first, [element for element in elements if element is not first]


def split_sections(elements: Iterable[Heading | Block], line: int) -> tuple[Section, ...]:
    """Group blocks under the path of headings above them; `line` is the introduction's.

    A heading without a block of its own is kept: it may itself be the statement.
    """
    sections: list[Section] = []
    path: list[Heading] = []
    blocks: list[Block] = []

    def close() -> None:
        if blocks or path:
            headings = tuple(heading.text for heading in path)
            first_line = path[-1].line if path else line
            sections.append(Section(headings, first_line, tuple(blocks)))
        blocks.clear()

    for element in elements:
        if isinstance(element, Heading):
            close()
            path = [heading for heading in path if heading.level < element.level] + [element]
        else:
            blocks.append(element)
    close()
    return tuple(sections)
