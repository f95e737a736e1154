"""What is said instead of an answer."""

from __future__ import annotations

from bot.render.slack import blocks
from bot.render.slack.message import Message
from bot.render.slack.text import say

NOTHING_ASKED = "Type a question, or choose a role."


def warming_up() -> Message:
    return _notice(
        "I have just started and am still reading the role documents. "
        "Please ask again in a few seconds."
    )


def busy() -> Message:
    return _notice("Many people are asking at this moment. Please try again in a few seconds.")


def out_of_time() -> Message:
    return _notice(
        "Finding an answer took too long, so I stopped. Please try again, or ask in fewer words."
    )


def rate_limited() -> Message:
    return _notice("That was a lot of questions in a short time. Please wait a minute, then go on.")


def broken(reference: str) -> Message:
    """`reference` is what stands in the log."""
    return _notice(f"Something went wrong on my side. Reference: {reference}")


def external() -> Message:
    """To people of another company."""
    return _notice(
        "The role documents are internal, so I can only answer people of the company "
        "that they belong to."
    )


def guest() -> Message:
    return _notice(
        "The role documents are for members of this workspace, so I cannot answer guests."
    )


def not_known_yet() -> Message:
    """To somebody of whom Slack could not say whether they are a guest."""
    return _notice(
        "Slack could not tell me just now whether you are a member of this workspace, so please "
        "try again in a few seconds."
    )


def shared_channel() -> Message:
    return _notice(
        "People outside the company read along in this channel, so I do not quote the role "
        "documents here. Ask me in a direct message instead."
    )


def no_words() -> Message:
    """To somebody who asks who owns what a picture shows, for instance."""
    return _notice("This message has no words that I could look for in the role documents.")


def gone() -> Message:
    """To a button that is older than the documents."""
    return _notice(
        "The role documents have changed since this answer, and that part is gone. "
        "Please ask again."
    )


def not_mine() -> Message:
    """To what the bot has not signed: a button from before an update, or one that was changed."""
    return _notice(
        "I cannot go on from here: this is from before an update of mine, or was changed since. "
        "Please ask again."
    )


def already_shared() -> Message:
    return _notice("This answer has already been shared here.")


def thanks(is_kept: bool) -> Message:
    """For an opinion on an answer, which is counted in any case."""
    if is_kept:
        return _notice("Thank you. This goes to the people who write the role documents.")
    return _notice("Thank you. It is counted, and nothing else of it is kept.")


def posted() -> Message:
    return _notice("Posted below the message.")


def not_shared() -> Message:
    return _notice("Slack did not let me post this in the channel. Please try again in a minute.")


def invite_me() -> Message:
    return _notice(
        "I am not in this channel, so I cannot post here. Invite me with /invite, then try again."
    )


def other_command() -> Message:
    """To a command that the manifest has and the bot has not."""
    return _notice("I do not know that command. /role help says what I can do.")


def too_late() -> Message:
    """To a trigger that has expired."""
    return _notice("That took too long, so Slack did not let me open it. Please try once more.")


def _notice(text: str) -> Message:
    return Message(say([text]), (blocks.paragraph(text),))
