"""Blocks above and below an answer: who asked what, and how it was understood."""

from __future__ import annotations

from bot.render.clean import clean
from bot.render.notes import EXCERPT
from bot.render.slack import blocks
from bot.render.slack.message import Asked, Block, Message, Surface
from bot.render.slack.pages import Page
from bot.render.slack.text import Part, cut, literal, person, say

MAX_QUESTION = 250  # characters of a question that is repeated
# What is asked about in a modal may be a message that somebody else wrote.
RESTATED = {Surface.EPHEMERAL: "You asked", Surface.MODAL: "Asked"}
NOT_THERE = "Slack did not let me answer where you asked, so here it is for you alone."
PERHAPS_THERE = (
    "I could not tell whether my answer arrived where you asked, so here it is once more, for you "
    "alone."
)
VERBATIM = "Word for word from the role documents"


def restated(asked: Asked) -> tuple[Block, ...]:
    """The question, where readers do not see it anyway."""
    if asked.surface is Surface.SHARED:
        return shared(asked)
    lead, question = RESTATED.get(asked.surface), question_of(asked.question)
    return blocks.context(f"{lead}: {question}") if lead and question else ()


def shared(asked: Asked) -> tuple[Block, ...]:
    """Who shares the answer, and the question they asked; nothing if it is not shared."""
    if asked.surface is not Surface.SHARED:
        return ()
    who: list[Part] = [person(asked.sharer)] if asked.sharer else literal("Somebody")
    question = question_of(asked.question)
    what = f" asked: {question}" if question else " shares this:"
    return (blocks.rich(blocks.line(*who, *literal(what))),)


def read_as(asked: Asked, corrected: str | None = None) -> tuple[Block, ...]:
    """How the question was understood, if not as it was written."""
    understood = corrected or asked.understood
    return blocks.context(f"Read as “{question_of(understood)}”") if understood else ()


def only_for_you(message: Message, is_lost: bool) -> Message:
    """An answer for a thread, with the reason why only the asker gets it: Slack refused it there
    (`is_lost`), or did not say whether it took it."""
    why = NOT_THERE if is_lost else PERHAPS_THERE
    return Message(f"{say([why])}\n{message.text}", (*blocks.context(why), *message.blocks))


def of_excerpt(message: Message) -> Message:
    """An answer to a long question, with the note that only part of it was read."""
    return Message(f"{message.text}\n{EXCERPT}", (*message.blocks, *blocks.context(EXCERPT)))


def foot(page: Page[object], text: str = VERBATIM) -> tuple[Block, ...]:
    return blocks.context(" · ".join(filter(None, (text, page.place()))))


def question_of(text: str) -> str:
    return cut(clean(text).strip(), MAX_QUESTION)


def kept_question(asked: Asked) -> str:
    """The question that a message holds, as it was understood, so that it also makes sense outside
    its thread."""
    return clean(asked.understood or asked.question)
