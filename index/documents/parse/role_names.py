"""What reads as the name of a role, and of a level of one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index.fold import words_of

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
PIECES = re.compile(r"(?<!\s)\s*+(?:[:–—|(]|(?<=\s)-(?=\s))\s*+")  # of a title
LEVELS = frozenset(
    (
        *("apprentice", "associate", "chief", "deputy", "distinguished", "entry", "fellow"),
        *("graduate", "head", "intermediate", "intern", "jr", "junior", "lead", "mid", "middle"),
        *("principal", "senior", "sr", "staff", "trainee"),
    )
)
VICE_PRESIDENTS = ("avp", "evp", "svp", "vp")  # of "Product", without "of"

ABBREVIATION = re.compile(r"(.+\S)\s*\(([^()]+)\)")  # "Contracting Officer (CO)"
KIND = r"(?:card|charter|description|handbook|profile|spec(?:ification)?)"
OF_A_ROLE = r"(?:job|position|role)"
BEFORE_A_TITLE = re.compile(
    rf"^(?:(?:\d+\.)*\d+[.)]\s+|{OF_A_ROLE}(?:\s+(?:{KIND}|title))?\s*(?::|\s[-–—]\s)\s*|the\s+)+(?=\S)",
    re.IGNORECASE,
)
BEHIND_A_TITLE = re.compile(rf"\b{OF_A_ROLE}\s+{KIND}\)?$", re.IGNORECASE)

RUNGS = ("band", "grade", "level", "rung", "stage", "step", "tier")
SHORT_CODE = r"[A-Z]{1,4}-?\d{1,2}"  # "IC3"
CODE = (
    rf"(?:{SHORT_CODE}"
    rf"|(?i:{'|'.join(RUNGS)})\s+(?:{SHORT_CODE}|\d{{1,2}}|[IVX]{{1,4}}|[A-Z])(?![\w]))"
)
WORD_BEFORE_CODE = re.compile(rf"\w+\s+(?={SHORT_CODE}$)")
CODE_ALONE = re.compile(CODE)
CODE_BEFORE = re.compile(
    rf"(?P<code>{CODE})(?:\s*(?:[:–—]|-(?=\s))\s*(?P<name>\S.*)"
    r"|\s+(?P<beside>\w+(?:\s\w+){0,3})|\s+\((?P<inside>[^()]+)\))"
)
CODE_BEHIND = re.compile(rf"(?P<name>.*\S)\s*[(\[](?P<code>{CODE})[)\]]")
CODE_AT_END = re.compile(rf"(?P<name>.*\w)\s*(?:,|\s[-–—])?\s+(?P<code>{CODE})")
ING = re.compile(r"ing$")  # "Engineering" is what engineers do


@cache
def role_nouns() -> frozenset[str]:
    """The words that names of roles end with, from the file beside this one."""
    lines = (files("index.documents.parse") / "role_nouns.txt").read_text("utf-8").split("\n")
    words = frozenset(line.strip() for line in lines if line and not line.startswith("#"))
    return words | {f"{word}s" for word in words}


def head_noun(text: str) -> str | None:
    """What kind of role `text` names, if it reads as a role's name.

    >>> for name in ("Contracting Officer (CO)", "Director, Outreach", "Engineer – Level 3"):
    ...     print(head_noun(name))
    officer
    director
    engineer
    >>> head_noun("What our engineer does")
    """
    first, *others = outside_parentheses(text).split(",")
    name = words_of(",".join((first, *others)))
    words = _without_numbering(BEFORE_A_NAME.sub("", name).split())
    if not words or len(words) > MAX_NAME_WORDS or SENTENCE_WORDS & set(words):
        return None
    if words[0] in VICE_PRESIDENTS:
        return words[0]
    of = next((n for n, word in enumerate(words) if n and word in ("in", "of", "for")), None)
    ends = words[of - 1] if of else words[-1]
    before_comma = BEFORE_A_NAME.sub("", words_of(first)).split()[-1:] if others else ()
    return next((word for word in (*before_comma, ends) if word in role_nouns()), None)


def pieces_of(title: str) -> list[str]:
    """
    >>> pieces_of("Tools Programmer: our ladder"), pieces_of("Claims Handler – motor (UK)")
    (['Tools Programmer', 'our ladder'], ['Claims Handler', 'motor', 'UK)'])
    """
    return [piece for piece in PIECES.split(title) if piece]


def outside_parentheses(text: str) -> str:
    """None is looked for that is never closed."""
    closed, end, rest = text.rpartition(")")
    return PARENTHESIS.sub("", closed + end) + rest


def _without_numbering(words: list[str]) -> list[str]:
    """
    >>> _without_numbering(["engineer", "level", "3"]), _without_numbering(["level", "ii"])
    (['engineer'], ['level'])
    """
    end = len(words)
    while end > 1 and NUMBER.fullmatch(words[end - 1]):
        end -= 2 if end > 2 and words[end - 2] in RUNGS else 1
    return words[:end]


def is_kind_of(text: str, noun: str) -> bool:
    """Whether `text` names a numbered or levelled kind of the role that ends with `noun`.

    >>> [is_kind_of(t, "engineer") for t in ("E2 - Engineer 2", "Senior Engineer", "Lead")]
    [True, True, False]
    """
    words = words_of(outside_parentheses(text)).split()
    others = set(words) - {noun, f"{noun}s", noun.removesuffix("s")}
    is_levelled = _without_numbering(words) != words or not LEVELS.isdisjoint(others)
    found = head_noun(text)
    return is_levelled and found is not None and singular(found) == singular(noun)


def singular(noun: str) -> str:
    return noun.removesuffix("s")


def without_kind_of_document(name: str) -> str:
    """
    >>> without_kind_of_document("Baker – Job Description")
    'Baker'
    >>> without_kind_of_document("Job Description")
    'Job Description'
    """
    bare = BEFORE_A_TITLE.sub("", name)
    kind = BEHIND_A_TITLE.search(bare)
    return (kind and bare[: kind.start()].rstrip().rstrip("-–—:,(").rstrip()) or bare


def without_picture(title: str) -> str:
    """`title` without emoji in front of it, if words are left.

    >>> without_picture("🎨 Design Lead")
    'Design Lead'
    """
    start = next((n for n, c in enumerate(title) if not _is_of_picture(c)), 0)
    return title[start:]


def _is_of_picture(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("So", "Sk", "Cf", "Mn", "Me")


@dataclass(frozen=True, slots=True)
class LevelName:
    """A heading or column head that may name a level, taken apart. `shape` is alike for levels of
    one family; `name` is "" where there is a code alone, `code` None where there is none."""

    whole: str
    shape: str
    name: str
    code: str | None

    @property
    def noun(self) -> str | None:
        return head_noun(self.name) if self.name else None


def read_level(text: str) -> LevelName | None:
    """None for what names no level.

    >>> level = read_level("Level 2: Analyst (IC2)")
    >>> level.name, level.code
    ('Analyst', 'IC2')
    >>> read_level("L4 – Staff").name, read_level("Grade 7").code
    ('Staff', 'Grade 7')
    >>> read_level("Communication") is None
    True
    """
    whole = without_picture(text.strip().rstrip(":"))
    if CODE_ALONE.fullmatch(whole):
        return LevelName(whole, "code", "", _short(whole))
    if before := CODE_BEFORE.fullmatch(whole):
        name, code = before["name"] or before["beside"] or before["inside"], before["code"]
        if behind := CODE_BEHIND.fullmatch(name):
            name, code = behind.group("name", "code")
        gloss = name[0].islower()  # and no name: "L1 – learning the trade"
        return LevelName(whole, "code before", "" if gloss else name, _short(code))
    if behind := CODE_BEHIND.fullmatch(whole):
        return LevelName(whole, "code behind", behind["name"], _short(behind["code"]))
    if len(whole.split()) > MAX_NAME_WORDS:
        return None
    if _is_rung(whole):
        return LevelName(whole, "rung", whole, None)
    noun, end = head_noun(whole), CODE_AT_END.fullmatch(whole)
    if noun is None:
        return None
    return LevelName(whole, f"kind of {_base(whole)}", whole, end and end["code"])


def _base(name: str) -> str:
    """What levels of one family share.

    >>> [_base(name) for name in ("Senior OSPO Engineer", "OSPO Engineer II", "Team Lead")]
    ['ospo engineer', 'ospo engineer', 'team lead']
    """
    words = _without_numbering(words_of(outside_parentheses(name)).split())
    return " ".join((*(word for word in words[:-1] if word not in LEVELS), singular(words[-1])))


def _short(code: str) -> str:
    """
    >>> _short("Level E1"), _short("Grade 7")
    ('E1', 'Grade 7')
    """
    return WORD_BEFORE_CODE.sub("", code)


def _is_rung(name: str) -> bool:
    """Whether it says how high in a family, and not in which: "Senior", "Senior Staff"."""
    words = words_of(name).split()
    return bool(words) and all(word in LEVELS for word in words)


def name_level(level: LevelName, family: str) -> str:
    """What people call it: the name in its heading; adjectives and codes alone get the noun of the
    family.

    >>> name_level(read_level("L4 – Staff"), "Software Engineering")
    'Staff Software Engineer'
    >>> name_level(read_level("Level 2: Analyst (IC2)"), "Data")
    'Analyst'
    """
    rung, noun = level.name or level.code or level.whole, family_noun(family)
    if (level.noun and not _is_rung(level.name)) or rung.split()[-1] == _initials(noun or ""):
        return rung
    if noun:
        return f"{rung} {noun}"
    return level.name or f"{family} {rung}".strip()


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split()).upper()


def other_names_of_level(level: LevelName, family: str) -> tuple[str, ...]:
    """What else people may call it: all that its heading says, its code, and its name with no more
    than the last word of the family's."""
    code = (level.code,) if level.code and CODE_ALONE.fullmatch(level.code) else ()
    noun, rung = family_noun(family), level.name or level.code
    is_incomplete = not level.name or _is_rung(level.name)
    short = (f"{rung} {noun.split()[-1]}",) if noun and is_incomplete else ()
    return (level.whole, *code, *short)


def family_of_levels(levels: Iterable[LevelName]) -> str:
    """What the names of levels have in common; "" if they have codes or adjectives alone.

    >>> family_of_levels([read_level("OSPO Engineer II"), read_level("Senior OSPO Engineer")])
    'OSPO Engineer'
    """
    names = (_without_rungs(level.name) for level in levels if level.noun)
    return min(filter(None, names), key=len, default="")


def _without_rungs(name: str) -> str:
    *before, last = [word for word in name.split() if not NUMBER.fullmatch(words_of(word))] or [""]
    return " ".join((*(word for word in before if words_of(word) not in LEVELS), last))


def family_noun(family: str) -> str | None:
    """What a member of `family` is, if that can be told.

    >>> family_noun("Data Analyst"), family_noun("Product Design"), family_noun("People")
    ('Data Analyst', 'Product Designer', None)
    >>> family_noun("Harbour engineering")
    'Engineer'
    """
    bare = outside_parentheses(family).strip()
    *before, last = bare.split() or [""]
    if found := head_noun(bare):
        return " ".join((*before, singular(last))) if words_of(last) == found else bare
    who = next((noun for noun in _doers(last.lower()) if noun in role_nouns()), None)
    if who is None:
        return None
    is_name = not before or last[:1].isupper()  # and no "Harbour engineering"
    return " ".join((*before, who.title())) if is_name else who.title()


def _doers(activity: str) -> tuple[str, ...]:
    """What those may be called whose work is called so."""
    return (ING.sub("", activity), f"{activity}er", f"{activity}r", ING.sub("er", activity))


def is_ladder(levels: Sequence[LevelName]) -> bool:
    """Whether headings of one shape are the levels of a family: two or more, all different."""
    names = [(words_of(level.name), level.code) for level in levels]
    return len(levels) > 1 and len(set(names)) == len(names)
