"""Every kind of answer as a message in Slack, on every surface that makes a difference."""

from __future__ import annotations

import pytest

from bot.answer import (
    Answer,
    Choice,
    Help,
    Likeness,
    NoAnswer,
    Passages,
    Reason,
    RoleCard,
    Why,
    answer_question,
)
from bot.playground.blocks import block_problems
from bot.render.slack.answer import render_answer
from bot.render.slack.message import Asked, Surface
from index.document import Role
from index.search import Hit
from tests.conftest import CONTENT, ROLES, InitialEncoder, index_of
from tests.reading import read
from tests.test_render import ANSWERS, BAKER, BREAD, CALM, CHEF, INTRO, RYE

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
        Passages(FOUND.hits[:2], 0.5, "who owns rye"),
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
    "choice of many": (Asked("cook", Surface.THREAD), Choice("cook", COOKS)),
    "roles": (Asked("roles", Surface.EPHEMERAL), ANSWERS["roles"]),
    "not covered, ephemeral": (
        Asked("What is the pay?", Surface.EPHEMERAL, suggest_url="https://docs.example/new"),
        NoAnswer("What is the pay?", (Hit(BREAD, 0.1),), ("Baker",), contacts=(BAKER,)),
    ),
    "no such role, in a thread": (
        Asked("bker", Surface.THREAD),
        NoAnswer("bker", (), ("Baker", "Chef"), Why.NO_SUCH_ROLE),
    ),
    "no such part, direct": (
        Asked("baker pay", Surface.DIRECT),
        NoAnswer("Baker: pay", (), ("Duties", "Skills", "A", "B"), Why.NO_SUCH_PART),
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
    "roles by family": (Asked("roles", Surface.DIRECT), answer_question("roles", OTHERS)),
    "help": (Asked("", Surface.EPHEMERAL), Help()),
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
· You asked: Who owns rye?
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
    All of Baker
    Open kitchen/baker.md, line 8 → https://x.example/#L8
""",
    "no such role, in a thread": """\
The role documents know no role of that name: “bker”.
Nearest by name:
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
      • _Software Engineer (L2)_
        • A story within one component _line 54_
      • _Senior Software Engineer (L3)_
        • A project across several components _line 54_
    • _Guidance_
      • _Software Engineer (L2)_
        • Agrees the approach before starting _line 55_
      • _Senior Software Engineer (L3)_
        • Proposes the approach and its alternatives _line 55_
    • _Influence_
      • _Software Engineer (L2)_
        • Own changes and reviews _line 56_
      • _Senior Software Engineer (L3)_
        • Practices of the whole team _line 56_
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
• Senior Software Engineer (24 passages)
• Site Reliability Engineer (23 passages)
• Software Engineer (24 passages)
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
• `/role who owns the architecture docs?` the passages that answer best
• `/role architect` everything that is expected of a role
• `/role architect competencies` one part of it
• `/role roles` every role there is
• /role answers only you; share the answer if others should…
• Mention me in a channel or a thread, and I answer there for…
• In a direct message, just ask.
• In the menu of a message, “Find the owning role” looks for…
[Show all roles]
""",
}


@pytest.mark.parametrize("case", CASES)
def test_an_answer_in_slack(case: str) -> None:
    message = render_answer(*CASES[case])
    assert read(message.blocks, 60) == SHOWN[case]
    assert block_problems(list(message.blocks), "message") == []
