"""Headings and blocks to sections, whatever the markup."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.documents.document import Block, Heading, Section
from index.documents.parse.role_names import head_noun
from index.documents.parse.text import cut_out, is_all

Elements = Sequence[Heading | Block]

BOLD_HEADING_LEVEL = 7  # the level of a bold paragraph that serves as a heading; real ones end at 6
MIN_STATEMENT_WORDS = 6  # fewer and a colon say what follows is about ("Duties include:")
MAX_LABEL_WORDS = 2  # so few say it without a colon ("Beginner")
MIN_LEAF_STATEMENT_WORDS = 3  # "Bake good bread"; shorter ones name a section that is empty yet
MIN_HEADING_STATEMENT_WORDS = 8  # "Develop a process for …"; shorter ones name a section
NUMBER = re.compile(r"\A(?:\d{1,2}\.)+(?:\d{1,2})?\s+(?=\S)")  # "1. Purpose", "2.1 Skills"
MIN_NUMBERED = 2  # headings of one level; a single one may well be a name
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def arrange(elements: Elements) -> Elements:
    """Say in headings and contexts what authors say by looks: bold paragraphs over text are
    headings, numbers before headings are none of their words, a paragraph that ends with a colon
    introduces the list below it, and a parent that states nothing is only the context of its
    children."""
    numbered = _without_numbers(_promote_bold(elements))
    return _drop_mere_parents(_attach_introductions(numbered))


def _with_next(elements: Elements) -> Iterator[tuple[Heading | Block, Heading | Block | None]]:
    """Each element and the one behind it, None behind the last."""
    return zip(elements, (*elements[1:], None), strict=False)


def _promote_bold(elements: Elements) -> list[Heading | Block]:
    """A paragraph all in bold, with text below it, heads that text. So does the first one, whatever
    is below it, if it names a role."""
    arranged: list[Heading | Block] = []
    for element, following in _with_next(elements):
        is_first = not arranged and head_noun(element.text) is not None
        if (
            isinstance(element, Block)
            and element.kind == "paragraph"
            and not element.context
            and (isinstance(following, Block) or is_first)
            and is_all("bold", element.text, element.marks)
        ):
            element = Heading(
                element.text, BOLD_HEADING_LEVEL, element.line, element.end_line, None, ()
            )
        arranged.append(element)
    return arranged


def _without_numbers(elements: Elements) -> list[Heading | Block]:
    """Headings without their numbers, where several of one level have one."""
    numbered = Counter(e.level for e in elements if isinstance(e, Heading) and NUMBER.match(e.text))
    return [
        cut_out(e, NUMBER) if isinstance(e, Heading) and numbered[e.level] >= MIN_NUMBERED else e
        for e in elements
    ]


def _attach_introductions(elements: Elements) -> list[Heading | Block]:
    """The last sentence of "You own: / - the plan" is what the plan stands under."""
    arranged: list[Heading | Block] = []
    introduction: Block | None = None
    for element, following in _with_next(elements):
        if isinstance(element, Heading):
            introduction = None
        elif introduction and _is_in_list_after(element, introduction):
            depth = len(introduction.context)
            under = SENTENCE_END.split(introduction.text)[-1]
            context = (*element.context[:depth], under, *element.context[depth:])
            element = replace(element, context=context)
        else:
            introduction = element if _introduces(element, following) else None
        arranged.append(element)
    return arranged


def _introduces(block: Block, following: Heading | Block | None) -> bool:
    return (
        block.kind == "paragraph"
        and block.text.endswith(":")
        and isinstance(following, Block)
        and _is_in_list_after(following, block)
    )


def _is_in_list_after(block: Block, introduction: Block) -> bool:
    depth = len(introduction.context)
    same_place = block.context[:depth] == introduction.context
    return same_place and (block.kind == "bullet" or len(block.context) > depth)


def _drop_mere_parents(elements: Elements) -> Elements:
    """Their words stay in their children's context."""
    return [e for n, e in enumerate(elements) if not _is_mere_parent(e, elements, n + 1)]


def _is_mere_parent(element: Heading | Block, elements: Elements, start: int) -> bool:
    """Whether `element` only says what the elements from `start` on are about. A point's own
    further paragraphs are not under it in this sense."""
    if isinstance(element, Heading) or not _reads_as_label(element):
        return False
    for n in range(start, len(elements)):
        following = elements[n]
        if isinstance(following, Heading) or not _is_under(following, element):
            return False
        if following.kind != "paragraph":
            return True
    return False


def _reads_as_label(block: Block) -> bool:
    words = len(block.text.split())
    is_introduction = block.text.endswith(":") and words < MIN_STATEMENT_WORDS
    is_marked = is_all("bold", block.text, block.marks) or is_all("link", block.text, block.marks)
    return is_introduction or is_marked or words <= MAX_LABEL_WORDS


def _is_under(block: Block, parent: Block) -> bool:
    depth = len(parent.context)
    return len(block.context) > depth and parent.text.endswith(block.context[depth])


def sections_of(elements: Elements) -> tuple[Section, ...]:
    """Group blocks under the path of headings above them. A heading is quoted itself where it is
    the statement: it is long enough, and need not be as long if it has nothing below it."""
    sections: list[Section] = []
    path: list[Heading] = []
    blocks: list[Block] = []

    def close(following: Heading | None) -> None:
        if path:
            head = path[-1]
            is_leaf = not blocks and (following is None or following.level <= head.level)
            least = MIN_LEAF_STATEMENT_WORDS if is_leaf else MIN_HEADING_STATEMENT_WORDS
            if len(head.text.split()) >= least:
                blocks.insert(0, _as_block(head))
        if blocks or path:
            anchors = [heading.anchor for heading in path if heading.anchor]
            headings = tuple(heading.text for heading in path)
            sections.append(Section(headings, tuple(blocks), anchors[-1] if anchors else None))
        blocks.clear()

    for element in elements:
        if isinstance(element, Heading):
            close(element)
            path = [*(h for h in path if h.level < element.level), element]
        else:
            blocks.append(element)
    close(None)
    return tuple(sections)


def _as_block(heading: Heading) -> Block:
    return Block("heading", heading.text, heading.line, heading.end_line, marks=heading.marks)


def add_anchors(elements: Elements) -> list[Heading | Block]:
    """Give every heading without an anchor the one that GitHub and Hugo would give it: of two
    alike the second ends with "-1"."""
    taken: Counter[str] = Counter()
    anchored: list[Heading | Block] = []
    for element in elements:
        if isinstance(element, Heading):
            anchor = element.anchor or _free(slug(element.text), taken)
            taken[anchor] += 1
            element = replace(element, anchor=anchor or None)
        anchored.append(element)
    return anchored


def _free(anchor: str, taken: Counter[str]) -> str:
    free = anchor
    while taken[free]:
        free = f"{anchor}-{taken[anchor]}"
        taken[anchor] += 1
    return free


def slug(text: str) -> str:
    """As GitHub makes it.

    >>> slug("D1 - Developer 1: what's next?")
    'd1---developer-1-whats-next'
    """
    kept = (c for c in text.strip().lower() if c.isalnum() or c in " -_" or _is_mark(c))
    return "".join(kept).replace(" ", "-")


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")
