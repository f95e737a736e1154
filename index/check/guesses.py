"""What had to be guessed when a document was read, and what of it may be none of its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import shorten

from index.check.finding import Finding
from index.documents.document import Document, Role, RoleText
from index.documents.parse.pages import HOW_TO_CHANGE

MIN_WORDS = 3  # of a passage that says something
MAX_SHOWN = 60  # characters; enough to find it on its line
LEFT_OUT_FIX = "Write it in a sentence of its own if it should be found."
DRAWN = re.compile(r"\S {3,}\S.*\S {3,}\S")  # a row of a table that is drawn with spaces


def find_guesses(documents: Sequence[Document]) -> Iterator[Finding]:
    for document in documents:
        yield from _left_out(document)
        for text in document.roles:
            is_whole = document.is_named_by_file and text.role.line == 1
            yield from _page(text.role)
            yield from _title(text.role) if is_whole else ()
            yield from _blocks(text)


def _left_out(document: Document) -> Iterator[Finding]:
    for omission in document.omissions:
        if omission.is_words:
            shown = shorten(omission.text, MAX_SHOWN, placeholder=" …")
            problem = f"This is not quoted: '{shown}'. A program wrote it, or it only links."
            yield Finding("note", document.path, omission.line, problem, LEFT_OUT_FIX)


def _page(role: Role) -> Iterator[Finding]:
    if role.why_page:
        problem = f"'{role.title}' is taken for a page that describes no role: {role.why_page}."
        yield Finding("note", role.path, role.line, problem, HOW_TO_CHANGE)


def _title(role: Role) -> Iterator[Finding]:
    """A page's is of no importance, since nobody asks for it."""
    if not role.is_page:
        problem = f"The title '{role.title}' is the file's name: nothing in the file gives one."
        yield Finding("note", role.path, 1, problem, "Write a heading, or 'title' above all.")


def _blocks(text: RoleText) -> Iterator[Finding]:
    for block in (block for section in text.sections for block in section.blocks):
        is_short = len(block.text.split()) < MIN_WORDS
        if block.kind == "paragraph" and DRAWN.search(block.text):
            problem = "This looks like a table drawn with spaces, and is quoted as one line."
            fix = "Draw it with bars: '| Skill | Level |'."
            yield Finding("warning", text.role.path, block.line, problem, fix)
        elif block.kind in ("bullet", "paragraph") and not block.context and is_short:
            problem = f"The passage '{block.text}' says too little to be found."
            yield Finding("note", text.role.path, block.line, problem, "Say it in a sentence.")
