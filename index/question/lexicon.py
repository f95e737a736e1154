"""What the words of a question can mean where these documents are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.documents.chunk import Passage
from index.documents.document import Role
from index.documents.parse.role_names import role_nouns
from index.fold import fold, words_of
from index.question.excerpt import excerpt
from index.question.mentions import MIN_SLIP, Mention, RoleNames, UnknownRole, find_unknown
from index.question.names import key_of
from index.question.phrases import WORD, stem, stems_of
from index.question.question import Question
from index.question.rewriting import Replacement
from index.question.spelling import (
    LONG,
    MAX_WRONG,
    Speller,
    common_words,
    english_words,
    is_english,
)
from index.words.lists import Wording

# A passive ("be promoted") is not answered by its active verb ("promotes").
PASSIVE = re.compile(r"\b(?:be|been|being|get|gets|getting|got)\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class Lexicon:
    """`roles` and `passages` of the documents, the owners' and the packaged word lists, and the
    `vocabulary` of the model (see `Encoder`). All else is worked out from these, when it is needed
    first."""

    roles: tuple[Role, ...]
    passages: tuple[Passage, ...]
    wording: Wording
    vocabulary: Mapping[str, int]

    def excerpt(self, text: str) -> str:
        """What of `text` is read: all of it, unless it is longer than 1,000 characters."""
        return excerpt(text, self.names.are_in)

    def passages_of(self, role: Role) -> tuple[Passage, ...]:
        """All that the documents say of `role`, in reading order."""
        return self._passages_by_role.get(role, ())

    def long_forms(self, text: str) -> list[Replacement]:
        """What each short form in `text` stands for: the likeliest, or what the documents say
        beside the same word."""
        found = []
        for word in WORD.finditer(text):
            if meanings := self.wording.abbreviations.get(word[0].lower()):
                near = (one for one in meanings if self._is_said_near(one, text, word))
                found.append(Replacement(*word.span(), next(near, meanings[0])))
        return found

    def _is_said_near(self, meaning: str, text: str, word: re.Match[str]) -> bool:
        """Whether the documents have `meaning` beside a word that is beside `word` in `text`."""
        short = self.wording.abbreviations
        before, after = (
            " ".join(short.get(near.lower(), (near,))[0] for near in beside)
            for beside in (text[: word.start()].split()[-1:], text[word.end() :].split()[:1])
        )
        return any(
            self.is_said(words_of(" ".join(pair)))
            for pair, near in (((before, meaning), before), ((meaning, after), after))
            if words_of(near) and words_of(near) not in self.wording.stop_words
        )

    def say_all(self, passages: Sequence[Passage], question: Question) -> bool:
        """Whether `passages`, or what stands above them in their sections, have every content word
        of `question`, in any of its forms. Names of roles aside, which must be their own."""
        if question.roles and any(passage.role not in question.roles for passage in passages):
            return False
        said = fold(" ".join(t for p in passages for t in (p.section, *p.context, p.text)))
        asked = self.content_words(question.text, question.mentions)
        words = words_of(said).split()
        if not asked or any(_is_passive(w) and w[0].lower() not in words for w in asked):
            return False
        return {stem(word[0]) for word in asked} <= set(stems_of(said))

    def content_words(self, text: str, mentions: Sequence[Mention]) -> list[re.Match[str]]:
        """The words that say something, names of roles aside."""
        named = {place for mention in mentions for place in range(mention.start, mention.end)}
        return [
            word
            for word in WORD.finditer(text)
            if word[0].lower() not in self.wording.stop_words and word.start() not in named
        ]

    def content_stems(self, text: str) -> frozenset[str]:
        """What forms of the words share that say something."""
        words = (word for word in words_of(text).split() if word not in self.wording.stop_words)
        return frozenset(map(stem, words))

    def find_unknown(self, text: str, mentions: Sequence[Mention]) -> UnknownRole | None:
        """The role that `text` names and that there is not."""
        stop_words = self.wording.stop_words
        return find_unknown(text, mentions, role_nouns(), stop_words, self.is_said)

    def has_short_form(self, short: str) -> bool:
        """Whether the documents use `short` as it is, as they may "EAs"."""
        return self.counts[short] > 0 or self.counts[f"{short}s"] > 0

    def is_said(self, key: str) -> bool:
        """Whether these words stand somewhere in the documents, one behind the other."""
        return f" {key} " in self._said or f" {key}s " in self._said

    def share_known(self, text: str) -> float:
        """The share of words that are of a language that is spoken here. A long misspelt word is;
        a short one that is near to some word may be of any language."""
        words = [word for word in words_of(text).split() if len(word) > 1 and not word.isdigit()]
        if not words:
            return 0.0
        others = [word for word in words if not self._is_known(word)]
        slips = sum(map(self._is_long_slip, others[:MAX_WRONG]))
        return (len(words) - len(others) + slips) / len(words)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often the documents use each word."""
        return Counter(self._said.split())

    @cached_property
    def names(self) -> RoleNames:
        return RoleNames(self.roles, self._is_no_slip_of_name, self._is_word)

    @cached_property
    def speller(self) -> Speller:
        return Speller(self.counts, common_words(), self._is_no_slip_of_pen, english_words())

    @cached_property
    def _passages_by_role(self) -> Mapping[Role, tuple[Passage, ...]]:
        found: dict[Role, list[Passage]] = defaultdict(list)
        for passage in self.passages:
            found[passage.role].append(passage)
        return {role: tuple(passages) for role, passages in found.items()}

    @cached_property
    def _said(self) -> str:
        texts = {p.role.title for p in self.passages}
        texts.update(text for p in self.passages for text in (p.section, *p.context, p.text))
        return " " + " | ".join(map(words_of, texts)) + " "

    def _is_known(self, word: str) -> bool:
        is_used = word in self.counts or word in self.wording.stop_words
        return is_used or is_english(word) or self._is_abbreviation(word)

    def _is_long_slip(self, word: str) -> bool:
        return len(word) >= LONG and self.speller.correct(word) != word

    def _is_word(self, word: str) -> bool:
        return (
            word in self.counts
            or word in self.vocabulary
            or word in self.wording.abbreviations
            or word in self.wording.stop_words
        )

    def _is_no_slip_of_name(self, word: str) -> bool:
        """The dictionary has many short forms, too, which may be initials."""
        return self._is_word(word) or (len(word) >= MIN_SLIP and is_english(word))

    def _is_no_slip_of_pen(self, word: str) -> bool:
        return word in self.vocabulary or self._is_abbreviation(word)

    def _is_abbreviation(self, word: str) -> bool:
        return word in self.wording.abbreviations or key_of(word) in self.wording.abbreviations


def _is_passive(word: re.Match[str]) -> bool:
    """Whether it says what happens to somebody: "get promoted", "be coached"."""
    return word[0].endswith("ed") and PASSIVE.search(word.string[: word.start()]) is not None
