"""The bot in Slack: what comes in, what is answered, and how it runs."""
