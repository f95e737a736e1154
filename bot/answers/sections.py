"""Which part of a role is asked for: in the words of its document, or in others for the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from bot.answers.kinds import Choice, RoleCard
from index.documents.chunk import Passage
from index.documents.document import SECTION_SEPARATOR, Role
from index.fold import words_of
from index.question.intents import asks_particular, denies
from index.question.names import MOST_SUGGESTIONS
from index.question.phrases import stem, stems_of
from index.question.query import Query
from index.search.index import Index
from index.words.lists import Wording

SUBJECTS = frozenset(("i", "they", "we", "you"))
PARTS = " · "
MOST_OF_HEADING = 4  # words that say something; longer ones are about something narrower


def card_of(role: Role, index: Index, part: str = "") -> RoleCard:
    """All of `role`, or of its `part`: the sections of that title and the passages of that name.
    The beginning of a word is enough: "competenc", "supervisory". If there are none, the sections
    that mean the same. Of several titles with a "·" between them, all."""
    passages = index.passages_of(role)
    if not part:
        return RoleCard(role, passages)
    parts = [f" {words_of(one)}" for one in part.split(PARTS)]
    own = tuple(passage for passage in passages if any(_is_part(passage, one) for one in parts))
    if own:
        return RoleCard(role, own, part)
    return _of_titles(role, titles_meant_by(part, role, index), index)


def asked_section(query: Query, index: Index) -> RoleCard | None:
    """Of a question that says a role, words for some of its sections, and no more: "what are the
    responsibilities of an architect?"."""
    if len(query.roles) != 1:
        return None
    role, stop = query.roles[0], index.wording.stop_words
    outside = outside_of(query)
    told = _telling_stems(outside, stop)
    sections = _as_far_as_so(outside, role.sections)
    titles = [title for title in sections if told and told <= _telling_stems(title, stop)]
    if not titles:
        asked = [outside] if told else _verbs(query)
        titles = next(filter(None, (_titles_in(sections, text, index) for text in asked)), [])
    card = _of_titles(role, titles, index)
    return card if card.passages else None


def part_alone(asked: str, index: Index) -> RoleCard | Choice | None:
    """Of "skills?": that part of the role which has it, or a choice of those that have."""
    if not _kind_meant(asked, index.wording):
        return None
    roles = tuple(role for role in index.roles if titles_meant_by(asked, role, index))
    if len(roles) == 1:
        return card_of(roles[0], index, asked)
    is_short = len(roles) <= MOST_SUGGESTIONS  # there are buttons for so many
    return Choice(asked, roles, asked if is_short else "") if roles else None


def titles_meant_by(text: str, role: Role, index: Index) -> list[str]:
    """Of the sections of the kind that `text` means and nothing else: of those that say it, if any
    do."""
    return _titles_in(_as_far_as_so(text, role.sections), text, index)


def _as_far_as_so(asked: str, sections: Sequence[str]) -> list[str]:
    """Those about what is so, or if `asked` denies it, about what is not: "what you do not own"."""
    return [title for title in sections if denies(title) == denies(asked)]


def _titles_in(sections: Sequence[str], text: str, index: Index) -> list[str]:
    wording, kind = index.wording, _kind_meant(text, index.wording)
    if not kind:
        return []
    said, texts = kind
    literal = [title for title in sections if said <= _telling_stems(title, wording.stop_words)]
    return literal or [title for title in sections if _is_of_kind(title, texts, wording)]


def _kind_meant(text: str, wording: Wording) -> tuple[frozenset[str], tuple[str, ...]] | None:
    """The kind of section that `text` means and nothing else: what of it says so, as stems, and all
    words for it. No role has to be looked at for that."""
    told = _telling_stems(text, wording.stop_words) or frozenset(stems_of(text))
    if asks_particular(words_of(text).split()):
        return None
    for name, others in wording.sections.items():
        texts = (name, *others)
        if said := _said_of_kind(told, texts, wording):
            return said, texts
    return None


def outside_of(query: Query) -> str:
    """What is said beside the names of roles."""
    starts = [0, *(mention.end for mention in query.mentions)]
    ends = [*(mention.start for mention in query.mentions), len(query.text)]
    return "".join(query.text[start:end] for start, end in zip(starts, ends, strict=True))


def _of_titles(role: Role, titles: Collection[str], index: Index) -> RoleCard:
    own = tuple(passage for passage in index.passages_of(role) if passage.section in titles)
    return RoleCard(role, own, PARTS.join(dict.fromkeys(passage.section for passage in own)))


def _said_of_kind(told: frozenset[str], texts: Iterable[str], wording: Wording) -> frozenset[str]:
    """Those of `told` that mean the kind of section that `texts` are words for; none if they do
    not, or if there is more to them."""
    words = (
        _telling_stems(text, wording.stop_words) or frozenset(stems_of(text)) for text in texts
    )
    said = frozenset[str]().union(*(stems for stems in words if stems <= told))
    return said if told <= said | frozenset(map(stem, wording.beside_sections)) else frozenset()


def _is_of_kind(title: str, texts: Iterable[str], wording: Wording) -> bool:
    headings = title.split(SECTION_SEPARATOR)
    return any(_is_headed(heading, text, wording) for heading in headings for text in texts)


def _is_headed(heading: str, text: str, wording: Wording) -> bool:
    said, wanted = f" {' '.join(stems_of(heading))} ", f" {' '.join(stems_of(text))} "
    if not _telling_stems(text, wording.stop_words):
        return said.endswith(wanted)
    return wanted in said and len(_telling_stems(heading, wording.stop_words)) <= MOST_OF_HEADING


def _verbs(query: Query) -> list[str]:
    """Of what a role does, where that says nothing by itself: "what does an architect own?", "what
    do I own as an architect?"."""
    (mention, *_) = query.mentions
    behind_it, said = (
        [word for word in words_of(text).split() if not denies(word)]
        for text in (query.text[mention.end :], outside_of(query))
    )
    return behind_it[:1] + [verb for subject, verb in pairwise(said) if subject in SUBJECTS]


def _telling_stems(text: str, stop_words: frozenset[str]) -> frozenset[str]:
    words = (word for word in words_of(text).split() if word not in stop_words)
    return frozenset(map(stem, words))


def _is_part(passage: Passage, wanted: str) -> bool:
    return any(wanted in f" {words_of(title)}" for title in (passage.section, passage.name or ""))
