"""The Home tab: what the bot is, how to ask it, and what it answers from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers.kinds import RoleCard
from bot.render.clean import clean
from bot.render.slack import actions, blocks, guide
from bot.render.slack.message import Block, Message
from bot.render.slack.pages import paginate
from bot.render.slack.picker import role_picker
from bot.render.slack.roles import entries, how_many, list_entries, pieces_of
from bot.render.slack.text import cut

SEARCH_LABEL = "Ask a question, or type the name of a role"
MAX_SAMPLES = 5
MAX_BLOCKS = 60  # families of roles
ROOM = 6000  # characters of the list of roles
MAX_TEXT = 500  # characters of texts that come from elsewhere


@dataclass(frozen=True, slots=True)
class Documents:
    """What is answered from. `cards` has every role with its passages, `indexed` says when they
    were last read, in words for people, and `problems` is the number of broken documents."""

    cards: tuple[RoleCard, ...]
    indexed: str
    problems: int = 0


def home_view(documents: Documents, samples: Sequence[str] = (), kept: str = "") -> Block:
    """`samples` are questions to try; `kept` says what is kept about people."""
    return {
        "type": "home",
        "blocks": [
            blocks.header(guide.TITLE),
            blocks.paragraph(guide.WHAT),
            blocks.search_input(SEARCH_LABEL, actions.SEARCH, guide.EXAMPLE),
            *_roles(documents),
            *guide.sample_buttons(samples[:MAX_SAMPLES]),
            blocks.divider(),
            blocks.header("How to ask"),
            *guide.how_to_ask(),
            blocks.divider(),
            *_documents(documents),
            *blocks.context(cut(clean(kept), MAX_TEXT)),
        ],
    }


def notice_home(message: Message) -> Block:
    """The Home tab of somebody who gets no answers."""
    return {"type": "home", "blocks": list(message.blocks)}


def _roles(documents: Documents) -> tuple[Block, ...]:
    select = role_picker([card.role for card in documents.cards], least_typed=0)
    return (blocks.actions(select),) if select else ()


def _documents(documents: Documents) -> tuple[Block, ...]:
    """How many documents there are, how old they are, and as many roles as fit."""
    listed = entries(documents.cards)
    first, *others = paginate(pieces_of(listed), ROOM, MAX_BLOCKS)
    left = sum(map(len, others))
    return (
        blocks.header("What I answer from"),
        blocks.paragraph(_extent(documents)),
        *_problems(documents.problems),
        *list_entries(first),
        *blocks.context(f"and {how_many(left, 'more role')}" if left else ""),
    )


def _extent(documents: Documents) -> str:
    passages = sum(len(card.passages) for card in documents.cards)
    newest = max((card.role.date or "" for card in documents.cards), default="")
    dated = f" The newest document is of {cut(clean(newest), 50)}." if newest else ""
    counts = f"{how_many(len(documents.cards), 'role')}, {how_many(passages, 'passage')}"
    return f"{counts[0].upper()}{counts[1:]}, read {cut(documents.indexed, 50)}.{dated}"


def _problems(number: int) -> tuple[Block, ...]:
    if not number:
        return ()
    has = f"{how_many(number, 'document')} {'has' if number == 1 else 'have'} a problem"
    return blocks.context(f"{has}: the last good version is used.")
