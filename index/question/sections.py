"""Which part of a role is asked for: in the words of its document, or in others for the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.documents.chunk import Passage
from index.documents.document import SECTION_SEPARATOR, Role
from index.fold import words_of
from index.question.lexicon import Lexicon
from index.question.phrases import stem, stems_of
from index.question.question import Question
from index.question.stock_phrases import asks_particular, denies

SUBJECTS = frozenset(("i", "they", "we", "you"))
TITLES = " · "  # between several titles
MAX_HEADING = 4  # content words; longer headings are about something narrower


@dataclass(frozen=True, slots=True)
class Selection:
    """The `passages` of a role that `name` selects: what was asked for, or the titles of sections
    that mean the same."""

    name: str
    passages: tuple[Passage, ...]


def select(role: Role, name: str, lexicon: Lexicon) -> Selection:
    """The sections of the title `name` and the passages of that name. The beginning of a word is
    enough: "competenc", "supervisory". If there are none, the sections that mean the same. Of
    several titles with a "·" between them, all; of "", all of the role."""
    passages = lexicon.passages_of(role)
    if not name:
        return Selection("", passages)
    titles = [f" {words_of(title)}" for title in name.split(TITLES)]
    own = tuple(passage for passage in passages if any(_has(passage, one) for one in titles))
    return Selection(name, own) if own else _of(role, sections_meant(name, role, lexicon), lexicon)


def is_of_title(name: str, selection: Selection, role: Role) -> bool:
    """Whether `name` is the rest of the role's title, and no part of it: "engineer" in "backend
    engineer", where "backend" is another name of "Backend Engineering"."""
    titles = (title for p in selection.passages for title in (p.section, p.name) if title)
    names = (name for title in titles for name in title.split(SECTION_SEPARATOR))
    is_called = words_of(name) in map(words_of, names)
    return not is_called and set(stems_of(name)) <= set(stems_of(role.title))


def section_asked(question: Question, lexicon: Lexicon) -> Selection | None:
    """The sections of the role named, if the question says words for these and no more: "what are
    the responsibilities of an architect?"."""
    if len(question.roles) != 1:
        return None
    role, outside = question.roles[0], question.beside_names
    asked = lexicon.content_stems(outside)
    sections = _as_far_as_so(outside, role.sections)
    titles = [title for title in sections if asked and asked <= lexicon.content_stems(title)]
    if not titles:
        texts = [outside] if asked else _verbs(question)
        meant = (_of_kind(sections, text, lexicon) for text in texts)
        titles = next(filter(None, meant), [])
    found = _of(role, titles, lexicon)
    return found if found.passages else None


def roles_with(name: str, lexicon: Lexicon) -> tuple[Role, ...]:
    """The roles with sections of the kind that `name` means and nothing else: "skills?"."""
    if not _kind_meant(name, lexicon):
        return ()
    return tuple(role for role in lexicon.roles if sections_meant(name, role, lexicon))


def sections_meant(text: str, role: Role, lexicon: Lexicon) -> list[str]:
    """The titles of sections of the kind that `text` means and nothing else: those that say it, if
    any do."""
    return _of_kind(_as_far_as_so(text, role.sections), text, lexicon)


def _as_far_as_so(asked: str, sections: Sequence[str]) -> list[str]:
    """Those about what is so, or if `asked` denies it, about what is not: "what you do not own"."""
    return [title for title in sections if denies(title) == denies(asked)]


def _of_kind(sections: Sequence[str], text: str, lexicon: Lexicon) -> list[str]:
    kind = _kind_meant(text, lexicon)
    if not kind:
        return []
    said, texts = kind
    literal = [title for title in sections if said <= lexicon.content_stems(title)]
    return literal or [title for title in sections if _is_of_kind(title, texts, lexicon)]


def _kind_meant(text: str, lexicon: Lexicon) -> tuple[frozenset[str], tuple[str, ...]] | None:
    """The kind of section that `text` means and nothing else: what of it says so, as stems, and all
    words for it. No role has to be looked at for that."""
    asked = lexicon.content_stems(text) or frozenset(stems_of(text))
    if asks_particular(words_of(text).split()):
        return None
    for name, others in lexicon.wording.sections.items():
        texts = (name, *others)
        if said := _said_of_kind(asked, texts, lexicon):
            return said, texts
    return None


def _said_of_kind(asked: frozenset[str], texts: Iterable[str], lexicon: Lexicon) -> frozenset[str]:
    """Those of `asked` that mean the kind of section that `texts` are words for; none if they do
    not, or if there is more to them."""
    words = (lexicon.content_stems(text) or frozenset(stems_of(text)) for text in texts)
    said = frozenset[str]().union(*(stems for stems in words if stems <= asked))
    beside = frozenset(map(stem, lexicon.wording.beside_sections))
    return said if asked <= said | beside else frozenset()


def _of(role: Role, titles: Collection[str], lexicon: Lexicon) -> Selection:
    own = tuple(passage for passage in lexicon.passages_of(role) if passage.section in titles)
    return Selection(TITLES.join(dict.fromkeys(passage.section for passage in own)), own)


def _is_of_kind(title: str, texts: Iterable[str], lexicon: Lexicon) -> bool:
    headings = title.split(SECTION_SEPARATOR)
    return any(_is_headed(heading, text, lexicon) for heading in headings for text in texts)


def _is_headed(heading: str, text: str, lexicon: Lexicon) -> bool:
    said, wanted = f" {' '.join(stems_of(heading))} ", f" {' '.join(stems_of(text))} "
    if not lexicon.content_stems(text):
        return said.endswith(wanted)
    return wanted in said and len(lexicon.content_stems(heading)) <= MAX_HEADING


def _verbs(question: Question) -> list[str]:
    """What a role does, where that says nothing by itself: "what does an architect own?", "what do
    I own as an architect?"."""
    (mention, *_) = question.mentions
    behind_it, said = (
        [word for word in words_of(text).split() if not denies(word)]
        for text in (question.text[mention.end :], question.beside_names)
    )
    return behind_it[:1] + [verb for subject, verb in pairwise(said) if subject in SUBJECTS]


def _has(passage: Passage, title: str) -> bool:
    return any(title in f" {words_of(own)}" for own in (passage.section, passage.name or ""))
