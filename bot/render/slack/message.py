"""Messages: what they are made for, and what they consist of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

# A piece of Block Kit's JSON.
Block = dict[str, Any]


class Surface(Enum):
    """Where an answer appears, which decides what can be done with it there."""

    # In reply to a slash command or a button: only the asker sees it, and their question is not
    # shown with it.
    EPHEMERAL = "ephemeral"
    # Below a mention in a channel.
    THREAD = "thread"
    # In the conversation between one person and the bot.
    DIRECT = "direct"
    MODAL = "modal"
    # For everybody in a channel, shared by a person who got it as EPHEMERAL.
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer is rendered for. `question` is as the person wrote it, "" if they pressed a
    button. `understood` is how it was read in the light of its thread, "" if it was read as it
    stands. `page` counts from 0. `suggest_url` is where a gap in the documents can be reported, if
    that is known. `sharer` is the id of the person who shares it, for SHARED. `samples` are
    questions to offer if nothing was asked. `pages_url` lists all roles on the web, if they are
    there."""

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
    """`text` has the whole answer, as escaped markup, for screen readers, notifications and clients
    without blocks. `blocks` are within all of Slack's limits."""

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
