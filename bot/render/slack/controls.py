"""Controls below an answer: at most three are visible, and the others are in a menu."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers import ids
from bot.render.slack import actions, blocks
from bot.render.slack.message import Asked, Block, Surface
from bot.render.slack.pages import Page
from bot.render.slack.quotes import place
from bot.render.slack.state import MessageState
from bot.render.slack.text import web_url
from index.documents.chunk import Passage
from index.documents.document import Role

MAX_ROLES = 2  # in the menu


def row(shown: MessageState, visible: Sequence[Block], menu: Sequence[Block]) -> tuple[Block, ...]:
    """The controls in one block; no block if there are none."""
    more = [blocks.overflow(actions.MENU, menu)] if menu else []
    elements = [*visible, *more]
    return (blocks.actions(elements, shown.pack()),) if elements else ()


def more(page: Page[object]) -> list[Block]:
    """A button for the next page, if there is one."""
    spoken = f"Show page {page.number + 2} of {page.count}"
    return [] if page.is_last else [blocks.button(actions.MORE, "Show more", "more", spoken)]


def opinions(asked: Asked, shown: MessageState) -> list[Block]:
    """Feedback buttons where Slack's own are not possible: in messages for the asker alone."""
    if asked.surface is not Surface.EPHEMERAL:
        return []
    packed = shown.pack()
    return [
        blocks.button(actions.HELPFUL, "Helpful", packed, "This answer is helpful"),
        blocks.button(actions.UNHELPFUL, "Not helpful", packed, "This answer is not helpful"),
    ]


def thumbs(asked: Asked, shown: MessageState) -> tuple[Block, ...]:
    """Slack's own feedback buttons, where they are possible."""
    if asked.surface not in (Surface.THREAD, Surface.DIRECT):
        return ()
    return (blocks.thumbs(actions.FEEDBACK, shown.pack()),)


def menu(
    asked: Asked, roles: Sequence[Role], passages: Sequence[Passage], with_suggest: bool = True
) -> list[Block]:
    """`roles` are those that can be shown as a whole, `passages` those that are on the page."""
    share = blocks.option("Share in this channel", actions.MENU_SHARE)
    suggest_url = asked.suggest_url if with_suggest else None
    # only the first source that has an address can be opened
    source = next((passage for passage in passages if web_url(passage.url)), None)
    return [
        *([share] if asked.surface is Surface.EPHEMERAL else ()),
        *(
            blocks.option(f"All of {role.title}", f"{actions.MENU_ROLE}{ids.role_id(role)}")
            for role in tuple(dict.fromkeys(roles))[:MAX_ROLES]
            if not role.is_page
        ),
        *(_leading(f"Open {place(source)}", actions.MENU_OPEN, source.url) if source else ()),
        *_leading("Suggest a change", actions.MENU_SUGGEST, suggest_url),
    ]


def suggest_button(asked: Asked) -> list[Block]:
    url = web_url(asked.suggest_url)
    spoken = "Suggest that the role documents answer this"
    return [blocks.link_button(actions.SUGGEST, "Suggest an addition", url, spoken)] if url else []


def _leading(text: str, value: str, address: str | None) -> list[Block]:
    """An option that opens this address, if Slack takes it."""
    url = web_url(address)
    return [{**blocks.option(text, value), "url": url}] if url else []


def stacked(action: str, choices: Sequence[tuple[str, str, str]]) -> tuple[Block, ...]:
    """Buttons below each other, each given as its text, its value and a text for screen readers. In
    one block they would need different names."""
    return tuple(blocks.actions([blocks.button(action, *choice)]) for choice in choices)
