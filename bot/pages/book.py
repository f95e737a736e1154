"""The documents of an index, rebuilt from its passages, so that a page has exactly the words that
answers quote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.answers.ids import passage_id
from bot.pages.links import PageLinks, slug
from bot.pages.moved import former_paths, former_slug
from index.documents.chunk import Passage
from index.documents.document import Role
from index.search.index import Index


@dataclass(frozen=True, slots=True)
class SectionPart:
    """`title` is "" in an introduction."""

    title: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class RolePart:
    """A role with those of its sections that have passages, in reading order."""

    role: Role
    sections: tuple[SectionPart, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document, which becomes one page."""

    path: str
    parts: tuple[RolePart, ...]

    @property
    def title(self) -> str:
        return self.parts[0].role.title if len(self.parts) == 1 else f"Roles in {self.path}"

    @property
    def roles(self) -> tuple[Role, ...]:
        return tuple(part.role for part in self.parts)

    @property
    def passages(self) -> Iterator[Passage]:
        sections = (section for part in self.parts for section in part.sections)
        return (passage for section in sections for passage in section.passages)


@dataclass(frozen=True, slots=True)
class Book:
    """All documents, in the order of the index. `moved` has those that were at other addresses
    before, each with such an address, by the slug that they had there."""

    sheets: tuple[Sheet, ...]
    by_slug: Mapping[str, Sequence[Sheet]]
    moved: Mapping[str, Sequence[tuple[Sheet, str]]]

    @classmethod
    def of(cls, index: Index) -> Book:
        passages: dict[Role, list[Passage]] = defaultdict(list)
        for passage in index.passages:
            passages[passage.role].append(passage)
        parts: dict[str, list[RolePart]] = defaultdict(list)
        for role in sorted((*index.roles, *index.pages), key=lambda role: (role.path, role.line)):
            parts[role.path].append(RolePart(role, tuple(_sections(passages[role]))))
        sheets = tuple(Sheet(path, tuple(own)) for path, own in parts.items())
        by_slug: dict[str, list[Sheet]] = defaultdict(list)
        moved: dict[str, list[tuple[Sheet, str]]] = defaultdict(list)
        for sheet in sheets:
            by_slug[slug(sheet.path)].append(sheet)
            for address in sheet.roles[0].former_addresses:
                moved[former_slug(address)].append((sheet, address))
        return cls(sheets, by_slug, moved)

    def find(self, name: str, signature: str, links: PageLinks) -> Sheet | None:
        """The document with this slug that the signature is for, None if there is none."""
        sheets = self.by_slug.get(name, ())
        return next((sheet for sheet in sheets if links.opens(sheet.path, signature)), None)

    def find_moved(self, name: str, signature: str, linked: str, links: PageLinks) -> str | None:
        """The address of the document that had this slug and signature before it was moved, or of
        its passage that had the id `linked` there. None if there is no such document."""
        for sheet, address in self.moved.get(name, ()):
            for path in former_paths(address, sheet.path):
                if links.opens(path, signature):
                    return _address(sheet, path, linked, links)
        return None


def _sections(passages: Sequence[Passage]) -> Iterator[SectionPart]:
    for title, own in groupby(passages, key=lambda passage: passage.section):
        yield SectionPart(title, tuple(own))


def _address(sheet: Sheet, path: str, linked: str, links: PageLinks) -> str:
    for passage in sheet.passages:
        if passage_id(replace(passage, role=replace(passage.role, path=path))) == linked:
            return links.of_passage(passage)
    return links.of_document(sheet.path)
