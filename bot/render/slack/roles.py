"""Several roles: a choice between some, and the list of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.answers import ids
from bot.answers.kinds import Choice, RoleCard, RoleList
from bot.render.clean import clean
from bot.render.slack import actions, blocks, controls, frame, limits, picker
from bot.render.slack.message import Asked, Block, Message, Surface
from bot.render.slack.pages import Piece, cost_of, open_page, paginate
from bot.render.slack.state import MessageState
from bot.render.slack.text import cut, link, literal, say, web_url
from index.question.names import label_roles

MAX_BUTTONS = 3
MAX_LABEL = 150  # characters of a role or a family in a line of text
FRAME = 1500  # characters reserved for what is neither in the list nor in the picker
ROOM = limits.CHARACTERS - FRAME - picker.MAX_CHARACTERS
MAX_BLOCKS = limits.BLOCKS - 10
OTHERS = "Other roles"

# A role in the list: its family, and the line about it.
Entry = tuple[str, str]


def render_choice(asked: Asked, answer: Choice) -> Message:
    name = cut(clean(answer.name).strip(), MAX_LABEL)
    question = f"“{name}” fits {len(answer.roles)} roles. Which one?"
    return Message(
        say([question, *label_roles(answer.roles)]),
        (
            *(frame.shared if asked.question.strip() == name else frame.restated)(asked),
            *frame.read_as(asked),
            blocks.paragraph(question),
            *_choices(answer),
        ),
    )


def _choices(answer: Choice) -> tuple[Block, ...]:
    """A button for each role, or a menu if there are too many. The menu always leads to the whole
    role."""
    roles = answer.roles
    if len(roles) > MAX_BUTTONS:
        return (blocks.actions(picker.role_picker(roles)),)
    labels = label_roles(roles)
    if part := clean(answer.part):
        asks = (cut(clean(f"{label}: {part}"), limits.VALUE) for label in labels)
        spoken = (f"Ask for {label}, {part}" for label in labels)
        return controls.stacked(actions.ASK, list(zip(labels, asks, spoken, strict=True)))
    spoken = (f"Show the role {label}" for label in labels)
    values = map(ids.role_id, roles)
    return controls.stacked(actions.ROLE, list(zip(labels, values, spoken, strict=True)))


def render_list(asked: Asked, answer: RoleList) -> Message:
    listed = entries(answer.roles)
    page = open_page(paginate(pieces_of(listed), ROOM, MAX_BLOCKS), asked.page)
    shown = MessageState("roles", frame.kept_question(asked), page=page.number)
    select = picker.role_picker([card.role for card in answer.roles])
    menu = controls.menu(asked, (), ())
    return Message(
        say([how_many(len(listed), "role"), *(text for _, text in page.content)]),
        (
            *frame.shared(asked),
            *frame.read_as(asked),
            blocks.header(how_many(len(listed), "role")),
            *list_entries(page.content),
            *_as_pages(asked),
            *frame.foot(page, ""),
            *controls.row(shown, [*select, *controls.more(page)], menu),
        ),
    )


def _as_pages(asked: Asked) -> tuple[Block, ...]:
    """A link to the list of pages. Not where others read along, since from there one gets to all
    documents, even future ones."""
    if asked.surface in (Surface.THREAD, Surface.SHARED):
        return ()
    url = web_url(asked.pages_url)
    return (blocks.rich(blocks.line(link(url, "All of them as web pages"))),) if url else ()


def entries(cards: Sequence[RoleCard]) -> list[Entry]:
    """Grouped by family, in the order of each family's first role; roles without a family are
    last."""
    labels = label_roles([card.role for card in cards])
    families = dict.fromkeys(card.role.family or "" for card in cards)
    places = {name: n for n, name in enumerate(sorted(families, key=lambda name: not name))}
    listed = [
        (card.role.family or "", _line(card, label))
        for card, label in zip(cards, labels, strict=True)
    ]
    return sorted(listed, key=lambda entry: places[entry[0]])


def list_entries(listed: Sequence[Entry]) -> Iterator[Block]:
    """A block for each family."""
    for family, own in groupby(listed, key=lambda entry: entry[0]):
        has_others = any(other for other, _ in listed)
        title = cut(clean(family), MAX_LABEL) or (OTHERS if has_others else "")
        yield blocks.rich(
            *([blocks.line(*literal(title, "bold"))] if title else ()),
            blocks.bullets([literal(text) for _, text in own]),
        )


def how_many(number: int, thing: str) -> str:
    """As "1 role", "8 roles", "no roles"."""
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def pieces_of(listed: Sequence[Entry]) -> list[Piece[Entry]]:
    """The first entry of a family needs a block of its own, with the name of the family."""
    families = ["", *(family for family, _ in listed)]
    return [
        Piece(entry, cost_of(list(list_entries([entry]))), int(entry[0] != before) or not n)
        for n, (entry, before) in enumerate(zip(listed, families, strict=False))
    ]


def _line(card: RoleCard, label: str) -> str:
    draft = ", draft" if card.role.draft else ""
    passages = how_many(len(card.passages), "passage")
    return f"{cut(clean(label), MAX_LABEL)} ({passages}{draft})"
