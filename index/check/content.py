"""Finds all that is wrong with a content folder, for those who write the documents.

The bot cannot answer from what is an error; a warning may be about something intended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import shorten

from index.check.finding import Finding
from index.check.guesses import find_guesses
from index.check.language import find_foreign
from index.check.links import find_dead_links
from index.check.relations import find_unrelated
from index.documents.content import (
    find_documents,
    find_passed_over,
    find_refused,
    read_content,
)
from index.documents.document import Document, Role, RoleText
from index.documents.git import warn_unpushed
from index.documents.links import find_links
from index.documents.origin import Settings
from index.errors import ContentError
from index.fold import words_of
from index.folders import Folder, Folders, each
from index.progress import Progress, silent
from index.question.names import alike, told_apart_by_path_only
from index.words.lists import check_words

MIN_OTHER_ROLES = 3  # that a role is compared with; fewer don't make a custom
USUAL_SHARE = 3 / 4  # of the others have a section that a role is expected to have, too
MAX_PASSAGE_LENGTH = 4_000  # characters, which are no more than `MAX_PIECES`
RENAME = "Rename or move it if it is a role document."
MAX_TAG_LENGTH = 60  # characters; enough to find it on its line


def check_content(
    content: Folder, settings: Settings, progress: Progress = silent
) -> tuple[Finding, ...]:
    """Return all findings by path, then line; notes say what was guessed or passed over. Raises
    ContentError if there is no such folder, or nothing in it that might be meant to be read,
    SettingsError for a `source_url` that cannot be used."""
    paths, refused = _files(content)
    read = read_content(content, paths, progress)
    documents = [d for d in read.documents if not (settings.skip_drafts and _is_draft(d))]
    texts = [text for document in documents for text in document.roles]
    word_errors, word_doubts = check_words(content)
    findings = {
        *(Finding.of("error", error) for error in (*read.problems.values(), *word_errors)),
        *(Finding.of("warning", doubt) for doubt in word_doubts),
        *(Finding.of("warning" if paths else "error", error) for error in refused),
        *_empty_roles(texts),
        *_long_passages(texts),
        *find_dead_links(content, (*paths, *(error.place for error in refused)), documents),
        *_roles_of_one_title([text.role for text in texts if _has_document(text.role)]),
        *_missing_sections([t for t in texts if _has_document(t.role) and not _is_empty(t)]),
        *_template_tags(documents),
        *_doubts(documents),
        *find_guesses(documents),
        *find_foreign({document.path: _words(document) for document in documents}),
        *_passed_over(content),
        *find_unrelated(documents),
        *(f for _, place in each(content) if paths for f in _unpushed(place, settings)),
    }
    return tuple(sorted(findings, key=lambda f: (f.path, f.line or 0, f.severity, f.problem)))


def _files(content: Folder) -> tuple[tuple[str, ...], tuple[ContentError, ...]]:
    """Return the documents' paths, and what is wrong with the files that are not read."""
    refused = find_refused(content)
    try:
        return find_documents(content), refused
    except ContentError:
        if isinstance(content, Folders) or not refused:
            raise
        return (), refused


def _words(document: Document) -> str:
    sections = (section for text in document.roles for section in text.sections)
    return " ".join(block.text for section in sections for block in section.blocks)


def _passed_over(content: Folder) -> Iterator[Finding]:
    for path, why in find_passed_over(content):
        yield Finding("note", path, None, f"This is passed over. {why}", RENAME)


def _is_draft(document: Document) -> bool:
    return any(text.role.draft for text in document.roles)


def _has_document(role: Role) -> bool:
    return not (role.is_page or role.is_column)


def _is_empty(text: RoleText) -> bool:
    return not any(section.blocks for section in text.sections)


def _empty_roles(texts: Sequence[RoleText]) -> Iterator[Finding]:
    fix = "Write what is expected of it, or take its title out."
    for role in (text.role for text in texts if _is_empty(text) and not text.role.is_page):
        yield Finding("error", role.path, role.line, "The role has nothing to quote.", fix)


def _long_passages(texts: Sequence[RoleText]) -> Iterator[Finding]:
    fix = "Split it into paragraphs or points."
    for text in texts:
        for block in (block for section in text.sections for block in section.blocks):
            if len(block.text) > MAX_PASSAGE_LENGTH:
                problem = (
                    f"This passage has {len(block.text):,} characters: it is quoted whole, and the "
                    "end of such a long one may not be found."
                )
                yield Finding("warning", text.role.path, block.line, problem, fix)


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
    """Make one finding for each role, which names all sections that it lacks."""
    having = [_section_titles(text) for text in texts]
    counts = Counter(key for titles in having for key in titles)
    others = len(texts) - 1
    if others < MIN_OTHER_ROLES:
        return
    spellings = {key: title for titles in reversed(having) for key, title in titles.items()}
    usual = [key for key in spellings if counts[key] >= others * USUAL_SHARE]
    for text, titles in zip(texts, having, strict=True):
        # `others` is right: a section that this role lacks was counted in the others only
        missing = ", ".join(f"'{spellings[key]}'" for key in usual if key not in titles)
        if missing:
            problem = f"The role lacks what most others have a section for: {missing}."
            fix = "Add it, unless it does not apply here."
            yield Finding("warning", text.role.path, text.role.line, problem, fix)


def _section_titles(text: RoleText) -> dict[str, str]:
    """Return the titles of the outermost sections, by what their spellings share."""
    titles = dict.fromkeys(section.headings[0] for section in text.sections if section.headings)
    return {words_of(title): title for title in titles}


def _template_tags(documents: Sequence[Document]) -> Iterator[Finding]:
    fix = "Write what they stand for if it should be found."
    for document in documents:
        lines: dict[int, list[str]] = {}
        for omission in (one for one in document.omissions if not one.is_words):
            tag = shorten(omission.text, MAX_TAG_LENGTH, placeholder=" …")
            lines.setdefault(omission.line, []).append(f"'{tag}'")
        for line, tags in lines.items():
            problem = f"Markup of the site is left out: {', '.join(dict.fromkeys(tags))}."
            yield Finding("warning", document.path, line, problem, fix)


def _doubts(documents: Sequence[Document]) -> Iterator[Finding]:
    for document in documents:
        for doubt in document.doubts:
            yield Finding("warning", document.path, doubt.line, doubt.problem, doubt.fix)


def _unpushed(content: Path, settings: Settings) -> Iterator[Finding]:
    links = find_links(content, settings.source_url)
    if links.commit is None or "{commit}" not in (links.template or ""):
        return  # no link needs a commit
    unpushed = warn_unpushed(content)
    if unpushed is not None:
        yield Finding("warning", str(content), None, unpushed.problem, unpushed.fix)
