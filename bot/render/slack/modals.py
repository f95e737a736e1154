"""Modals: forms, and answers to shortcuts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.render.slack import actions, blocks, guide, limits
from bot.render.slack.message import Block, Message
from bot.render.slack.picker import role_picker
from bot.render.slack.state import state_in
from index.documents.document import Role

NAME = "Rolebot"
MAX_COMMENT = 1000  # characters
# Why an answer is not helpful, by the value that is sent: what people see.
REASONS: Mapping[str, str] = {
    "role": "Wrong role",
    "passage": "Right role, wrong passage",
    "outdated": "Out of date",
    "other": "Something else",
}


def ask_view(roles: Sequence[Role]) -> Block:
    """A form for a question or a role; whoever receives it has to check that one is given. Each
    input's block is named after its action."""
    return _form(
        actions.ASK_ROLE,
        "Ask",
        blocks.text_input("Your question", actions.QUESTION, guide.EXAMPLE),
        *(
            blocks.input_block("Or a role", select, is_optional=True)
            for select in role_picker(roles, least_typed=0)
        ),
    )


def answer_view(message: Message, metadata: str = "", in_thread: bool = False) -> Block:
    """`message` is rendered for MODAL. With `in_thread` it has a button to post it below the
    message that it is about, unless it is only a notice; `metadata` says which message that is."""
    spoken = "Post this answer in the thread of the message"
    post = blocks.button(actions.IN_THREAD, "Post in thread", "post", spoken)
    below = (blocks.actions([post]),) if in_thread and state_in(message.blocks) else ()
    return _modal(actions.ANSWER, metadata, (*message.blocks, *below))


def reason_view(shown: str, with_comment: bool) -> Block:
    """Asks why an answer is not helpful; `shown` is its packed `MessageState`. `with_comment` is
    for where somebody reads comments."""
    options = [blocks.option(text, value) for value, text in REASONS.items()]
    radio = {"type": "radio_buttons", "action_id": actions.REASON, "options": options}
    invitation = "In your own words, if you like"
    comment = blocks.text_input(
        "What would be right?", actions.COMMENT, invitation, most=MAX_COMMENT
    )
    return _form(
        actions.REASON,
        "Send",
        blocks.input_block("What is wrong with this answer?", radio),
        *([comment] if with_comment else ()),
        metadata=shown,
    )


def _form(callback: str, submit: str, *inputs: Block, metadata: str = "") -> Block:
    return {
        **_modal(callback, metadata, inputs, close="Cancel"),
        "submit": blocks.plain(submit, limits.TITLE),
    }


def _modal(callback: str, metadata: str, content: Iterable[Block], close: str = "Close") -> Block:
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": metadata,
        "title": blocks.plain(NAME, limits.TITLE),
        "close": blocks.plain(close, limits.TITLE),
        "blocks": list(content),
    }
