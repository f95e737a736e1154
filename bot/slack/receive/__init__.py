"""How events reach the bot: Socket Mode and HTTP."""
