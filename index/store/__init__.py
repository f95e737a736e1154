"""Build, load and save an index."""
