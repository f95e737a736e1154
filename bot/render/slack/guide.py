"""How to ask: the answer to no question."""

from __future__ import annotations

from bot.render.slack import actions, blocks, controls, heads
from bot.render.slack.fallback import say
from bot.render.slack.message import Asked, Block, Message
from bot.render.slack.text import Part, literal

TITLE = "Ask what a role is expected to do"
WHAT = (
    "I answer from the role documents, word for word, with the line it stands on. "
    "Nothing is generated: where the documents say nothing, I say so."
)
EXAMPLE = "For example: who owns the architecture docs?"
COMMANDS = (
    ("/role who owns the architecture docs?", "the passages that answer best"),
    ("/role architect", "everything that is expected of a role"),
    ("/role architect competencies", "one part of it"),
    ("/role roles", "every role there is"),
)
PLACES = (
    "/role answers only you; share the answer if others should see it.",
    "Mention me in a channel or a thread, and I answer there for everybody.",
    "In a direct message, just ask.",
    "In the menu of a message, “Find the owning role” looks for who is responsible.",
)


def render_help(asked: Asked) -> Message:
    commands = [f"{command} – {what}" for command, what in COMMANDS]
    return Message(
        say([TITLE, WHAT, *commands, *PLACES]),
        (
            *heads.shared(asked),
            blocks.header(TITLE),
            blocks.paragraph(WHAT),
            *how_to_ask(),
            *controls.stacked(actions.ASK, [("Show all roles", "roles", "")]),
        ),
    )


def how_to_ask() -> tuple[Block, Block]:
    return (
        blocks.rich(blocks.bullets(map(_command, COMMANDS))),
        blocks.rich(blocks.bullets(literal(place) for place in PLACES)),
    )


def _command(command: tuple[str, str]) -> list[Part]:
    return [*literal(command[0], "code"), *literal(f" {command[1]}")]
