"""Each message is read once, its roles are looked for once, and it is encoded at most once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.answers.decide import decide, look_up
from bot.answers.topic import topic_of
from index.encoder.encode import OnnxEncoder
from index.encoder.encoded import Encoded
from index.question.follow_up import Topic
from index.question.mentions import Mention, RoleNames
from index.question.read import read
from index.question.rewriting import Replacement
from index.search.index import Index
from tests.conftest import ROLES, index_of


class CountingNames(RoleNames):
    looked = 0

    def find(self, question: str, in_full: Sequence[Replacement] = ()) -> tuple[Mention, ...]:
        self.looked += 1
        return super().find(question, in_full)


class CountingEncoder:
    """The real model, which counts the questions that it encodes."""

    def __init__(self, model: OnnxEncoder) -> None:
        self._model = model
        self.encoded = 0
        self.name, self.dimensions = model.name, model.dimensions
        self.files, self.vocabulary = model.files, model.vocabulary
        self.reranker = model.reranker

    def encode_query(self, text: str) -> Encoded:
        self.encoded += 1
        return self._model.encode_query(text)

    def encode_documents(self, texts: Sequence[str], progress: object = None) -> Encoded:
        return self._model.encode_documents(texts)


@pytest.fixture(scope="module")
def roles(model: OnnxEncoder) -> Index:
    return index_of(ROLES, model)


def counting(index: Index, model: OnnxEncoder) -> tuple[Index, CountingNames, CountingEncoder]:
    encoder = CountingEncoder(model)
    counted = replace(index, encoder=encoder)
    names = CountingNames(index.roles, lambda word: word in index.lexicon.counts)
    counted.lexicon.__dict__["names"] = names
    return counted, names, encoder


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("help", 0),
        ("list", 0),
        ("thanks!", 0),
        ("tech lead", 0),
        ("skills?", 0),
        ("tech lead competencies", 0),
        ("what are the responsibilities of a tech lead?", 0),
        ("what does a tech lead do?", 1),
        ("what is expected of a tech lead?", 0),
        ("who maintains the tech lead document?", 0),
        ("who is our tech lead?", 1),
        ("who owns the runboks?", 1),
        ("what does the plumber do?", 1),
        ("tech lead vs product manager", 1),
        ("Was macht ein Tech Lead bei einem Vorfall?", 1),
        ("zebra xylophone quartz", 1),
        ("who reviews the design? " * 200, 1),
    ],
)
def test_a_question_of_any_kind_is_read_once(
    text: str, encoded: int, roles: Index, model: OnnxEncoder
) -> None:
    index, names, encoder = counting(roles, model)
    decide(read(text, None, index.lexicon), index)
    assert (names.looked, encoder.encoded) == (1, encoded)


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("and competencies?", 0),
        ("and the product manager?", 0),
        ("do they manage people?", 1),
        ("what about plumbers?", 1),
    ],
)
def test_a_follow_up_is_read_once(
    text: str, encoded: int, roles: Index, model: OnnxEncoder
) -> None:
    index, names, encoder = counting(roles, model)
    topic = _after("tech lead competencies", index)
    names.looked = 0
    decide(read(text, topic, index.lexicon), index)
    assert (names.looked, encoder.encoded) == (1, encoded)


def test_what_is_looked_up_is_read_once_and_not_searched_for(
    roles: Index, model: OnnxEncoder
) -> None:
    index, names, encoder = counting(roles, model)
    look_up(["tech", "lead", "competencies"], index)
    assert (names.looked, encoder.encoded) == (1, 0)


def _after(text: str, index: Index) -> Topic | None:
    question = read(text, None, index.lexicon)
    return topic_of(question, decide(question, index))
