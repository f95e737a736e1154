"""Questions about a role's document, which the fields at its top answer."""

from __future__ import annotations

import pytest

from bot.answers.decide import answer_question
from bot.answers.kinds import Choice, NoAnswer, Passages, RoleCard, Why
from bot.render.notes import FACTS, asked_facts
from index.documents.document import Role
from index.encoder.encode import OnnxEncoder
from index.question.fields import TOGETHER, asking
from index.search.index import Index
from tests.conftest import CONTENT, ROLES, index_of


@pytest.fixture(scope="module")
def harbour(model: OnnxEncoder) -> Index:
    """Eight roles, with owners and contacts, some with a next role."""
    return index_of(ROLES, model)


@pytest.mark.parametrize(
    ("question", "title", "facts"),
    [
        (
            "what is the next role after software engineer?",
            "Software Engineer",
            "Next role: Senior",
        ),
        ("hey, can you tell me what comes after a SWE?", "Software Engineer", "Next role: Senior"),
        ("What comes after a SWE?", "Software Engineer", "Next role: Senior Software Engineer"),
        ("software engineer: next level", "Software Engineer", "Next role: Senior"),
        ("what can a developer become?", "Software Engineer", "Next role: Senior"),
        (
            "who maintains the tech lead's role description?",
            "Tech Lead",
            "Owner: Head of Engineering · Contact: #eng-careers",
        ),
        ("who is the owner of the tech lead role?", "Tech Lead", "Owner: Head of Engineering"),
        ("how do I suggest a change to the SRE page?", "Site Reliability Engineer", "Owner: Head"),
        ("who do I ask about changes to the SRE page?", "Site Reliability Engineer", "Owner: Head"),
        ("who keeps the document of the tech lead up to date?", "Tech Lead", "Owner: Head"),
    ],
)
def test_the_top_of_a_document_is_asked_for(
    harbour: Index, question: str, title: str, facts: str
) -> None:
    answer = answer_question(question, harbour)
    assert isinstance(answer, RoleCard)
    assert answer.role.title == title
    assert asked_facts(answer).startswith(facts)
    assert answer.passages == harbour.lexicon.passages_of(answer.role)


def test_where_this_document_does_not_say_it_there_is_no_answer(harbour: Index) -> None:
    answer = answer_question("what comes after tech lead?", harbour)
    assert isinstance(answer, NoAnswer)
    assert (answer.why, answer.suggestions, answer.are_named) == (
        Why.NOT_COVERED,
        ("Tech Lead",),
        True,
    )


def test_where_no_document_says_it_at_its_top_it_is_searched_for(model: OnnxEncoder) -> None:
    architect = index_of(CONTENT, model)
    answer = answer_question("who owns the architect document?", architect)
    assert isinstance(answer, Passages)


def test_of_several_roles_one_is_to_be_chosen(harbour: Index) -> None:
    answer = answer_question("who maintains the PM document?", harbour)
    assert isinstance(answer, Choice)


@pytest.mark.parametrize(
    "question",
    [
        "which documents does the tech lead maintain?",
        "who owns the tech lead's documents?",
        "who updates the runbooks of the tech lead?",
        "how do I propose a change to a tech lead?",
        "what happens after tech lead approval?",
        "what does the tech lead do next?",
        "who owns architecture docs?",
    ],
)
def test_what_a_role_does_is_searched_for(harbour: Index, question: str) -> None:
    answer = answer_question(question, harbour)
    assert not isinstance(answer, RoleCard) or not answer.fields


def test_every_field_that_can_be_asked_for_is_one_of_a_role_and_can_be_shown() -> None:
    fields = {*asking().fields, *(field for fields in TOGETHER.values() for field in fields)}
    assert fields <= set(FACTS)
    assert fields <= set(Role.__dataclass_fields__)
