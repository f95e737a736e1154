"""Outcomes as they are printed."""

from __future__ import annotations

import json

from bot.evaluate.labels import LabelledQuestion, Wanted
from bot.evaluate.measure import (
    AnswerableRow,
    Mean,
    Outcome,
    Summary,
    UnanswerableRow,
    summarise,
)
from bot.evaluate.table import render_misses, render_summary, to_records
from index.documents.chunk import Passage
from index.documents.document import Role

BAKER = Role("Baker", "kitchen/baker.md", 1)
BREAD = Passage(BAKER, "Duties", None, "Owns the bread", 3, 3)
INTRO = Passage(BAKER, "", None, f"Bakes\x1b[31m {'bread ' * 40}", 2, 2)
PASSAGES = (INTRO, BREAD)

BREAD_WANTED = Wanted(0, text="owns the bread")
OWNER = LabelledQuestion("1", "who owns\x1b bread?", "lookup", "", (BREAD_WANTED,))
BOTH = LabelledQuestion(
    "2", "owns and sells?", "multi_intent", "", (BREAD_WANTED, Wanted(1, text="sells", role="B"))
)
PAY = LabelledQuestion("3", "baker's pay?", "no_answer", "near_miss", ())
WIFI = LabelledQuestion("4", "wifi?", "no_answer", "off_topic", ())

OUTCOMES = (
    Outcome(OWNER, (1,), False, 0.9, 3, BREAD),
    Outcome(OWNER, (7,), False, 0.51234, 43, INTRO),
    Outcome(OWNER, (None,), True, 0.1, None, INTRO),
    Outcome(BOTH, (2, None), False, 1.0, None),
    Outcome(PAY, (), False, 0.4, 3, BREAD),
    Outcome(PAY, (), False, 1.0, None),
    Outcome(WIFI, (), True, 0.05, None, BREAD),
)

HALF, MOST = Mean(0.5, 0, 1), Mean(0.456, 0.404, 0.5)
SUMMARY = Summary(
    (
        AnswerableRow("a|b", 2, HALF, HALF, HALF, 0.25, Mean(0.75, 0.5, 1), 1),
        AnswerableRow("all", 120, MOST, MOST, MOST, 0.25, Mean(1, 1, 1), 10),
    ),
    (
        UnanswerableRow("near_miss", 4, 3, Mean(0.75, 0.25, 1)),
        UnanswerableRow("all unanswerable", 4, 3, Mean(0.75, 0.25, 1)),
    ),
    24.5,
    80,
)

TABLES = """\
positions: 120 answerable questions, 4 unanswerable

| kind | questions |            hit@1 |            hit@3 |            hit@5 | whole@5 |\
              MRR | declined wrongly |
| ---- | --------: | ---------------: | ---------------: | ---------------: | ------: |\
 ---------------: | ---------------: |
| a\\|b |         2 | 0.50 (0.00–1.00) | 0.50 (0.00–1.00) | 0.50 (0.00–1.00) |    0.25 |\
 0.75 (0.50–1.00) |                1 |
| all  |       120 | 0.46 (0.40–0.50) | 0.46 (0.40–0.50) | 0.46 (0.40–0.50) |    0.25 |\
 1.00 (1.00–1.00) |               10 |

| no answer        | questions | declined rightly |            share |
| ---------------- | --------: | ---------------: | ---------------: |
| near_miss        |         4 |                3 | 0.75 (0.25–1.00) |
| all unanswerable |         4 |                3 | 0.75 (0.25–1.00) |

Words in the first passage quoted: median 24.5, most 80"""

BAKES = f"Bakes [31m {'bread ' * 24}brea…"  # 160 characters, none of them steers a terminal

MISSES = f"""\
Not among the first 5: 3 of 4

who owns bread? (1, lookup)
  wanted: “Owns the bread” Baker · Duties · kitchen/baker.md:3, at 7
  first: “{BAKES}” Baker · kitchen/baker.md:2, confidence 0.51

who owns bread? (1, lookup)
  wanted: “Owns the bread” Baker · Duties · kitchen/baker.md:3
  declined; nearest: “{BAKES}” Baker · kitchen/baker.md:2, confidence 0.10

owns and sells? (2, multi_intent)
  wanted: “Owns the bread” Baker · Duties · kitchen/baker.md:3, at 2
  wanted: role “B”, text “sells”, which no passage fits
  first: no passage, confidence 1.00

Answered, though the documents do not: 2 of 3

baker's pay? (3, near_miss)
  quoted: “Owns the bread” Baker · Duties · kitchen/baker.md:3, confidence 0.40

baker's pay? (3, near_miss)
  quoted: no passage, confidence 1.00"""


def misses(outcomes: tuple[Outcome, ...], within: int = 5) -> str:
    return "\n".join(render_misses(outcomes, PASSAGES, lambda path: (), within))


def test_a_summary_is_tables_that_a_terminal_and_markdown_show() -> None:
    assert "\n".join(render_summary("positions", SUMMARY)) == TABLES


def test_columns_are_aligned() -> None:
    for table in TABLES.split("\n\n")[1:3]:
        (first, *others) = [len(line.replace("\\|", "xx")) for line in table.splitlines()]
        assert others == [first] * len(others)


def test_of_nothing_nothing_is_shown() -> None:
    empty = summarise([])
    assert list(render_summary("none", empty)) == ["none: 0 answerable questions, 0 unanswerable"]
    assert misses(()) == ""
    assert misses((OUTCOMES[0], OUTCOMES[-1])) == ""


def test_misses_say_what_was_wanted_and_what_came_first() -> None:
    assert misses(OUTCOMES) == MISSES


def test_misses_of_one_sort_have_no_blank_line_before_or_after() -> None:
    only_answered, only_missed = misses(OUTCOMES[4:]), misses(OUTCOMES[:4])
    assert only_missed + "\n\n" + only_answered == MISSES


def test_how_far_down_is_a_miss_can_be_said() -> None:
    assert misses(OUTCOMES[1:2], within=7) == ""
    assert misses(OUTCOMES[1:2], within=1).startswith("Not among the first 1: 1 of 1\n")


def test_records_can_be_written_as_json() -> None:
    records = to_records("bakery", summarise(OUTCOMES), OUTCOMES)
    read = json.loads(json.dumps(records, allow_nan=False))
    assert read["name"] == "bakery"
    assert [row["kind"] for row in read["answerable"]] == ["lookup", "multi_intent", "all"]
    assert read["answerable"][0]["hit1"]["value"] == 1 / 3
    assert [row["declined"] for row in read["unanswerable"]] == [1, 0, 1]
    assert (read["median_span"], read["largest_span"]) == (3, 43)
    assert read["outcomes"][1] == {
        "id": "1",
        "question": "who owns\x1b bread?",
        "kind": "lookup",
        "detail": "",
        "ranks": [7],
        "declined": False,
        "confidence": 0.5123,
        "span": 43,
        "first": "kitchen/baker.md:2",
    }
    assert read["outcomes"][3]["first"] is None
    assert to_records("none", summarise([])) == {
        "name": "none",
        "answerable": (),
        "unanswerable": (),
        "median_span": None,
        "largest_span": None,
        "outcomes": [],
    }
