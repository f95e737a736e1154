"""The Home tab, modals, the options of selects, and what is said instead of an answer."""

from __future__ import annotations

import pytest

from bot.answers.ids import role_id
from bot.answers.kinds import RoleCard
from bot.playground.blocks import block_problems, view_problems
from bot.playground.records import Json
from bot.render.slack import actions, notices
from bot.render.slack.answer import render_answer
from bot.render.slack.home import Documents, home_view
from bot.render.slack.message import Asked, Message, Surface
from bot.render.slack.modals import (
    REASONS,
    answer_view,
    ask_view,
    reason_view,
)
from bot.render.slack.picker import role_options, role_picker
from index.documents.document import Role
from tests.bot.render.test_render import ANSWERS, BAKER, CHEF, INTRO
from tests.conftest import ROLES, InitialEncoder, index_of
from tests.reading import read

KEPT = "Questions are kept for 30 days, without names."
HOME = """\
# Ask what a role is expected to do
I answer from the role documents, word for word, with the line it stands on. Nothing is \
generated: where the documents say nothing, I say so.
Ask a question, or type the name of a role: [Who owns …?]
[Choose a role ▾]
    Baker
    Chef
Or try one of these:
[Who owns the bread?]
[What is expected of a chef?]
---
# How to ask
• `/role who owns …?` the passages that answer best
• `/role ROLE` everything that is expected of a role
• `/role ROLE competencies` one part of it
• `/role list` every role there is
• Only you see what /role answers; share it if others should see it, too.
• Mention me in a channel or a thread, and I answer there for everybody.
• In a direct message, just ask.
• In the menu of a message, “Find the owning role” looks for who is responsible.
---
# What I answer from
2 roles, 1 passage, read today at 10:15. The newest document is of 2026-02-09.
· 1 document has a problem: the last good version is used.
*Kitchen*
• Baker (1 passage)
*Other roles*
• Chef (no passages, draft)
· Questions are kept for 30 days, without names.
"""
ASK = """\
Your question: [Who owns …?]
Or a role: [Choose a role ▾]
    Baker
    Chef
"""
REASON = """\
What is wrong with this answer?: [reason]
    Wrong role
    Right role, wrong passage
    Out of date
    Something else
What would be right?: [In your own words, if you like]
"""
CARDS = (RoleCard(BAKER, (INTRO,)), RoleCard(CHEF, ()))


def shown(view: Json) -> str:
    assert view_problems(view) == []
    return read(view["blocks"])


def test_the_home_tab() -> None:
    documents = Documents(CARDS, "today at 10:15", problems=1)
    samples = ("Who owns the bread?", "What is expected of a chef?")
    assert shown(home_view(documents, samples, KEPT)) == HOME


def test_the_home_tab_before_there_are_roles() -> None:
    text = shown(home_view(Documents((), "today")))
    assert "No roles, no passages, read today.\n" in text
    assert "Choose a role" not in text


def test_a_home_tab_lists_the_roles_that_fit_and_counts_the_others() -> None:
    cards = tuple(
        RoleCard(Role(f"Role number {n} {'x' * 90}", f"{n}.md", 1), ()) for n in range(90)
    )
    text = shown(home_view(Documents(cards, "today")))
    listed = sum(line.startswith("• Role") for line in text.splitlines())
    assert 20 < listed < 90
    assert f"· and {90 - listed} more roles\n" in text


def test_a_sample_asks_its_question_and_search_sends_itself() -> None:
    blocks = home_view(Documents(CARDS, "today"), ["Who owns the bread?"])["blocks"]
    search = next(block for block in blocks if block["type"] == "input")
    assert (search["dispatch_action"], search["element"]["action_id"]) == (True, actions.SEARCH)
    asks = [one for b in blocks if b["type"] == "actions" for one in b["elements"]]
    assert [(one["action_id"], one.get("value")) for one in asks] == [
        (actions.ROLE_PICK, None),
        (actions.ASK, "Who owns the bread?"),
    ]


def test_the_form_to_ask() -> None:
    view = ask_view((BAKER, CHEF))
    assert shown(view) == ASK
    assert view["callback_id"] == actions.ASK_ROLE
    assert [block["block_id"] for block in view["blocks"]] == [actions.QUESTION, actions.ROLE_PICK]
    assert [block["block_id"] for block in ask_view(())["blocks"]] == [actions.QUESTION]


def test_the_form_for_a_reason() -> None:
    bare = reason_view("packed", with_comment=False)
    assert [*map(str.rstrip, REASON.splitlines()[:-1])] == shown(bare).splitlines()
    view = reason_view("packed", with_comment=True)
    assert shown(view) == REASON
    assert (view["callback_id"], view["private_metadata"]) == (actions.REASON, "packed")
    reason, comment = (block["element"] for block in view["blocks"])
    assert [option["value"] for option in reason["options"]] == list(REASONS)
    assert (comment["action_id"], comment["max_length"]) == (actions.COMMENT, 1000)


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_in_a_modal_can_go_to_the_thread(kind: str) -> None:
    message = render_answer(Asked("x", Surface.MODAL), ANSWERS[kind])
    alone, in_thread = answer_view(message), answer_view(message, "C1 1.5", in_thread=True)
    is_kept = kind not in (
        "choice",
        "help",
        "courtesy",
    )  # of those a message does not say what it shows
    assert shown(in_thread) == shown(alone) + ("[Post in thread]\n" if is_kept else "")
    assert in_thread["private_metadata"] == "C1 1.5"


def test_every_notice_is_a_sentence_or_two() -> None:
    fixed = [notice for notice in vars(notices).values() if isinstance(notice, Message)]
    made = [
        *fixed,
        notices.broken("a1b2c3"),
        notices.thanks(is_kept=True),
        notices.thanks(is_kept=False),
    ]
    assert len({message.text for message in made}) == len(made) == 20
    for message in made:
        assert block_problems(list(message.blocks), "message") == []
        assert read(message.blocks) == f"{message.text}\n"
        assert 1 <= message.text.count(". ") + 1 <= 2
        assert len(message.text) < 150


def test_an_error_has_its_reference() -> None:
    assert notices.broken("a1b2c3").text == "Something went wrong on my side. Reference: a1b2c3"


# Options


def named(options: list[Json]) -> list[str]:
    return [option["text"]["text"] for option in options]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("tech", "Tech Lead"),
        ("SITE rel", "Site Reliability Engineer"),
        ("reliab", "Site Reliability Engineer"),
        ("swe", "Software Engineer"),  # another name of it
        ("custmer suport", "Customer Support Specialist"),
        ("software", "Software Engineer"),
    ],
)
def test_options_come_nearest_first(typed: str, first: str) -> None:
    assert named(role_options(index_of(ROLES, InitialEncoder()).roles, typed))[0] == first


def test_what_is_like_no_role_has_no_options() -> None:
    assert role_options((BAKER, CHEF), "zygote") == []


def test_options_for_nothing_are_all_roles_and_never_more_than_slack_takes() -> None:
    roles = tuple(Role("Cook", f"{n}.md", 1) for n in range(150))
    assert named(role_options((BAKER, CHEF), " ?")) == ["Baker", "Chef"]
    assert len(role_options(roles, "")) == len(role_options(roles, "cook")) == 100
    assert named(role_options(roles[:2], "")) == ["Cook (0.md)", "Cook (1.md)"]
    assert role_options(roles[:1], "")[0]["value"] == role_id(roles[0])


def test_above_100_roles_options_are_asked_for() -> None:
    roles = tuple(Role(f"Cook {n}", f"{n}.md", 1) for n in range(101))
    (few,), (many,) = role_picker(roles[:100]), role_picker(roles)
    assert (few["type"], many["type"]) == ("static_select", "external_select")
    assert many["min_query_length"] == 1
    assert role_picker(()) == []
