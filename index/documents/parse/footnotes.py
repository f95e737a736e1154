"""Footnotes stand under the sentence that they belong to.

A parser writes where a note is referred to, and where it begins, with signs that no text has; see
`reference` and `note`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.documents.document import Block, Heading
from index.documents.parse.sections import Elements
from index.documents.parse.text import Element, cut_out

# Noncharacters of Unicode, which are taken out of every source before it is parsed.
SIGNS = "\ufdd0\ufdd1\ufdd2\ufdd3"
REFERENCE = re.compile("\ufdd0([^\ufdd1]*)\ufdd1")
IN_TEXT = re.compile("(?<!\\s)\\s*+\ufdd0[^\ufdd1]*\ufdd1")
EDGES = re.compile(r"\A\s++|(?<!\s)\s++\Z")
NOTE = re.compile("\ufdd2([^\ufdd3]*)\ufdd3")


def reference(key: str) -> str:
    return f"\ufdd0{key}\ufdd1"


def note(key: str) -> str:
    return f"\ufdd2{key}\ufdd3"


def place_footnotes(elements: Elements) -> Elements:
    """Each note behind the block that refers to it first, as what stands under that block's words;
    one that nothing refers to stays where it is."""
    referred = {key for element in elements for key in REFERENCE.findall(element.text)}
    notes: dict[str, Block] = {}
    placed: list[Heading | Block] = []
    for element in elements:
        found = NOTE.match(element.text)
        if isinstance(element, Block) and found and found[1] in referred:
            notes.setdefault(found[1], _cut_signs(element))
    for element in elements:
        found = NOTE.match(element.text)
        if isinstance(element, Block) and found and found[1] in referred:
            continue
        clean = _without_signs(element)
        own = [notes.pop(key) for key in REFERENCE.findall(element.text) if key in notes]
        above = (*clean.context, clean.text) if isinstance(clean, Block) else ()
        placed += [clean] if clean.text else []
        placed += [replace(one, context=above) for one in own if one.text]
    return placed


def _without_signs(element: Heading | Block) -> Heading | Block:
    if SIGNS[0] in element.text or SIGNS[2] in element.text:
        element = _cut_signs(element)
    if isinstance(element, Block) and any(SIGNS[0] in text for text in element.context):
        return replace(element, context=_bare(element.context))
    return element


def _cut_signs(element: Element) -> Element:
    """What then stands at an end may be a space."""
    return cut_out(cut_out(cut_out(element, IN_TEXT), NOTE), EDGES)


def _bare(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(IN_TEXT.sub("", text) for text in texts)
