"""The passages that answer a question, three to a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answers import ids
from bot.answers.kinds import MAX_HITS, Passages
from bot.render.notes import WEAK
from bot.render.slack import blocks, controls, frame, limits
from bot.render.slack.message import Asked, Message
from bot.render.slack.pages import Piece, cost_of, open_page, paginate
from bot.render.slack.quotes import Fragment, fragments, quote, spoken
from bot.render.slack.state import Kind, MessageState
from bot.render.slack.text import say
from index.search.engine import Hit

MAX_SHOWN = 3  # passages on a page
FRAME = 2000  # characters reserved for what is not a quote
ROOM = limits.CHARACTERS - FRAME


def render_passages(asked: Asked, answer: Passages) -> Message:
    page = open_page(pages_of(answer.hits), asked.page)
    kind: Kind = "weak" if answer.is_weak else "passages"
    found = tuple(ids.passage_id(hit.passage) for hit in answer.hits[:MAX_HITS])
    shown = MessageState(kind, frame.kept_question(asked), found, "", page.number)
    on_page = [fragment.passage for fragment in page.content]
    doubt = (WEAK,) if answer.is_weak else ()
    menu = controls.menu(asked, [passage.role for passage in on_page], on_page)
    return Message(
        say([*doubt, *map(spoken, page.content)]),
        (
            *frame.restated(asked),
            *frame.read_as(asked, answer.corrected),
            *(blocks.paragraph(text) for text in doubt),
            *map(quote, page.content),
            *frame.foot(page),
            *controls.row(shown, [*controls.more(page), *controls.opinions(asked, shown)], menu),
            *controls.thumbs(asked, shown),
        ),
    )


def pages_of(hits: Sequence[Hit], room: int = ROOM) -> tuple[tuple[Fragment, ...], ...]:
    """All passages, best first, divided in the same way for every surface."""
    return paginate(list(_pieces(hits)), room, MAX_SHOWN)


def _pieces(hits: Sequence[Hit]) -> Iterator[Piece[Fragment]]:
    for hit in hits:
        for fragment in fragments(hit.passage):
            yield Piece(fragment, cost_of(quote(fragment)))
