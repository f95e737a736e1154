"""Answers to what a reader takes: one module for each kind of reader.

Each matches on every kind of answer and ends with `assert_never`: a new kind does not
type-check until all of them render it.
"""
