"""A role, or a part of it, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answers import ids
from bot.answers.kinds import RoleCard
from bot.render.clean import clean
from bot.render.notes import asked_facts, other_facts, which_part, why_this_role
from bot.render.slack import actions, blocks, controls, frame, limits
from bot.render.slack.message import Asked, Block, Message
from bot.render.slack.outline import outline
from bot.render.slack.pages import Page, Piece, characters, cost_of, open_page, paginate
from bot.render.slack.picker import fitting
from bot.render.slack.quotes import MAX_TITLE, Fragment, fragments
from bot.render.slack.state import MessageState
from bot.render.slack.text import cut, say
from index.documents.chunk import Passage
from index.fold import words_of

FRAME = 3000  # characters reserved for what is neither a passage nor an option
MAX_BLOCKS = limits.BLOCKS - 12  # for sections
MAX_FACT = 100  # characters
MAX_REST = 300  # characters of a title that do not fit into its heading
EMPTY = "Its document says nothing about it yet."


def render_card(asked: Asked, card: RoleCard) -> Message:
    page = open_page(pages_of(card), asked.page)
    question = frame.kept_question(asked)
    shown = MessageState("role", question, (ids.role_id(card.role),), clean(card.part), page.number)
    on_page = [fragment.passage for fragment in page.content]
    remarks = list(_remarks(card))
    asked_for = [cut(asked_facts(card), 3 * MAX_FACT)] if card.fields else []
    return Message(
        say([card.role.title, *asked_for, *remarks, *_spoken(page)]),
        (
            *frame.shared(asked),
            *frame.read_as(asked),
            *_title(card.role.title),
            *map(blocks.paragraph, asked_for),
            *(blocks.context(_facts(card)) if page.is_first else ()),
            *blocks.context(*remarks),
            *(outline(page.content) or [blocks.paragraph(EMPTY)]),
            *frame.foot(page, f"Word for word from {cut(clean(card.role.path), MAX_FACT)}"),
            *controls.row(
                shown,
                [*_sections(card), *controls.more(page)],
                controls.menu(asked, (), on_page),
            ),
        ),
    )


def pages_of(card: RoleCard) -> tuple[tuple[Fragment, ...], ...]:
    """All passages of the card, divided in the same way for every surface."""
    room = limits.CHARACTERS - FRAME - characters(_sections(card))
    return paginate(list(_pieces(card.passages)), room, MAX_BLOCKS)


def _pieces(passages: Sequence[Passage]) -> Iterator[Piece[Fragment]]:
    """The title of a section costs its room once. It may be repeated at the top of a page, for
    which there is room in the frame."""
    section = None
    for passage in passages:
        for fragment in fragments(passage):
            opens = passage.section != section
            cost = cost_of(outline([fragment])) - (0 if opens else len(passage.section[:MAX_TITLE]))
            yield Piece(fragment, cost, int(opens))
            section = passage.section


def _spoken(page: Page[Fragment]) -> Iterator[str]:
    section = None
    for fragment in page.content:
        if fragment.passage.section != section:
            section = fragment.passage.section
            yield from [f"{section}:"] if section and not fragment.passage.is_heading else []
        yield fragment.text


def _title(title: str) -> tuple[Block, ...]:
    """A heading, followed by the part of the title that does not fit into it."""
    whole = clean(title).strip()
    head = cut(whole, limits.HEADER)
    rest = whole[len(head) - 1 :] if head != whole else ""
    return (
        blocks.header(head),
        *([blocks.paragraph(cut(f"…{rest.strip()}", MAX_REST), "bold")] if rest else ()),
    )


def _facts(card: RoleCard) -> str:
    role = card.role
    facts = [role.family, role.level, *other_facts(card), "Draft" if role.draft else None]
    return " · ".join(cut(clean(fact), MAX_FACT) for fact in facts if fact)


def _remarks(card: RoleCard) -> Iterator[str]:
    """Why it is this role, and which part of it."""
    if card.reason:
        yield cut(why_this_role(card.reason, card.role), 2 * MAX_FACT)
    if card.part:
        yield cut(which_part(card.part), 2 * MAX_FACT)


def _sections(card: RoleCard) -> list[Block]:
    """A select of the role's sections, if there are any to choose from."""
    titles = {ids.section_id(title): title for title in card.role.sections if title}
    if not titles:
        return []
    everything = blocks.option("All of it", actions.ALL)
    options = [everything, *fitting(titles.items(), limits.OPTIONS - 1)]
    asked = {ids.section_id(t) for t in titles.values() if words_of(t) == words_of(card.part)}
    chosen = next((one for one in options if one["value"] in asked), None)
    if not card.part:
        chosen = everything
    return [blocks.select(actions.SECTION, "Choose a section", options, chosen)]
