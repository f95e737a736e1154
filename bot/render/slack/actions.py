"""The names of everything that can be pressed, picked or sent; each has a listener."""

from __future__ import annotations

# Below an answer. The block_id of the block that holds them is a packed `state.MessageState`.
MORE = "more"  # button: the next page
MENU = "menu"  # overflow: the values of its options are below
SECTION = "section"  # select on a role card: value is a section's id (bot.answers.ids), or ALL
ROLE = "role"  # button: value is a role's id
ASK = "ask"  # button: value is a question to answer as if the person had asked it
HELPFUL, UNHELPFUL = "helpful", "unhelpful"  # buttons of ephemeral answers: value is a MessageState
FEEDBACK = "feedback"  # Slack's own thumbs: value is "+" or "-" and a MessageState
OPEN = "open"  # button that opens an address
SUGGEST = "suggest"  # the same, to report a gap
ROLE_PICK = "role_pick"  # select of a role: value is its id; above 100 roles an external one

ALL = "all"  # value of SECTION for all of the role; Slack takes no empty value

# On the Home tab and in modals.
SEARCH = "search"  # text input that sends itself
QUESTION = "question"  # text input of a form
IN_THREAD = "in_thread"  # button: post the answer below the message it was asked about

# Values of the options of MENU; MENU_ROLE is followed by a role's id.
MENU_MORE, MENU_SHARE, MENU_OPEN, MENU_SUGGEST = "more", "share", "open", "suggest"
MENU_ROLE = "role:"
MENU_ADDRESSES = (MENU_OPEN, MENU_SUGGEST)  # opened by the client, so nothing is left to do

# Shortcuts, and modals that are sent.
ASK_ROLE = "ask_role"  # global shortcut, and the form that it opens
FIND_OWNER = "find_owner"  # message shortcut
ANSWER = "answer"  # modal that shows an answer
REASON = "reason"  # modal that asks why an answer is not helpful
COMMENT = "comment"  # its text input
