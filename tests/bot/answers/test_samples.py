"""Questions that are made of the documents and shown to people, with the real model."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.decide import answer_question
from bot.answers.kinds import Answer, NoAnswer, Passages, RoleCard
from bot.answers.samples import MOST_TRIED, Candidate, choose_samples
from index.encoder.encode import OnnxEncoder
from index.question.sample_questions import ask_part, ask_what, ask_who, third_person
from index.search.engine import Hit
from index.search.index import Index
from index.store.build import make_index
from index.store.open import open_index
from tests.conftest import CONTENT, ROLES, InitialEncoder, WriteContent, always, index_of

SCRAPS = [
    "Reviews",
    "the",
    "design",
    "of",
    "and",
    ",",
    "services.",
    "in",
    "team",
    "your",
    "Plan",
    "?",
]


@pytest.fixture(scope="module")
def harbour(model: OnnxEncoder) -> Index:
    """Eight roles."""
    return index_of(ROLES, model)


@pytest.fixture(scope="module")
def alone(model: OnnxEncoder) -> Index:
    """The architect, and nobody else."""
    return index_of(CONTENT, model)


def roles_of(answer: Answer) -> str:
    assert isinstance(answer, RoleCard | Passages)
    role = answer.role if isinstance(answer, RoleCard) else answer.hits[0].passage.role
    return role.title


# Which are chosen


def test_each_sample_is_answered_for_certain(harbour: Index, alone: Index) -> None:
    for index in (harbour, alone):
        answers = [answer_question(question, index) for question in choose_samples(index)]
        assert answers
        assert all(isinstance(answer, RoleCard | Passages) for answer in answers)
        assert not any(isinstance(answer, Passages) and answer.is_weak for answer in answers)


def test_samples_are_of_every_kind_and_of_as_many_roles_as_there_are_samples(
    harbour: Index,
) -> None:
    chosen = choose_samples(harbour)
    answers = [answer_question(question, harbour) for question in chosen]
    assert len(chosen) == 6
    assert len({roles_of(answer) for answer in answers}) == 6
    assert sum(isinstance(answer, Passages) for answer in answers) == 4
    parts = [bool(answer.part) for answer in answers if isinstance(answer, RoleCard)]
    assert sorted(parts) == [False, True]


def test_a_question_is_only_shown_if_the_passage_it_is_made_of_comes_first(
    harbour: Index,
) -> None:
    asked = {ask_who(p.text): p for p in harbour.passages if not p.context and not p.name}
    for question in choose_samples(harbour):
        answer = answer_question(question, harbour)
        if isinstance(answer, Passages):
            assert answer.hits[0].passage == asked[question]


def test_the_architect_gets_samples_of_all_it_has(alone: Index) -> None:
    assert choose_samples(alone) == (
        "Who takes a leadership role in requirements analysis?",
        "What does an Architect do?",
        "Architect: principal responsibilities",
        "Who owns and maintains the key subsystem level architectural documentation?",
        "Who monitors and represents the company in applicable industry technology groups?",
        "Architect: supervisory responsibilities",
    )


def test_samples_are_always_the_same(harbour: Index) -> None:
    assert choose_samples(harbour) == choose_samples(harbour)


def test_what_is_answered_weakly_or_by_something_else_is_no_sample(harbour: Index) -> None:
    passage, other = harbour.passages[:2]
    candidate = Candidate("Who?", passage.role, passage)
    assert candidate.is_answered_by(Passages((Hit(passage, 1.0),), 0.9))
    assert not candidate.is_answered_by(Passages((Hit(passage, 1.0),), 0.3))
    assert not candidate.is_answered_by(Passages((Hit(other, 1.0), Hit(passage, 0.9)), 0.9))
    assert not candidate.is_answered_by(RoleCard(passage.role, (passage,)))
    assert not candidate.is_answered_by(NoAnswer("Who?"))


def test_a_card_is_a_sample_only_of_its_role_and_its_part(harbour: Index) -> None:
    role, other = harbour.roles[:2]
    whole, part = Candidate("What?", role), Candidate("Duties", role, part="Duties")
    assert whole.is_answered_by(RoleCard(role, ()))
    assert part.is_answered_by(RoleCard(role, (), "duties"))
    assert not whole.is_answered_by(RoleCard(role, (), "duties"))
    assert not part.is_answered_by(RoleCard(role, ()))
    assert not whole.is_answered_by(RoleCard(other, ()))


def test_documents_that_read_badly_as_questions_give_no_samples(
    initials: InitialEncoder, write: WriteContent
) -> None:
    index = index_of(
        write({"levels.md": "# Levels\n\n## What we expect\n\n- More of it\n"}), initials
    )
    assert choose_samples(index) == ()
    assert choose_samples(make_index((), (), initials)) == ()


def test_few_questions_are_tried_however_many_there_are(
    initials: InitialEncoder, write: WriteContent
) -> None:
    """That encoder finds next to nothing."""
    numbers = ["".join(letters) for letters in product("bcd", repeat=5)]
    duties = "\n".join(f"- Reviews the {number} of services" for number in numbers)
    index = index_of(write({"lead.md": f"# Levels\n\n## Duties we have\n\n{duties}\n"}), initials)
    initials.encoded.clear()
    choose_samples(index)
    assert len(initials.encoded) == MOST_TRIED


def test_samples_are_chosen_where_the_index_is_built_and_kept_with_it(
    initials: InitialEncoder, write: WriteContent, tmp_path: Path
) -> None:
    content, folder = write({"lead.md": "# Lead\n\n- Bakes the bread\n"}), tmp_path / "index"

    def choose(index: Index) -> tuple[str, ...]:
        return tuple(f"What does a {role.title} do?" for role in index.roles)

    built = open_index(content, folder, always(initials), choose_samples=choose)
    assert built.index.samples == ("What does a Lead do?",)
    assert open_index(content, folder, always(initials)).index.samples == built.index.samples


# Questions made of a passage


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Owns the backlog.", "Who owns the backlog?"),
        ("Own the backlog", "Who owns the backlog?"),
        ("You own the backlog.", "Who owns the backlog?"),
        ("Plans and runs the weekly call; writes notes", "Who plans and runs the weekly call?"),
        ("Plan and run the weekly call.", "Who plans and runs the weekly call?"),
        ("Teaches new colleagues", "Who teaches new colleagues?"),
        ("Carries our flag at fairs", "Who carries our flag at fairs?"),
        ("Reviews every design that a team writes.", None),  # is cut too short
        ("Reviews every major design that a team writes.", "Who reviews every major design?"),
        (
            "Writes the plan within ten days of signing, and has it agreed by the client.",
            "Who writes the plan within ten days of signing?",
        ),
        # too long: cut where it makes sense
        (
            "Review every design note in the team within three working days of the day it came",
            "Who reviews every design note in the team?",
        ),
        (
            "Owns and maintains the key subsystem level architectural documentation of platform and"
            " products and of more",
            "Who owns and maintains the key subsystem level architectural documentation?",
        ),
        ("Sets the order of work " + "and more " * 10, None),
        # would read badly
        ("Reviews of designs", None),
        ("Responsible for the backlog", None),
        ("During the release", None),
        ("In the long run", None),
        ("Outside the office", None),
        ("The team owns the backlog", None),
        ("Owns it", None),
        ("Shapes the yearly plans that it makes", "Who shapes the yearly plans?"),
        ("Shares the plans with your team", None),
        ("Is the person to ask", None),
        ("Knows the basics of triage", None),
        ("Does the person help?", None),
        ("Will all projects be led?", None),
        ("Defines a clear, compelling and bold vision", None),
        ("Takes the lead in complex, loosely scoped projects", None),
        ("Offers a set of services aimed at teams " + "and more " * 10, None),
        ("Plans the work and call out risks", None),
        ("Keeps a `log` in docs/log", None),
        ("", None),
        ("\ud800", None),
    ],
)
def test_who_does_it_is_asked_where_that_reads_well(text: str, question: str | None) -> None:
    assert ask_who(text) == question


@pytest.mark.parametrize(
    ("verb", "third"),
    [
        ("write", "writes"),
        ("writes", "writes"),
        ("set", "sets"),
        ("carry", "carries"),
        ("carries", "carries"),
        ("play", "plays"),
        ("teach", "teaches"),
        ("teaches", "teaches"),
        ("process", "processes"),
        ("fix", "fixes"),
        ("focus", "focuses"),
        ("veto", "vetoes"),
        ("teapot", None),
        ("in", None),
        ("out", None),
        ("2nd", None),
    ],
)
def test_verbs_are_known_by_another_form_of_theirs(verb: str, third: str | None) -> None:
    assert third_person(verb) == third


@settings(derandomize=True, deadline=None)
@given(text=st.text(max_size=80) | st.lists(st.sampled_from(SCRAPS), max_size=20).map(" ".join))
def test_any_text_gives_a_question_of_its_own_words_or_none(text: str) -> None:
    question = ask_who(text)
    if question:
        assert question.startswith("Who ")
        assert question.endswith("?")
        assert 4 <= len(question.split()) <= 12


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("Architect", "What does an Architect do?"),
        ("Tech Lead", "What does a Tech Lead do?"),
        ("Head of Design", "What does a Head of Design do?"),
        ("SRE", "What does an SRE do?"),
        ("UX Designer", "What does a UX Designer do?"),
        ("Underwriter", "What does an Underwriter do?"),
        ("Unit Manager", "What does a Unit Manager do?"),
        ("Site‐Reliability Engineer", "What does a Site-Reliability Engineer do?"),
        ("Engineer (L2)", None),
        ("Release Managers", None),
        ("Handbook", None),
        ("Senior Principal Front End Web Developer", None),
        ("", None),
        (" of ", None),
    ],
)
def test_a_role_is_asked_about_if_its_title_is_one(title: str, question: str | None) -> None:
    assert ask_what(title) == question


@pytest.mark.parametrize(
    ("section", "question"),
    [
        ("Competencies", "Tech Lead: competencies"),
        ("Principal Responsibilities", "Tech Lead: principal responsibilities"),
        ("HR Duties", "Tech Lead: HR duties"),
        ("What you own", None),
        ("Duties > Reviews", None),
        ("A day in the life", None),
        ("", None),
    ],
)
def test_a_part_is_asked_for_if_its_title_is_a_name(section: str, question: str | None) -> None:
    assert ask_part("Tech Lead", section) == question
