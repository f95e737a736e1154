"""A question to hits, with a confidence."""
