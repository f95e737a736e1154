"""How answers leave the bot."""
