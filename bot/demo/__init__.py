"""`rolebot demo`: the bot in a workspace on this machine, in the browser, without Slack."""
