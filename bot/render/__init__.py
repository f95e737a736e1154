"""Renders answers, with one module for each kind of reader.

Each matches on every kind of answer and ends with `assert_never`, so that a new kind does not
type-check until all of them render it.
"""
