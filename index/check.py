"""What is wrong with a content folder, all of it at once, for those who write the documents.

An error is what the bot cannot answer from as it is; a warning may well be meant so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os.path import exists, normpath
from pathlib import Path, PurePosixPath
from textwrap import shorten
from typing import Literal
from urllib.parse import unquote

from index.content import find_documents, find_refused, read_content
from index.document import Block, Document, Role, RoleText
from index.errors import ContentError
from index.fold import words_of
from index.links import FOLDER_PAGES, find_links, warn_unpushed
from index.names import alike, told_apart_by_path_only
from index.origin import Settings
from index.parse import PARSERS, REFUSED
from index.progress import Progress, silent

FEWEST_OTHERS = 3  # roles that a role is compared with; what fewer have is no custom
MOST = 3 / 4  # of the others have a section that a role is expected to have, too

MOST_OF_A_TAG = 60  # characters; enough to find it on its line

# A scheme, an absolute address, a fragment or a query of this page: none of them names a file.
NO_RELATIVE_PATH = re.compile(r"[a-z][a-z0-9+.-]*:|[/#?]", re.IGNORECASE)
# Where a page is published, its name may have ".html" behind it; all else is a file's name.
NAMES_A_FILE = (PARSERS.keys() | REFUSED.keys()) - {".htm", ".html"}
ORDER = re.compile(r"^\d+[\s._-]+(?=\S)")  # "2_how-to.md" is published as "how-to"


@dataclass(frozen=True, slots=True)
class Finding:
    """`path` is relative to the content folder, or that folder itself; `line` is 1-based, None
    where the whole file or folder is meant.

    >>> str(Finding("error", "a.md", 7, "The role has nothing to quote.", "Write it."))
    'a.md:7: error: The role has nothing to quote. Write it.'
    """

    severity: Literal["error", "warning"]
    path: str
    line: int | None
    problem: str
    fix: str

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.severity}: {self.problem} {self.fix}"


def check_content(
    content: Path, settings: Settings, progress: Progress = silent
) -> tuple[Finding, ...]:
    """By path, then line. Raises ContentError if there is no such folder or nothing in it to
    read, SettingsError for a `source_url` that cannot be used."""
    paths = find_documents(content)
    refused = find_refused(content)
    read = read_content(content, paths, progress)
    documents = [d for d in read.documents if not (settings.skip_drafts and _is_draft(d))]
    texts = [text for document in documents for text in document.roles]
    site = _site(content, [*paths, *(error.place for error in refused)])
    findings = {
        *_unreadable(read.problems),
        *_in_other_formats(refused),
        *_empty_roles(texts),
        *_dead_links(documents, site),
        *_roles_of_one_title([text.role for text in texts]),
        *_missing_sections([text for text in texts if not _is_empty(text)]),
        *_template_tags(documents),
        *_unpushed(content, settings),
    }
    return tuple(sorted(findings, key=lambda f: (f.path, f.line or 0, f.severity, f.problem)))


def _is_draft(document: Document) -> bool:
    return any(text.role.draft for text in document.roles)


def _is_empty(text: RoleText) -> bool:
    return not any(section.blocks for section in text.sections)


def _unreadable(problems: Mapping[str, ContentError]) -> Iterator[Finding]:
    for path, error in problems.items():
        yield Finding("error", path, error.line, error.problem, error.fix)


def _in_other_formats(refused: Sequence[ContentError]) -> Iterator[Finding]:
    for error in refused:
        yield Finding("warning", error.place, None, error.problem, error.fix)


def _empty_roles(texts: Sequence[RoleText]) -> Iterator[Finding]:
    fix = "Write what is expected of it, or take its title out."
    for text in filter(_is_empty, texts):
        role = text.role
        yield Finding("error", role.path, role.line, "The role has nothing to quote.", fix)


def _roles_of_one_title(roles: Sequence[Role]) -> Iterator[Finding]:
    for group in alike(roles):
        first, *others = group
        places = ", ".join(f"{role.path}:{role.line}" for role in others)
        also = f"The role '{first.title}' is also at {places}"
        if told_apart_by_path_only(group):
            problem = f"{also}, and nothing but the place tells them apart."
            fix = "Rename one, or give each its own 'level' or 'family'."
            yield Finding("error", first.path, first.line, problem, fix)
        else:
            problem = f"{also}, so the bot asks which one is meant."
            fix = "Rename one if it should not have to ask."
            yield Finding("warning", first.path, first.line, problem, fix)


def _missing_sections(texts: Sequence[RoleText]) -> Iterator[Finding]:
    """One finding for each role, which names all the sections that it lacks."""
    having = [_section_titles(text) for text in texts]
    counts = Counter(key for titles in having for key in titles)
    others = len(texts) - 1
    if others < FEWEST_OTHERS:
        return
    spellings = {key: title for titles in reversed(having) for key, title in titles.items()}
    usual = [key for key in spellings if counts[key] >= others * MOST]
    for text, titles in zip(texts, having, strict=True):
        # a section that a role lacks is counted in the others only
        missing = ", ".join(f"'{spellings[key]}'" for key in usual if key not in titles)
        if missing:
            problem = f"The role lacks what most others have a section for: {missing}."
            fix = "Add it, unless it does not apply here."
            yield Finding("warning", text.role.path, text.role.line, problem, fix)


def _section_titles(text: RoleText) -> dict[str, str]:
    """Those of the outermost sections, by what their spellings share."""
    titles = dict.fromkeys(section.headings[0] for section in text.sections if section.headings)
    return {words_of(title): title for title in titles}


def _template_tags(documents: Sequence[Document]) -> Iterator[Finding]:
    fix = "Write what they stand for if it should be found."
    for document in documents:
        lines: dict[int, list[str]] = {}
        for omission in document.omissions:
            tag = shorten(omission.text, MOST_OF_A_TAG, placeholder=" …")
            lines.setdefault(omission.line, []).append(f"'{tag}'")
        for line, tags in lines.items():
            problem = f"Template tags are left out: {', '.join(dict.fromkeys(tags))}."
            yield Finding("warning", document.path, line, problem, fix)


def _unpushed(content: Path, settings: Settings) -> Iterator[Finding]:
    links = find_links(content, settings.source_url)
    if links.commit is None or "{commit}" not in (links.template or ""):
        return  # no link needs a commit
    message = warn_unpushed(content)
    if message is not None:
        problem, _, fix = message.removeprefix(f"{content}: ").partition(". ")
        yield Finding("warning", str(content), None, f"{problem}.", fix)


@dataclass(frozen=True, slots=True)
class _Site:
    """What links may lead to: files below `checkout`, which holds `folder`, or pages that site
    generators make of the documents. Both folders are absolute."""

    folder: Path
    checkout: Path
    addresses: frozenset[str]


def _site(content: Path, paths: Sequence[str]) -> _Site:
    folder = content.resolve()
    # Outside a checkout nobody knows what belongs to the documents: it is the folder alone.
    roots = (place for place in (folder, *folder.parents) if (place / ".git").exists())
    return _Site(folder, next(roots, folder), frozenset(map(_address, paths)))


def _address(path: str) -> str:
    """Where a document is published, without what differs between site generators.

    >>> _address("Roles/2_Tech Lead.md"), _address("roles/tech-lead/_index.md")
    ('roles/tech-lead', 'roles/tech-lead')
    """
    place = PurePosixPath(path)
    place = place.with_suffix("") if place.suffix.lower() in (*PARSERS, *REFUSED) else place
    parts = [ORDER.sub("", part).lower().replace(" ", "-") for part in place.parts]
    return "/".join(parts[:-1] if parts and parts[-1] in FOLDER_PAGES else parts)


def _dead_links(documents: Sequence[Document], site: _Site) -> Iterator[Finding]:
    fix = "Correct it or take it out."
    for document in documents:
        # what a template tag would have made of a link is not known
        tagged = {omission.line for omission in document.omissions}
        for block in _blocks(document):
            if tagged.isdisjoint(range(block.line, block.end_line + 1)):
                for href in filter(None, (mark.href for mark in block.marks)):
                    if _is_dead(href.strip(), document.path, site):
                        problem = f"The link to '{href}' leads to no file."
                        yield Finding("error", document.path, block.line, problem, fix)


def _blocks(document: Document) -> Iterator[Block]:
    for text in document.roles:
        for section in text.sections:
            yield from section.blocks


def _is_dead(href: str, path: str, site: _Site) -> bool:
    """Whether `href`, in the document at `path`, surely leads nowhere."""
    name = unquote(re.split("[?#]", href)[0], errors="surrogateescape")
    if not name or NO_RELATIVE_PATH.match(href):
        return False
    document = PurePosixPath(path)
    beside = normpath(document.parent / name)
    place = Path(normpath(site.folder / beside))
    if not place.is_relative_to(site.checkout) or exists(place):
        return False
    if PurePosixPath(name).suffix.lower() in NAMES_A_FILE:
        return True
    # A page's own address may count as a folder: then "../chef" stands beside it.
    below = normpath(document.with_suffix("") / name)
    is_inside = place.is_relative_to(site.folder)
    return is_inside and site.addresses.isdisjoint((_address(beside), _address(below)))
