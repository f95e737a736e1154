"""What a message is made for, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

Block = dict[str, Any]
"""As Block Kit has it in JSON."""


class Surface(Enum):
    """Where an answer appears, which decides what can be done with it there."""

    EPHEMERAL = "ephemeral"
    """Behind a slash command or a button: only the asker sees it, and what they asked is not
    shown beside it."""
    THREAD = "thread"
    """Below a mention in a channel."""
    DIRECT = "direct"
    """In the conversation of one person and the bot."""
    MODAL = "modal"
    SHARED = "shared"
    """For everybody in a channel, put there by a person who had it as EPHEMERAL."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer is to be rendered for. `question` is as the person wrote it, "" if they
    pressed a button; `understood` how it was read because of what their thread was about, ""
    if it was read as it stands. `page` counts from 0. `suggest_url` is where a gap in the
    documents can be reported, None if nowhere is known. `sharer` is the id of the person who
    shares it, for SHARED; `samples` are questions to offer to who has none. `pages_url` is where
    all roles are on the web, None if nowhere."""

    question: str
    surface: Surface
    understood: str = ""
    page: int = 0
    suggest_url: str | None = None
    sharer: str = ""
    samples: tuple[str, ...] = ()
    pages_url: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is what screen readers, notifications and clients without blocks show: it carries
    the answer, as escaped markup. `blocks` are within all of Slack's limits."""

    text: str
    blocks: tuple[Block, ...]

    def arguments(self) -> dict[str, Any]:
        """For `chat.postMessage`, `ack` and `respond`."""
        return {
            "text": self.text,
            "blocks": list(self.blocks),
            "unfurl_links": False,
            "unfurl_media": False,
        }
