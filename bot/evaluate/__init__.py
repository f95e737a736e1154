"""How well the bot answers: labelled questions, asked; what was wanted beside what was answered.

Pure but for reading the questions and the lines of the documents that they point to.
"""
