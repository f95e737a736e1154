"""A question in, an answer out: decide which answer it is, then render it.

Stands on `index`, which finds; nothing in `index` knows of this package.
"""
