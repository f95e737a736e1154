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

Parsed = tuple[tuple[Heading | Block, ...], tuple[Omission, ...]]
Parser = Callable[[str], Parsed]

# A directive, or a title underlined with more than the = and - that Markdown knows.
LOOKS_LIKE_REST = re.compile(r"^\.\. \S|^\S.*\n([*~^#\"'`+:.])\1{3,}[ \t]*$", re.MULTILINE)


# The parsers are imported when there is something to read: answering from an index needs none of
# them, and the libraries below them take a tenth of a second and 10 MB to load.


def parse_markdown(body: str) -> Parsed:
    from index.documents.parse import markdown

    source, markers = without_markers(body)
    return markdown.parse_markdown(source), markers


def parse_rest(body: str) -> Parsed:
    from index.documents.parse import rest, sphinx

    return rest.parse_rest(body), tuple(sphinx.find_included(body))


# A new format is one module and one line here.
PARSERS: Mapping[str, Parser] = {
    ".markdown": parse_markdown,
    ".md": parse_markdown,
    ".rst": parse_rest,
    ".txt": parse_markdown,  # or reStructuredText, see `choose_parser`
}

# People keep such documents in these formats, too, but they are not read.
REFUSED: Mapping[str, str] = {
    ".adoc": "AsciiDoc",
    ".docx": "a Word file",
    ".htm": "an HTML page",
    ".html": "an HTML page",
    ".mdx": "MDX, which is Markdown with a program in it",
    ".pdf": "a PDF file",
    ".yaml": "a YAML file",
    ".yml": "a YAML file",
}


def choose_parser(path: str, body: str) -> Parser:
    """The parser for the suffix of `path`. A .txt file is reStructuredText if it has what only
    that has, and Markdown otherwise."""
    suffix = PurePosixPath(path).suffix.lower()
    is_rest = suffix == ".txt" and LOOKS_LIKE_REST.search(body)
    return parse_rest if is_rest else PARSERS[suffix]
