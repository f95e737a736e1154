"""Role documents in, searchable index out: parse, chunk, encode, search, store.

Knows nothing of Slack. `index.build.open_index` runs the whole pipeline.
"""
