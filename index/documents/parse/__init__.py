"""One file of the content folder to a Document: front matter, then the body by its markup."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from index.documents.document import Document
from index.documents.parse.fields import find_doubts, find_lines
from index.documents.parse.formats import choose_parser
from index.documents.parse.front_matter import split_front_matter
from index.documents.parse.limits import (
    LimitError,
    UnreadableError,
    deepest_line,
    require_little_repeated,
    require_plain_lines,
    require_usual_names,
)
from index.documents.parse.matrix import parse_matrix
from index.documents.parse.role import make_role, title_field, title_of
from index.documents.parse.sections import add_anchors, arrange
from index.documents.parse.split import split_document
from index.documents.parse.template import without_templates
from index.errors import ContentError
from index.files import read_text
from index.folders import Folder, root_of

# Characters that str.splitlines, and so docutils, takes for line ends and editors do not: each
# would shift every line number below it. Other control characters say nothing to a reader.
NOT_WORDS = str.maketrans(
    {
        **dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " "),
        **{chr(code): None for code in range(32) if chr(code) not in "\t\n\x0b\x0c\x1c\x1d\x1e"},
        "\x7f": None,
    }
)
HTML_PAGE = re.compile(r"\s*(<!doctype html|<html)", re.IGNORECASE)


def parse_document(folder: Folder, path: str) -> Document:
    """Read `folder`/`path` in this process, which a hostile document can stall: see
    `index.documents.reader`."""
    return parse_source(path, load_source(folder, path))


def load_source(folder: Folder, path: str) -> str:
    """The text of `folder`/`path`, its lines separated by "\\n". Raises ContentError if it cannot
    be read or is not UTF-8."""
    hint = "Check that it is there and may be read."
    text = read_text(folder / path, path, ContentError, hint, root_of(folder, path))
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(NOT_WORDS)


def parse_source(path: str, text: str) -> Document:
    """What `text`, the source of the document at `path`, says. Raises ContentError, naming file
    and line, if it is an HTML page, is nested hundreds of levels deep, has front matter that
    cannot be read, or more of something than any document needs."""
    try:
        require_plain_lines(text)
        document = _parse(path, text)
        require_usual_names(document.roles)
        require_little_repeated(document.roles)
    except RecursionError as error:
        fix = "Put lists in fewer lists, quotes in fewer."
        line = deepest_line(text)
        raise ContentError(path, line, "The file is nested too deep.", fix) from error
    except LimitError as error:
        raise ContentError(path, error.line, error.problem, error.fix) from error
    except UnreadableError as error:
        raise ContentError(
            path, None, f"The file cannot be read: {error}.", "Look for a substitution of itself."
        ) from error
    return document


def _parse(path: str, text: str) -> Document:
    front_matter, source = split_front_matter(path, text)
    if HTML_PAGE.match(source):
        raise refusal(path, "an HTML page")
    body, tags = without_templates(source)
    elements, markers = choose_parser(path, body)(body)
    omissions = tuple(sorted((*tags, *markers), key=lambda omission: omission.line))
    # The body comes first, so that none of it belongs to the last topic of the front matter.
    arranged = arrange(add_anchors((*elements, *parse_matrix(front_matter.node))))
    heading, parts = split_document(arranged, title_field(front_matter), role_nouns())
    title = title_of(path, front_matter, heading)
    roles = tuple(make_role(path, part, title, front_matter) for part in parts)
    is_of_role = not parts or any(part.heading is None for part in parts)
    doubts = tuple(find_doubts(front_matter, is_of_role))
    return Document(path, roles, omissions, doubts, find_lines(front_matter))


def refusal(path: str, what: str) -> ContentError:
    return ContentError(
        path, None, f"This is {what}, which is not read.", "Save it as Markdown (.md)."
    )


@cache
def role_nouns() -> frozenset[str]:
    """The words that names of roles end with, from the file beside this one."""
    lines = (files("index.documents.parse") / "role_nouns.txt").read_text("utf-8").split("\n")
    words = frozenset(line.strip() for line in lines if line and not line.startswith("#"))
    return words | {f"{word}s" for word in words}
