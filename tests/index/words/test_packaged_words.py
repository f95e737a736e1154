"""The lists of words that come with the package."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
import yaml

from bot.evaluate.questions import read_questions
from index.fold import words_of
from index.question.spelling import is_english
from index.words.lists import PACKAGED, foreign_words, packaged_wording
from tests.conftest import PROJECT

WORDING = packaged_wording()
FOLDER = PROJECT / "index" / "words"
BESIDE = PROJECT.parent / "shared" / "eval"
OWN = PROJECT / "tests" / "questions"
RUN = 4  # words

YAML_FILES = [name for name in PACKAGED if name.endswith(".yaml")]


def questions_in(folder: Path) -> list[str]:
    """Those that something is measured with; what is only trained on has no "query"."""
    lines = chain.from_iterable(p.read_text().split("\n") for p in folder.rglob("*.jsonl"))
    rows = [json.loads(line) for line in lines if line.strip()]
    asked = [row["query"] for row in rows if "query" in row]
    by_hand = [path for path in folder.rglob("*.yaml") if "sets:" not in path.read_text()]
    asked += [q.text for path in by_hand for each in read_questions(path) for q in each.questions]
    return asked


def keys_in(node: yaml.Node) -> Iterator[tuple[int, list[str]]]:
    """The keys of each mapping, with its line."""
    if isinstance(node, yaml.MappingNode):
        yield node.start_mark.line + 1, [key.value for key, _ in node.value]
        for _, value in node.value:
            yield from keys_in(value)


@pytest.mark.parametrize("name", YAML_FILES)
def test_no_name_is_there_twice(name: str) -> None:
    node = yaml.compose((FOLDER / name).read_text(), Loader=yaml.BaseLoader)
    assert node is not None
    for line, keys in keys_in(node):
        twice = [key for key, count in Counter(keys).items() if count > 1]
        assert not twice, f"{name}:{line}: YAML takes the last of two and loses the first"


@pytest.mark.parametrize("lists", [WORDING.abbreviations, WORDING.sections, WORDING.unanswerable])
def test_names_are_in_lower_case_and_lists_hold_something_once(
    lists: dict[str, tuple[str, ...]],
) -> None:
    assert lists
    for name, texts in lists.items():
        assert name == name.casefold() == " ".join(name.split())
        assert texts
        assert len(set(texts)) == len(texts), name
        assert all(text.strip() == text != "" for text in texts), name


def test_a_short_form_is_one_word_and_never_stands_for_itself() -> None:
    for short, meanings in WORDING.abbreviations.items():
        assert len(short.split()) == 1
        assert short not in meanings


def test_stop_words_are_single_words_in_lower_case() -> None:
    assert len(WORDING.stop_words) > 50
    assert all(word == word.lower() and len(word.split()) == 1 for word in WORDING.stop_words)
    lines = (FOLDER / "stop_words.txt").read_text().split("\n")
    words = [line for line in lines if line and not line.startswith("#")]
    assert len(words) == len(WORDING.stop_words)


def test_words_of_work_are_single_words_once_each() -> None:
    lines = (FOLDER / "work_words.txt").read_text().split("\n")
    words = [line for line in lines if line and not line.startswith("#")]
    assert words == sorted(set(words))
    assert all(word == word.lower() and word.isalpha() for word in words)
    assert all(map(is_english, words))


def test_a_small_word_of_another_language_is_no_short_form() -> None:
    assert len(foreign_words()) > 300
    assert all(word == word.lower() and word.isalpha() for word in foreign_words())
    assert not foreign_words() & WORDING.abbreviations.keys()


def test_no_stop_word_is_a_short_form() -> None:
    assert not WORDING.stop_words & WORDING.abbreviations.keys()


def test_exemplars_of_both_kinds_differ() -> None:
    exemplars = [words_of(text) for text in WORDING.exemplars]
    assert not [text for text, count in Counter(exemplars).items() if count > 1]


def test_topics_for_which_to_ask_a_contact_are_topics() -> None:
    assert WORDING.ask_contact <= WORDING.unanswerable.keys()


@cache
def content_words(text: str) -> frozenset[str]:
    return frozenset(words_of(text).split()) - WORDING.stop_words


def runs_of(text: str) -> set[tuple[str, ...]]:
    words = words_of(text).split()
    return {tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}


def too_alike(exemplars: Sequence[str], questions: Sequence[str]) -> list[str]:
    """The exemplars that share a run of words with a question, or half their content words."""
    runs = set().union(*map(runs_of, questions))
    with_word: dict[str, set[frozenset[str]]] = defaultdict(set)
    for words in map(content_words, questions):
        for word in words:
            with_word[word].add(words)
    found = []
    for text in exemplars:
        words = content_words(text)
        near = set().union(*(with_word.get(word, set()) for word in words))
        if runs & runs_of(text) or any(2 * len(words & o) >= len(words | o) for o in near):
            found.append(text)
    return found


@pytest.mark.parametrize(
    ("exemplar", "question", "is_too_alike"),
    [
        ("who bakes the bread", "who kneads bread", False),  # 1 of 3
        ("who bakes bread", "bread, who bakes it?", True),
        ("who bakes brown bread", "who sells brown bread", True),  # 2 of 4
        ("may I be the one who eats?", "will you be the one who drinks?", True),  # "be the one who"
        ("is it mine", "was it yours", False),
    ],
)
def test_what_too_alike_means(exemplar: str, question: str, is_too_alike: bool) -> None:
    assert too_alike([exemplar], [question]) == [exemplar][:is_too_alike]


@pytest.mark.parametrize("folder", [OWN, BESIDE], ids=["own", "beside"])
def test_no_exemplar_is_worded_as_a_question_that_answers_are_measured_with(folder: Path) -> None:
    """Else the measure would tell how well questions were learnt by heart."""
    if not folder.is_dir():
        pytest.skip(f"these questions are not there: {folder.relative_to(PROJECT.parent)}")
    questions = questions_in(folder)
    assert len(questions) > 100
    assert too_alike(WORDING.exemplars, questions) == []
