"""What people are told instead of an answer."""

from __future__ import annotations

from bot.render.slack import blocks
from bot.render.slack.message import Message
from bot.render.slack.text import say

NOTHING_ASKED = "Type a question, or choose a role."


def _notice(text: str) -> Message:
    return Message(say([text]), (blocks.paragraph(text),))


WARMING_UP = _notice(
    "I have just started and am still reading the role documents. "
    "Please ask again in a few seconds."
)
BUSY = _notice("Many people are asking at this moment. Please try again in a few seconds.")
OUT_OF_TIME = _notice(
    "Finding an answer took too long, so I stopped. Please try again, or ask in fewer words."
)
RATE_LIMITED = _notice(
    "That was a lot of questions in a short time. Please wait a minute, then go on."
)

# People from another company.
EXTERNAL = _notice(
    "The role documents are internal, so I can only answer people of the company "
    "that they belong to."
)
GUEST = _notice("The role documents are for members of this workspace, so I cannot answer guests.")
# Slack could not say whether this person is a guest.
NOT_KNOWN_YET = _notice(
    "Slack could not tell me just now whether you are a member of this workspace, so please "
    "try again in a few seconds."
)
SHARED_CHANNEL = _notice(
    "People outside the company read along in this channel, so I do not quote the role "
    "documents here. Ask me in a direct message instead."
)

# The message holds nothing but a picture, for instance.
NO_WORDS = _notice("This message has no words that I could look for in the role documents.")
# The button is older than the documents.
GONE = _notice(
    "The role documents have changed since this answer, and that part is gone. Please ask again."
)
# The bot has not signed this: a button from before an update, or one that was changed.
NOT_MINE = _notice(
    "I cannot go on from here: this is from before an update of mine, or was changed since. "
    "Please ask again."
)
# The manifest has the command, but the bot does not.
OTHER_COMMAND = _notice("I do not know that command. /role help says what I can do.")
# The trigger has expired.
TOO_LATE = _notice("That took too long, so Slack did not let me open it. Please try once more.")

ALREADY_SHARED = _notice("This answer has already been shared here.")
POSTED = _notice("Posted below the message.")
NOT_SHARED = _notice("Slack did not let me post this in the channel. Please try again in a minute.")
INVITE_ME = _notice(
    "I am not in this channel, so I cannot post here. Invite me with /invite, then try again."
)


def broken(reference: str) -> Message:
    """`reference` is the one in the log."""
    return _notice(f"Something went wrong on my side. Reference: {reference}")


def thanks(is_kept: bool) -> Message:
    """For feedback on an answer, which is counted in any case."""
    if is_kept:
        return _notice("Thank you. This goes to the people who write the role documents.")
    return _notice("Thank you. It is counted, and nothing else of it is kept.")
