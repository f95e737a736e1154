"""Whether a document describes a role, or is another page of a handbook. In doubt it is a role."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.documents.document import Section
from index.documents.parse.front_matter import FrontMatter
from index.documents.parse.matrix import parse_matrix
from index.documents.parse.role import TRUE, Title, text_of
from index.documents.parse.role_names import (
    head_noun,
    outside_parentheses,
    pieces_of,
    without_kind_of_document,
)
from index.fold import words_of

FIELD = "role"
SAYS_SO = "its front matter says so"
ONLY_HEADS = "it only stands above its roles"
LEADS_ON = "it only leads to another page"
DESCRIBES_NONE = "neither its title nor its text describes a role"
HOW_TO_CHANGE = "Write 'role: true' into its front matter if it is a role."

FALSE = ("false", "no", "off")
OF_A_ROLE = ("family", "job_family", "level", "grade", "next_role", "reports_to")
REDIRECTS = ("redirect", "redirect_to")
# How titles begin, and what is in those, that are not about one role, whatever else they say.
ABOUT_OTHERS = re.compile(
    r"(?:contributing|faqs?|glossary|how|index|introduction|overview|what|when|why)\b"
)
OF_ALL = re.compile(r"\b(?:checklist|faqs?|glossary|guidelines|policy|policies|values)\b")
NAMES_ROLES = re.compile(r"\b(?:role|roles|responsibilities)\b")
GROUPS = re.compile(r".*\b(?:board|committee|council|group|guild|team)s?")
BEHIND_A_NAME = re.compile(r"(.+?)\s+(?:competencies|framework|handbook|ladder)", re.IGNORECASE)
OF_DUTIES = re.compile(
    r"\b(?:accountabilit|competenc|deliver|dut(?:y|ies)\b|expectation|impact|knowledge|objective"
    r"|qualification|requirement|responsib|role|scope|skill|what you)"
)
DOES = re.compile(r"\W*(?:[A-Z][a-z]+s|You|I|Is|Has|Can)\b")  # as what is expected begins

SMALL = frozenset(("and", "are", "for", "is", "of", "on", "our", "the", "to", "you"))  # English
MIN_WORDS = 30  # of a text that tells what it is about
MIN_SMALL = 0.04  # of them
MIN_DOING = 0.35  # of the passages
MIN_OF_DUTIES = 0.5  # of the sections
MIN_PASSAGES = 3


def why_page(
    title: Title, front_matter: FrontMatter, sections: Sequence[Section], has_roles: bool
) -> str | None:
    """Why a document is a page; None if it describes a role in `sections`. `has_roles`: it holds
    others besides."""
    said = (text_of(front_matter.fields, FIELD) or "").casefold()
    if said in (*TRUE, *FALSE):
        return SAYS_SO if said in FALSE else None
    if any(front_matter.fields.get(name) for name in REDIRECTS):
        return LEADS_ON
    names = (title.text, *title.spellings)
    describes = _describes_role(title.text, sections)
    begins_so = any(head_noun(pieces_of(name)[0]) for name in names if pieces_of(name))
    if has_roles:
        is_role = any(map(head_noun, names)) or (begins_so and describes)
        return None if is_role else ONLY_HEADS
    names_role = begins_so or any(map(_names_role, names))
    if names_role or describes or _has_fields(front_matter):
        return None
    return None if _is_in_doubt(title.text, sections) else DESCRIBES_NONE


def _names_role(title: str) -> bool:
    words = words_of(title)
    if ABOUT_OTHERS.match(words):
        return False
    if NAMES_ROLES.search(words):
        return True
    generic = BEHIND_A_NAME.fullmatch(title.strip())
    name = without_kind_of_document(generic[1] if generic else title)
    last = outside_parentheses(name).split()[-1:]
    ends_so = any(head_noun(word) for word in (name, *last))
    return not OF_ALL.search(words) and (ends_so or GROUPS.fullmatch(words) is not None)


def _has_fields(front_matter: FrontMatter) -> bool:
    has_matrix = bool(parse_matrix(front_matter.node))
    return has_matrix or any(text_of(front_matter.fields, name) for name in OF_A_ROLE)


def _is_about_others(title: str) -> bool:
    words = words_of(title)
    return bool(ABOUT_OTHERS.match(words) or OF_ALL.search(words))


def _texts(sections: Sequence[Section]) -> list[str]:
    return [block.text for section in sections for block in section.blocks]


def _describes_role(title: str, sections: Sequence[Section]) -> bool:
    """Whether much of it is said as duties are, or under such headings."""
    texts = _texts(sections)
    doing = sum(DOES.match(text) is not None for text in texts)
    if len(texts) >= MIN_PASSAGES and doing >= MIN_DOING * len(texts):
        return True
    heads = {section.headings[0] for section in sections if section.headings}
    of_duties = sum(OF_DUTIES.search(words_of(head)) is not None for head in heads)
    are_most = bool(of_duties) and of_duties >= MIN_OF_DUTIES * len(heads)
    return are_most and not _is_about_others(title)


def _is_in_doubt(title: str, sections: Sequence[Section]) -> bool:
    """Whether nothing can be told from a text that is short, or in no English."""
    words = " ".join(_texts(sections)).lower().split()
    is_english = sum(map(SMALL.__contains__, words)) >= MIN_SMALL * len(words)
    has_enough = len(words) >= MIN_WORDS and is_english
    return bool(words) and not has_enough and not _is_about_others(title)
