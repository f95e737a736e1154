"""The workspace of the demo: who is in it, where, and what they have said."""

from __future__ import annotations

from bot.playground.payloads import escaped, typed_blocks
from bot.playground.records import Message
from bot.playground.workspace import Workspace

ADA, BEN, GWEN, EVE = "U1", "U2", "U3", "U4"
GENERAL, ARCHITECTURE, RANDOM, PARTNERS = "C1", "C2", "C3", "C4"
SAID = (
    (GENERAL, BEN, "Morning! I have just joined. What is an architect expected to do here?"),
    (GENERAL, ADA, "Try /role architect. The answer is quoted from our role documents."),
    (ARCHITECTURE, BEN, "Who owns architecture docs?"),
    (ARCHITECTURE, ADA, "Ask the bot: “Find the owning role” in the menu of your message."),
    (RANDOM, ADA, "Rolebot is not in this channel. It hears nothing here, but /role works."),
    (PARTNERS, EVE, "Hello from the other company! We can read this channel, too."),
)


def furnish(workspace: Workspace) -> None:
    """Members, a guest and somebody from another company; channels with the bot and without."""
    workspace.add_person(ADA, "Ada")
    workspace.add_person(BEN, "Ben")
    workspace.add_person(GWEN, "Gwen", "guest")
    workspace.add_person(EVE, "Eve", "external")
    workspace.add_channel(GENERAL, "general", members=[ADA, BEN, GWEN])
    workspace.add_channel(ARCHITECTURE, "architecture", members=[ADA, BEN])
    workspace.add_channel(RANDOM, "random", members=[ADA, BEN], with_bot=False)
    workspace.add_channel(PARTNERS, "partners", "shared", members=[ADA, EVE])
    for channel, user, text in SAID:  # before the bot listens, so that it hears nothing of it
        said = Message(channel, "", user, escaped(text), typed_blocks(text))
        workspace.store.add_message(said)
