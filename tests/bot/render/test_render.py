"""Every kind of answer as JSON and as terminal text, from known answers."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from bot.answers.kinds import (
    Answer,
    Choice,
    Courtesy,
    Help,
    NoAnswer,
    Passages,
    Reason,
    RoleCard,
    RoleList,
    Why,
)
from bot.render import json_output, terminal
from bot.render.notes import why_this_role
from index.documents.chunk import Passage
from index.documents.document import Mark, Role
from index.question.question import Likeness
from index.search.engine import Hit

BAKER = Role(
    "Baker",
    "kitchen/baker.md",
    2,
    ("Duties", "Skills"),
    family="Kitchen",
    level="L2",
    contact="#kitchen",
    next_role="Chef",
    date="2026-02-09",
)
CHEF = Role("Chef", "chef.rst", 1, draft=True)
INTRO = Passage(BAKER, "", None, "Bakes for the ferry.", 5, 6)
BREAD = Passage(BAKER, "Duties", None, "Owns the bread", 8, 8, url="https://x.example/#L8")
RYE = Passage(BAKER, "Duties", None, "rye, too", 9, 9, context=("Owns the bread",))
CALM = Passage(BAKER, "Skills", "Calm", "Calm: keeps [calm]", 12, 12, marks=(Mark("bold", 0, 4),))

ANSWERS: dict[str, Answer] = {
    "role": RoleCard(BAKER, (INTRO, BREAD, RYE, CALM)),
    "passages": Passages((Hit(RYE, 0.75), Hit(CALM, 0.5), Hit(BREAD, 0.4), Hit(INTRO, 0.3)), 0.9),
    "choice": Choice("cook", (BAKER, CHEF)),
    "roles": RoleList((RoleCard(BAKER, (INTRO,)), RoleCard(CHEF, ()))),
    "no_answer": NoAnswer("pay?", (Hit(BREAD, 0.1),), ("Baker",), confidence=0.2),
    "help": Help(),
    "courtesy": Courtesy("You are welcome!"),
}

TERMINAL = {
    "role": """\
Baker · Kitchen · L2 · documents/kitchen/baker.md:2
Contact: #kitchen · Next role: Chef · Date: 2026-02-09

 5  Bakes for the ferry.

    Duties
 8  Owns the bread
 9    rye, too

    Skills
12  Calm: keeps [calm]
""",
    "passages": """\
Owns the bread
rye, too
  Baker · Duties · documents/kitchen/baker.md:9

Calm: keeps [calm]
  Baker · Skills · documents/kitchen/baker.md:12

Owns the bread
  Baker · Duties · documents/kitchen/baker.md:8
  https://x.example/#L8

1 more with --all
""",
    "choice": """\
“cook” fits 2 roles. Which one?
Baker · Kitchen · L2 · documents/kitchen/baker.md:2
Chef · draft · documents/chef.rst:1
""",
    "roles": """\
Baker · Kitchen · L2 · documents/kitchen/baker.md:2
Chef · draft · documents/chef.rst:1
""",
    "no_answer": """\
The role documents do not answer: “pay?”.
Nearest by name: Baker

The nearest they say, which may be about something else:
Owns the bread
  Baker · Duties · documents/kitchen/baker.md:8
  https://x.example/#L8
""",
    "help": terminal.USAGE + "\n",
    "courtesy": "You are welcome!\n",
}


def contract(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((files("bot.render") / name).read_text())
    Draft202012Validator.check_schema(schema)
    return schema


def validate(line: str, name: str) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(line)
    Draft202012Validator(contract(name)).validate(fields)
    return fields


def printed(answer: Answer, show_all: bool = False, colours: bool = False) -> str:
    out = io.StringIO()
    for line in terminal.render_answer(answer, Path("documents"), show_all):
        Console(
            file=out,
            width=200,
            force_terminal=colours,
            color_system="standard" if colours else None,
        ).print(line)
    return out.getvalue()


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_as_json_keeps_the_contract(kind: str) -> None:
    line = json_output.render_answer("What – “now”?\u2028", ANSWERS[kind])
    assert len(line.splitlines()) == 1
    fields = validate(line, "answer.schema.json")
    said = "no_answer" if kind == "courtesy" else kind  # nothing is answered
    assert (fields["question"], fields["kind"]) == ("What – “now”?\u2028", said)


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_to_part_of_a_long_question_says_so(kind: str) -> None:
    answer = replace(ANSWERS[kind], is_of_excerpt=True)
    assert validate(json_output.render_answer("x" * 2_000, answer), "answer.schema.json") == {
        **validate(json_output.render_answer("x" * 2_000, ANSWERS[kind]), "answer.schema.json"),
        "is_of_excerpt": True,
    }
    *whole, last = terminal.render_answer(answer, Path("documents"))
    assert whole == list(terminal.render_answer(ANSWERS[kind], Path("documents")))
    assert last.plain == (
        "That was long, so I read only part of it: what names a role or asks something, or else "
        "the beginning, 1,000 characters at most."
    )


def test_the_schema_knows_every_kind() -> None:
    kinds = contract("answer.schema.json")["properties"]["kind"]["examples"]
    assert {*kinds, "courtesy"} == set(ANSWERS)


def test_a_role_as_json_is_complete_and_in_reading_order() -> None:
    fields = json.loads(json_output.render_answer("baker", ANSWERS["role"]))
    assert (fields["role"], fields["confidence"]) == ("Baker", 1.0)
    assert [passage["line"] for passage in fields["passages"]] == [5, 8, 9, 12]
    assert fields["passages"][0] == {
        "role": "Baker",
        "page": None,
        "section": "",
        "name": None,
        "text": "Bakes for the ferry.",
        "note": None,
        "path": "kitchen/baker.md",
        "line": 5,
        "end_line": 6,
        "place": "lines 5–6",
        "url": None,
        "score": 1.0,
    }


def test_found_passages_as_json_come_best_first() -> None:
    fields = json.loads(json_output.render_answer("rye", ANSWERS["passages"]))
    assert fields["confidence"] == 0.9
    assert [passage["score"] for passage in fields["passages"]] == [0.75, 0.5, 0.4, 0.3]


def test_no_answer_as_json_has_the_nearest() -> None:
    fields = json.loads(json_output.render_answer("pay?", ANSWERS["no_answer"]))
    assert (fields["suggestions"], fields["confidence"]) == (["Baker"], 0.2)
    assert [passage["text"] for passage in fields["passages"]] == ["Owns the bread"]


def test_the_list_of_roles_as_json_keeps_its_contract() -> None:
    answer = ANSWERS["roles"]
    assert isinstance(answer, RoleList)
    fields = validate(json_output.render_roles(answer), "roles.schema.json")
    assert fields["roles"][0] == {
        "title": "Baker",
        "path": "kitchen/baker.md",
        "line": 2,
        "level": "L2",
        "family": "Kitchen",
        "sections": ["Duties", "Skills"],
        "passages": 1,
    }


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_in_a_pipe_is_plain(kind: str) -> None:
    assert printed(ANSWERS[kind]) == TERMINAL[kind]


def test_where_no_person_is_named_the_contact_comes_first_then_the_role() -> None:
    answer = NoAnswer("who is our baker?", (), ("Baker",), Why.NO_PERSON, (BAKER,))
    assert (
        printed(answer)
        == """\
The role documents do not name the person: “who is our baker?”.
Whom to ask about Baker: #kitchen
What is expected of the role itself: ask for “Baker”
"""
    )


def test_the_fields_of_a_role_that_were_asked_for_come_first() -> None:
    card = RoleCard(BAKER, (INTRO,), fields=("next_role",))
    assert printed(card).splitlines()[:3] == [
        "Baker · Kitchen · L2 · documents/kitchen/baker.md:2",
        "Next role: Chef (at the top of its document)",
        "Contact: #kitchen · Date: 2026-02-09",
    ]


def test_a_role_that_was_named_is_not_the_nearest_by_name() -> None:
    answer = NoAnswer("baker pay", (), ("Baker",), are_named=True)
    assert printed(answer).splitlines()[1:] == [
        "What is expected of the role itself: ask for “Baker”"
    ]


def test_roles_of_one_title_are_listed_by_the_names_to_ask_for() -> None:
    twins = (BAKER, Role("Baker", "pier/baker.md", 1, level="L3"))
    assert (
        printed(Choice("baker", twins))
        == """\
“baker” fits 2 roles. Which one?
Baker (L2) · Kitchen · L2 · documents/kitchen/baker.md:2
Baker (L3) · L3 · documents/pier/baker.md:1
"""
    )


def test_a_question_without_end_is_not_repeated_whole() -> None:
    shown = printed(NoAnswer("who " * 1000))
    assert shown.startswith("The role documents do not answer: “who who")
    assert shown.endswith("who …”.\n")
    assert len(shown) < 250


@pytest.mark.parametrize(
    ("why", "line"),
    [
        (Why.NOT_COVERED, "Nearest by name: Baker, Chef"),
        (Why.NOT_UNDERSTOOD, "Nearest by name: Baker, Chef"),
        (Why.NO_SUCH_ROLE, "Nearest roles: Baker, Chef"),
        (Why.NO_SUCH_PART, "Its sections: Baker, Chef"),
    ],
)
def test_suggestions_are_called_what_they_are(why: Why, line: str) -> None:
    shown = printed(NoAnswer("?", (), ("Baker", "Chef"), why)).splitlines()
    assert shown == [f"{why.value}: “?”.", line]


def test_a_weak_answer_is_said_to_be_one() -> None:
    assert (
        printed(Passages((Hit(BREAD, 0.5),), 0.3))
        == """\
Not sure that this answers it. The closest I found:

Owns the bread
  Baker · Duties · documents/kitchen/baker.md:8
  https://x.example/#L8

"""
    )


def test_what_passages_of_a_role_stand_under_is_said_once_above_them() -> None:
    cells = [
        Passage(BAKER, "Week", None, text, line, line, context=("Day", day, column))
        for text, line, day, column in (
            ("rye", 14, "Monday", "Bread"),
            ("plums", 14, "Monday", "Cake"),
            ("wheat", 15, "Friday", "Bread"),
            ("spelt", 16, "Friday", "Bread"),
        )
    ]
    assert (
        printed(RoleCard(BAKER, (BREAD, RYE, *cells)))
        == """\
Baker · Kitchen · L2 · documents/kitchen/baker.md:2
Contact: #kitchen · Next role: Chef · Date: 2026-02-09

    Duties
 8  Owns the bread
 9    rye, too

    Week
    Day
      Monday
        Bread
14        rye
        Cake
14        plums
      Friday
        Bread
15        wheat
16        spelt
"""
    )


def test_a_heading_that_is_quoted_itself_is_said_once() -> None:
    section = "Week > How you will know that it is going well"
    heading = Passage(BAKER, section, None, section.removeprefix("Week > "), 18, 18)
    point = Passage(BAKER, section, None, "No bread is left.", 19, 19)
    assert printed(RoleCard(BAKER, (heading, point))).splitlines()[2:] == [
        "",
        "18  Week > How you will know that it is going well",
        "19  No bread is left.",
    ]


def test_a_part_of_a_role_says_which_and_why_this_role() -> None:
    assert (
        printed(RoleCard(CHEF, (), "pay", Reason("cheff", Likeness.SLIP)))
        == """\
Chef · draft · documents/chef.rst:1
Read “cheff” as Chef.
Only this part: pay
"""
    )


@pytest.mark.parametrize(
    ("likeness", "why"),
    [
        (Likeness.OTHER_NAME, "“x” is another name of Chef."),
        (Likeness.INITIALS, "“x” stands for Chef."),
        (Likeness.ENDING, "Chef is the only role that ends in “x”."),
        (Likeness.SLIP, "Read “x” as Chef."),
    ],
)
def test_why_it_is_this_role(likeness: Likeness, why: str) -> None:
    assert why_this_role(Reason("x", likeness), CHEF) == why


def test_all_passages_are_shown_when_asked_for() -> None:
    assert "Bakes for the ferry." in printed(ANSWERS["passages"], show_all=True)


def test_in_a_terminal_a_place_is_a_link_and_names_stand_out() -> None:
    shown = printed(ANSWERS["passages"], colours=True)
    assert f"{(Path('documents') / 'kitchen/baker.md').resolve().as_uri()}#L12" in shown
    assert "\x1b]8;" in printed(ANSWERS["role"], colours=True)
    assert "https://x.example/#L8" in printed(ANSWERS["role"], colours=True)
    assert "\x1b[1mCalm\x1b[0m: keeps [calm]" in shown


def test_a_document_cannot_steer_the_terminal() -> None:
    evil = Passage(CHEF, "a\x1b[2J", None, "b\x1b]8;;http://x.example\x07c\x9b2J", 1, 1)
    shown = printed(Passages((Hit(evil, 0.5),), 0.5))
    assert "b�]8;;http://x.example�c�2J" in shown
    assert "\x1b" not in shown
