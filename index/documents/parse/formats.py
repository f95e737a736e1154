"""The formats of documents: which parser reads a body, and which files no parser reads.

A parser turns a body into headings and blocks, each with the lines it stands on, and lists the
markup that it left out. What follows is the same for every format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from index.documents.document import Block, Heading, Omission
from index.documents.parse.markers import without_markers

Source = str | bytes
Parsed = tuple[tuple[Heading | Block, ...], tuple[Omission, ...]]
Parser = Callable[[str], Parsed]

# A directive, or a title underlined with more than the = and - that Markdown knows.
LOOKS_LIKE_REST = re.compile(r"^\.\. \S|^\S.*\n([*~^#\"'`+:.])\1{3,}[ \t]*$", re.MULTILINE)
HTML_PAGE = re.compile(r"\s*(?:<\?xml[^<>]*>\s*)?(<!doctype html|<html)", re.IGNORECASE)


# The parsers are imported when there is something to read: answering from an index needs none of
# them, and the libraries below them take a tenth of a second and 10 MB to load.


def parse_markdown(body: str) -> Parsed:
    from index.documents.parse import markdown

    source, markers = without_markers(body)
    return markdown.parse_markdown(source), markers


def parse_mdx(body: str) -> Parsed:
    from index.documents.parse import mdx

    source, components = mdx.without_components(body)
    elements, markers = parse_markdown(source)
    return elements, (*components, *markers)


def parse_rest(body: str) -> Parsed:
    from index.documents.parse import rest, sphinx

    return rest.parse_rest(body), tuple(sphinx.find_included(body))


def parse_html(body: str) -> Parsed:
    from index.documents.parse import html_page

    return html_page.parse_page(body), ()


def parse_yaml(body: str) -> Parsed:
    from index.documents.parse import data

    return tuple(data.parse_yaml(body)), ()


def parse_csv(body: str) -> Parsed:
    from index.documents.parse import data

    return tuple(data.parse_csv(body)), ()


# A new format is one module and one line here.
PARSERS: Mapping[str, Parser] = {
    ".csv": parse_csv,
    ".docx": parse_html,  # what `index.documents.parse.word` makes of it
    ".htm": parse_html,
    ".html": parse_html,
    ".markdown": parse_markdown,
    ".md": parse_markdown,
    ".mdx": parse_mdx,
    ".rst": parse_rest,
    ".txt": parse_markdown,  # or reStructuredText, see `choose_parser`
    ".yaml": parse_yaml,
    ".yml": parse_yaml,
}
DATA = frozenset((".csv", ".yaml", ".yml"))
HAVE_FRONT_MATTER = frozenset((".htm", ".html", ".markdown", ".md", ".mdx", ".rst", ".txt"))

# People keep such documents in these formats, too, but they are not read.
REFUSED: Mapping[str, str] = {
    ".adoc": "AsciiDoc",
    ".doc": "a Word file of before 2007",
    ".odt": "an OpenDocument file",
    ".pdf": "a PDF file",
}


def choose_parser(path: str, body: str) -> Parser:
    """The parser for the suffix of `path`. A .txt file is reStructuredText if it has what only
    that has, and Markdown otherwise; a page of HTML is one whatever it is called."""
    suffix = suffix_of(path)
    if HTML_PAGE.match(body):
        return parse_html
    is_rest = suffix == ".txt" and LOOKS_LIKE_REST.search(body)
    return parse_rest if is_rest else PARSERS[suffix]


def is_binary(path: str) -> bool:
    return suffix_of(path) == ".docx"


def suffix_of(path: str) -> str:
    return PurePosixPath(path).suffix.lower()
