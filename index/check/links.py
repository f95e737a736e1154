"""Finds links that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.check.finding import Finding
from index.check.site import Site, make_site
from index.documents.document import Document
from index.documents.hrefs import Href, Source
from index.documents.parse import load_source
from index.documents.reader import Reader
from index.errors import ContentError
from index.folders import Folder, each


def find_dead_links(
    content: Folder, pages: Sequence[str], documents: Sequence[Document]
) -> Iterator[Finding]:
    """Yield a finding for each dead link, and for each document whose links cannot be read. `pages`
    are the paths of all files that become pages, read or not."""
    sources: list[Source] = []
    with Reader() as reader:
        for document in documents:
            try:
                text = load_source(content, document.path)
                sources.append(reader.ask("scan", document.path, text, Source))
            except ContentError as error:
                sources.append(Source((), frozenset()))
                yield Finding.of("error", error)
    for name, place in each(content):
        site = make_site(place, pages, documents, sources, name)
        for document, source in zip(documents, sources, strict=True):
            if site.has(document.path):
                yield from _check_document(document, source, site)


def _check_document(document: Document, source: Source, site: Site) -> Iterator[Finding]:
    """Leave out links beside a template tag, since nobody knows what it would make of them."""
    tagged = {omission.line for omission in document.omissions if omission.text[0] == "{"}
    for href in source.hrefs:
        if tagged.isdisjoint(range(href.line, href.end_line + 1)):
            yield from _check_link(href, document.path, site)


def _check_link(href: Href, path: str, site: Site) -> Iterator[Finding]:
    target = href.target
    if not href.is_defined:
        problem = f"The link refers to '{target}', which is not defined."
        yield Finding("error", path, href.line, problem, "Define it or take the link out.")
        return
    if site.lacks_file(target, path) and href.is_image:
        problem = f"The picture '{target}' is not there."
        yield Finding("warning", path, href.line, problem, "Correct it or take it out.")
    elif site.lacks_file(target, path):
        problem = f"The link to '{target}' leads to no file."
        yield Finding("error", path, href.line, problem, "Correct it or take it out.")
    if site.lacks_heading(target, path):  # no error, since a site may add anchors of its own
        problem = f"The link to '{target}' leads to no heading."
        fix = "Correct what is behind the '#', unless the published page has it."
        yield Finding("warning", path, href.line, problem, fix)
