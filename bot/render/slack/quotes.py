"""Passages word for word, in pieces that fit on a page, with their sources."""

from __future__ import annotations

from dataclasses import dataclass

from bot.render.clean import clean
from bot.render.slack import blocks
from bot.render.slack.message import Block
from bot.render.slack.text import Part, cut, end_of_words, link, literal, marked, web_url
from index.documents.chunk import Passage

MAX_FRAGMENT = 5500  # characters of a passage on one page; the rest is on the next one
MAX_CONTEXT = 500  # characters of everything that a passage is nested under
MAX_TITLE = 150  # characters of a title in a line of text
CONTINUES = "(continues)"
CONTINUED = "(continued)"


@dataclass(frozen=True, slots=True)
class Fragment:
    """`passage.text[start:end]`, which is nearly always the whole text."""

    passage: Passage
    start: int
    end: int

    @property
    def is_first(self) -> bool:
        return self.start == 0

    @property
    def is_last(self) -> bool:
        return self.end == len(self.passage.text)

    @property
    def text(self) -> str:
        return clean(self.passage.text[self.start : self.end])

    def words(self) -> list[Part]:
        return marked(self.passage.text, self.passage.marks, self.start, self.end)


def fragments(passage: Passage) -> tuple[Fragment, ...]:
    """The whole text, cut between words where it has to be."""
    places = [0]
    while len(passage.text) - places[-1] > MAX_FRAGMENT:
        rest = passage.text[places[-1] : places[-1] + MAX_FRAGMENT + 1]
        places.append(places[-1] + end_of_words(rest, MAX_FRAGMENT))
    ends = (*places[1:], len(passage.text))
    return tuple(Fragment(passage, start, end) for start, end in zip(places, ends, strict=True))


def quote(fragment: Fragment) -> Block:
    """The words, with what they are nested under above them and their source below."""
    under = cut(" › ".join(map(clean, fragment.passage.context)), MAX_CONTEXT)
    above = [f"{under} ›" if under else "", "" if fragment.is_first else CONTINUED]
    note = cut(clean(fragment.passage.note), MAX_CONTEXT) if fragment.is_last else CONTINUES
    below = [blocks.line(*literal(note, "italic"))] if note else []
    return blocks.rich(
        *(blocks.line(*literal(text, "italic")) for text in above if text),
        blocks.quote(*fragment.words()),
        *below,
        blocks.line(*source(fragment.passage)),
    )


def source(passage: Passage) -> list[Part]:
    """Role, section, date, and the place as a link."""
    role = passage.role
    names = [name for name in (role.title, passage.section, role.date) if name]
    named = "".join(f"{cut(clean(name), MAX_TITLE)} · " for name in names)
    return [*literal(named), leads_to(passage, place(passage))]


def leads_to(passage: Passage, text: str) -> Part:
    """`text`, as a link if the passage has an address."""
    url = web_url(passage.url)
    return link(url, text) if url else literal(text, "italic")[0]


def place(passage: Passage) -> str:
    """As "kitchen/baker.md, lines 9–12"."""
    return f"{cut(clean(passage.path), MAX_TITLE)}, {cut(passage.where, MAX_TITLE)}"


def spoken(fragment: Fragment) -> str:
    """The quote as one line of plain text."""
    passage = fragment.passage
    names = [cut(name, MAX_TITLE) for name in (passage.role.title, passage.section) if name]
    above = "".join(f"{cut(text, MAX_TITLE)} › " for text in passage.context)
    return f"{above}“{fragment.text}” ({', '.join(names)}; {place(passage)})"
