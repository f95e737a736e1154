"""A Slack workspace to try the bot in: on this machine, without an account."""
