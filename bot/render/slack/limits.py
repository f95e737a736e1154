"""Slack's limits, in characters or items. They are from docs.slack.dev/reference, which agrees with
slack_sdk's models, unless another source is given."""

from __future__ import annotations

SIGNATURE = 16  # after everything that Slack holds for the bot, see `bot.slack.send.seal`: 96 bits

BLOCKS = 50  # of a message
CHARACTERS = 12_000  # of all blocks; Slack refuses more than about 13,200: slackapi/bolt-js#2509
TEXT = 3000  # of a text object; also used for rich text, which has no documented limit
FALLBACK = 3000  # of a message's text; Slack recommends 4,000 at most
HEADER = 150
LABEL = 75  # of a button or an option
SPOKEN = 75  # of an accessibility_label
OPTION_VALUE = 75 - SIGNATURE  # slack_sdk allows 150, the reference does not
VALUE = 2000 - SIGNATURE  # of a button
PLACEHOLDER = 150
TITLE = 24  # of a modal, and of its buttons
URL = 3000
BLOCK_ID = 255 - SIGNATURE
OPTIONS = 100  # of a select
MENU = 5  # options of an overflow menu
INDENT = 8  # of a list in rich text
