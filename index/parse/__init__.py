"""One file of the content folder to a Document: front matter, then the body by its markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from index.document import Block, Document, Heading, Role, RoleText
from index.errors import ContentError
from index.parse.front_matter import split_front_matter
from index.parse.markdown import parse_markdown
from index.parse.outline import split_sections, split_title
from index.parse.rest import parse_rest

# A new markup is one module and one line here.
PARSERS: Mapping[str, Callable[[str], tuple[Heading | Block, ...]]] = {
    ".markdown": parse_markdown,
    ".md": parse_markdown,
    ".rst": parse_rest,
}

# Characters that str.splitlines, and so docutils, takes for line ends and editors do not:
# each would shift every line number below it.
NOT_LINE_ENDS = str.maketrans(dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " "))


def parse_document(folder: Path, path: str) -> Document:
    """Read `folder`/`path`. Raises ContentError, naming file and line, for a file that is not
    UTF-8 or has front matter that cannot be read."""
    text = _read_text(folder, path)
    front_matter, body = split_front_matter(path, text)
    fields = front_matter.fields
    title_field = _string(fields, "title")
    heading, elements = split_title(PARSERS[Path(path).suffix.lower()](body), title_field)
    if not elements and not title_field and heading is None:
        return Document(path, ())
    if title_field is not None:
        title, line = title_field, front_matter.lines["title"]
    elif heading is not None:
        title, line = heading.text, heading.line
    else:
        title, line = _title_from(path), 1
    sections = split_sections(elements, line)
    role = Role(
        title=title,
        path=path,
        line=line,
        sections=tuple(section.title for section in sections if section.headings),
        other_names=_strings(fields, "other_names"),
        family=_string(fields, "family"),
        level=_string(fields, "level"),
        owner=_string(fields, "owner"),
        contact=_string(fields, "contact"),
        next_role=_string(fields, "next_role"),
        date=(_string(fields, "date") or "")[:10] or None,
        draft=fields.get("draft") is True,
    )
    return Document(path, (RoleText(role, sections),))


def _read_text(folder: Path, path: str) -> str:
    try:
        text = (folder / path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ContentError(
            path, line, "The file is not UTF-8.", "Save it as UTF-8 in your editor."
        ) from error
    except OSError as error:
        raise ContentError(
            path, None, f"The file cannot be read: {error.strerror}.", "Check its permissions."
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(NOT_LINE_ENDS)


def _title_from(path: str) -> str:
    """`resource_manager.md` -> 'Resource Manager'; capitals that are there are kept."""
    words = re.split(r"[\s_-]+", Path(path).stem)
    return " ".join(word if word != word.lower() else word.capitalize() for word in words)


def _string(fields: Mapping[str, Any], name: str) -> str | None:
    """A field as one line of text; None where it is absent, empty or not a single value."""
    value = fields.get(name)
    if value is None or isinstance(value, dict | list):
        return None
    return " ".join(str(value).split()) or None


def _strings(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A field that holds one value or a list of them."""
    value = fields.get(name)
    values = value if isinstance(value, list) else [value]
    return tuple(" ".join(str(item).split()) for item in values if item not in (None, ""))
