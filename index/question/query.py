"""A question as it is searched for: put right, with what it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.documents.chunk import Passage
from index.documents.document import Role
from index.documents.parse import role_nouns
from index.fold import fold, words_of
from index.question.excerpt import excerpt
from index.question.language import is_other_language
from index.question.mentions import SHORTEST_SLIP, How, Mention, RoleNames, Stranger, find_stranger
from index.question.names import key_of
from index.question.phrases import WORD, stem, stems_of
from index.question.spelling import (
    LONG,
    MOST_WRONG,
    Speller,
    common_words,
    english_words,
    is_english,
)
from index.question.steps import ALL, Steps
from index.words.lists import Wording

LEAST_KNOWN = 1 / 3  # share of a question's words
FEW_WORDS = 3
# Who gets promoted is not told by who promotes.
UNDERGOING = re.compile(r"\b(?:be|been|being|get|gets|getting|got)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """`text` is what was asked, with slips and short forms put right, and `corrected` the same with
    slips alone, None if there are none. `mentions` are the roles named in it, with places in
    characters of `text`. `stranger` is a role named in it that there is not, `strangeness` the
    share of its words that name that, 0–1. `known` is the share of its words that are of a language
    that is spoken here, 0–1. `is_bare`: it names a role and says nothing else, as in "what does an
    architect do?". `is_other_language`: its small words are those of another one."""

    text: str
    mentions: tuple[Mention, ...]
    stranger: Stranger | None
    strangeness: float
    known: float
    corrected: str | None
    is_bare: bool
    is_other_language: bool = False

    @property
    def roles(self) -> tuple[Role, ...]:
        """Those named for certain."""
        named = [role for m in self.mentions if self._is_certain(m) for role in m.roles]
        return tuple(dict.fromkeys(named))

    def _is_certain(self, mention: Mention) -> bool:
        """So is an ending of several words that only one role has: "support specialist"."""
        if mention.how is not How.ENDING:
            return True
        is_told = " " in self.text[mention.start : mention.end]
        return is_told and len(mention.roles) == 1 and self.stranger is None

    @property
    def is_foreign(self) -> bool:
        """Whether it is in another language, or in none; of a word or two that cannot be told, if
        there are no foreign letters in it."""
        tells = len(self.text.split()) >= FEW_WORDS or not self.text.isascii()
        return self.is_other_language or (tells and self.known < LEAST_KNOWN)


class Reader:
    """Reads questions to documents of these roles and passages. `vocabulary` is that of the
    model, see `Encoder`."""

    def __init__(
        self,
        roles: Sequence[Role],
        passages: Sequence[Passage],
        wording: Wording,
        vocabulary: Mapping[str, int],
    ) -> None:
        self._roles = roles
        self._passages = passages
        self._wording = wording
        self._vocabulary = vocabulary

    def excerpt(self, text: str) -> str:
        """What of `text` is read: all of it unless it is long."""
        return excerpt(text, self._names.are_in)

    def read(self, question: str, steps: Steps = ALL) -> Query:
        """`steps` that are left out leave the question as it was."""
        asked = fold(self.excerpt(question))
        spelt = self._speller.correct(asked)
        text = spelt if steps.spelling else asked
        said = text
        if steps.short_forms:
            named = {n for m in self._names.find(text) for n in range(m.start, m.end)}
            said = self._written_out(text, lambda found: self._is_used(found[0].lower()))
            text = self._written_out(text, lambda found: found.start() in named)
        mentions = self._names.find(text) if steps.role_names else ()
        return Query(
            text,
            mentions,
            *self._stranger(said, mentions),
            self._known(asked),
            spelt if steps.spelling and spelt != asked else None,
            bool(mentions) and not self._telling(text, mentions),
            is_other_language(asked, self._wording.stop_words, self._counts.keys()),
        )

    def mention_alone(self, text: str) -> Mention | None:
        """The role that `text` names and nothing else."""
        return self._names.find_alone(fold(text))

    def _written_out(self, text: str, stays: Callable[[re.Match[str]], bool]) -> str:
        """What each short form stands for, but for the words that stay: the likeliest, or what
        the documents say before the same word."""
        short = self._wording.abbreviations

        def written_out(word: re.Match[str]) -> str:
            meanings = short.get(word[0].lower(), ())
            if stays(word) or not meanings:
                return word[0]
            return next((m for m in meanings if self._is_said_near(m, text, word)), meanings[0])

        return WORD.sub(written_out, text)

    def _is_said_near(self, meaning: str, text: str, word: re.Match[str]) -> bool:
        """Whether the documents have `meaning` beside a word that is beside `word` in `text`."""
        short = self._wording.abbreviations
        before, after = (
            " ".join(short.get(near.lower(), (near,))[0] for near in beside)
            for beside in (text[: word.start()].split()[-1:], text[word.end() :].split()[:1])
        )
        return any(
            self._is_said(words_of(" ".join(pair)))
            for pair, near in (((before, meaning), before), ((meaning, after), after))
            if words_of(near) and words_of(near) not in self._wording.stop_words
        )

    def _stranger(self, text: str, mentions: Sequence[Mention]) -> tuple[Stranger | None, float]:
        """And how much of what `text` says is its name, 0–1."""
        if any(mention.how is not How.ENDING for mention in mentions):
            return None, 0.0
        stop = self._wording.stop_words
        stranger = find_stranger(text, mentions, self._nouns, stop, self._is_said)
        said, named = (
            sum(word.lower() not in stop for word in WORD.findall(words))
            for words in (text, stranger.name if stranger else "")
        )
        return stranger, named / max(said, 1)

    def say_all(self, passages: Sequence[Passage], query: Query) -> bool:
        """Whether `passages`, or what stands above them in their sections, have every word of
        `query` that says something, in any of its forms. Names of roles aside, which must be
        their own."""
        if query.roles and any(passage.role not in query.roles for passage in passages):
            return False
        said = fold(" ".join(t for p in passages for t in (p.section, *p.context, p.text)))
        asked = self._telling(query.text, query.mentions)
        words = words_of(said).split()
        if not asked or any(_is_undergone(w) and w[0].lower() not in words for w in asked):
            return False
        return {stem(word[0]) for word in asked} <= set(stems_of(said))

    def _telling(self, text: str, mentions: Sequence[Mention]) -> list[re.Match[str]]:
        """The words that say something, names of roles aside."""
        named = {place for mention in mentions for place in range(mention.start, mention.end)}
        return [
            word
            for word in WORD.finditer(text)
            if word[0].lower() not in self._wording.stop_words and word.start() not in named
        ]

    def _is_used(self, short: str) -> bool:
        """Whether the documents use it as it is, as they may "EAs"."""
        return self._counts[short] > 0 or self._counts[f"{short}s"] > 0

    def _is_said(self, key: str) -> bool:
        return f" {key} " in self._said or f" {key}s " in self._said

    def _known(self, text: str) -> float:
        """Which share of its words is of a language that is spoken here. A long misspelt word is;
        a short one that is near to some word may be of any language."""
        words = [word for word in words_of(text).split() if len(word) > 1 and not word.isdigit()]
        if not words:
            return 0.0
        others = [word for word in words if not self._is_known(word)]
        slips = sum(map(self._is_long_slip, others[:MOST_WRONG]))
        return (len(words) - len(others) + slips) / len(words)

    def _is_known(self, word: str) -> bool:
        is_used = word in self._counts or word in self._wording.stop_words
        return is_used or is_english(word) or self._is_abbreviation(word)

    def _is_long_slip(self, word: str) -> bool:
        return len(word) >= LONG and self._speller.correct(word) != word

    def _is_word(self, word: str) -> bool:
        return (
            word in self._counts
            or word in self._vocabulary
            or word in self._wording.abbreviations
            or word in self._wording.stop_words
        )

    def _is_no_slip(self, word: str) -> bool:
        """The dictionary has many short forms, too, which may be initials."""
        return self._is_word(word) or (len(word) >= SHORTEST_SLIP and is_english(word))

    @cached_property
    def _said(self) -> str:
        texts = {p.role.title for p in self._passages}
        texts.update(text for p in self._passages for text in (p.section, *p.context, p.text))
        return " " + " | ".join(map(words_of, texts)) + " "

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(self._said.split())

    @cached_property
    def _names(self) -> RoleNames:
        return RoleNames(self._roles, self._is_no_slip, self._is_word)

    @cached_property
    def _nouns(self) -> frozenset[str]:
        return role_nouns()

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._counts, common_words(), self._is_no_slip_of_pen, english_words())

    def _is_no_slip_of_pen(self, word: str) -> bool:
        return word in self._vocabulary or self._is_abbreviation(word)

    def _is_abbreviation(self, word: str) -> bool:
        return word in self._wording.abbreviations or key_of(word) in self._wording.abbreviations


def _is_undergone(word: re.Match[str]) -> bool:
    """What it says happens to somebody: "get promoted", "be coached"."""
    return word[0].endswith("ed") and UNDERGOING.search(word.string[: word.start()]) is not None
