"""Answers as Slack messages, Home tabs and modals: pure, nothing here talks to Slack.

Whatever comes from documents or people is literal text (rich text or plain text), which cannot
mention anybody, be re-formatted or become a link; only `Message.text` is markup, and is escaped.
"""
