"""Roles that a question names, anywhere in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import fuzz, process

from index.documents.document import Role
from index.documents.parse.role_names import LEVELS, role_nouns
from index.question.edit_distance import LIKELY, weigh
from index.question.names import find_roles, key_of, label_roles
from index.question.rewriting import Replacement, Rewritten

WORD = re.compile(r"[^\W_][^\W_+#&-]*[+#]*")
OWN = re.compile(r"['’]s?$")
SMALL = frozenset(["a", "an", "and", "at", "for", "in", "of", "on", "the", "to"])
ARTICLES = frozenset(("a", "an", "the", "our"))
ALIKE = 86  # of 100: "architct" to "architect" is 94
MIN_SLIP = 6  # letters; shorter words are too near to each other
MIN_INITIALS = 2
# What stands before a role's name where it is asked who has it. "Who is a tech lead?" asks what
# that is.
HOLDER = re.compile(
    r"\bwho(?:['’]?s|['’]re)?\s+(?:(?:is|are|was|were|the|our|my|your|their|this|currently|current"
    r"|acting)\s+)*$",
    re.IGNORECASE,
)
# Of a name. Nobody says a longer one in a question, which would have to be looked through for each
# run of so many words; and the ways to say it take the square of its length.
MAX_WORDS = 20
MAX_MODIFIERS = 3  # words before the noun, as in "senior front end designer"


class How(IntEnum):
    """In which way a role is named; the surest last."""

    ENDING = 1
    """ "engineer" for each kind of engineer."""
    SLIP = 2
    SHORTENED = 3
    """ "senior designer" for a senior product designer."""
    INITIALS = 4
    NAME = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """The words of a question, from character `start` to `end`, that name `roles`. `in_full`: they
    do once their short forms are written out."""

    start: int
    end: int
    roles: tuple[Role, ...]
    how: How
    in_full: bool = False

    def covers(self, word: re.Match[str]) -> bool:
        return self.start <= word.start() < self.end


def asks_who(question: str, mention: Mention) -> bool:
    """Whether `question` is about the person who has the role."""
    return HOLDER.search(question[: mention.start]) is not None


class RoleNames:
    """All that people call the roles; `is_word` tells words that are no slips of a name, and
    `is_common` those that are none even beside all the other words of it, as "manger" may be in
    "project manger"."""

    def __init__(
        self,
        roles: Sequence[Role],
        is_word: Callable[[str], bool],
        is_common: Callable[[str], bool] | None = None,
    ) -> None:
        self._is_word = is_word
        self._is_common = is_common or is_word
        self._named: dict[str, dict[Role, How]] = defaultdict(dict)
        shared = _shared_endings(roles)
        for role, label in zip(roles, label_roles(roles), strict=True):
            for name in map(key_of, (role.title, *role.other_names, label)):
                if len(name.split()) > MAX_WORDS:
                    continue
                for key, how in _ways_to_say(name, shared):
                    known = self._named[key]
                    known[role] = max(how, known.get(role, how))
        self._longest = max((len(key.split()) for key in self._named), default=0)
        self._sure = {
            key: best
            for key, named in self._named.items()
            if (best := max(named.values())) not in (How.ENDING, How.SLIP)
        }
        self._begun = _most_words(self._sure)
        self._spelt = [key for key in self._named if len(key) >= MIN_SLIP]
        self._joined = {
            joined: key
            for key, named in self._named.items()
            if How.NAME in named.values() and len(joined := key.replace(" ", "")) >= MIN_SLIP
        }

    def find(self, question: str, in_full: Sequence[Replacement] = ()) -> tuple[Mention, ...]:
        """The roles that `question` names, in reading order, none within another; longer names
        first. `in_full` writes out its short forms: a name may be said with them or without."""
        words = list(WORD.finditer(question))
        found: list[Mention] = []
        taken: set[int] = set()
        for length in range(min(self._longest + 1, len(words)), 0, -1):
            for first in range(len(words) - length + 1):
                span = range(first, first + length)
                if taken.isdisjoint(span):
                    start, end = words[first].start(), words[first + length - 1].end()
                    mention = self._named_by(question, start, end, in_full)
                    if mention:
                        found.append(mention)
                        taken.update(span)
        return tuple(sorted(found, key=lambda mention: mention.start))

    def _named_by(
        self, question: str, start: int, end: int, in_full: Sequence[Replacement]
    ) -> Mention | None:
        roles, how = self._look_up(question[start:end])
        if roles:
            return Mention(start, end, roles, how)
        inside = [
            Replacement(one.start - start, one.end - start, one.text)
            for one in in_full
            if start <= one.start and one.end <= end
        ]
        if inside:
            roles, how = self._look_up(Rewritten.of(question[start:end]).replace(inside).text)
        return Mention(start, end, roles, how, in_full=True) if roles else None

    def are_in(self, text: str) -> bool:
        """Whether `text` has the name of a role, or its initials in capitals. Neither slips nor
        ends of names are looked for, so that a long text takes no longer than its words."""
        words, said = WORD.findall(text.casefold()), frozenset(WORD.findall(text))
        for first, word in enumerate(words):
            if word in self._begun:
                for last in range(first + 1, first + 1 + self._begun[word]):
                    name = " ".join(words[first:last])
                    how = self._sure.get(name) or self._sure.get(name.removesuffix("s"))
                    if how and (how is not How.INITIALS or _in_capitals(name, said)):
                        return True
        return False

    def _look_up(self, name: str) -> tuple[tuple[Role, ...], How]:
        key = key_of(OWN.sub("", name))
        named = self._named.get(key) or self._named.get(self._joined.get(key.replace(" ", ""), key))
        if named:
            best = max(named.values())
            if best is How.INITIALS and self._is_word(key) and name != name.upper():
                return (), best
            roles = tuple(role for role, how in named.items() if how is best)
            is_shared = best is How.NAME and len(roles) > 1
            return (find_roles(name, roles) or roles) if is_shared else roles, best
        return self._slip(key), How.SLIP

    def _slip(self, key: str) -> tuple[Role, ...]:
        words = key.split()
        if len(key) < MIN_SLIP or all(map(self._is_common, words)):
            return ()
        near = process.extractOne(key, self._spelt, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if not near or len(near[0].split()) != len(words):
            return ()
        others = set(words) & set(near[0].split())
        if all(map(self._is_word, words)) and (not others or weigh(key, near[0]) > LIKELY):
            return ()
        named = self._named[near[0]]
        best = max(named.values())
        return tuple(role for role, how in named.items() if how is best)


def _most_words(keys: Iterable[str]) -> dict[str, int]:
    """Of the keys that begin with a word, how many words the longest has."""
    most: dict[str, int] = defaultdict(int)
    for key in keys:
        words = key.split()
        plural = [f"{key}s"] if len(words) == 1 else []
        for first in (*words[:1], *plural):
            most[first] = max(most[first], len(words))
    return dict(most)


def _in_capitals(initials: str, said: Collection[str]) -> bool:
    """As "PM" and "PMs" are."""
    key = initials.removesuffix("s").upper()
    return initials.upper() in said or f"{key}s" in said


def _ways_to_say(key: str, shared: frozenset[str]) -> Iterator[tuple[str, How]]:
    """Of a name, as `key_of` gives it: "director of outreach" is also "outreach director",
    "director outreach", "director", "doo" and "do"; a "head of sales and service" is both "head of
    service" and "sales head", and a "vp engineering" is "vp of engineering"."""
    yield key, How.NAME
    words = key.split()
    while words and words[-1] in shared:
        words = words[:-1]
    if words and " ".join(words) != key:
        yield " ".join(words), How.NAME
    for initials in ("".join(w[0] for w in words), "".join(w[0] for w in words if w not in SMALL)):
        if len(initials) >= MIN_INITIALS:
            yield initials, How.INITIALS
    head, of, field = " ".join(words).partition(" of ")
    if of:
        yield f"{field} {head}", How.NAME
        yield f"{head} {field}", How.NAME
        for part in field.split(" and ") if " and " in field else ():
            yield key_of(f"{head} of {part}"), How.NAME
            yield f"{part} {head}", How.NAME
    elif words and words[0] in role_nouns() and words[-1] not in role_nouns():
        yield " ".join((words[0], "of", *words[1:])), How.NAME
    nouns = head.partition(" for ")[0].split()
    if len(nouns) > 2 and nouns[0] in LEVELS:
        yield f"{nouns[0]} {nouns[-1]}", How.SHORTENED
    for first in range(len(nouns)):
        yield " ".join(nouns[first:]), How.ENDING


def _shared_endings(roles: Sequence[Role]) -> frozenset[str]:
    """Last words of most titles, such as "handbook", which nobody says."""
    last = Counter(words.split()[-1] for role in roles if (words := key_of(role.title)))
    return frozenset(word for word, count in last.items() if 2 < count > len(roles) / 2)


@dataclass(frozen=True, slots=True)
class UnknownRole:
    """A role that the question names and the documents do not. `is_kin`: there are roles that end
    with the same word, so that one of those may be meant."""

    name: str
    is_kin: bool


def find_unknown(
    question: str,
    mentions: Sequence[Mention],
    nouns: frozenset[str],
    stop_words: frozenset[str],
    is_said: Callable[[str], bool],
) -> UnknownRole | None:
    """Words that end with one of `nouns` and are not said anywhere, as `is_said` tells; None if
    there are no such, or if the question names a role that there is."""
    words = list(WORD.finditer(question))
    for number, word in enumerate(words):
        end = word.start() + len(OWN.sub("", word[0]))
        if not _is_noun(word, nouns) or any(_is_noun(w, nouns) for w in words[number + 1 :][:1]):
            continue  # "head" in "head chef" is no name of its own
        first = _first_of_name(question, words, number, stop_words)
        names = [key_of(question[words[n].start() : end]) for n in range(first, number + 1)]
        alone = first == number
        if alone and not _stands_as_name(words, number):
            continue  # "lead", "hand" and "host" are mostly something else
        if not any(is_said(name) for name in (names if alone else names[:-1])):
            is_kin = any(mention.covers(word) for mention in mentions)
            return UnknownRole(question[words[first].start() : end], is_kin)
    return None


def _first_of_name(
    question: str, words: Sequence[re.Match[str]], last: int, stop_words: frozenset[str]
) -> int:
    first = last
    while first > 0 and last - first < MAX_MODIFIERS:
        before = words[first - 1]
        joined = question[before.end() : words[first].start()] in (" ", "-", " & ")
        is_word = before[0].isalpha() and len(before[0]) > 1  # no "n" for "and"
        if not joined or before[0].lower() in stop_words or not is_word:
            break
        first -= 1
    return first


def _is_noun(word: re.Match[str], nouns: frozenset[str]) -> bool:
    return key_of(OWN.sub("", word[0])) in nouns


def _stands_as_name(words: Sequence[re.Match[str]], number: int) -> bool:
    return len(words) == 1 or (number > 0 and words[number - 1][0].lower() in ARTICLES)
