"""How to ask: the answer when nothing was asked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.render.slack import actions, blocks, controls, frame, limits
from bot.render.slack.message import Asked, Block, Message
from bot.render.slack.picker import PLACEHOLDER
from bot.render.slack.text import Part, cut, literal, say

TITLE = "Ask what a role is expected to do"
WHAT = (
    "I answer from the role documents, word for word, with the line it stands on. "
    "Nothing is generated: where the documents say nothing, I say so."
)
EXAMPLE = "Who owns …?"
MAX_SAMPLES = 3
# No role is named: these are for any company's documents.
COMMANDS = (
    ("/role who owns …?", "the passages that answer best"),
    ("/role ROLE", "everything that is expected of a role"),
    ("/role ROLE competencies", "one part of it"),
    ("/role list", "every role there is"),
)
TRY = "Or try one of these:"
PLACES = (
    "Only you see what /role answers; share it if others should see it, too.",
    "Mention me in a channel or a thread, and I answer there for everybody.",
    "In a direct message, just ask.",
    "In the menu of a message, “Find the owning role” looks for who is responsible.",
)


def render_help(asked: Asked) -> Message:
    commands = [f"{command} – {what}" for command, what in COMMANDS]
    return Message(
        say([TITLE, WHAT, *commands, *PLACES]),
        (
            *frame.shared(asked),
            blocks.header(TITLE),
            blocks.paragraph(WHAT),
            *how_to_ask(),
            *sample_buttons(asked.samples[:MAX_SAMPLES]),
            blocks.actions([blocks.search_select(actions.ROLE_PICK, PLACEHOLDER, 0)]),
        ),
    )


def sample_buttons(samples: Sequence[str]) -> tuple[Block, ...]:
    """Buttons with questions that are made from the documents."""
    named = [(text, cut(text, limits.VALUE), f"Ask: {text}") for text in samples]
    return (blocks.paragraph(TRY), *controls.stacked(actions.ASK, named)) if named else ()


def how_to_ask() -> tuple[Block, Block]:
    return (
        blocks.rich(blocks.bullets(map(_command, COMMANDS))),
        blocks.rich(blocks.bullets(literal(place) for place in PLACES)),
    )


def _command(command: tuple[str, str]) -> list[Part]:
    return [*literal(command[0], "code"), *literal(f" {command[1]}")]
