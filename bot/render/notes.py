"""Notes on an answer, in the same words for Slack and for the terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import assert_never

from bot.answers.kinds import Reason, RoleCard
from bot.render.clean import clean
from index.documents.document import Role
from index.question.question import Likeness

FACTS = {
    "owner": "Owner",
    "contact": "Contact",
    "reports_to": "Reports to",
    "next_role": "Next role",
    "date": "Date",
}
WEAK = "Not sure that this answers it. The closest I found:"

EXCERPT = (
    "That was long, so I read only part of it: what names a role or asks something, or else the "
    "beginning, 1,000 characters at most."
)


def why_this_role(reason: Reason, role: Role) -> str:
    """Explain how the question named this role other than by its title."""
    name, title = clean(reason.said), clean(role.title)
    match reason.likeness:
        case Likeness.OTHER_NAME:
            return f"“{name}” is another name of {title}."
        case Likeness.INITIALS:
            return f"“{name}” stands for {title}."
        case Likeness.ENDING:
            return f"{title} is the only role that ends in “{name}”."
        case Likeness.SLIP | Likeness.SHORTENED:
            return f"Read “{name}” as {title}."
        case _:
            assert_never(reason.likeness)


def facts_of(role: Role, fields: Collection[str] = tuple(FACTS)) -> Iterator[str]:
    """Whom to ask and which role comes next, as far as the top of its document says so."""
    for field, name in FACTS.items():
        fact = getattr(role, field)
        if fact and field in fields:
            yield f"{name}: {clean(fact)}"


def other_facts(card: RoleCard) -> Iterator[str]:
    """The facts that were not asked for."""
    return facts_of(card.role, FACTS.keys() - set(card.fields))


def asked_facts(card: RoleCard) -> str:
    return f"{' · '.join(facts_of(card.role, card.fields))} (at the top of its document)"


def which_part(part: str) -> str:
    return f"Only this part: {clean(part)}"
