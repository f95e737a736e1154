"""What the front matter, a heading or the file's name says about a role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from index.documents.document import Heading, Role, RoleText
from index.documents.parse.front_matter import FrontMatter
from index.documents.parse.role_names import (
    ABBREVIATION,
    name_level,
    other_names_of_level,
    read_level,
    without_kind_of_document,
    without_picture,
)
from index.documents.parse.split import Part
from index.fold import words_of
from index.yaml_lines import whole

# Behind the names of exported files: what Notion and Confluence tell pages apart by.
EXPORTED = re.compile(r"[\s_-]+(?:[0-9a-f]{32}|\d{5,})$")
TIME = re.compile(r"(?<=^\d{4}-\d\d-\d\d)[T ].*")

TRUE = ("true", "yes", "on")  # as YAML has it; "True" is TOML's and JSON's
NULL = ("", "null", "~")

# What a field may be called, the first that is there counts.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "other_names": ("other_names", "also_known_as", "aka", "synonyms", "aliases"),
    "short_names": ("linktitle", "sidebartitle", "sidebar_label", "short_title"),
    "family": ("family", "job_family", "team", "department"),
    "level": ("level", "grade"),
    "owner": ("owner", "maintainer"),
    "contact": ("contact",),
    "next_role": ("next_role", "next"),
    "reports_to": ("reports_to", "reporting_to", "line_manager"),
    "date": (
        *("lastmod", "last_updated", "last_edited", "last_modified", "last_reviewed", "updated"),
        *("reviewed", "date"),
    ),
}


@dataclass(frozen=True, slots=True)
class Title:
    """`spellings` are the ways in which the document itself writes it, `other_names` what it is
    called besides."""

    text: str
    line: int
    spellings: tuple[str, ...]
    other_names: tuple[str, ...] = ()


def title_field(front_matter: FrontMatter) -> str | None:
    return text_of(front_matter.fields, "title")


def title_of(path: str, front_matter: FrontMatter, heading: Heading | None) -> Title:
    """What a document is called: by its front matter, else by its heading, else by its file."""
    text = title_field(front_matter)
    if text is not None:
        spellings = (text, heading.text) if heading else (text,)
        return Title(text, front_matter.lines["title"], spellings)
    if heading is not None:
        return _title_from_heading(heading)
    name = name_of_file(path)
    return Title(name, 1, (name,))


def _title_from_heading(heading: Heading) -> Title:
    return Title(without_picture(heading.text), heading.line, (heading.text,))


def make_role(
    path: str, part: Part, title: Title, front_matter: FrontMatter, why_page: str | None = None
) -> RoleText:
    """A role of its own heading has its own name and place; `title` is the whole document's.
    `why_page`: see `Role`."""
    fields = front_matter.fields
    is_whole = part.heading is None
    if part.heading is not None:
        title = _title_of_part(part, part.heading)
    level = part.level or read_level(title.text)
    code = level.code if level else None
    role = Role(
        title=title.text,
        path=path,
        line=title.line,
        sections=tuple(section.title for section in part.sections if section.headings),
        other_names=_other_names(title, fields if is_whole else {}),
        family=_field(fields, "family") or part.family or None,
        level=(_field(fields, "level") if is_whole else None) or code,
        owner=_field(fields, "owner"),
        contact=_field(fields, "contact"),
        next_role=_field(fields, "next_role") if is_whole else None,
        reports_to=_field(fields, "reports_to") if is_whole else None,
        date=TIME.sub("", _field(fields, "date") or "") or None,
        draft=_is_draft(fields),
        former_addresses=tuple(filter(_is_address, _strings(fields, "aliases"))),
        why_page=why_page if is_whole else None,
        is_column=part.is_column,
    )
    return RoleText(role, part.sections)


def _is_draft(fields: Mapping[str, Any]) -> bool:
    is_marked = (text_of(fields, "draft") or "").casefold() in TRUE
    return is_marked or (text_of(fields, "status") or "").casefold() == "draft"


def _title_of_part(part: Part, heading: Heading) -> Title:
    """A level is called by the name in its heading, and by all of that, too."""
    if part.level is None:
        return _title_from_heading(heading)
    others = other_names_of_level(part.level, part.family)
    return Title(name_level(part.level, part.family), heading.line, (), others)


def _other_names(title: Title, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Those that the front matter gives, and those that the title holds: "1. Officer (CO)"."""
    names = [name for key in FIELDS["other_names"] for name in _names(fields, key)]
    names += [name for key in FIELDS["short_names"] for name in _strings(fields, key)]
    names += title.other_names
    for spelling in title.spellings:
        bare = without_kind_of_document(spelling)
        abbreviated = ABBREVIATION.fullmatch(bare)
        names += abbreviated.groups() if abbreviated else [bare]
    return tuple(name for name in dict.fromkeys(names) if words_of(name) != words_of(title.text))


def _names(fields: Mapping[str, Any], key: str) -> Iterator[str]:
    """Without paths such as Hugo has among its `aliases`: they are addresses of the page."""
    for value in _strings(fields, key):
        names = [value] if isinstance(fields[key], list) else map(str.strip, value.split(","))
        yield from (name for name in names if name and not (key == "aliases" and _is_address(name)))


def _is_address(alias: str) -> bool:
    return "/" in alias


def name_of_file(path: str) -> str:
    """`resource_manager.md` -> 'Resource Manager'; capitals that are there are kept. A folder's
    README or index is named after the folder."""
    place = PurePosixPath(path)
    is_index = place.stem.lower() in ("readme", "index", "_index") and place.parent.name
    name = EXPORTED.sub("", place.parent.name if is_index else place.stem)
    words = re.split(r"[\s_-]+", name)
    return " ".join(word if word != word.lower() else word.capitalize() for word in words)


def _field(fields: Mapping[str, Any], name: str) -> str | None:
    found = (text_of(fields, key) for key in FIELDS[name])
    return next((value for value in found if value is not None), None)


def text_of(fields: Mapping[str, Any], name: str) -> str | None:
    """A field as one line of text, a list as "A, B"; None where it is absent, empty or holds
    fields itself."""
    return ", ".join(_strings(fields, name)) or None


def _strings(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A field that holds one value or a list of them."""
    value = fields.get(name)
    values = value if isinstance(value, list) else [value]
    single = (item for item in values if item is not None and not isinstance(item, dict | list))
    texts = (" ".join(whole(str(item)).split()) for item in single)
    return tuple(text for text in texts if text not in NULL)
