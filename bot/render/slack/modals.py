"""Modals: forms, and answers to shortcuts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.render.slack import actions, blocks, guide, limits
from bot.render.slack.message import Block, Message
from bot.render.slack.picker import role_picker
from bot.render.slack.state import state_in
from index.documents.document import Role

NAME = "Rolebot"
MAX_COMMENT = 1000  # characters
REASONS: Mapping[str, str] = {
    "role": "Wrong role",
    "passage": "Right role, wrong passage",
    "outdated": "Out of date",
    "other": "Something else",
}
"""Why an answer is not helpful: the value that is sent, and what people see."""


def ask_view(roles: Sequence[Role], question: str = "") -> Block:
    """A form with a question and a role, of which one is enough: who gets it sent has to check
    that. Each input's block has the name of its action."""
    picker = role_picker(roles, least_typed=0)
    return _form(
        actions.ASK_ROLE,
        "Ask",
        blocks.text_input(
            "Your question",
            actions.QUESTION,
            guide.EXAMPLE,
            initial=question,
            is_optional=True,
        ),
        *(blocks.input_block("Or a role", one, is_optional=True) for one in picker),
    )


def answer_view(message: Message, metadata: str = "", in_thread: bool = False) -> Block:
    """`message` is rendered for MODAL. With `in_thread`, it can be posted below the message that
    it was asked about, if it is an answer and no notice; `metadata` says which that is."""
    spoken = "Post this answer in the thread of the message"
    post = blocks.button(actions.IN_THREAD, "Post in thread", "post", spoken)
    below = (blocks.actions([post]),) if in_thread and state_in(message.blocks) else ()
    return {**_modal(*message.blocks, *below), **_sent(actions.ANSWER, metadata)}


def reason_view(shown: str, with_comment: bool) -> Block:
    """Asks why an answer is not helpful; `shown` is its packed `MessageState`. `with_comment` if
    there is somebody to read one."""
    options = [blocks.option(text, value) for value, text in REASONS.items()]
    radio = {"type": "radio_buttons", "action_id": actions.REASON, "options": options}
    comment = blocks.text_input(
        "What would be right?",
        actions.COMMENT,
        "In your own words, if you like",
        most=MAX_COMMENT,
        is_optional=True,
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
        **_modal(*inputs, close="Cancel"),
        "submit": blocks.plain(submit, limits.TITLE),
        **_sent(callback, metadata),
    }


def _modal(*content: Block, close: str = "Close") -> Block:
    return {
        "type": "modal",
        "title": blocks.plain(NAME, limits.TITLE),
        "close": blocks.plain(close, limits.TITLE),
        "blocks": list(content),
    }


def _sent(callback: str, metadata: str) -> Block:
    return {"callback_id": callback, "private_metadata": metadata}
