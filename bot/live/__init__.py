"""The index in memory while the bot runs, and its reload."""
