"""Headings and blocks to roles with sections, whatever the markup."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from index.document import Block, Heading, Section
from index.fold import words_of
from index.parse.text import is_all_bold

Elements = Sequence[Heading | Block]

BELOW_ALL = 7  # the level of a bold paragraph that serves as a heading; real ones end at 6
WORDS_OF_A_STATEMENT = 6  # fewer say what follows is about ("Responsibilities include:")
WORDS_OF_A_STATING_HEADING = 8  # "Develop a process for …"; shorter ones name a section
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def arrange(elements: Elements) -> Elements:
    """Say in headings and contexts what authors say by looks: bold paragraphs over text are
    headings, a paragraph that ends with a colon introduces the list below it, and a parent that
    states nothing is only the context of its children."""
    return _drop_mere_parents(_attach_introductions(_promote_bold(elements)))


def _with_next(elements: Elements) -> Iterator[tuple[Heading | Block, Heading | Block | None]]:
    """Each element and the one behind it, None behind the last."""
    return zip(elements, (*elements[1:], None), strict=False)


def _promote_bold(elements: Elements) -> list[Heading | Block]:
    """A paragraph all in bold, with text below it, heads that text."""
    arranged: list[Heading | Block] = []
    for element, following in _with_next(elements):
        if (
            isinstance(element, Block)
            and element.kind == "paragraph"
            and not element.context
            and isinstance(following, Block)
            and is_all_bold(element.text, element.marks)
        ):
            element = Heading(element.text, BELOW_ALL, element.line, element.end_line, None, ())
        arranged.append(element)
    return arranged


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


def _drop_mere_parents(elements: Elements) -> list[Heading | Block]:
    """Their words stay in their children's context."""
    return [
        element
        for element, following in _with_next(elements)
        if not (
            isinstance(element, Block)
            and isinstance(following, Block)
            and _is_under(following, element)
            and len(element.text.split()) < WORDS_OF_A_STATEMENT
        )
    ]


def _is_under(block: Block, parent: Block) -> bool:
    depth = len(parent.context)
    return len(block.context) > depth and parent.text.endswith(block.context[depth])


@dataclass(frozen=True, slots=True)
class Part:
    """What a document says of one role. `heading` names the role; None for what stands under no
    role's heading: the whole document, where it is about one role."""

    heading: Heading | None
    sections: tuple[Section, ...]


def split_title(
    elements: Elements, title: str | None, nouns: frozenset[str]
) -> tuple[Heading | None, Elements]:
    """Take the document's own title out of its headings: the one that repeats `title`, which the
    front matter gives; without that the first, if it is of level 1 and neither the first of
    several roles nor the head of a list beside other such heads."""
    first = next((element for element in elements if isinstance(element, Heading)), None)
    if first is None or (title is None and first.level > 1):
        return None, elements
    others = [e for e in elements if isinstance(e, Heading) and e is not first]
    if title is not None:
        is_title = words_of(first.text) == words_of(title)
    elif any(other.level == first.level for other in others):
        below = elements[elements.index(first) + 1]
        heads_a_list = isinstance(below, Block) and below.kind == "bullet"
        is_title = not heads_a_list and len(_role_headings(elements, nouns)) < MOST_TITLES
    else:
        is_title = all(other.level > first.level for other in others)
    if not is_title:
        return None, elements
    return first, [_below(first, element) for element in elements if element is not first]


MOST_TITLES = 2  # from so many headings on that name roles, each is one


def _below(title: Heading, element: Heading | Block) -> Heading | Block:
    """What stood beside the title becomes a section under it."""
    if isinstance(element, Heading) and element.level <= title.level:
        return replace(element, level=title.level + 1)
    return element


def split_roles(elements: Elements, nouns: frozenset[str]) -> tuple[Part, ...]:
    """One part for each role that a heading names, where most headings of the outermost level
    do, after one for all that is under none of them. `nouns` are words that titles of roles end
    with ("engineer")."""
    roles = _role_headings(elements, nouns)
    parts: list[tuple[Heading | None, list[Heading | Block]]] = [(None, [])]
    for element in elements:
        if element in roles and isinstance(element, Heading):
            parts.append((element, []))
        elif isinstance(element, Heading) and roles and element.level <= roles[0].level:
            parts.append((None, [element]))
        else:
            parts[-1][1].append(element)
    outside = [element for heading, part in parts if heading is None for element in part]
    return (
        Part(None, _sections(outside)),
        *(Part(heading, _sections(part)) for heading, part in parts if heading is not None),
    )


def _role_headings(elements: Elements, nouns: frozenset[str]) -> list[Heading]:
    """The headings that name roles, if two or more of the outermost level and most of them do;
    then also those beside them that have the same headings below ("VP Engineering", with
    "Responsibilities" below it as the others have)."""
    headings = [element for element in elements if isinstance(element, Heading)]
    level = min((heading.level for heading in headings), default=BELOW_ALL)
    outermost = [heading for heading in headings if heading.level == level]
    named = [heading for heading in outermost if _names_a_role(heading.text, nouns)]
    if level == BELOW_ALL or len(named) < MOST_TITLES or len(named) * 2 < len(outermost):
        return []
    below = {heading: _texts_below(heading, headings) for heading in outermost}
    shapes = [below[heading] for heading in named]
    return [
        heading
        for heading in outermost
        if heading in named or any(below[heading] & shape for shape in shapes)
    ]


def _texts_below(heading: Heading, headings: Sequence[Heading]) -> set[str]:
    following = headings[headings.index(heading) + 1 :]
    inner = takewhile(lambda other: other.level > heading.level, following)
    return {words_of(other.text) for other in inner}


# Words that a sentence about a role has and a role's name has not.
SENTENCE_WORDS = frozenset(
    ("a", "an", "as", "does", "is", "our", "the", "to", "versus", "vs", "what", "with", "your")
)
NUMBERING = re.compile(r"^\w?\d+\s+|(\s+(\d+|[ivx]+))+$")  # "D1 - Developer 1", "Engineer II"


def _names_a_role(text: str, nouns: frozenset[str]) -> bool:
    """Whether `text` reads as a title: "Contracting Officer (CO)", "Director of Outreach"."""
    words = NUMBERING.sub("", words_of(re.sub(r"\(.*?\)", "", text))).split()
    if not words or len(words) > MOST_WORDS_OF_A_TITLE or SENTENCE_WORDS & set(words):
        return False
    heads = [
        words[-1],
        *(words[n - 1] for n, word in enumerate(words) if n and word in ("of", "for")),
    ]
    return not nouns.isdisjoint(heads)


MOST_WORDS_OF_A_TITLE = 7


def _sections(elements: Elements) -> tuple[Section, ...]:
    """Group blocks under the path of headings above them. A heading is quoted itself where it is
    the statement: it has nothing below it, or is long enough to be one."""
    sections: list[Section] = []
    path: list[Heading] = []
    blocks: list[Block] = []

    def close(following: Heading | None) -> None:
        if path:
            head = path[-1]
            is_leaf = not blocks and (following is None or following.level <= head.level)
            if is_leaf or len(head.text.split()) >= WORDS_OF_A_STATING_HEADING:
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
