"""One file of the content folder to a Document: front matter, then the body by its markup."""

from __future__ import annotations

from index.documents.document import Document, Omission
from index.documents.parse.boilerplate import without_boilerplate
from index.documents.parse.fields import find_doubts, find_lines
from index.documents.parse.footnotes import SIGNS, place_footnotes
from index.documents.parse.formats import (
    DATA,
    HAVE_FRONT_MATTER,
    Source,
    choose_parser,
    is_binary,
    suffix_of,
)
from index.documents.parse.front_matter import FrontMatter, split_front_matter
from index.documents.parse.letters import explain_letters
from index.documents.parse.limits import (
    LimitError,
    UnreadableError,
    deepest_line,
    require_little_repeated,
    require_plain_lines,
    require_usual_names,
)
from index.documents.parse.matrix import parse_matrix
from index.documents.parse.pages import why_page
from index.documents.parse.properties import take_properties
from index.documents.parse.role import make_role, name_of_file, title_field, title_of
from index.documents.parse.sections import add_anchors, arrange
from index.documents.parse.split import split_document
from index.documents.parse.template import without_templates
from index.errors import ContentError
from index.files import read_text, read_whole
from index.folders import Folder, root_of

# Characters that str.splitlines, and so docutils, takes for line ends and editors do not: each
# would shift every line number below it. Other control characters say nothing to a reader.
NOT_WORDS = str.maketrans(
    {
        **dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " "),
        **{chr(code): None for code in range(32) if chr(code) not in "\t\n\x0b\x0c\x1c\x1d\x1e"},
        **dict.fromkeys(("\x7f", *SIGNS)),
    }
)


def parse_document(folder: Folder, path: str) -> Document:
    """Read `folder`/`path` in this process, which a hostile document can stall: see
    `index.documents.reader`."""
    return parse_source(path, load_source(folder, path))


def load_source(folder: Folder, path: str) -> Source:
    """What is in `folder`/`path`: its text, lines separated by "\\n", or its bytes if it is none.
    Raises ContentError if it cannot be read or should be text and is not UTF-8."""
    hint = "Check that it is there and may be read."
    root = root_of(folder, path)
    if is_binary(path):
        return read_whole(folder / path, path, ContentError, hint, root)
    text = read_text(folder / path, path, ContentError, hint, root)
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(NOT_WORDS)


def text_of_source(path: str, source: Source) -> str:
    """`source` as a parser takes it. Raises ContentError if nothing can be made of its bytes."""
    if isinstance(source, str):
        return source
    from index.documents.parse import word

    try:
        return word.to_html(source)
    except UnreadableError as error:
        raise ContentError(path, None, f"The file cannot be read: {error}.", word.FIX) from error


def parse_source(path: str, source: Source) -> Document:
    """What `source`, that of the document at `path`, says. Raises ContentError, naming file
    and line, if it is nested hundreds of levels deep, has front matter that cannot be read, or
    more of something than any document needs."""
    text = text_of_source(path, source)
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
    front_matter, body, tags = read_front_matter(path, text)
    parsed, markers = choose_parser(path, body)(body)
    elements, front_matter, noted = take_properties(place_footnotes(parsed), front_matter)
    elements, written = without_boilerplate(elements)
    # The body comes first, so that none of it belongs to the last topic of the front matter.
    arranged = arrange(add_anchors((*elements, *parse_matrix(front_matter.node))))
    omissions = tuple(sorted((*tags, *markers, *noted, *written), key=lambda one: one.line))
    arranged, unexplained = explain_letters(arranged, title_field(front_matter) or "")
    heading, parts = split_document(arranged, title_field(front_matter), name_of_file(path))
    title = title_of(path, front_matter, heading)
    if heading and suffix_of(path) in DATA:  # which is about one family
        front_matter = FrontMatter({"family": title.text})
    own = next((part.sections for part in parts if part.heading is None), ())
    why = why_page(title, front_matter, own, has_roles=any(part.heading for part in parts))
    roles = tuple(make_role(path, part, title, front_matter, why) for part in parts)
    is_of_role = not parts or any(part.heading is None for part in parts)
    doubts = (*find_doubts(front_matter, is_of_role), *unexplained)
    is_named_by_file = heading is None and title_field(front_matter) is None
    return Document(path, roles, omissions, doubts, find_lines(front_matter), is_named_by_file)


def read_front_matter(path: str, text: str) -> tuple[FrontMatter, str, tuple[Omission, ...]]:
    """Fields, body and the template tags that were taken out of that. Data has none of them."""
    if suffix_of(path) not in HAVE_FRONT_MATTER:
        return FrontMatter(), text, ()
    front_matter, source = split_front_matter(path, text)
    return front_matter, *without_templates(source)


def refusal(path: str, what: str) -> ContentError:
    return ContentError(
        path, None, f"This is {what}, which is not read.", "Save it as Markdown (.md)."
    )
