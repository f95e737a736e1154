"""Files of labelled questions: what they may say, and what is said of those that are wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluate.by_hand import parse_yaml
from bot.evaluate.json_lines import parse_json_lines
from bot.evaluate.questions import (
    LabelledQuestion,
    QuestionsError,
    QuestionSet,
    Wanted,
    read_questions,
)
from index.errors import RolebotError
from tests.conftest import PROJECT, WriteContent

EVAL = PROJECT.parent / "shared" / "eval"
OWN = PROJECT / "tests" / "questions" / "own"

BY_HAND = """\
content: ../content
questions:
  - ask: who owns architecture docs?
    role: Architect
    text: Owns and maintains the key subsystem
  - ask: does an architect mentor, and manage people?
    all:
      - text: mentor
      - section: Supervisory Responsibilities
    kind: multi_intent
  - ask: who runs the releases?
    any:
      - role: Release Manager
      - text: Cuts the release
  - ask: how much holiday do I get?
    answer: none
  - ask: what's the wifi password?
    answer: none
    kind: off_topic
  - ask: who is asked first, and who last?
    all:
      - any:
          - file: ./a.md
            line: 3
          - file: b.md
      - text: "007"
"""


def read_yaml(text: str) -> tuple[LabelledQuestion, ...]:
    return parse_yaml(Path("q.yaml"), text).questions


def test_what_people_write_by_hand_is_read(write: WriteContent) -> None:
    folder = write({"handbook.yaml": BY_HAND})
    (found,) = read_questions(folder / "handbook.yaml")
    assert (found.name, found.content) == ("handbook", folder / "../content")
    assert found.questions == (
        LabelledQuestion(
            "1",
            "who owns architecture docs?",
            "question",
            "",
            (Wanted(0, text="Owns and maintains the key subsystem", role="Architect"),),
        ),
        LabelledQuestion(
            "2",
            "does an architect mentor, and manage people?",
            "multi_intent",
            "",
            (Wanted(0, text="mentor"), Wanted(1, section="Supervisory Responsibilities")),
        ),
        LabelledQuestion(
            "3",
            "who runs the releases?",
            "question",
            "",
            (Wanted(0, role="Release Manager"), Wanted(0, text="Cuts the release")),
        ),
        LabelledQuestion("4", "how much holiday do I get?", "no_answer", "near_miss", ()),
        LabelledQuestion("5", "what's the wifi password?", "no_answer", "off_topic", ()),
        LabelledQuestion(
            "6",
            "who is asked first, and who last?",
            "question",
            "",
            (Wanted(0, file="a.md", line=3), Wanted(0, file="b.md"), Wanted(1, text="007")),
        ),
    )
    lines = [question.place.rpartition(":")[2] for question in found.questions]
    assert lines == ["3", "6", "11", "15", "17", "20"]


def test_groups_are_what_is_wanted_together_and_alternatives_what_is_in_one() -> None:
    labels = Wanted(1, text="b"), Wanted(0, text="a"), Wanted(1, text="c")
    question = LabelledQuestion("1", "?", "question", "", labels)
    assert question.groups == ((labels[1],), (labels[0], labels[2]))


def test_values_are_the_text_that_stands_there() -> None:
    (question,) = read_yaml("questions: [{ask: 2024, role: null, text: yes, file: 1.0}]")
    assert question.text == "2024"
    assert question.wanted == (Wanted(0, file="1.0", text="yes", role="null"),)


def test_half_characters_do_not_come_in() -> None:
    (question,) = read_yaml('questions: [{ask: "a\\ud800", text: b}]')
    assert question.text == "a\ufffd"


def test_a_question_over_several_lines_is_one_line() -> None:
    (question,) = read_yaml("questions:\n- ask: |\n    who’s\n    on call?\n  text: On call\n")
    assert question.text == "who’s on call?"


DIALOGUE = """\
questions:
  - ask: who bakes?
    role: Baker
  - turns:
      - ask: what does a baker do?
        role: Baker
      - ask: |
          and who
          pays?
        answer: none
      - ask: and skills?
        section: Skills
        kind: competency
"""


def test_turns_are_questions_that_know_what_was_asked_before() -> None:
    alone, *turns = read_yaml(DIALOGUE)
    assert (alone.id, alone.before) == ("1", ())
    assert [(turn.id, turn.kind, turn.detail, turn.before) for turn in turns] == [
        ("2.1", "turn", "", ()),
        ("2.2", "no_answer", "near_miss", ("what does a baker do?",)),
        ("2.3", "competency", "", ("what does a baker do?", "and who pays?")),
    ]
    assert turns[2].wanted == (Wanted(0, section="Skills"),)
    assert [turn.place for turn in turns] == ["q.yaml:5", "q.yaml:7", "q.yaml:11"]


WRONG_YAML = {
    "questions:\n- turns: []": (
        "q.yaml:2: Question 1 has no turns. Add a line '- ask: …' for each."
    ),
    "questions:\n- ask: a\n  turns:\n  - ask: b\n    text: c": (
        "q.yaml:2: Question 1 has more than its turns. Move the rest into one of them."
    ),
    "questions:\n- turns:\n  - ask: a\n    text: b\n  - ask: c": (
        "q.yaml:5: Question 1, turn 2, does not say what answers it. Add 'role', 'section',"
        " 'text', or 'file' and 'line'; or 'answer: none' if the documents do not answer it."
    ),
    "questions:\n- turns:\n  - text: b": "q.yaml:3: The field 'ask' is missing. Add it.",
    "questions:\n- turns:\n  - ask: a\n    txt: b": (
        "q.yaml:4: There is no field 'txt'. The fields here are role, section, text, file, line,"
        " any, ask, all, answer, kind."
    ),
    "": "q.yaml: The file is empty. Write 'questions:' and a list.",
    "# nothing": "q.yaml: The file is empty. Write 'questions:' and a list.",
    "- ask: a": "q.yaml:1: What stands here is a list. Make it fields.",
    "content: x": (
        "q.yaml:1: There must be either 'questions' or 'sets'. Write one of the two, a list."
    ),
    "questions: [{ask: a, text: b}]\nsets: [{questions: a}]": (
        "q.yaml:1: There must be either 'questions' or 'sets'. Write one of the two, a list."
    ),
    "\nquestions: []": "q.yaml:2: There are no questions. Add a line '- ask: …' for each.",
    "\nquestions:": "q.yaml:2: 'questions' is text. Make it a list.",
    "\nsets: []": "q.yaml:2: There are no sets. Add a line '- questions: FILE' for each.",
    "sets: [{questions: a}]\ncontent: x": (
        "q.yaml:2: Each of the sets has its own documents. Move 'content' into a set."
    ),
    "sets:\n- content: x": "q.yaml:2: The field 'questions' is missing. Add it.",
    "sets:\n- questions: x\n  name: y": (
        "q.yaml:3: There is no field 'name'. The fields here are questions, content."
    ),
    "question: x": (
        "q.yaml:1: There is no field 'question'. The fields here are content, questions, sets."
    ),
    "questions:\n- ask: a\n  rol: b": (
        "q.yaml:3: There is no field 'rol'. The fields here are role, section, text, file, line,"
        " any, ask, all, answer, kind, turns."
    ),
    "questions:\n- ask: a\n  any:\n  - text: b\n    lin: 3": (
        "q.yaml:5: There is no field 'lin'. The fields here are role, section, text, file, line."
    ),
    "questions:\n- ask: a\n  all:\n  - txt: b": (
        "q.yaml:4: There is no field 'txt'. The fields here are role, section, text, file, line,"
        " any."
    ),
    "questions:\n- a": "q.yaml:2: Number 1 of 'questions' is text. Make it fields.",
    "questions:\n- role: a": "q.yaml:2: The field 'ask' is missing. Add it.",
    "questions:\n- ask: [a]": "q.yaml:2: 'ask' is a list. Make it text.",
    "questions:\n- ask: a\n  file: b\n  line: c": (
        "q.yaml:4: 'line' is text. Make it a whole number."
    ),
    "questions:\n- ask: a\n  file: b\n  line: 0": "q.yaml:4: 'line' is too small. Count from 1.",
    "questions:\n- ask: a\n  text: b\n- ask: ''\n  text: b": (
        "q.yaml:4: Question 2 is empty. Write after 'ask' what a person would ask."
    ),
    "questions:\n- ask: Who’s who?\n  text: b\n- ask: who's  who?\n  text: c": (
        "q.yaml:4: Question 2 is the same as question 1. Remove one of them."
    ),
    "questions:\n- ask: a": (
        "q.yaml:2: Question 1 does not say what answers it. Add 'role', 'section', 'text', or"
        " 'file' and 'line'; or 'answer: none' if the documents do not answer it."
    ),
    "questions:\n- ask: a\n  answer: b": (
        "q.yaml:2: Question 1 has an 'answer' that is not 'none'. Write 'answer: none' if it is"
        " meant so, else remove it and add 'role', 'section', 'text', or 'file' and 'line'."
    ),
    "questions:\n- ask: a\n  answer: none\n  role: b": (
        "q.yaml:2: Question 1 has 'answer: none', and yet 'role' says what answers it. Remove one"
        " of them."
    ),
    "questions:\n- ask: a\n  answer: none\n  all: []": (
        "q.yaml:2: Question 1 has 'answer: none', and yet 'all' says what answers it. Remove one"
        " of them."
    ),
    "questions:\n- ask: a\n  answer: none\n  kind: lookup": (
        "q.yaml:2: Question 1 has 'answer: none' and the kind 'lookup'. Make it 'near_miss' or"
        " 'off_topic', or remove it."
    ),
    "questions:\n- ask: a\n  kind: near_miss": (
        "q.yaml:2: Question 1 has the kind 'near_miss', but no 'answer: none'. Add 'answer: none'"
        " if the documents do not answer it, else name another kind."
    ),
    "questions:\n- ask: a\n  text: b\n  any: [{text: c}]": (
        "q.yaml:2: 'text' and 'any' are beside each other. Move all labels below 'any'."
    ),
    "questions:\n- ask: a\n  all: [{text: b}]\n  any: [{text: c}]": (
        "q.yaml:2: 'any' and 'all' are beside each other. Move all labels below 'all'."
    ),
    "questions:\n- ask: a\n  all:\n  - text: b\n    any: [{text: c}]": (
        "q.yaml:4: 'text' and 'any' are beside each other. Move all labels below 'any'."
    ),
    "questions:\n- ask: a\n  all: []": (
        "q.yaml:3: 'all' is empty. Add a label for each that is wanted."
    ),
    "questions:\n- ask: a\n  any: []": (
        "q.yaml:3: 'any' is empty. Add a label for each that will do."
    ),
    "questions:\n- ask: a\n  any:\n  - {}": (
        "q.yaml:4: This label is empty. Add 'role', 'section', 'text', or 'file' and 'line'."
    ),
    "questions:\n- ask: a\n  role:": (
        "q.yaml:3: 'role' has no words. Write them, or remove the field."
    ),
    "questions:\n- ask: a\n  section: '!'": (
        "q.yaml:3: 'section' has no words. Write them, or remove the field."
    ),
    "questions:\n- ask: a\n  line: 3": (
        "q.yaml:3: 'line' stands without 'file'. Add the file, or give the text."
    ),
    "questions:\n- ask: who: me": (
        "q.yaml:2: The file is not valid YAML: mapping values are not allowed here. Close brackets"
        " and quotes; put values that"
        " contain ': ' or ' #' in double quotes; indent with spaces."
    ),
    "a: \x00": (
        "q.yaml:1: The file is not valid YAML: special characters are not allowed. Close brackets"
        " and quotes; put values that"
        " contain ': ' or ' #' in double quotes; indent with spaces."
    ),
    "questions:\n- ask: a\n  text: b\n  text: c": (
        "q.yaml:4: The file is not valid YAML: the field 'text' is there twice. Keep one of them."
    ),
    "? [a]\n: b": (
        "q.yaml:1: The file is not valid YAML: a field's name is no plain text."
        " Write 'field: value'."
    ),
    "questions: &a [*a]": "q.yaml:1: The file is nested too deep. Write plain lists.",
    f"{'[' * 2000}": "q.yaml:1: The file is nested too deep. Write plain lists.",
}


@pytest.mark.parametrize(("text", "message"), WRONG_YAML.items())
def test_what_is_wrong_in_yaml_is_named_with_place_and_fix(text: str, message: str) -> None:
    with pytest.raises(QuestionsError) as caught:
        parse_yaml(Path("q.yaml"), text)
    assert str(caught.value) == message


def test_it_is_an_error_like_all_others() -> None:
    error = QuestionsError("q.yaml", 3, "A.", "B.")
    assert isinstance(error, RolebotError)
    assert (error.place, error.line, str(error)) == ("q.yaml:3", 3, "q.yaml:3: A. B.")


GOLD = {"group": 0, "file": "a.md", "line": 3}
WRONG_JSON = {
    "{": (
        "q.jsonl:1: This is not valid JSON: Input data was truncated. Write one JSON object a line."
    ),
    "\n[]": "q.jsonl:2: What stands here is a list. Make it fields.",
    '{"id": "a"}': "q.jsonl:1: The field 'query' is missing. Add it.",
    '{"query": 3}': "q.jsonl:1: 'query' is a whole number. Make it text.",
    '{"query": " "}': "q.jsonl:1: The question is empty. Write it after 'query'.",
    '{"query": "a"}': (
        "q.jsonl:1: 'gold' is empty: nothing says what answers. Add a label, or make the kind"
        " 'no_answer'."
    ),
    json.dumps({"query": "a", "kind": "no_answer", "gold": [GOLD]}): (
        "q.jsonl:1: The kind is 'no_answer', and yet 'gold' says what answers. Empty 'gold', or"
        " change the kind."
    ),
    '{"query": "a", "gold": ["b"]}': ("q.jsonl:1: Number 1 of 'gold' is text. Make it fields."),
    '{"query": "a", "gold": [{"file": "b", "line": 0}]}': (
        "q.jsonl:1: 'line' is too small. Count from 1."
    ),
    '{"query": "a", "gold": [{"file": "b"}]}': (
        "q.jsonl:1: A label has neither file and line nor text. Add 'file' and 'line', or"
        " 'text_plain'."
    ),
    '{"id": "x", "query": "a", "kind": "no_answer"}\n'
    '{"id": "x", "query": "b", "kind": "no_answer"}': (
        "q.jsonl:2: The id 'x' is there twice. Change one."
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG_JSON.items())
def test_what_is_wrong_in_json_lines_is_named_with_place_and_fix(text: str, message: str) -> None:
    with pytest.raises(QuestionsError) as caught:
        parse_json_lines(Path("q.jsonl"), text)
    assert str(caught.value) == message


def test_json_lines_keep_what_matching_needs() -> None:
    whole = {**GOLD, "role": "R", "block": "bullet", "text": "**B**", "text_plain": "B"}
    digest = {**GOLD, "group": 1, "sha256": "0123456789ABCDEF0123"}
    lines = (
        {"id": "x", "query": "q\u2028?", "kind": "lookup", "gold": [whole, digest], "overlap": 0.1},
        {"query": "r", "kind": "no_answer", "note": "off_topic: the weather"},
        {"query": "s", "gold": [{"text": "**B**"}]},
    )
    text = "\r\n\r\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    found = parse_json_lines(Path("q.jsonl"), text)
    assert found == (
        LabelledQuestion(
            "x",
            "q\u2028?",
            "lookup",
            "",
            (
                Wanted(0, file="a.md", line=3, opening="B"),
                Wanted(1, file="a.md", line=3, digest="0123456789abcdef"),
            ),
        ),
        LabelledQuestion("3", "r", "no_answer", "off_topic", ()),
        LabelledQuestion("5", "s", "question", "", (Wanted(0, opening="**B**"),)),
    )
    assert [question.place for question in found] == ["q.jsonl:1", "q.jsonl:3", "q.jsonl:5"]


SETS = """\
sets:
  - questions: own/a.jsonl
    content: ../corpus/a
  - questions: own/b.yaml
  - questions: own/b.yaml
    content: elsewhere
"""
NO_ANSWER = '{"query": "a", "kind": "no_answer"}'
ONE = "questions: [{ask: b, text: c}]"


def test_a_list_of_sets_is_several(write: WriteContent) -> None:
    folder = write(
        {"all.yml": SETS, "own/a.jsonl": NO_ANSWER, "own/b.yaml": f"content: here\n{ONE}"}
    )
    first, second, third = read_questions(folder / "all.yml")
    (question,) = read_yaml(ONE)
    assert first == QuestionSet(
        "a",
        folder / "../corpus/a",
        (LabelledQuestion("1", "a", "no_answer", "near_miss", ()),),
    )
    assert second == QuestionSet("b", folder / "own" / "here", (question,))
    assert third == QuestionSet("b", folder / "elsewhere", (question,))


def test_what_is_wrong_with_a_file_is_named(write: WriteContent) -> None:
    folder = write(
        {
            "a.jsonl": "\n",
            "a.txt": "",
            "latin.yaml": "questions:\n- ask: caf\xe9".encode("latin-1"),
            "gone.yaml": "sets:\n- questions: a.jsonl\n- questions: b.jsonl",
            "nested.yaml": "sets:\n- questions: inner.yaml",
            "inner.yaml": "sets:\n- questions: nested.yaml",
            "c.jsonl": NO_ANSWER,
            "lost.yaml": "sets:\n- questions: c.jsonl\n- questions: d.jsonl",
        }
    )
    ending = "This is not a file of questions. Give one whose name ends in .yaml, .yml or .jsonl."
    for name, message in {
        "a.jsonl": "a.jsonl: The file is empty. Add a question a line.",
        "a.txt": f"a.txt: {ending}",
        "b.yaml": "b.yaml: The file cannot be read: No such file or directory. Check its name.",
        "latin.yaml": "latin.yaml:2: The file is not UTF-8. Save it as UTF-8 in your editor.",
        "gone.yaml": "a.jsonl: The file is empty. Add a question a line.",
        "nested.yaml": (
            "nested.yaml:2: 'inner.yaml' is itself a list of sets. List its sets here."
        ),
        "lost.yaml": ("lost.yaml:3: There is no file 'd.jsonl'. Name one relative to this file."),
    }.items():
        with pytest.raises(QuestionsError) as caught:
            read_questions(folder / name)
        assert str(caught.value) == f"{folder}/{message}"


def test_a_byte_order_mark_is_no_part_of_a_file(write: WriteContent) -> None:
    folder = write({"a.yaml": f"\ufeff{ONE}", "a.jsonl": f"\ufeff{NO_ANSWER}"})
    for name in ("a.yaml", "a.jsonl"):
        assert len(read_questions(folder / name)[0].questions) == 1


LABEL = ("role", "section", "text", "file", "line")
FIELDS = ("content", "questions", "sets", "ask", "any", "all", "answer", "kind", "turns", *LABEL)
values = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.sampled_from(("none", "near_miss")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(FIELDS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


Parse = Callable[[Path, str], object]


def problem_with(parse: Parse, text: str) -> QuestionsError | None:
    try:
        parse(Path("q"), text)
    except QuestionsError as error:
        return error
    return None


@settings(deadline=None)
@given(st.lists(values, max_size=3).map(lambda entries: {"questions": entries}) | values)
def test_whatever_is_written_is_read_or_is_an_error_with_a_fix(written: object) -> None:
    for parse, text in (
        (parse_yaml, yaml.safe_dump(written)),
        (parse_json_lines, json.dumps(written)),
    ):
        problem = problem_with(parse, text)
        assert problem is None or re.fullmatch(r"q(:\d+)?: .*\. .*\.", str(problem), re.DOTALL)


@settings(deadline=None)
@given(st.text())
def test_no_text_breaks_the_readers(text: str) -> None:
    for parse in (parse_yaml, parse_json_lines):
        problem = problem_with(parse, text)
        assert problem is None or problem.fix


@pytest.mark.skipif(
    not EVAL.is_dir(), reason="the labelled questions are not there: ../shared/eval"
)
@pytest.mark.parametrize(
    ("name", "questions", "unanswerable"), [("architect", 60, 14), ("positions", 120, 24)]
)
def test_the_labelled_questions_are_read(name: str, questions: int, unanswerable: int) -> None:
    (found,) = read_questions(EVAL / f"{name}.jsonl")
    none = [question for question in found.questions if not question.wanted]
    assert (found.name, found.content) == (name, None)
    assert (len(found.questions), len(none)) == (questions, unanswerable)
    assert {question.kind for question in none} == {"no_answer"}
    assert {question.detail for question in none} == {"near_miss", "off_topic"}


@pytest.mark.parametrize("path", sorted(OWN.glob("*.jsonl")), ids=lambda path: str(path.stem))
def test_own_questions_are_read(path: Path) -> None:
    (found,) = read_questions(path)
    labels = [wanted for question in found.questions for wanted in question.wanted]
    assert all(wanted.file and wanted.line and wanted.digest for wanted in labels)
    assert {question.detail for question in found.questions} == {"", "near_miss", "off_topic"}
