"""Misspelt words of a question, put right: mostly to words that the documents use."""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import islice
from math import log2

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.question.edit_distance import weigh
from index.question.phrases import stem
from index.question.rewriting import Replacement, Rewritten
from index.remembered import remembered

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")  # or several that hyphens join
MIN_LENGTH = 4  # letters; what is shorter is too near to too much
MAX_LENGTH = 50  # letters, of which the longest that are known have
LONG = 7  # letters; from there two slips are likely, and still leave no doubt
# Behind what an ending makes a form of the word: there is no "competencys".
ENDINGS = {
    "s": re.compile(r"([^sxzhy]|[aeou]y|[^cs]h)$"),
    "es": re.compile(r"([sxzo]|[cs]h)$"),
    "ed": re.compile(r"[^e]$"),
    "d": re.compile(r"e$"),
    "ing": re.compile(r"([^e]|[eoy]e)$"),
    "er": re.compile(r"[^e]$"),
    "ly": re.compile(r".$"),
}
ENTRY = re.compile(rb'"([a-z]+)":\s*(\d+)')  # of the dictionary: a word, and how often it was met
FREQUENT = 1_000  # times; what was met less is not what an unknown word is likely to be
FREQUENT_IN_FORMS = 2_000
MET = 100  # times; what was met less was mostly not met at all
# How much less likely a word is than one that the documents use as it is, see `weigh`.
FORM = 0.1
UNUSED = 0.06  # for each time that twice as many words are commoner
FEW = 1_000  # commonest words, which are as likely as any
MAX_OF_COMMON = 1.5  # two slips in a word that the documents don't use are likely ones
BEGINNING = 4  # letters
MAX_CANDIDATES = 50
MAX_FOUND = 10_000  # words that are remembered
MAX_WRONG = 20  # words of a text; one with more of them is in no language that is spoken here


Candidate = tuple[float, int, str]
"""What may be meant, the likeliest least."""


@lru_cache(maxsize=1)
def _english() -> bytes:
    """pyspellchecker's dictionary of 160,000 words with their frequencies, as it is: JSON. As
    objects it would take 40 MB; this is 3 MB. Each word has a line, in alphabetical order."""
    return gzip.decompress((files("spellchecker") / "resources" / "en.json.gz").read_bytes())


@remembered
def is_english(word: str) -> bool:
    """In lower case; what is said at work is, too. The dictionary is read at the first question
    with a word in it that is neither in the documents nor in the model's vocabulary."""
    return word in _work_words() or _is_in_dictionary(word)


def _is_in_dictionary(word: str) -> bool:
    english, entry = _english(), f'"{word}":'.encode()
    places = range(english.index(b"\n") + 1, len(english))
    first = bisect_left(places, entry, key=lambda place: _line_at(english, place))
    return first < len(places) and english.startswith(entry, places[first])


def _line_at(text: bytes, place: int) -> bytes:
    return text[text.rfind(b"\n", 0, place) + 1 : text.find(b"\n", place)]


def english_words() -> Iterator[str]:
    """All without apostrophes, in lower case."""
    return (found[1].decode() for found in ENTRY.finditer(_english()))


@lru_cache(maxsize=1)
def common_words() -> tuple[str, ...]:
    """Those that one of which nothing else is known is likely to be, the likeliest first. What is
    frequent is likely in all its forms."""
    counted = ((int(found[2]), found[1].decode()) for found in ENTRY.finditer(_english()))
    met = sorted(((count, word) for count, word in counted if count >= MET), reverse=True)
    frequent = {stem(word) for count, word in met if count >= FREQUENT_IN_FORMS}
    likely = (word for count, word in met if count >= FREQUENT or stem(word) in frequent)
    return (*likely, *_work_words())


@lru_cache(maxsize=1)
def _work_words() -> frozenset[str]:
    lines = (files("index") / "words" / "work_words.txt").read_text("utf-8").split("\n")
    return frozenset(line for line in lines if line and not line.startswith("#"))


class Speller:
    """`counts` are the words of the documents, by how often they use them; `common` are other
    words that may be meant, the commonest first; `is_known` tells of any further ones that are no
    slips. Of `others` the forms of words of the documents may be meant. Both are gone through at
    the first slip only."""

    def __init__(
        self,
        counts: Mapping[str, int],
        common: Iterable[str],
        is_known: Callable[[str], bool] = lambda word: False,
        others: Iterable[str] = (),
    ) -> None:
        self._counts = counts
        self._commonest_first = common
        self._is_known = is_known
        self._others = others
        self._found: dict[tuple[str, bool], str] = {}

    def correct(self, text: str) -> str:
        """`text` with misspelt words replaced, unless most of it seems to be misspelt; everything
        else as it was.

        >>> Speller({"architect": 3}, ["does", "an"]).correct("does an architct (sic) ABC?")
        'does an architect (sic) ABC?'
        """
        return Rewritten.of(text).replace(self.corrections(text)).text

    def corrections(self, text: str) -> list[Replacement]:
        """What to put in place of the misspelt words of `text`, in order."""
        said = (word for found in WORD.finditer(text) for word in found[0].split("-"))
        wrong = filter(self._may_be_wrong, said)
        if next(islice(wrong, MAX_WRONG, None), None) is not None:
            return []
        best = ((found, self._best_of(found)) for found in WORD.finditer(text))
        return [Replacement(*found.span(), meant) for found, meant in best if meant != found[0]]

    def _best_of(self, found: re.Match[str]) -> str:
        """Of each word that hyphens join, unless they are one that is right, as "post-mortems"."""
        words, is_inside = found[0].split("-"), _is_inside_sentence(found)
        if len(words) > 1 and self._is_right("".join(words).lower()):
            return found[0]
        return "-".join(self._known_best(word, is_inside and word[0].isupper()) for word in words)

    def _known_best(self, word: str, may_be_name: bool) -> str:
        """Looked for once: people make the same slips."""
        key = (word, may_be_name)
        if key not in self._found and len(self._found) < MAX_FOUND:
            self._found[key] = self._best(*key)
        return self._found.get(key) or self._best(*key)

    def _best(self, word: str, may_be_name: bool) -> str:
        if not self._may_be_wrong(word):
            return word
        lower = word.lower()
        own = self._of_documents(lower)
        others = () if may_be_name else self._of_english(lower)
        return min((*own, *others), default=(0, 0, word))[2]

    def _may_be_wrong(self, word: str) -> bool:
        lower = word.lower()
        if not MIN_LENGTH <= len(lower) <= MAX_LENGTH or not lower.isascii() or not lower.isalpha():
            return False
        is_short_form = sum(map(str.isupper, word)) > 1  # "APMs"
        return not is_short_form and not self._is_right(lower)

    def _of_documents(self, word: str) -> Iterator[Candidate]:
        slips = _most_slips(word)
        for found in _near(word, self._used, slips):
            yield weigh(word, found), -self._counts[found], found
        for found in _near(word, self._forms, slips):
            yield weigh(word, found) + FORM, 0, found

    def _of_english(self, word: str) -> Iterator[Candidate]:
        for found in _near(word, self._common, _most_slips(word)):
            weight, rank = weigh(word, found), self._ranks[found]
            begins_alike = word[0] == found[0] or sorted(word[:2]) == sorted(found[:2])
            if weight <= MAX_OF_COMMON and begins_alike:
                yield weight + UNUSED * log2(1 + rank / FEW), rank, found

    def _is_right(self, word: str) -> bool:
        if word in self._counts or self._is_known(word) or is_english(word):
            return True
        return self._is_said(word) or any(map(self._is_said, _stems(word)))

    def _is_said(self, word: str) -> bool:
        return word in self._counts or word in self._ranks

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        return {word: rank for rank, word in enumerate(self._commonest_first)}

    @cached_property
    def _used(self) -> Mapping[int, list[str]]:
        return _by_length(self._counts)

    @cached_property
    def _forms(self) -> Mapping[int, list[str]]:
        stems = {stem(word) for word in self._counts}
        begun = {word[:BEGINNING] for word in stems}  # told sooner than a stem
        near = (w for w in self._others if w[:BEGINNING] in begun or w[: BEGINNING - 1] in begun)
        return _by_length(word for word in near if stem(word) in stems)

    @cached_property
    def _common(self) -> Mapping[int, list[str]]:
        return _by_length(self._ranks)


def _stems(word: str) -> Iterator[str]:
    for ending, before in ENDINGS.items():
        bare = word.removesuffix(ending)
        is_form = bare != word and len(bare) >= MIN_LENGTH and before.search(bare)
        if is_form and not is_english(f"{bare}{bare[-1]}{ending}"):  # there is no "begining"
            yield bare


def _by_length(words: Iterable[str]) -> Mapping[int, list[str]]:
    lengths: dict[int, list[str]] = defaultdict(list)
    for word in words:
        if word.isalpha() and len(word) >= MIN_LENGTH - 1:
            lengths[len(word)].append(word)
    return lengths


def _most_slips(word: str) -> int:
    return 2 if len(word) >= LONG else 1


def _is_inside_sentence(word: re.Match[str]) -> bool:
    """So that a capital makes it a name."""
    before = word.string[: word.start()].rstrip(" \"'(")
    return before != "" and before[-1] not in ".?!:"


def _near(word: str, words: Mapping[int, list[str]], slips: int) -> Iterator[str]:
    """Those that take at most `slips` slips, each a letter more, less, other, or two swapped.
    The first letter is rarely wrong."""
    lengths = range(len(word) - slips, len(word) + slips + 1)
    candidates = [other for length in lengths for other in words.get(length, ())]
    for found, distance, _ in process.extract(
        word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=MAX_CANDIDATES
    ):
        if distance <= 1 or found[0] == word[0]:
            yield found
