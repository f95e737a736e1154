"""A document's headings to its title and its roles: one, or several where its structure says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.documents.document import Block, Heading, Section
from index.documents.parse.columns import Column, split_columns
from index.documents.parse.families import family_of, is_about_careers, is_about_levels
from index.documents.parse.role_names import (
    LevelName,
    family_noun,
    family_of_levels,
    head_noun,
    is_kind_of,
    is_ladder,
    outside_parentheses,
    read_level,
    without_kind_of_document,
)
from index.documents.parse.sections import BOLD_HEADING_LEVEL, Elements, sections_of
from index.fold import words_of

ENDS = (".", "!", "?", ":", ";", ",")  # of a sentence, and not of a name
MIN_ROLES = 2  # a single heading that names a role is a section about it


@dataclass(frozen=True, slots=True)
class Part:
    """What a document says of one role. `heading` names the role; None for what stands under no
    role's heading: the whole document, where it is about one role. `level` is what that heading
    says if it is one of several levels of `family`. `is_column`: see `Role`."""

    heading: Heading | None
    sections: tuple[Section, ...]
    level: LevelName | None = None
    family: str = ""
    is_column: bool = False


def split_document(
    elements: Elements, title: str | None, file_name: str = ""
) -> tuple[Heading | None, tuple[Part, ...]]:
    """The document's own title, where a heading is it, and a part for each of its roles: one for
    each heading or column of a table that names a role or a level, after one for all that is under
    none of these. `title` is the front matter's; `file_name` is what it is called without one."""
    heading, rest = _split_title(elements, title)
    own_name = title if title is not None else heading.text if heading else None
    name = own_name if own_name is not None else file_name
    noun = head_noun(without_kind_of_document(name))
    whole = _Under(own_name or "", noun, is_about_levels(name), Counter(_texts(rest)))
    own, parts = _split(rest, (whole,))
    own, columns = split_columns(own, name)
    parts = _joined([*parts, *(_part_of(column, own_name or "") for column in columns)])
    if own or noun or (own_name is not None and not parts):  # what only heads roles is none itself
        parts.insert(0, Part(None, sections_of(own)))
    return heading, tuple(parts)


def _joined(parts: Sequence[Part]) -> list[Part]:
    """What a heading and a column of a table say of one level belongs together."""
    joined: dict[object, Part] = {}
    for n, part in enumerate(parts):
        code = part.level.code if part.level else None
        key = (part.family, code) if code else n
        first = joined.setdefault(key, part)
        if first is not part:
            joined[key] = replace(first, sections=(*first.sections, *part.sections))
    return list(joined.values())


def _texts(elements: Elements) -> Iterator[str]:
    return (words_of(heading.text) for _, heading in _headings(elements))


def _part_of(column: Column, name: str) -> Part:
    if column.level is None:
        return Part(column.heading, column.sections, is_column=True)
    family = family_of([name]) or family_of_levels([column.level])
    return Part(column.heading, column.sections, column.level, family, is_column=True)


@dataclass(frozen=True, slots=True)
class _Under:
    """What headings stand under: `text` is that heading or the document's title, `noun` what kind
    of role that names if it does, and `depth` how deep it is. `count` says how often each heading
    stands in the document; `is_level`: the heading is a level of a family itself."""

    text: str
    noun: str | None
    is_about_levels: bool
    count: Counter[str]
    depth: int = 0
    is_level: bool = False


def _split(elements: Elements, under: tuple[_Under, ...]) -> tuple[Elements, list[Part]]:
    """What is of no role, and the roles. `under` has the innermost first."""
    above, groups = _groups(elements)
    nearest = under[0]
    levels = _find_levels(groups, under)
    is_role = _find_roles(groups, nearest.noun) if not nearest.depth else [False] * len(groups)
    family = family_of(one.text for one in under if not one.is_level)
    family = family or family_of_levels(levels.values())
    own, parts = list(above), []
    for n, group in enumerate(groups):
        text = group.heading.text
        inner = replace(
            nearest,
            text=text,
            noun=head_noun(text),
            is_about_levels=is_about_levels(text),
            depth=nearest.depth + 1,
            is_level=n in levels,
        )
        below, deeper = _split(group.below, (inner, *under))
        if n in levels:
            parts.append(Part(group.heading, sections_of(below), levels[n], family))
        elif is_role[n]:
            parts.append(Part(group.heading, sections_of(below)))
        else:
            own += (group.heading, *below)
        parts += deeper
    return own, parts


def _find_levels(groups: Sequence[_Group], under: tuple[_Under, ...]) -> dict[int, LevelName]:
    """Which of some headings side by side are the levels of a family: those of one shape, all or
    none."""
    found = [(n, read_level(group.heading.text)) for n, group in enumerate(groups)]
    shapes: dict[str, list[tuple[int, LevelName]]] = {}
    for n, level in found:
        if level:
            shapes.setdefault(level.shape, []).append((n, level))
    ladders = (
        ladder
        for ladder in shapes.values()
        if is_ladder([level for _, level in ladder]) and _are_of_roles(ladder, groups, under)
    )
    return {n: level for ladder in ladders for n, level in ladder}


def _are_of_roles(
    ladder: Sequence[tuple[int, LevelName]], groups: Sequence[_Group], under: tuple[_Under, ...]
) -> bool:
    """Whether the levels are of roles, and not of a skill or an alarm: that is said by the name of
    one of them, or by what they stand under. A role has levels of its own kind alone; and what is
    said of each level again and again, under one topic after the other, is no list of them."""
    nearest, levels = under[0], [level for _, level in ladder]
    if any(nearest.count[words_of(groups[n].heading.text)] > 1 for n, _ in ladder):
        return False
    nouns = {level.noun for level in levels} - {None}
    if nouns:
        is_deep = nearest.depth > 0 and not any(one.is_about_levels for one in under)
        return not is_deep and nearest.noun in (None, *nouns)
    is_family = nearest.depth == 0 and family_noun(family_of([nearest.text])) is not None
    return bool(nearest.noun) or is_about_careers(nearest.text) or is_family


def _split_title(elements: Elements, title: str | None) -> tuple[Heading | None, Elements]:
    """Take the title out of the headings, and put what stood beside it under it."""
    found = _find_title(elements, title)
    if found is None:
        return None, elements
    n, heading = found
    others = (*elements[:n], *elements[n + 1 :])
    if heading.level == BOLD_HEADING_LEVEL:
        return replace(heading, level=1), others
    return heading, list(_below(heading, others))


def _find_title(elements: Elements, title: str | None) -> tuple[int, Heading] | None:
    """Where the document's title stands: the heading that repeats `title`; without that the only
    one of level 1, or the first of several unless it is the first of several roles, or the head
    of a list beside other such heads. A line in bold above all headings that names a role or a
    kind of document is its title, too."""
    headings = _headings(elements)
    outermost = [(n, heading) for n, heading in headings if heading.level == 1]
    if title is not None:
        likely = (*headings[:1], *outermost[:1])
        return next((found for found in likely if _repeats(found[1].text, title)), None)
    if headings and headings[0][0] == 0 and _is_bold_title(headings[0][1]):
        return headings[0]
    if len(outermost) == 1:
        return outermost[0]
    if all(heading.level == BOLD_HEADING_LEVEL for _, heading in headings):
        return _title_line(elements)
    if not outermost or outermost[0] != headings[0]:
        return None
    names = [head_noun(heading.text) for _, heading in outermost]
    below = elements[outermost[0][0] + 1]
    heads_a_list = isinstance(below, Block) and below.kind == "bullet"
    is_one_of_several = len(names) - names.count(None) >= MIN_ROLES
    return None if is_one_of_several or (heads_a_list and not names[0]) else outermost[0]


def _is_bold_title(heading: Heading) -> bool:
    bare = without_kind_of_document(heading.text)
    names_role = head_noun(bare) is not None and not heading.text.endswith(ENDS)
    return heading.level == BOLD_HEADING_LEVEL and names_role


def _title_line(elements: Elements) -> tuple[int, Heading] | None:
    """The first line of a document without headings, if it is the only one that reads as a role's
    name and there is something below it."""
    lines = [e for e in elements if isinstance(e, Heading) or e.kind == "paragraph"]
    named = [e for e in lines if head_noun(e.text) and not e.text.endswith(ENDS)]
    if len(elements) < 2 or len(named) != 1 or named[0] != elements[0]:
        return None
    first = named[0]
    return 0, Heading(first.text, 1, first.line, first.end_line, None, first.marks)


def _headings(elements: Elements) -> list[tuple[int, Heading]]:
    return [(n, element) for n, element in enumerate(elements) if isinstance(element, Heading)]


def _repeats(text: str, title: str) -> bool:
    """Maybe with an abbreviation behind it: "Site Reliability Engineer (SRE)"."""
    own, said = (words_of(outside_parentheses(name)) for name in (text, title))
    return own == said != ""


def _below(title: Heading, elements: Elements) -> Iterator[Heading | Block]:
    """What stands beside the title becomes a section under it, with all that is in it."""
    is_beside = False
    for element in elements:
        if isinstance(element, Heading) and element.level < BOLD_HEADING_LEVEL:
            is_beside = is_beside or element.level <= title.level
            deeper = element.level + 1 if is_beside else element.level
            element = replace(element, level=min(deeper, BOLD_HEADING_LEVEL - 1))
        yield element


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


def _find_roles(groups: Sequence[_Group], own: str | None) -> list[bool]:
    """Which of the outermost headings are roles.

    They are if most of them name one, or if one does and another has the same headings below it;
    then also those are that share a heading below with one that names a role ("VP Engineering",
    with "Responsibilities" below it). A document that is itself about a role (`own` is the last
    word of its name) holds only kinds of that role: "Developer 1" and "Senior Developer".
    """
    texts = [group.heading.text for group in groups]
    if own:
        named = [is_kind_of(text, own) for text in texts]
    else:
        named = [head_noun(text) is not None for text in texts]
    shapes = [group.shape() for group in groups]
    count = Counter(shapes)
    has_twin = any(n and s and count[s] > 1 for n, s in zip(named, shapes, strict=True))
    are_most = sum(named) >= MIN_ROLES and sum(named) * 2 >= len(named)
    if not are_most and (own or not has_twin):
        return [False] * len(groups)
    known = {text for n, shape in zip(named, shapes, strict=True) if n for text in shape}
    return [n or not known.isdisjoint(s) for n, s in zip(named, shapes, strict=True)]
