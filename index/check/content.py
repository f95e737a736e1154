"""What is wrong with a content folder, all of it at once, for those who write the documents.

An error is what the bot cannot answer from as it is; a warning may well be meant so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import shorten

from index.check.finding import Finding, Severity
from index.check.guesses import find_guesses
from index.check.language import find_foreign
from index.check.relations import find_unrelated
from index.check.site import Site, make_site
from index.documents.content import (
    find_documents,
    find_passed_over,
    find_refused,
    read_content,
)
from index.documents.document import Document, Role, RoleText
from index.documents.git import warn_unpushed
from index.documents.hrefs import Href, Source
from index.documents.links import find_links
from index.documents.origin import Settings
from index.documents.parse import load_source
from index.documents.reader import Reader
from index.errors import ContentError
from index.fold import words_of
from index.folders import Folder, Folders, each
from index.progress import Progress, silent
from index.question.names import alike, told_apart_by_path_only
from index.words.lists import check_words

MIN_OTHER_ROLES = 3  # roles that a role is compared with; what fewer have is no custom
USUAL_SHARE = 3 / 4  # of the others have a section that a role is expected to have, too

# Characters of a passage; what is searched ends at `MAX_PIECES`, at least these.
MAX_PASSAGE_LENGTH = 4_000
RENAME = "Rename or move it if it is a role document."
MAX_TAG_LENGTH = 60  # characters; enough to find it on its line


def check_content(
    content: Folder, settings: Settings, progress: Progress = silent
) -> tuple[Finding, ...]:
    """By path, then line; notes say what was guessed or passed over. Raises ContentError if there
    is no such folder or nothing in it that could be meant to be read, SettingsError for a
    `source_url` that cannot be used."""
    paths, refused = _files(content)
    read = read_content(content, paths, progress)
    documents = [d for d in read.documents if not (settings.skip_drafts and _is_draft(d))]
    texts = [text for document in documents for text in document.roles]
    sources, unscanned = _scan(content, [document.path for document in documents])
    hrefs = list(_hrefs(documents, sources))
    pages = (*paths, *(error.place for error in refused))
    sites = [make_site(place, pages, documents, sources, name) for name, place in each(content)]
    findings = {
        *_unreadable(read.problems | unscanned),
        *_own_words(content),
        *_in_other_formats(refused, is_all=not paths),
        *_empty_roles(texts),
        *_long_passages(texts),
        *(finding for site in sites for finding in _dead_links(hrefs, site)),
        *(finding for site in sites for finding in _dead_fragments(hrefs, site)),
        *_undefined_references(hrefs),
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
    """The documents, and what is wrong with those that are not read."""
    refused = find_refused(content)
    try:
        return find_documents(content), refused
    except ContentError:
        if isinstance(content, Folders) or not refused:
            raise
        return (), refused


def _scan(content: Folder, paths: Sequence[str]) -> tuple[list[Source], dict[str, ContentError]]:
    """The links and anchors of each document, and what was wrong where there are none."""
    sources: list[Source] = []
    problems: dict[str, ContentError] = {}
    with Reader() as reader:
        for path in paths:
            try:
                sources.append(reader.ask("scan", path, load_source(content, path), Source))
            except ContentError as error:
                sources.append(Source((), frozenset()))
                problems[path] = error
    return sources, problems


def _words(document: Document) -> str:
    sections = (section for text in document.roles for section in text.sections)
    return " ".join(block.text for section in sections for block in section.blocks)


def _is_draft(document: Document) -> bool:
    return any(text.role.draft for text in document.roles)


def _has_document(role: Role) -> bool:
    return not (role.is_page or role.is_column)


def _is_empty(text: RoleText) -> bool:
    return not any(section.blocks for section in text.sections)


def _unreadable(problems: Mapping[str, ContentError]) -> Iterator[Finding]:
    for path, error in problems.items():
        yield Finding("error", path, error.line, error.problem, error.fix)


def _passed_over(content: Folder) -> Iterator[Finding]:
    for path, why in find_passed_over(content):
        yield Finding("note", path, None, f"This is passed over. {why}", RENAME)


def _own_words(content: Folder) -> Iterator[Finding]:
    errors, doubts = check_words(content)
    for error in errors:
        yield Finding("error", _file(error), error.line, error.problem, error.fix)
    for doubt in doubts:
        yield Finding("warning", _file(doubt), doubt.line, doubt.problem, doubt.fix)


def _file(error: ContentError) -> str:
    return error.place.removesuffix(f":{error.line}")


def _in_other_formats(refused: Sequence[ContentError], is_all: bool) -> Iterator[Finding]:
    for error in refused:
        severity: Severity = "error" if is_all else "warning"
        yield Finding(severity, error.place, None, error.problem, error.fix)


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
    """One finding for each role, which names all the sections that it lacks."""
    having = [_section_titles(text) for text in texts]
    counts = Counter(key for titles in having for key in titles)
    others = len(texts) - 1
    if others < MIN_OTHER_ROLES:
        return
    spellings = {key: title for titles in reversed(having) for key, title in titles.items()}
    usual = [key for key in spellings if counts[key] >= others * USUAL_SHARE]
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


Hrefs = Sequence[tuple[str, Href]]  # with the path of its document


def _hrefs(documents: Sequence[Document], sources: Sequence[Source]) -> Iterator[tuple[str, Href]]:
    """What a template tag would have made of a link is not known: those beside one are left
    out."""
    for document, source in zip(documents, sources, strict=True):
        tagged = {omission.line for omission in document.omissions if omission.text[0] == "{"}
        for href in source.hrefs:
            if tagged.isdisjoint(range(href.line, href.end_line + 1)):
                yield document.path, href


def _dead_links(hrefs: Hrefs, site: Site) -> Iterator[Finding]:
    fix = "Correct it or take it out."
    for path, href in hrefs:
        if not (href.is_defined and site.has(path) and site.lacks_file(href.target, path)):
            continue
        if href.is_image:
            problem = f"The picture '{href.target}' is not there."
            yield Finding("warning", path, href.line, problem, fix)
        else:
            problem = f"The link to '{href.target}' leads to no file."
            yield Finding("error", path, href.line, problem, fix)


def _dead_fragments(hrefs: Hrefs, site: Site) -> Iterator[Finding]:
    """No errors: a site may have anchors of its own making."""
    fix = "Correct what is behind the '#', unless the published page has it."
    for path, href in hrefs:
        if href.is_defined and site.has(path) and site.lacks_heading(href.target, path):
            problem = f"The link to '{href.target}' leads to no heading."
            yield Finding("warning", path, href.line, problem, fix)


def _undefined_references(hrefs: Hrefs) -> Iterator[Finding]:
    fix = "Define it or take the link out."
    for path, href in hrefs:
        if not href.is_defined:
            problem = f"The link refers to '{href.target}', which is not defined."
            yield Finding("error", path, href.line, problem, fix)
