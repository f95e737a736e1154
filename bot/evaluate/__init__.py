"""How well the bot answers: it is asked labelled questions, and its answers are compared with the
labels.

The only I/O is reading the questions and the lines of the documents that they refer to.
"""
