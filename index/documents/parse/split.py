"""A document's headings to its title and its roles: one, or several where its structure says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.documents.document import Block, Heading, Section
from index.documents.parse.sections import BOLD_HEADING_LEVEL, Elements, sections_of
from index.fold import words_of

ENDS = (".", "!", "?", ":", ";", ",")  # of a sentence, and not of a name
MIN_ROLES = 2  # a single heading that names a role is a section about it
MAX_NAME_WORDS = 7
PARENTHESIS = re.compile(r"(?<!\s)\s*+\([^)]*+\)")

# Words that a sentence about a role has and a role's name has not.
SENTENCE_WORDS = frozenset(
    ("a", "an", "as", "does", "is", "our", "the", "to", "versus", "vs", "what", "with", "your")
)
# Of words_of: "1. Product Owner", "The Product Owner", "D1 - Developer 1".
BEFORE_A_NAME = re.compile(r"^(?:(?:[a-z]{0,3}\d+|role|the)\s+)+")
# "Engineer II", "Engineer L3", "Engineer – Level 3"
NUMBER = re.compile(r"[a-z]{0,2}\d+|[ivx]+")
BEFORE_A_NUMBER = ("band", "grade", "level", "tier")
LEVELS = frozenset(
    (
        *("apprentice", "associate", "chief", "deputy", "distinguished", "entry", "fellow"),
        *("graduate", "head", "intermediate", "intern", "jr", "junior", "lead", "mid", "middle"),
        *("principal", "senior", "sr", "staff", "trainee"),
    )
)
VICE_PRESIDENTS = ("avp", "evp", "svp", "vp")  # of "Product", without "of"


@dataclass(frozen=True, slots=True)
class Part:
    """What a document says of one role. `heading` names the role; None for what stands under no
    role's heading: the whole document, where it is about one role."""

    heading: Heading | None
    sections: tuple[Section, ...]


def split_document(
    elements: Elements, title: str | None, nouns: frozenset[str]
) -> tuple[Heading | None, tuple[Part, ...]]:
    """The document's own title, where a heading is it, and a part for each of its roles: one for
    each heading that names a role, after one for all that is under none of these. `title` is
    the front matter's; `nouns` are words that names of roles end with ("engineer")."""
    heading, rest = _split_title(elements, title, nouns)
    name = title if title is not None or heading is None else heading.text
    noun = head_noun(name, nouns) if name else None
    above, groups = _groups(rest)
    parts = []
    own = list(above)
    for group, is_role in zip(groups, _find_roles(groups, nouns, noun), strict=True):
        if is_role:
            parts.append(Part(group.heading, sections_of(group.below)))
        else:
            own += (group.heading, *group.below)
    if own or noun or (name and not parts):  # a title that only heads its roles is none itself
        parts.insert(0, Part(None, sections_of(own)))
    return heading, tuple(parts)


def _split_title(
    elements: Elements, title: str | None, nouns: frozenset[str]
) -> tuple[Heading | None, Elements]:
    """Take the title out of the headings, and put what stood beside it under it."""
    found = _find_title(elements, title, nouns)
    if found is None:
        return None, elements
    n, heading = found
    others = (*elements[:n], *elements[n + 1 :])
    return heading, [_below(heading, element) for element in others]


def _find_title(
    elements: Elements, title: str | None, nouns: frozenset[str]
) -> tuple[int, Heading] | None:
    """Where the document's title stands: the heading that repeats `title`; without that the only
    one of level 1, or the first of several unless it is the first of several roles, or the head
    of a list beside other such heads."""
    headings = _headings(elements)
    outermost = [(n, heading) for n, heading in headings if heading.level == 1]
    if title is not None:
        likely = (*headings[:1], *outermost[:1])
        return next((found for found in likely if _repeats(found[1].text, title)), None)
    if len(outermost) == 1:
        return outermost[0]
    if all(heading.level == BOLD_HEADING_LEVEL for _, heading in headings):
        return _title_line(elements, nouns)
    if not outermost or outermost[0] != headings[0]:
        return None
    names = [head_noun(heading.text, nouns) for _, heading in outermost]
    below = elements[outermost[0][0] + 1]
    heads_a_list = isinstance(below, Block) and below.kind == "bullet"
    is_one_of_several = len(names) - names.count(None) >= MIN_ROLES
    return None if is_one_of_several or (heads_a_list and not names[0]) else outermost[0]


def _title_line(elements: Elements, nouns: frozenset[str]) -> tuple[int, Heading] | None:
    """The first line of a document without headings, if it is the only one that reads as a role's
    name and there is something below it."""
    lines = [e for e in elements if isinstance(e, Heading) or e.kind == "paragraph"]
    named = [e for e in lines if head_noun(e.text, nouns) and not e.text.endswith(ENDS)]
    if len(elements) < 2 or len(named) != 1 or named[0] != elements[0]:
        return None
    first = named[0]
    return 0, Heading(first.text, 1, first.line, first.end_line, None, first.marks)


def _headings(elements: Elements) -> list[tuple[int, Heading]]:
    return [(n, element) for n, element in enumerate(elements) if isinstance(element, Heading)]


def _repeats(text: str, title: str) -> bool:
    """Maybe with an abbreviation behind it: "Site Reliability Engineer (SRE)"."""
    return words_of(_outside(text)) == words_of(_outside(title)) != ""


def _outside(text: str) -> str:
    """Without what stands in parentheses. None is looked for that is never closed."""
    closed, end, rest = text.rpartition(")")
    return PARENTHESIS.sub("", closed + end) + rest


def _below(title: Heading, element: Heading | Block) -> Heading | Block:
    """What stood beside the title becomes a section under it."""
    if isinstance(element, Heading) and element.level <= title.level:
        return replace(element, level=title.level + 1)
    return element


@dataclass(frozen=True, slots=True)
class _Group:
    """One of the outermost headings, and what stands under it."""

    heading: Heading
    below: Elements

    def shape(self) -> frozenset[str]:
        """The headings under it."""
        return frozenset(words_of(heading.text) for _, heading in _headings(self.below))


def _groups(elements: Elements) -> tuple[tuple[Heading | Block, ...], list[_Group]]:
    """What stands above the first of the outermost headings, and each of them."""
    headings = _headings(elements)
    level = min((heading.level for _, heading in headings), default=BOLD_HEADING_LEVEL)
    outermost = [
        (n, heading) for n, heading in headings if heading.level == level < BOLD_HEADING_LEVEL
    ]
    ends = [*(n for n, _ in outermost), len(elements)]
    groups = [
        _Group(heading, elements[n + 1 : end])
        for (n, heading), end in zip(outermost, ends[1:], strict=True)
    ]
    return tuple(elements[: ends[0]]), groups


def _find_roles(groups: Sequence[_Group], nouns: frozenset[str], own: str | None) -> list[bool]:
    """Which of the outermost headings are roles.

    They are if most of them name one, or if one does and another has the same headings below it;
    then also those are that share a heading below with one that names a role ("VP Engineering",
    with "Responsibilities" below it). A document that is itself about a role (`own` is the last
    word of its name) holds only kinds of that role: "Developer 1" and "Senior Developer".
    """
    texts = [group.heading.text for group in groups]
    if own:
        named = [is_kind_of(text, own, nouns) for text in texts]
    else:
        named = [head_noun(text, nouns) is not None for text in texts]
    shapes = [group.shape() for group in groups]
    count = Counter(shapes)
    has_twin = any(n and s and count[s] > 1 for n, s in zip(named, shapes, strict=True))
    are_most = sum(named) >= MIN_ROLES and sum(named) * 2 >= len(named)
    if not are_most and (own or not has_twin):
        return [False] * len(groups)
    known = {text for n, shape in zip(named, shapes, strict=True) if n for text in shape}
    return [n or not known.isdisjoint(s) for n, s in zip(named, shapes, strict=True)]


def head_noun(text: str, nouns: frozenset[str]) -> str | None:
    """What kind of role `text` names, if it reads as a role's name.

    >>> nouns = frozenset(("director", "officer", "engineer"))
    >>> for name in ("Contracting Officer (CO)", "Director, Outreach", "Engineer – Level 3"):
    ...     print(head_noun(name, nouns))
    officer
    director
    engineer
    >>> head_noun("What our engineer does", nouns)
    """
    first, *others = _outside(text).split(",")
    name = words_of(",".join((first, *others)))
    words = _without_numbering(BEFORE_A_NAME.sub("", name).split())
    if not words or len(words) > MAX_NAME_WORDS or SENTENCE_WORDS & set(words):
        return None
    if words[0] in VICE_PRESIDENTS:
        return words[0]
    of = next((n for n, word in enumerate(words) if n and word in ("of", "for")), None)
    ends = words[of - 1] if of else words[-1]
    before_comma = BEFORE_A_NAME.sub("", words_of(first)).split()[-1:] if others else ()
    return next((word for word in (*before_comma, ends) if word in nouns), None)


def _without_numbering(words: list[str]) -> list[str]:
    """
    >>> _without_numbering(["engineer", "level", "3"]), _without_numbering(["level", "ii"])
    (['engineer'], ['level'])
    """
    end = len(words)
    while end > 1 and NUMBER.fullmatch(words[end - 1]):
        end -= 2 if end > 2 and words[end - 2] in BEFORE_A_NUMBER else 1
    return words[:end]


def is_kind_of(text: str, noun: str, nouns: frozenset[str]) -> bool:
    """Whether `text` names a numbered or levelled kind of the role that ends with `noun`.

    >>> nouns = frozenset(("engineer", "lead"))
    >>> [is_kind_of(t, "engineer", nouns) for t in ("E2 - Engineer 2", "Senior Engineer", "Lead")]
    [True, True, False]
    """
    words = words_of(_outside(text)).split()
    others = set(words) - {noun, f"{noun}s", noun.removesuffix("s")}
    is_levelled = _without_numbering(words) != words or not LEVELS.isdisjoint(others)
    found = head_noun(text, nouns)
    return is_levelled and found is not None and found.removesuffix("s") == noun.removesuffix("s")
