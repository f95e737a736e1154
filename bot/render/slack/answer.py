"""Every kind of answer as a message."""

from __future__ import annotations

from typing import assert_never

from bot.answers.kinds import Answer, Choice, Courtesy, Help, NoAnswer, Passages, RoleCard, RoleList
from bot.render.slack import blocks, frame
from bot.render.slack.card import render_card
from bot.render.slack.guide import render_help
from bot.render.slack.message import Asked, Message
from bot.render.slack.no_answer import render_no_answer
from bot.render.slack.passages import render_passages
from bot.render.slack.roles import render_choice, render_list
from bot.render.slack.text import say


def render_answer(asked: Asked, answer: Answer) -> Message:
    """A message within Slack's limits, whatever was asked and whatever the documents say. Nothing
    is lost over its pages; a page beyond the end is the last one."""
    message = _render(asked, answer)
    return frame.of_excerpt(message) if answer.is_of_excerpt else message


def _render(asked: Asked, answer: Answer) -> Message:
    match answer:
        case Passages():
            return render_passages(asked, answer)
        case RoleCard():
            return render_card(asked, answer)
        case Choice():
            return render_choice(asked, answer)
        case RoleList():
            return render_list(asked, answer)
        case NoAnswer():
            return render_no_answer(asked, answer)
        case Help():
            return render_help(asked)
        case Courtesy(reply):
            return Message(say([reply]), (*frame.shared(asked), blocks.paragraph(reply)))
        case _:
            assert_never(answer)
