"""How well the bot answers: labelled questions are asked, and answers compared with the labels.

The only I/O is reading the questions and the lines of the documents that they refer to.
"""
