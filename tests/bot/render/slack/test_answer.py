"""Every kind of answer as a message in Slack, on every surface that makes a difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.answers.decide import answer_question, look_up
from bot.answers.ids import Catalogue, passage_id, role_id, section_id
from bot.answers.kinds import (
    Answer,
    Choice,
    Courtesy,
    Help,
    NoAnswer,
    Passages,
    Reason,
    RoleCard,
    Why,
)
from bot.playground.blocks import block_problems, elements_of
from bot.playground.records import Json
from bot.render.slack import actions
from bot.render.slack.answer import render_answer
from bot.render.slack.message import Asked, Surface
from bot.render.slack.no_answer import recall
from bot.render.slack.state import MessageState, state_in
from index.documents.document import Role
from index.question.question import Likeness
from index.search.engine import Hit
from tests.bot.render.test_render import ANSWERS, BAKER, BREAD, CALM, CHEF, INTRO, RYE
from tests.conftest import CONTENT, ROLES, InitialEncoder, index_of
from tests.reading import read

FOUND = Passages((Hit(RYE, 0.75), Hit(CALM, 0.5), Hit(BREAD, 0.4), Hit(INTRO, 0.3)), 0.9)
COOKS = tuple(
    Role(title, f"{title.lower()}.md", 1) for title in ("Baker", "Chef", "Cook", "Saucier")
)
ARCHITECT = index_of(CONTENT, InitialEncoder())
OTHERS = index_of(ROLES, InitialEncoder())

CASES: dict[str, tuple[Asked, Answer]] = {
    "passages, ephemeral": (
        Asked("Who owns rye?", Surface.EPHEMERAL, suggest_url="https://docs.example/new"),
        FOUND,
    ),
    "passages, in a thread, weak and corrected": (
        Asked("who ons rye", Surface.THREAD),
        Passages(FOUND.hits[:2], 0.3, "who owns rye"),
    ),
    "passages, direct, the last page of a follow-up": (
        Asked("and rye?", Surface.DIRECT, understood="what does a baker do about rye?", page=1),
        FOUND,
    ),
    "passages, in a modal": (Asked("Who owns rye?", Surface.MODAL), FOUND),
    "passages, shared": (Asked("Who owns rye?", Surface.SHARED, sharer="U7"), FOUND),
    "role, ephemeral": (Asked("baker", Surface.EPHEMERAL), ANSWERS["role"]),
    "role, a part, another name, shared": (
        Asked("", Surface.SHARED, sharer="U7"),
        RoleCard(BAKER, (RYE,), "duties", Reason("Bread Person", Likeness.OTHER_NAME)),
    ),
    "choice": (Asked("cook", Surface.THREAD), Choice("cook", (BAKER, CHEF))),
    "choice, of a longer question, ephemeral": (
        Asked("what is expected of a cook?", Surface.EPHEMERAL),
        Choice("cook", (BAKER, CHEF)),
    ),
    "choice of many": (Asked("cook", Surface.THREAD), Choice("cook", COOKS)),
    "roles": (Asked("roles", Surface.EPHEMERAL), ANSWERS["roles"]),
    "not covered, ephemeral": (
        Asked("What is the pay?", Surface.EPHEMERAL, suggest_url="https://docs.example/new"),
        NoAnswer("What is the pay?", (Hit(BREAD, 0.1),), ("Baker",), contacts=(BAKER,)),
    ),
    "not covered, of a role that was named": (
        Asked("What does a baker earn?", Surface.THREAD),
        NoAnswer("What does a baker earn?", (), ("Baker",), are_named=True),
    ),
    "not covered, of a follow-up": (
        Asked("and bananas?", Surface.THREAD, "Baker: bananas"),
        NoAnswer("Baker: bananas", (), ("Baker",), are_named=True),
    ),
    "no such role, in a thread": (
        Asked("bker", Surface.THREAD),
        NoAnswer("bker", (), ("Baker", "Chef"), Why.NO_SUCH_ROLE),
    ),
    "no such part, direct": (
        Asked("baker pay", Surface.DIRECT),
        NoAnswer("Baker: pay", (), ("Duties", "Skills", "A", "B"), Why.NO_SUCH_PART),
    ),
    "no person, ephemeral": (
        Asked("who is our baker?", Surface.EPHEMERAL),
        NoAnswer("who is our baker?", (), ("Baker",), Why.NO_PERSON, (BAKER,)),
    ),
    "not understood": (
        Asked("was macht ein Bäcker", Surface.THREAD),
        NoAnswer("was macht ein Bäcker", (Hit(BREAD, 0.1),), (), Why.NOT_UNDERSTOOD),
    ),
    "software engineer's table, in a modal": (
        Asked("", Surface.MODAL),
        answer_question("software engineer level expectations", OTHERS),
    ),
    "architect, in a thread": (
        Asked("architect", Surface.THREAD),
        answer_question("architect", ARCHITECT),
    ),
    "fields of a role, in a thread": (
        Asked("what comes after a baker?", Surface.THREAD),
        RoleCard(BAKER, (INTRO,), fields=("contact", "next_role")),
    ),
    "roles by family": (Asked("roles", Surface.DIRECT), answer_question("roles", OTHERS)),
    "help": (Asked("", Surface.EPHEMERAL, samples=("Who bakes the bread?",)), Help()),
    "courtesy": (Asked("thanks", Surface.THREAD), Courtesy("You are welcome!")),
}

SHOWN: dict[str, str] = {
    "passages, ephemeral": """\
· You asked: Who owns rye?
_Owns the bread ›_
│ rye, too
Baker · Duties · 2026-02-09 · _kitchen/baker.md, line 9_
│ *Calm*: keeps [calm]
Baker · Skills · 2026-02-09 · _kitchen/baker.md, line 12_
│ Owns the bread
Baker · Duties · 2026-02-09 · <kitchen/baker.md, line 8 https://x.example/#L8>
· Word for word from the role documents · Page 1 of 2
[Show more] [Helpful] [Not helpful] [menu]
    Share in this channel
    All of Baker
    Open kitchen/baker.md, line 8 → https://x.example/#L8
    Suggest a change → https://docs.example/new
""",
    "passages, in a thread, weak and corrected": """\
· Read as “who owns rye”
Not sure that this answers it. The closest I found:
_Owns the bread ›_
│ rye, too
Baker · Duties · 2026-02-09 · _kitchen/baker.md, line 9_
│ *Calm*: keeps [calm]
Baker · Skills · 2026-02-09 · _kitchen/baker.md, line 12_
· Word for word from the role documents
[menu]
    All of Baker
[feedback: + | -]
""",
    "passages, direct, the last page of a follow-up": """\
· Read as “what does a baker do about rye?”
│ Bakes for the ferry.
Baker · 2026-02-09 · _kitchen/baker.md, lines 5–6_
· Word for word from the role documents · Page 2 of 2
[menu]
    All of Baker
[feedback: + | -]
""",
    "passages, in a modal": """\
· Asked: Who owns rye?
_Owns the bread ›_
│ rye, too
Baker · Duties · 2026-02-09 · _kitchen/baker.md, line 9_
│ *Calm*: keeps [calm]
Baker · Skills · 2026-02-09 · _kitchen/baker.md, line 12_
│ Owns the bread
Baker · Duties · 2026-02-09 · <kitchen/baker.md, line 8 https://x.example/#L8>
· Word for word from the role documents · Page 1 of 2
[Show more] [menu]
    All of Baker
    Open kitchen/baker.md, line 8 → https://x.example/#L8
""",
    "passages, shared": """\
@U7 asked: Who owns rye?
_Owns the bread ›_
│ rye, too
Baker · Duties · 2026-02-09 · _kitchen/baker.md, line 9_
│ *Calm*: keeps [calm]
Baker · Skills · 2026-02-09 · _kitchen/baker.md, line 12_
│ Owns the bread
Baker · Duties · 2026-02-09 · <kitchen/baker.md, line 8 https://x.example/#L8>
· Word for word from the role documents · Page 1 of 2
[Show more] [menu]
    All of Baker
    Open kitchen/baker.md, line 8 → https://x.example/#L8
""",
    "role, ephemeral": """\
# Baker
· Kitchen · L2 · Contact: #kitchen · Next role: Chef · Date:…
• Bakes for the ferry. _lines 5–6_
*Duties*
• Owns the bread <line 8 https://x.example/#L8>
  • rye, too _line 9_
*Skills*
• *Calm*: keeps [calm] _line 12_
· Word for word from kitchen/baker.md
[All of it ▾] [menu]
    All of it
    Duties
    Skills
    Share in this channel
    Open kitchen/baker.md, line 8 → https://x.example/#L8
""",
    "role, a part, another name, shared": """\
@U7 shares this:
# Baker
· Kitchen · L2 · Contact: #kitchen · Next role: Chef · Date:…
· “Bread Person” is another name of Baker. | Only this part: duties
*Duties*
• _Owns the bread_
  • rye, too _line 9_
· Word for word from kitchen/baker.md
[Duties ▾]
    All of it
    Duties
    Skills
""",
    "choice": """\
“cook” fits 2 roles. Which one?
[Baker]
[Chef]
""",
    "choice, of a longer question, ephemeral": """\
· You asked: what is expected of a cook?
“cook” fits 2 roles. Which one?
[Baker]
[Chef]
""",
    "choice of many": """\
“cook” fits 4 roles. Which one?
[Choose a role ▾]
    Baker
    Chef
    Cook
    Saucier
""",
    "roles": """\
# 2 roles
*Kitchen*
• Baker (1 passage)
*Other roles*
• Chef (no passages, draft)
[Choose a role ▾] [menu]
    Baker
    Chef
    Share in this channel
""",
    "not covered, ephemeral": """\
The role documents do not answer “What is the pay?”.
Whom to ask about Baker: #kitchen
Did you mean one of these roles?
[Baker]
The nearest that they say, which may be about something…
│ Owns the bread
Baker · Duties · 2026-02-09 · <kitchen/baker.md, line 8 https://x.example/#L8>
[Helpful] [Not helpful] [Suggest an addition] [menu]
    Share in this channel
    Open kitchen/baker.md, line 8 → https://x.example/#L8
""",
    "not covered, of a role that was named": """\
The role documents do not answer “What does a baker earn?”.
What is expected of the role itself:
[Baker]
[feedback: + | -]
""",
    "no such role, in a thread": """\
The role documents know no such role: “bker”.
Nearest roles:
[Baker]
[Chef]
[feedback: + | -]
""",
    "no such part, direct": """\
Baker has no section called “pay”.
It has these sections:
[Duties]
[Skills]
[A]
· and B
[feedback: + | -]
""",
    "no person, ephemeral": """\
The role documents do not name the person: “who is our…
Whom to ask about Baker: #kitchen
What is expected of the role itself:
[Baker]
[Helpful] [Not helpful] [menu]
    Share in this channel
""",
    "not understood": """\
I did not understand “was macht ein Bäcker”. Please ask in…
[feedback: + | -]
""",
    "software engineer's table, in a modal": """\
# Software Engineer
· Engineering · L2 · Owner: Head of Engineering · Contact:…
· Only this part: level expectations
*Level expectations*
• How this level compares with the next one: _line 50_
  • _Area_
    • _Scope_
      • A story within one component _line 54_
    • _Guidance_
      • Agrees the approach before starting _line 55_
    • _Influence_
      • Own changes and reviews _line 56_
· Word for word from software-engineer.md
[Level expectations ▾]
    All of it
    Responsibilities
    What you own
    Competencies
    Level expectations
""",
    "architect, in a thread": """\
# Architect
· Date: 2019-04-08 · Draft
• An architect is responsible for driving the evolution of… _lines 9–12_
• The role works with other architects, technical leads and… _lines 15–20_
*Principal Responsibilities*
• Works closely with other architects As a group, the… _line 31_
• Participates in technology strategy decisions including… _line 32_
• Supports education and mentoring of developers in… _line 33_
• Interacts with key engineers, engineering management team,… _line 34_
• Takes a leadership role in requirements analysis, and… _line 35_
• Works closely with project tech leads to ensure that… _line 36_
• Owns and maintains the key subsystem level architectural… _line 37_
• Maintains the processes, methodologies and tools used to… _line 38_
• Participates in developing the subsystem architecture with… _line 39_
• Participates in planning the evolution of the subsystem… _line 40_
• Keeps technically abreast of new and emerging technologies… _line 41_
• Actively pursues and leads others in acquiring information… _line 42_
• Monitors and represents the company in applicable industry… _line 43_
• May interface with potential technology suppliers and… _line 44_
• Identifies any needs for and recommend technology research… _line 45_
• Works closely with other engineering team members and… _line 46_
• Performs risk analysis for new and evolving products by… _line 47_
• Acts as technical lead in projects whose primary purpose is… _line 48_
• Works with technical leads and project teams to ensure that… _line 49_
• Participates in assigned subsystem platform and product… _line 50_
• Follows progress by teams on the architecture vision, and… _line 51_
• Promote and champion self-discovery and prototyping by… _line 52_
*Supervisory Responsibilities*
• Architects should mentor engineers, but have no supervisory… _line 57_
*Competencies*
• *Teamwork*: Works in concert with others toward shared goals,… _line 62_
• *Communication*: Ensures that communication channels are open and that… _line 63_
• *Excellence Orientation*: Strives to be the best that one can be and maximizes… _line 64_
• *Accountability*: Holds self and others accountable for keeping commitments… _line 65_
• *Authenticity*: Shows a genuine, accessible and caring side that builds… _line 66_
• *Innovation*: Helps set an environment that is conducive to innovation… _line 67_
• *Relays the Vision*: Models behavior consistent with the company's vision to… _line 68_
• *Inspires Others*: Demonstrates pride, enthusiasm and passion, which are… _line 69_
• *Strategic Thinking*: Demonstrates a big‐picture perspective and ability to… _line 70_
· Word for word from architect.rst
[All of it ▾]
    All of it
    Principal Responsibilities
    Supervisory Responsibilities
    Competencies
""",
    "roles by family": """\
# 8 roles
*Engineering Management*
• Engineering Manager (23 passages)
*Product*
• Product Manager (22 passages)
*Customer Delivery*
• Project Manager (19 passages)
*Engineering*
• Senior Software Engineer (27 passages)
• Site Reliability Engineer (23 passages)
• Software Engineer (21 passages)
• Tech Lead (22 passages)
*Customer Support*
• Customer Support Specialist (24 passages)
[Choose a role ▾]
    Engineering Manager
    Product Manager
    Project Manager
    Senior Software Engineer
    Site Reliability Engineer
    Software Engineer
    Customer Support Specialist
    Tech Lead
""",
    "help": """\
# Ask what a role is expected to do
I answer from the role documents, word for word, with the…
• `/role who owns …?` the passages that answer best
• `/role ROLE` everything that is expected of a role
• `/role ROLE competencies` one part of it
• `/role list` every role there is
• Only you see what /role answers; share it if others should…
• Mention me in a channel or a thread, and I answer there for…
• In a direct message, just ask.
• In the menu of a message, “Find the owning role” looks for…
Or try one of these:
[Who bakes the bread?]
[Choose a role ▾]
""",
    "courtesy": "You are welcome!\n",
    "not covered, of a follow-up": """\
· Read as “Baker: bananas”
The role documents do not answer “and bananas?”.
What is expected of the role itself:
[Baker]
[feedback: + | -]
""",
    "fields of a role, in a thread": """\
# Baker
Contact: #kitchen · Next role: Chef (at the top of its…
· Kitchen · L2 · Date: 2026-02-09
• Bakes for the ferry. _lines 5–6_
· Word for word from kitchen/baker.md
[All of it ▾]
    All of it
    Duties
    Skills
""",
}


@pytest.mark.parametrize("case", CASES)
def test_an_answer_in_slack(case: str) -> None:
    message = render_answer(*CASES[case])
    assert read(message.blocks, 60) == SHOWN[case]
    assert block_problems(list(message.blocks), "message") == []


TEXTS = {
    "passages, in a thread, weak and corrected": """\
Not sure that this answers it. The closest I found:
Owns the bread › “rye, too” (Baker, Duties; kitchen/baker.md, line 9)
“Calm: keeps [calm]” (Baker, Skills; kitchen/baker.md, line 12)""",
    "role, ephemeral": """\
Baker
Bakes for the ferry.
Duties:
Owns the bread
rye, too
Skills:
Calm: keeps [calm]""",
    "choice": """\
“cook” fits 2 roles. Which one?
Baker
Chef""",
    "roles": """\
2 roles
Baker (1 passage)
Chef (no passages, draft)""",
    "not covered, ephemeral": """\
The role documents do not answer “What is the pay?”.
Whom to ask about Baker: #kitchen
Did you mean one of these roles? Baker
The nearest that they say, which may be about something else:
“Owns the bread” (Baker, Duties; kitchen/baker.md, line 8)""",
    "no such part, direct": """\
Baker has no section called “pay”.
It has these sections: Duties, Skills, A, B""",
    "not understood": "I did not understand “was macht ein Bäcker”. Please ask in other words, in "
    "the language of the role documents.",
}


@pytest.mark.parametrize("case", TEXTS)
def test_the_text_beside_the_blocks_is_the_answer(case: str) -> None:
    assert render_answer(*CASES[case]).text == TEXTS[case]


def test_the_text_beside_the_blocks_mentions_nobody() -> None:
    evil = replace(INTRO, text="<!channel> & <@U1> and @Here")
    message = render_answer(Asked("x", Surface.THREAD), Passages((Hit(evil, 1.0),), 0.9))
    assert "“&lt;!channel&gt; &amp; &lt;@U1&gt; and @\u200bHere”" in message.text
    assert "│ <!channel> & <@U1> and @Here\n" in read(message.blocks)


def test_a_long_text_beside_the_blocks_ends_with_a_whole_passage() -> None:
    passages = tuple(replace(INTRO, text=f"{n} " + "x" * 900) for n in range(5))
    text = render_answer(Asked("x", Surface.THREAD), RoleCard(BAKER, passages)).text
    assert text == "\n".join(["Baker", *(passage.text for passage in passages[:3])]) + "…"


# What is kept in a message


@pytest.mark.parametrize(
    ("case", "shown"),
    [
        (
            "passages, direct, the last page of a follow-up",
            MessageState(
                "passages",
                "what does a baker do about rye?",
                tuple(passage_id(hit.passage) for hit in FOUND.hits),
                page=1,
            ),
        ),
        (
            "role, a part, another name, shared",
            MessageState("role", ids=(role_id(BAKER),), part="duties"),
        ),
        ("roles", MessageState("roles", "roles")),
        (
            "not covered, ephemeral",
            MessageState(
                "no_answer",
                "What is the pay?",
                (passage_id(BREAD), role_id(BAKER)),
                "NOT_COVERED\nBaker",
            ),
        ),
    ],
)
def test_a_message_keeps_what_it_shows(case: str, shown: MessageState) -> None:
    blocks = render_answer(*CASES[case]).blocks
    assert [MessageState.unpack(block["block_id"]) for block in blocks if "block_id" in block] == [
        shown
    ]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [(asked, answer) for asked, answer in CASES.values() if isinstance(answer, NoAnswer)],
)
def test_what_was_not_answered_is_shared_as_it_was_shown(asked: Asked, answer: NoAnswer) -> None:
    answer = replace(answer, suggestions=answer.suggestions[:3])  # those that have a button
    kept = state_in(render_answer(replace(asked, surface=Surface.EPHEMERAL), answer).blocks)
    assert kept
    shared = Asked(asked.question, Surface.SHARED, sharer="U1")
    known = Catalogue({passage_id(BREAD): BREAD}, {role_id(BAKER): BAKER})
    assert render_answer(shared, recall(kept, known)) == render_answer(shared, answer)


def test_of_a_long_question_that_was_not_answered_all_else_is_kept() -> None:
    question = "What is the pay, " + "and the pay after that, " * 100
    answer = NoAnswer(question, (Hit(BREAD, 0.1),), ("Baker", "Chef"), contacts=(BAKER,))
    kept = state_in(render_answer(Asked(question, Surface.EPHEMERAL), answer).blocks)
    assert kept
    known = Catalogue({passage_id(BREAD): BREAD}, {role_id(BAKER): BAKER})
    found = recall(kept, known)
    assert question.startswith(found.asked.removesuffix("…"))
    assert replace(found, asked=question, nearest=answer.nearest) == answer
    assert [hit.passage for hit in found.nearest] == [BREAD]


def test_feedback_is_about_what_is_shown() -> None:
    in_thread = controls(*CASES["passages, in a thread, weak and corrected"])[actions.FEEDBACK]
    up, down = (in_thread[f"{which}_button"]["value"] for which in ("positive", "negative"))
    assert (up[0], down[0], up[1:]) == ("+", "-", down[1:])
    assert MessageState.unpack(up[1:]) == MessageState(
        "weak", "who ons rye", (passage_id(RYE), passage_id(CALM))
    )
    alone = controls(*CASES["passages, ephemeral"])
    kept = {alone[name]["value"] for name in (actions.HELPFUL, actions.UNHELPFUL)}
    assert kept == {alone["block_id"]}


def test_the_menu_says_what_is_picked() -> None:
    menu = controls(*CASES["passages, ephemeral"])[actions.MENU]
    assert [option["value"] for option in menu["options"]] == [
        actions.MENU_SHARE,
        actions.MENU_ROLE + role_id(BAKER),
        actions.MENU_OPEN,
        actions.MENU_SUGGEST,
    ]


def test_a_section_is_picked_by_its_id() -> None:
    select = controls(*CASES["role, ephemeral"])[actions.SECTION]
    values = [option["value"] for option in select["options"]]
    assert values == [actions.ALL, section_id("Duties"), section_id("Skills")]


def test_a_button_for_a_section_asks_for_it() -> None:
    asked = Asked("tech lead pay", Surface.EPHEMERAL)
    blocks = render_answer(asked, look_up(["tech", "lead", "pay"], OTHERS)).blocks
    values = [one["value"] for one in buttons(blocks) if one["action_id"] == actions.ASK]
    answers = [answer_question(value, OTHERS) for value in values]
    assert [answer.part for answer in answers if isinstance(answer, RoleCard)] == [
        "What you own",
        "What you own > Technical direction",
        "What you own > Running the system",
    ]


def test_a_button_says_more_to_who_cannot_see_where_it_stands() -> None:
    blocks = render_answer(*CASES["passages, ephemeral"]).blocks
    assert [one["accessibility_label"] for one in buttons(blocks)] == [
        "Show page 2 of 2",
        "This answer is helpful",
        "This answer is not helpful",
    ]


# Pages


def test_a_heading_that_is_quoted_itself_is_said_once() -> None:
    answer = look_up(["engineering manager"], OTHERS)
    assert isinstance(answer, RoleCard)
    message = render_answer(Asked("engineering manager", Surface.EPHEMERAL), answer)
    heading = next(one for one in answer.passages if one.is_heading)
    shown = read([one for one in message.blocks if one["type"] != "actions"]).splitlines()
    assert sum(heading.text in line for line in shown) == 1
    assert any(heading.text in line and f"line {heading.line}" in line for line in shown)
    assert message.text.count(heading.text) == 1


@pytest.mark.parametrize("case", CASES)
def test_an_answer_to_part_of_a_long_question_says_so_below_it(case: str) -> None:
    asked, answer = CASES[case]
    whole, part = (
        render_answer(asked, replace(answer, is_of_excerpt=is_part)) for is_part in (False, True)
    )
    assert part.blocks[:-1] == whole.blocks
    assert part.blocks[-1]["type"] == "context"
    said = "That was long, so I read only part of it: what names a role or asks something"
    assert part.text.startswith(f"{whole.text}\n{said}")
    assert part.blocks[-1]["elements"][0]["text"].startswith(said)


def test_a_passage_longer_than_a_page_goes_on_on_the_next() -> None:
    long = replace(RYE, text="word " * 2000 + "end")
    first, second = (
        read(render_answer(Asked("x", Surface.THREAD, page=page), RoleCard(BAKER, (long,))).blocks)
        for page in (0, 1)
    )
    assert " word_ (continues)_ _line 9_\n" in first
    assert "  • _(continued) _ word" in second
    assert " word end _line 9_\n" in second
    assert "Page 2 of 2" in second
    assert ("Contact" in first, "Contact" in second) == (True, False)


def test_a_page_that_there_is_not_is_the_last() -> None:
    asked = Asked("x", Surface.DIRECT, page=1)
    assert render_answer(replace(asked, page=99), FOUND) == render_answer(asked, FOUND)


@pytest.mark.parametrize("page", [0, 1])
def test_a_page_holds_the_same_wherever_it_is_shown(page: int) -> None:
    hits = tuple(Hit(replace(INTRO, text=f"{n} " + "x" * 3000), 0.5) for n in range(6))
    shown = set()
    for surface in Surface:
        asked = Asked("y" * 3000, surface, "z" * 3000, page, sharer="U7")
        lines = read(render_answer(asked, Passages(hits, 0.9)).blocks).split("\n")
        shown.add(tuple(line for line in lines if line.startswith("│")))
    assert len(shown) == 1


def test_a_title_that_is_too_long_for_a_heading_goes_on_below() -> None:
    role = replace(BAKER, title="Baker of " + "very " * 40 + "good bread")
    first, second, *_ = render_answer(Asked("x", Surface.DIRECT), RoleCard(role, (INTRO,))).blocks
    assert read([first]).startswith("# Baker of very very")
    assert len(first["text"]["text"]) <= 150
    assert read([second]).startswith("*…very")
    assert read([second]).endswith("good bread*\n")


def controls(asked: Asked, answer: Answer) -> Json:
    """The controls by name, and the block_id of their row."""
    blocks = render_answer(asked, answer).blocks
    row = next(block["block_id"] for block in blocks if "block_id" in block)
    return {"block_id": row} | {one["action_id"]: one for b in blocks for one in elements_of(b)}


def buttons(blocks: Sequence[Json]) -> list[Json]:
    return [one for block in blocks for one in elements_of(block) if one["type"] == "button"]


def test_who_chooses_a_role_gets_the_part_that_was_asked_for() -> None:
    asked, answer = Asked("cook skills", Surface.THREAD), Choice("cook", (BAKER, CHEF), "skills")
    blocks = render_answer(asked, answer).blocks
    buttons = [element for block in blocks for element in elements_of(block)]
    assert [(button["text"]["text"], button["value"]) for button in buttons] == [
        ("Baker", "Baker: skills"),
        ("Chef", "Chef: skills"),
    ]
