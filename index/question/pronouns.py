"""How people refer to what was said before, and the same put so that it stands alone. Nothing
here knows what is spoken of."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.fold import words_of
from index.question.names import key_of
from index.words.yaml_lists import read_lists

WORD = re.compile(r"[\w'-]+")
GAP = r"(?![\w'-])[\s,:;.!–—-]*"
STOPS = "?!.,:; "
ARTICLE = re.compile(r"\b(an?)(?=\s+$)", re.IGNORECASE)
MAX_FRAGMENT = 6  # words; more than that is a question of its own
MAX_NOUNS = 2  # words, as "soft skills"


@dataclass(frozen=True, slots=True)
class Language:
    """The lists of `follow_ups.yaml`, each explained there."""

    elliptic: tuple[str, ...]
    courteous: tuple[str, ...]
    showing: tuple[str, ...]
    closing: tuple[str, ...]
    determiners: tuple[str, ...]
    auxiliaries: frozenset[str]
    interrogatives: frozenset[str]
    people: frozenset[str]
    owners: frozenset[str]
    things: frozenset[str]
    pointing: frozenset[str]
    nouns: frozenset[str]
    going_on: frozenset[str]
    singular: dict[str, str]
    askers: frozenset[str]
    anybody: frozenset[str]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """`body` is what was said without openings that refer to something before it. `fragments` is
    what it may name, most words first. `is_elliptic`: it goes on with what was said before, and
    is no whole question."""

    body: str
    fragments: tuple[str, ...]
    is_elliptic: bool


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that names the role it is about: `title` is its name, with what stands before it
    and after it."""

    before: str
    title: str
    after: str

    @property
    def text(self) -> str:
        return f"{self.before}{self.title}{self.after}"


@lru_cache(maxsize=1)
def language() -> Language:
    return read_lists("follow_ups.yaml", Language)


@lru_cache
def _opening(*words: str) -> re.Pattern[str]:
    return re.compile(f"(?:{_any_of(words)}){GAP}", re.IGNORECASE)


def _any_of(words: Collection[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _without(opening: re.Pattern[str], text: str) -> str:
    found = opening.match(text)
    return text[found.end() :] if found else text


def read_on(text: str) -> FollowUp:
    """What is left of it.

    >>> read_on("OK, and what about the competencies, please?")
    FollowUp(body='the competencies, please?', fragments=('competencies',), is_elliptic=True)
    >>> read_on("show me the competencies").fragments
    ('show me the competencies', 'competencies')
    """
    lists = language()
    elliptic, courteous = _opening(*lists.elliptic), _opening(*lists.courteous)
    body, goes_on = text.strip().replace("’", "'"), False
    while found := elliptic.match(body) or courteous.match(body):
        goes_on |= found.re is elliptic
        body = body[found.end() :]
    ending = re.compile(rf"(?:^|[\s,])(?:{_any_of(lists.closing)})$", re.IGNORECASE)
    whole = ending.sub("", body.rstrip(STOPS)).rstrip(STOPS)
    determiner = _opening(*lists.determiners)
    named = (_without(determiner, t) for t in (whole, _without(_opening(*lists.showing), whole)))
    is_question = _opening(*sorted(lists.auxiliaries | lists.interrogatives)).match(body)
    is_short = len(whole.split()) <= MAX_FRAGMENT
    return FollowUp(
        body,
        tuple(dict.fromkeys(filter(None, named))),
        goes_on and is_short and not is_question,
    )


def name_referent(
    question: str, title: str, stop_words: frozenset[str], of_things: bool = False
) -> Standalone | None:
    """`question` with the role `title` in place of what refers to it; None if nothing does so for
    certain. `of_things`: "it" and "its" do, too.

    >>> name_referent("who do they report to?", "Tech Lead", frozenset(["who", "do"])).text
    'who does the Tech Lead report to?'
    >>> name_referent("do ports close when they freeze?", "Tech Lead", frozenset(["do", "when"]))
    """
    lists, words = language(), list(WORD.finditer(question))
    said = [word[0].lower() for word in words]
    for number, word in enumerate(said):
        before, after = said[:number], said[number + 1 :]
        start, end = words[number].span()
        if _points_at_role(before, word, after):
            end = words[number + 1].start() + len(after[0].removesuffix("'s"))
            return Standalone(f"{question[:start]}the ", title, question[end:])
        if word in lists.people | lists.owners | lists.things:
            if not _looks_back(before, word, after, stop_words, of_things):
                return None
            owned = "'s" if _is_owner(word, after, stop_words) else ""
            before_it, after_it = question[:start], question[end:]
            if word == "they":
                before_it, after_it = _in_singular(before_it, after_it)
            return Standalone(f"{before_it}the ", title, f"{owned}{after_it}")
    return None


def _points_at_role(before: Sequence[str], word: str, after: Sequence[str]) -> bool:
    """Of "this role", and of "the role" in "what does the role need?"."""
    lists = language()
    noun, following = (*after, "", "")[:2]
    if noun.removesuffix("'s") not in lists.nouns or following in lists.going_on:
        return False
    is_asked_of = word == "the" and bool(before) and before[-1] in lists.auxiliaries
    return word in lists.pointing or is_asked_of


def _looks_back(
    before: Sequence[str],
    word: str,
    after: Sequence[str],
    stop_words: frozenset[str],
    of_things: bool,
) -> bool:
    """Whether nothing in the question itself can be what `word` refers to."""
    lists = language()
    if word in lists.things:
        is_subject = before[-1:] == ["does"] and bool(after)
        if not of_things or not (is_subject or word in lists.owners):
            return False  # "is it late?" is of nothing
    if not lists.anybody.isdisjoint(before):
        return False
    telling = sum(each not in stop_words for each in before)
    if not lists.askers.isdisjoint(before):
        return telling <= 1  # "who pays them?"
    if not before or before[0] not in lists.interrogatives:
        return telling == 0
    if before[-1] in lists.auxiliaries:
        return telling <= MAX_NOUNS  # "which soft skills do they need?"
    return telling <= (0 if after else 1)  # "what is expected of them?"


def _is_owner(word: str, after: Sequence[str], stop_words: frozenset[str]) -> bool:
    lists = language()
    if word not in lists.owners:
        return False
    is_both = word in lists.people  # "her"
    return not is_both or (bool(after) and after[0] not in stop_words)


def _in_singular(before: str, after: str) -> tuple[str, str]:
    """What stands before "they" and after it, with a verb that fits one role."""
    forms = language().singular
    verb = f"({_any_of(forms)})"

    def changed(found: re.Match[str]) -> str:
        form = forms[found[1].lower()]
        return found[0].replace(found[1], form.capitalize() if found[1][0].isupper() else form)

    with_verb = re.sub(rf"\b{verb}\s+$", changed, before, flags=re.IGNORECASE)
    if with_verb != before:
        return with_verb, after
    return before, re.sub(rf"^\s+{verb}\b", changed, after, flags=re.IGNORECASE)


def replace_role(question: str, start: int, end: int, title: str) -> Standalone:
    """`question` with `title` for the role that `question[start:end]` names.

    >>> replace_role("do architects mentor?", 3, 13, "Tech Lead").text
    'do Tech Leads mentor?'
    >>> replace_role("is an architect on call?", 6, 15, "Tech Lead").text
    'is the Tech Lead on call?'
    """
    before = ARTICLE.sub("the", question[:start])
    is_plural = words_of(question[start:end]) != key_of(question[start:end])
    ending = "s" if is_plural and key_of(title) == words_of(title) and " of " not in title else ""
    return Standalone(before, title, f"{ending}{question[end:]}")
