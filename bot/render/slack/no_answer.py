"""The documents do not answer: what comes nearest, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answers import ids
from bot.answers.kinds import NoAnswer, Why
from bot.render.clean import clean
from bot.render.slack import actions, blocks, controls, frame, limits
from bot.render.slack.message import Asked, Block, Message
from bot.render.slack.pages import open_page
from bot.render.slack.passages import pages_of
from bot.render.slack.quotes import MAX_TITLE, Fragment, quote, spoken
from bot.render.slack.state import CUT, MessageState
from bot.render.slack.text import cut, say
from index.documents.chunk import Passage
from index.search.engine import Hit

MAX_SUGGESTIONS = 3
MAX_CONTACTS = 3
MAX_CONTACT = 150  # characters
ROOM = 8000  # characters of quotes
MAX_NAMES = 500  # characters of names in a line
BETWEEN, NAMED = "\n", "!"  # in the state that a message holds
NEAREST = "The nearest that they say, which may be about something else:"

OF_ROLE = "What is expected of the role itself:"
MEANT = "Did you mean one of these roles?"


@dataclass(frozen=True, slots=True)
class Wording:
    """`reply` says plainly that there is no answer, and why; `invitation` stands above the names
    that are suggested. Only `with_nearest` are the nearest passages quoted."""

    reply: str
    invitation: str
    with_nearest: bool = False


WORDINGS: Mapping[Why, Wording] = {
    Why.NOT_COVERED: Wording("The role documents do not answer “{asked}”.", MEANT, True),
    Why.NO_PERSON: Wording("The role documents do not name the person: “{asked}”.", OF_ROLE),
    Why.NO_SUCH_ROLE: Wording(
        "The role documents know no such role: “{asked}”.", "Nearest roles:", True
    ),
    Why.NO_SUCH_PART: Wording("{role} has no section called “{part}”.", "It has these sections:"),
    Why.NOT_UNDERSTOOD: Wording(
        "I did not understand “{asked}”. Please ask in other words, in the language of the role "
        "documents.",
        MEANT,
    ),
}


def render_no_answer(asked: Asked, answer: NoAnswer) -> Message:
    nearest = _nearest(answer)
    passages = [fragment.passage for fragment in nearest]
    shown = _shown(answer, passages)
    if asked.understood:  # shown above; below are the person's own words
        answer = replace(answer, asked=asked.question)
    reply = [_reply(answer), *_contacts(answer)]
    named = [f"{_invitation(answer)} {', '.join(answer.suggestions)}"] if answer.suggestions else []
    suggested = list(_suggested(answer))
    offered = [name for name, _ in suggested[:MAX_SUGGESTIONS]]
    roles = [passage.role for passage in passages if passage.role.title not in offered]
    return Message(
        say([*reply, *named, *([NEAREST, *map(spoken, nearest)] if nearest else ())]),
        (
            *frame.shared(asked),
            *frame.read_as(asked),
            *map(blocks.paragraph, reply),
            *_suggestions(answer, suggested),
            *([blocks.paragraph(NEAREST)] if nearest else ()),
            *map(quote, nearest),
            *controls.row(
                shown,
                [*controls.opinions(asked, shown), *controls.suggest_button(asked)],
                controls.menu(asked, roles, passages, False),
            ),
            *controls.thumbs(asked, shown),
        ),
    )


def _shown(answer: NoAnswer, nearest: Sequence[Passage]) -> MessageState:
    """The state from which `recall` gets the answer back. Its `part` says why there is none, and
    which names are suggested; its ids include those of the roles that have a contact."""
    why = f"{answer.why.name}{NAMED if answer.are_named else ''}"
    names = map(clean, answer.suggestions[:MAX_SUGGESTIONS])
    contacts = answer.contacts[:MAX_CONTACTS]
    found = [*map(ids.passage_id, nearest), *map(ids.role_id, contacts)]
    part = BETWEEN.join([why, *names])
    return MessageState("no_answer", clean(answer.asked), tuple(dict.fromkeys(found)), part)


def recall(shown: MessageState, catalogue: ids.Catalogue) -> NoAnswer:
    """The answer that a message showed. It is not searched for again: the question may have been
    cut, and what is left of it may well have an answer."""
    reason, *names = shown.part.split(BETWEEN)
    hits = (Hit(passage, 0.0) for passage in catalogue.find_passages(shown.ids))
    return NoAnswer(
        shown.question,
        tuple(hits),
        tuple(name for name in names if not name.endswith(CUT)),
        next((why for why in Why if why.name == reason.removesuffix(NAMED)), Why.NOT_COVERED),
        tuple(catalogue.roles[one] for one in shown.ids if one in catalogue.roles),
        are_named=reason.endswith(NAMED),
    )


def _reply(answer: NoAnswer) -> str:
    role, _, part = answer.asked.rpartition(": ")
    names = {"asked": answer.asked, "role": role, "part": part}
    quoted = {name: frame.question_of(text) for name, text in names.items()}
    return WORDINGS[answer.why].reply.format(**quoted)


def _contacts(answer: NoAnswer) -> Iterator[str]:
    for role in answer.contacts[:MAX_CONTACTS]:
        title = cut(clean(role.title), MAX_TITLE)
        contact = cut(clean(role.contact or ""), MAX_CONTACT)
        yield f"Whom to ask about {title}: {contact}"


def _nearest(answer: NoAnswer) -> tuple[Fragment, ...]:
    """As many as fit on one page of an answer."""
    if not WORDINGS[answer.why].with_nearest:
        return ()
    return open_page(pages_of(answer.nearest, ROOM), 0).content


def _invitation(answer: NoAnswer) -> str:
    return OF_ROLE if answer.are_named else WORDINGS[answer.why].invitation


def _suggested(answer: NoAnswer) -> Iterator[tuple[str, str]]:
    """Each suggested name, and the question that asks for it."""
    role, _, _ = answer.asked.rpartition(": ")
    prefix = f"{role}: " if answer.why is Why.NO_SUCH_PART else ""
    for name in answer.suggestions:
        yield name, cut(clean(f"{prefix}{name}"), limits.VALUE)


def _suggestions(answer: NoAnswer, suggested: Sequence[tuple[str, str]]) -> tuple[Block, ...]:
    """Buttons for the first names, and the others as text."""
    if not suggested:
        return ()
    rest = cut(", ".join(clean(name) for name, _ in suggested[MAX_SUGGESTIONS:]), MAX_NAMES)
    choices = [(name, ask, f"Ask for {name}") for name, ask in suggested[:MAX_SUGGESTIONS]]
    return (
        blocks.paragraph(_invitation(answer)),
        *controls.stacked(actions.ASK, choices),
        *blocks.context(f"and {rest}" if rest else ""),
    )
