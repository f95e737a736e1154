"""Lines of properties at the top of a document ("Owner: Head of Data"): exports have them in place
of front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index.documents.document import Block, Heading, Omission
from index.documents.parse.front_matter import FrontMatter, field_name
from index.documents.parse.role import FIELDS
from index.documents.parse.sections import Elements
from index.documents.parse.text import is_all

# "Owner: Maria", "**Owner:** Maria"
PROPERTY = re.compile(r"(?P<key>[^\W\d][\w /-]{1,30}?)\s*:\s*(?P<value>\S.*)", re.DOTALL)
SENTENCES = re.compile(r"[.!?]\s+\w")
MAX_WORDS = 12  # of a value; what is longer is a statement
READ = frozenset(("status", "aliases", *(key for keys in FIELDS.values() for key in keys)))
# What programs note about a page, and nobody asks of a role.
NOTED = frozenset(
    (
        *("author", "created", "created_by", "created_time", "last_edited_by", "page_id"),
        *("tags", "type", "url", "verification", "version", "visibility"),
    )
)


def take_properties(
    elements: Elements, front_matter: FrontMatter
) -> tuple[Elements, FrontMatter, tuple[Omission, ...]]:
    """The elements without the properties below the title that are fields, these among the fields
    of the front matter, whose own count first, and what is left out as only a program's."""
    top = list(_at_the_top(elements))
    if not any(key in READ for _, key, _ in top):
        return elements, front_matter, ()
    fields = {key: value for _, key, value in top if key in READ}
    lines = {key: block.line for block, key, _ in top if key in READ}
    taken = {id(block) for block, key, _ in top if key in READ | NOTED}
    left = [element for element in elements if id(element) not in taken]
    noted = (block for block, key, _ in top if key in NOTED)
    omissions = tuple(Omission(block.line, block.text, is_words=True) for block in noted)
    found = replace(
        front_matter,
        fields={**fields, **front_matter.fields},
        lines={**lines, **front_matter.lines},
    )
    return left, found, omissions


def _at_the_top(elements: Elements) -> Iterator[tuple[Block, str, str]]:
    """The first blocks, below at most a title, as far as they are properties: each with its key, as
    a field is called, and its value."""
    for element in elements[1:] if elements and _may_be_title(elements[0]) else elements:
        read = None if isinstance(element, Heading) else read_property(element)
        if isinstance(element, Heading) or read is None:
            return
        yield element, *read


def _may_be_title(element: Heading | Block) -> bool:
    return isinstance(element, Heading) or is_all("bold", element.text, element.marks)


def read_property(block: Block) -> tuple[str, str] | None:
    """The name of the field, and its value: written with a colon in between, or as a list or table
    of two columns has them."""
    if len(block.context) == 1 and block.kind in ("cell", "paragraph"):
        key, value = block.context[0], block.text
    elif found := PROPERTY.fullmatch(block.text):
        key, value = found["key"], found["value"]
    else:
        return None
    if SENTENCES.search(value) or len(value.split()) > MAX_WORDS:
        return None
    return field_name(key.strip().rstrip(":")), value.strip()
