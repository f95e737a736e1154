"""Roles that are put beside each other: "tech lead vs architect"."""

from __future__ import annotations

from index.documents.chunk import Passage
from index.fold import words_of
from index.question.lexicon import Lexicon
from index.question.phrases import stem
from index.question.question import Question
from index.question.stock_phrases import asks_difference


def compares(question: Question, lexicon: Lexicon) -> bool:
    """Whether nothing is asked but what several roles are, one beside the other."""
    beside = words_of(question.beside_names).split()
    return len(question.roles) > 1 and asks_difference(beside, lexicon.wording.stop_words)


def makes_comparison(passage: Passage, question: Question, lexicon: Lexicon) -> bool:
    """Whether `passage` compares the roles itself: "the difference is …"."""
    beside = words_of(question.beside_names).split()
    asked = [stem(word) for word in beside if word not in lexicon.wording.stop_words]
    said = words_of(passage.text).split()
    return bool(asked) and all(any(word.startswith(one) for word in said) for one in asked)
