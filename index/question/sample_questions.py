"""Questions made by rule of the documents' own words; None where that would read badly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

from index.documents.parse.role_names import role_nouns
from index.fold import fold
from index.question.spelling import is_english
from index.words.yaml_lists import read_lists

MAX_WORDS = 12  # of a question; longer ones are not read
MIN_WORDS = 4  # "Who owns the backlog?"
MIN_IF_CUT = 5  # "Who keeps an eye?" is no question
MIN_BEFORE_OF = 4  # words of a name; "the order of work" is no order
MAX_TITLE = 5  # words of a role's title
MAX_SECTION = 3

# A comma between adjectives, or in a list, is no place to end.
CLAUSE_END = re.compile(
    r"[.;:!?(—]|\s[–-]\s|,\s+(?:(?:and|but|or|so|not|then)\b|\w+ing\s+(?:a|about|an|the)\b)"
    r"|,?\s(?:so|that|which|who|whose|including|such as|in order to|as well as|as needed)\b"
)
PLAIN_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['-][^\W_]+)*")
SOUNDS_LIKE_CONSONANT = re.compile(r"(?i:eu|one\b|u(?:ni|s[aeu]|tili))|U[A-Z]*\b")
SOUNDS_LIKE_VOWEL = re.compile(r"(?i:[aeiou]|hon(?:est|o)|hour)|[FHLMNRSX](?:[A-Z]+\b|\b)")


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of `sample_questions.yaml`, explained there."""

    determiners: frozenset[str]
    pointing: frozenset[str]
    linking: frozenset[str]
    particles: frozenset[str]
    being: frozenset[str]

    @property
    def no_verbs(self) -> frozenset[str]:
        return self.determiners | self.linking | self.particles | self.being


@lru_cache(maxsize=1)
def word_lists() -> Words:
    return read_lists("sample_questions.yaml", Words)


def ask_what(title: str) -> str | None:
    """
    >>> ask_what("User Researcher"), ask_what("HR Assistant")
    ('What does a User Researcher do?', 'What does an HR Assistant do?')
    >>> ask_what("Levels"), ask_what("Release Managers")
    (None, None)
    """
    words, nouns = fold(title).split(), role_nouns()
    head = re.split(r" of | for |, ", fold(title))[0].split()[-1:]
    is_role = bool(head) and head[0].lower() in nouns and f"{head[0].lower()}s" in nouns
    is_plain = all(map(PLAIN_WORD.fullmatch, words)) and len(words) <= MAX_TITLE
    return f"What does {_article(words[0])} {fold(title)} do?" if is_role and is_plain else None


def _article(word: str) -> str:
    if SOUNDS_LIKE_CONSONANT.match(word):
        return "a"
    return "an" if SOUNDS_LIKE_VOWEL.match(word) else "a"


def ask_part(title: str, section: str) -> str | None:
    """
    >>> ask_part("Tech Lead", "Competencies"), ask_part("Tech Lead", "What you own")
    ('Tech Lead: competencies', None)
    """
    words = fold(section).split()
    is_plain = all(map(PLAIN_WORD.fullmatch, (*fold(title).split(), *words)))
    is_name = (
        word_lists().pointing.isdisjoint(map(str.lower, words)) and 0 < len(words) <= MAX_SECTION
    )
    if not is_plain or not is_name or not ask_what(title):
        return None
    named = (word if word.isupper() else word.lower() for word in words)
    return f"{fold(title)}: {' '.join(named)}"


def ask_who(text: str) -> str | None:
    """None if the passage does not begin with what somebody does.

    >>> ask_who("Reviews every design in the team within three days, and says what is missing")
    'Who reviews every design in the team within three days?'
    >>> ask_who("You write and keep the runbooks of the service")
    'Who writes and keeps the runbooks of the service?'
    >>> ask_who("Reviews of designs")
    """
    text = fold(text).removeprefix("You ")
    end = CLAUSE_END.search(text)
    words = text[: end.start() if end else len(text)].split()
    verbs = _verbs(words)
    if not verbs or (end and end[0] == "?"):
        return None
    asked = _shorten(
        [*" and ".join(verbs).split(), *words[2 * len(verbs) - 1 :]],
        is_cut=end is not None and end[0] not in ".;",
    )
    reads_well = (
        all(map(PLAIN_WORD.fullmatch, asked))
        and word_lists().pointing.isdisjoint(map(str.lower, asked))
        and not any(map(_goes_wrong, pairwise(asked)))
    )
    return f"Who {' '.join(asked)}?" if asked and reads_well else None


def _verbs(words: Sequence[str]) -> list[str]:
    """In the third person: of "Plan and run the …" "plans" and "runs"; none if it does not begin
    with verbs."""
    count = 2 if words[1:2] == ["and"] else 1
    behind = words[2 * count - 1 :]
    verbs = [third_person(word.lower()) for word in words[: 2 * count - 1 : 2]]
    known = [verb for verb in verbs if verb]
    return known if behind and behind[0] in word_lists().determiners and len(known) == count else []


def _shorten(words: Sequence[str], is_cut: bool) -> list[str]:
    """As many of them as make sense and are not too many; none if there is no such number.
    `is_cut`: they are not the whole sentence."""
    for end in range(min(len(words), MAX_WORDS - 1), MIN_WORDS - 2, -1):
        is_whole = end == len(words)
        if not is_whole and not _may_end_before(words, end):
            continue
        is_short = (is_cut or not is_whole) and end + 1 < MIN_IF_CUT
        if not is_short and _may_end_with(words[end - 1], is_whole):
            return list(words[:end])
    return []


def _may_end_before(words: Sequence[str], end: int) -> bool:
    if words[end] != "of":
        return words[end] in word_lists().linking
    name = list(
        takewhile(
            lambda word: word not in word_lists().determiners | word_lists().linking,
            words[end - 1 :: -1],
        )
    )
    return len(name) >= MIN_BEFORE_OF and word_lists().particles.isdisjoint(name)


def _may_end_with(word: str, is_whole: bool) -> bool:
    lists = word_lists()
    if word.lower() in lists.determiners | lists.linking | lists.particles:
        return False
    return is_whole or not word.endswith("ed")  # "services aimed" at what?


def _goes_wrong(pair: tuple[str, str]) -> bool:
    """Where "and" does not join two of a kind: "for and", "reviews the plan and call"."""
    first, second = pair
    if second in ("and", "or"):
        return first in word_lists().linking or first in word_lists().particles
    verb = third_person(second.lower())
    return first in ("and", "or") and verb is not None and verb != second.lower()


@lru_cache(maxsize=10_000)
def third_person(word: str) -> str | None:
    """Of a verb in lower case; None if it is none.

    >>> [third_person(word) for word in ("plans", "plan", "teach", "carry", "focus", "during")]
    ['plans', 'plans', 'teaches', 'carries', 'focuses', None]
    """
    if (
        word
        in word_lists().determiners
        | word_lists().linking
        | word_lists().particles
        | word_lists().being
        or not word.isalpha()
    ):
        return None
    is_third = word.endswith("s") and not word.endswith("ss")
    if is_third and (_is_verb(word[:-1]) or _is_verb(f"{word.removesuffix('ies')}y")):
        return word
    if not _is_verb(word):
        return None
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search(r"(?:[sxzo]|[cs]h)$", word) else f"{word}s"


def _is_verb(base: str) -> bool:
    """Verbs alone have a form in "ing"."""
    forms = [f"{base}ing"]
    if base.endswith("e"):
        forms.append(f"{base[:-1]}ing")
    if re.search(r"[^aeiou][aeiou][bdgklmnprt]$", base):
        forms.append(f"{base}{base[-1]}ing")
    return any(map(is_english, forms))
