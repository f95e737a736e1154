"""Blocks above and below an answer's own words: who asked what, and how it was read."""

from __future__ import annotations

from bot.render.clean import clean
from bot.render.notes import EXCERPT
from bot.render.slack import blocks
from bot.render.slack.message import Asked, Block, Message, Surface
from bot.render.slack.pages import Page
from bot.render.slack.text import Part, cut, literal, person, say

MAX_QUESTION = 250  # characters of a question that is said again
# What is asked about in a modal may be a message that somebody else wrote.
RESTATED = {Surface.EPHEMERAL: "You asked", Surface.MODAL: "Asked"}
NOT_THERE = "Slack did not let me answer where you asked, so here it is for you alone."
PERHAPS_THERE = (
    "I could not tell whether my answer arrived where you asked, so here it is once more, for you "
    "alone."
)
VERBATIM = "Word for word from the role documents"


def restated(asked: Asked) -> tuple[Block, ...]:
    """The question, where readers would not see it otherwise."""
    if asked.surface is Surface.SHARED:
        return shared(asked)
    lead, question = RESTATED.get(asked.surface), question_of(asked.question)
    return blocks.context(f"{lead}: {question}") if lead and question else ()


def shared(asked: Asked) -> tuple[Block, ...]:
    """Nothing unless it is shared: who shares it is named, and the question they asked."""
    if asked.surface is not Surface.SHARED:
        return ()
    who: list[Part] = [person(asked.sharer)] if asked.sharer else literal("Somebody")
    question = question_of(asked.question)
    what = f" asked: {question}" if question else " shares this:"
    return (blocks.rich(blocks.line(*who, *literal(what))),)


def read_as(asked: Asked, corrected: str | None = None) -> tuple[Block, ...]:
    """How the question was read, if not as it was written."""
    understood = corrected or asked.understood
    return blocks.context(f"Read as “{question_of(understood)}”") if understood else ()


def only_for_you(message: Message, is_lost: bool) -> Message:
    """An answer that was for a thread, with the reason why its asker gets it alone: Slack refused
    it there (`is_lost`), or did not say whether it took it."""
    why = NOT_THERE if is_lost else PERHAPS_THERE
    return Message(f"{say([why])}\n{message.text}", (*blocks.context(why), *message.blocks))


def of_excerpt(message: Message) -> Message:
    """An answer to as much of a long question as was read, which it says."""
    return Message(f"{message.text}\n{EXCERPT}", (*message.blocks, *blocks.context(EXCERPT)))


def foot(page: Page[object], said: str = VERBATIM) -> tuple[Block, ...]:
    return blocks.context(" · ".join(text for text in (said, page.place()) if text))


def question_of(text: str) -> str:
    return cut(clean(text).strip(), MAX_QUESTION)


def kept_question(asked: Asked) -> str:
    """The question that a message keeps, as it was understood, so that it makes sense outside its
    thread, too."""
    return clean(asked.understood or asked.question)
