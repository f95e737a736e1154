"""Questions that only mean something in their thread, with the real model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.decide import answer_question, decide
from bot.answers.kinds import Answer, Choice, Courtesy, Help, NoAnswer, RoleCard, RoleList
from bot.answers.topic import topic_of
from index.encoder.encode import OnnxEncoder
from index.question.courtesy import courtesies
from index.question.follow_up import Kind, Topic
from index.question.pronouns import language, name_referent, read_on, replace_role
from index.question.question import Question
from index.question.read import read
from index.search.index import Index
from index.words.lists import packaged_wording
from tests.conftest import CONTENT, ROLES, WriteContent, index_of

STOP = packaged_wording().stop_words


@pytest.fixture(scope="module")
def harbour(model: OnnxEncoder) -> Index:
    """Eight roles."""
    return index_of(ROLES, model)


@pytest.fixture(scope="module")
def alone(model: OnnxEncoder) -> Index:
    """The architect, and nobody else."""
    return index_of(CONTENT, model)


def after(questions: Sequence[str], index: Index) -> Topic | None:
    """What a thread of these questions is about."""
    topic = None
    for text in questions:
        question = read(text, topic, index.lexicon)
        topic = topic_of(question, decide(question, index), topic)
    return topic


def alone_in(text: str, index: Index) -> Question:
    return read(text, None, index.lexicon)


def role_named(title: str, index: Index) -> Topic:
    (role,) = (role for role in index.roles if role.title == title)
    return Topic(alone_in(title, index), (role,), "", Kind.SHOWN)


# Questions of one thread, and how the last of them is read: "" is as it stands.
@pytest.mark.parametrize(
    ("thread", "understood"),
    [
        # a part of the role that was shown
        ("tech lead > and competencies?", "Tech Lead: competencies"),
        ("tech lead > competencies", "Tech Lead: competencies"),
        ("tech lead > OK thanks, and the competencies please?", "Tech Lead: competencies"),
        ("tech lead > what are the competencies?", "Tech Lead: competencies"),
        ("tech lead > show me their competencies", "Tech Lead: competencies"),
        ("tech lead > what about judgement?", "Tech Lead: judgement"),
        ("tech lead > competency?", "Tech Lead: Competencies"),
        ("tech lead > what you own", "Tech Lead: what you own"),
        ("tech lead > competencies > clarity?", "Tech Lead: clarity"),
        ("does the tech lead manage people? > and competencies?", "Tech Lead: competencies"),
        # in other words
        ("tech lead > skills?", "Tech Lead: skills"),
        ("tech lead > what are the duties?", "Tech Lead: duties"),
        ("tech lead > and ownership?", "Tech Lead: ownership"),
        ("tech lead > what do they own?", "what does the Tech Lead own?"),
        # something else about it
        ("tech lead > and runbooks?", "Tech Lead: runbooks"),
        ("tech lead > anything on the salary?", "Tech Lead: salary"),
        # the same of another role
        ("tech lead competencies > and the product manager?", "Product Manager competencies"),
        ("tech lead > competencies > and the SRE?", "Site Reliability Engineer: competencies"),
        (
            "does the tech lead manage people? > what about the product manager?",
            "does the Product Manager manage people?",
        ),
        (
            "do tech leads manage people? > and product managers?",
            "do Product Managers manage people?",
        ),
        (
            "what are the responsibilities of a tech lead? > and of the product manager?",
            "what are the responsibilities of the Product Manager?",
        ),
        (
            "who owns architecture docs? > what about the tech lead?",
            "Tech Lead: who owns architecture docs?",
        ),
        (
            "who owns architecture docs? > and the tech lead? > and product managers?",
            "Product Manager: who owns architecture docs?",
        ),
        (
            "does the plumber manage people? > how about the tech lead?",
            "does the Tech Lead manage people?",
        ),
        (
            "who owns architecture docs? > and competencies? > what about the tech lead?",
            "Tech Lead: competencies?",
        ),
        ("who is our tech lead? > and the product manager?", "who is our Product Manager?"),
        (
            "who maintains the tech lead document? > and the SRE?",
            "who maintains the Site Reliability Engineer document?",
        ),
        # a role that there is not
        ("tech lead competencies > what about plumbers?", "plumbers"),
        # words that stand for the role
        ("tech lead > does she manage people?", "does the Tech Lead manage people?"),
        ("tech lead > and who do they report to?", "who does the Tech Lead report to?"),
        ("tech lead > what are their duties?", "what are the Tech Lead's duties?"),
        ("tech lead > what skills does that role need?", "what skills does the Tech Lead need?"),
        ("tech lead > which soft skills do they need?", "which soft skills does the Tech Lead"),
        ("tech lead > what is expected of them?", "what is expected of the Tech Lead?"),
        ("tech lead > what does it involve?", "what does the Tech Lead involve?"),
        ("does the tech lead code? > does he write docs?", "does the Tech Lead write docs?"),
    ],
)
def test_a_follow_up_is_read_as_of_its_thread(harbour: Index, thread: str, understood: str) -> None:
    *before, question = thread.split(" > ")
    found = read(question, after(before, harbour), harbour.lexicon)
    assert found.understood.startswith(understood)
    assert found.asked == found.understood


def assert_stands_alone(text: str, topic: Topic | None, index: Index) -> None:
    question = read(text, topic, index.lexicon)
    assert (question.asked, question.understood) == (text, "")


@pytest.mark.parametrize(
    "thread",
    [
        "and competencies?",  # of nothing
        "tech lead > help",
        "tech lead > list",
        "tech lead > ?",
        "tech lead > product manager",
        "tech lead > the SRE?",
        "tech lead > what does a product manager do?",
        "tech lead > what about the product manager?",  # is its card as it stands
        "tech lead > product manager competencies",
        "tech lead > and what does the product manager own?",
        "tech lead > who hires engineers?",
        "tech lead > and who writes the runbooks?",
        "tech lead > runbooks",  # no part of the role
        "tech lead > requirements?",
        "tech lead > who is responsible?",
        "tech lead > what about engineers?",  # three kinds of them
        "tech lead > what about the plumber?",
        "tech lead > thanks!",
        "tech lead > and now?",
        "tech lead > and why?",
        "tech lead > do engineers review their own code?",
        "tech lead > how do teams work when they disagree?",
        "tech lead > does everyone have their own laptop?",
        "tech lead > who owns the backlog and keeps it in order?",
        "tech lead > is it raining?",
        "tech lead > what is the role of tests?",
        "tech lead > which role owns that roadmap?",
        "do tech leads and product managers meet? > do they manage people?",
        "do tech leads and product managers meet? > and the SRE?",
        "engineer > do they manage people?",  # a choice of three
        "engineer > what about the tech lead?",
        "who works with the team? > what about runbooks?",  # several roles do
        "who works with the team? > do they manage people?",
        "who reviews the team's design notes? > what about runbooks?",
        "does the plumber manage people? > do they earn more?",
    ],
)
def test_whatever_else_is_left_alone(harbour: Index, thread: str) -> None:
    *before, question = thread.split(" > ")
    assert_stands_alone(question, after(before, harbour), harbour)


@pytest.mark.parametrize(
    ("thread", "title", "part", "text"),
    [
        ("tech lead > and competencies?", "Tech Lead", "competencies", "Judgement"),
        ("tech lead competencies > and the SRE?", "Site Reliability Engineer", "competencies", ""),
        ("tech lead > and the product manager?", "Product Manager", "", "A Product Manager"),
        ("architect > what about teamwork?", "Architect", "teamwork", "Teamwork: Works in concert"),
        ("who owns architecture docs? > and competencies?", "Architect", "competencies", ""),
    ],
)
def test_what_is_understood_is_answered(
    harbour: Index, alone: Index, thread: str, title: str, part: str, text: str
) -> None:
    index = alone if title == "Architect" else harbour
    *before, question = thread.split(" > ")
    answer = answer_question(question, index, after(before, index))
    assert isinstance(answer, RoleCard)
    assert (answer.role.title, answer.part) == (title, part)
    assert answer.passages[0].text.startswith(text)


def test_of_one_role_alone_everything_is_about_that(alone: Index) -> None:
    topic = after(["who owns architecture docs?"], alone)
    question = alone_in("who owns architecture docs?", alone)
    assert topic == Topic(question, alone.roles, "", Kind.LEADING)
    understood = read("does she manage people?", topic, alone.lexicon).understood
    assert understood == "does the Architect manage people?"


@pytest.mark.parametrize("said", [text for one in courtesies().replies for text in one.said])
def test_a_courtesy_is_no_follow_up(harbour: Index, said: str) -> None:
    for text in (said, f"OK, {said}!", f"and {said}"):
        assert_stands_alone(text, role_named("Tech Lead", harbour), harbour)


def test_a_part_that_is_called_like_a_courtesy_is_a_follow_up(
    write: WriteContent, model: OnnxEncoder
) -> None:
    index = index_of(write({"a.md": "# Cook\n\n- **Helpful**: helps\n"}), model)
    assert read("helpful?", role_named("Cook", index), index.lexicon).asked == "Cook: helpful"


# What a thread is about after a question


def test_a_role_or_its_part_that_was_shown_is_the_topic(harbour: Index) -> None:
    lead = role_named("Tech Lead", harbour)
    assert after(["Tech Lead"], harbour) == lead
    part = after(["Tech Lead", "competencies"], harbour)
    assert part
    assert part.question
    assert part.question.asked == "Tech Lead: competencies"
    assert replace(part, question=lead.question) == replace(lead, part="competencies")


def test_a_question_is_about_the_roles_that_it_names_whatever_was_found(harbour: Index) -> None:
    question = "do tech leads and product managers meet?"
    topic = after([question], harbour)
    assert topic
    assert ({role.title for role in topic.roles}, topic.kind) == (
        {"Tech Lead", "Product Manager"},
        Kind.NAMED,
    )


def test_no_answer_leaves_the_topic_unless_it_names_a_role(harbour: Index) -> None:
    lead, nothing = role_named("Tech Lead", harbour), NoAnswer("")
    payday = alone_in("when is payday?", harbour)
    assert topic_of(payday, nothing, lead) is lead
    assert topic_of(payday, nothing) == Topic(payday, (), "", Kind.LEADING)
    named = topic_of(alone_in("does the product manager get a car?", harbour), nothing, lead)
    assert named
    assert [role.title for role in named.roles] == ["Product Manager"]


@pytest.mark.parametrize("answer", [Help(), RoleList(()), Courtesy("Bye!")])
def test_help_and_the_like_leave_the_topic(harbour: Index, answer: Answer) -> None:
    lead = role_named("Tech Lead", harbour)
    question = alone_in("help", harbour)
    assert topic_of(question, answer, lead) is lead
    assert topic_of(question, answer) is None


def test_a_role_that_there_is_not_ends_the_topic(harbour: Index) -> None:
    topic = after(["tech lead", "does the plumber manage people?"], harbour)
    question = alone_in("does the plumber manage people?", harbour)
    assert topic == Topic(question, (), "", Kind.NAMED)


def test_a_choice_is_about_each_of_its_roles(harbour: Index) -> None:
    answer = answer_question("engineer", harbour)
    assert isinstance(answer, Choice)
    topic = topic_of(alone_in("engineer", harbour), answer)
    assert topic
    assert len(topic.roles) > 1


def test_a_button_makes_a_topic_without_a_question(harbour: Index) -> None:
    topic = replace(role_named("Tech Lead", harbour), question=None, part="Competencies")
    understood = read("and the product manager?", topic, harbour.lexicon).understood
    assert understood == "Product Manager: Competencies"


def test_an_edited_document_is_still_the_topic_and_a_deleted_one_is_not(
    harbour: Index,
) -> None:
    lead = role_named("Tech Lead", harbour)
    edited = replace(lead, roles=(replace(lead.roles[0], line=99, owner="someone else"),))
    assert read("competencies", edited, harbour.lexicon).asked == "Tech Lead: competencies"
    deleted = replace(lead, roles=(replace(lead.roles[0], path="gone.md"),))
    assert_stands_alone("competencies", deleted, harbour)


def test_roles_of_one_title_are_told_apart(model: OnnxEncoder, write: WriteContent) -> None:
    folder = write(
        {
            f"{level}.md": f"---\ntitle: Engineer\nlevel: {level}\n---\n\n## Duties\n\n- {duty}\n"
            for level, duty in (("L1", "Fixes bugs in one service"), ("L2", "Designs services"))
        }
    )
    index = index_of(folder, model)
    topic = Topic(alone_in("engineer (l2)", index), (index.roles[1],), "", Kind.SHOWN)
    assert read("and duties?", topic, index.lexicon).understood == "Engineer (L2): duties"
    answer = answer_question("and duties?", index, topic)
    assert isinstance(answer, RoleCard)
    assert [passage.text for passage in answer.passages] == ["Designs services"]


SCRAPS = ["and", "or", "what", "about", "how", "the", "their", "they", "her", "it", "its", "does"]
SCRAPS += [
    "do",
    "that",
    "role",
    "tech",
    "lead",
    "competencies",
    "who",
    ".",
    "?",
    "'s",
    "’",
    "\ud800",
]


@settings(derandomize=True, deadline=None, max_examples=60)
@given(words=st.lists(st.sampled_from([*SCRAPS, "\0", "é" * 50]), max_size=12))
def test_anything_can_be_said_in_a_thread(harbour: Index, words: list[str]) -> None:
    text = " ".join(words)
    nothing = Topic(None, (), "", Kind.LEADING)
    for topic in (None, role_named("Tech Lead", harbour), nothing):
        question = read(text, topic, harbour.lexicon)
        assert question.understood in ("", question.asked)
        assert question.understood or question.asked == text.strip()


# Words that refer


@pytest.mark.parametrize(
    ("text", "fragments", "is_elliptic"),
    [
        ("and competencies?", ("competencies",), True),
        ("And the Competencies, please!", ("Competencies",), True),
        ("ok, so what about their duties then?", ("duties",), True),
        ("show me the competencies", ("show me the competencies", "competencies"), False),
        ("and what do they own?", ("what do they own", "do they own"), False),
        ("Andorra", ("Andorra",), False),
        ("and", (), True),
        ("thanks", (), False),
        ("and " + "word " * 7, (("word " * 7).strip(),), False),
    ],
)
def test_openings_and_endings_are_taken_off(
    text: str, fragments: tuple[str, ...], is_elliptic: bool
) -> None:
    said = read_on(text)
    assert (said.fragments, said.is_elliptic) == (fragments, is_elliptic)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Do they code?", "Does the X code?"),
        ("what do they do when they are busy?", "what does the X do when they are busy?"),
        ("are they on call?", "is the X on call?"),
        ("should they code?", "should the X code?"),
        ("what if they are ill?", "what if the X is ill?"),
        ("who pays her?", "who pays the X?"),
        ("what are her duties?", "what are the X's duties?"),
        ("what's in this job?", "what's in the X?"),
        ("what are this role's duties?", "what are the X's duties?"),
        ("what does the job need?", "what does the X need?"),
        ("is the role of tests clear?", None),
        ("the job market?", None),
        ("who does it?", None),
        ("what does it need?", None),  # not of a thing
        ("do teams like them?", None),
        ("", None),
    ],
)
def test_the_role_stands_for_what_refers_to_it(question: str, named: str | None) -> None:
    found = name_referent(question, "X", STOP)
    assert (found.text if found else None) == named


def test_a_thing_may_be_referred_to() -> None:
    for question, text in (
        ("what does it need?", "what does the X need?"),
        ("its duties?", "the X's duties?"),
    ):
        found = name_referent(question, "X", STOP, of_things=True)
        assert found
        assert found.text == text
    assert name_referent("is it late?", "X", STOP, of_things=True) is None


@pytest.mark.parametrize(
    ("said", "title", "text"),
    [
        ("an architect", "Tech Lead", "the Tech Lead"),
        ("An architect", "Tech Lead", "the Tech Lead"),
        ("our architect", "Tech Lead", "our Tech Lead"),
        ("architects", "Tech Lead", "Tech Leads"),
        ("architects", "Head of Sales", "Head of Sales"),
        ("architects", "Operations", "Operations"),
        ("architect's", "Tech Lead", "Tech Lead's"),
    ],
)
def test_a_role_is_replaced_in_its_number(said: str, title: str, text: str) -> None:
    start = said.lower().index("architect")
    end = start + len("architects" if said.endswith("cts") else "architect")
    assert replace_role(said, start, end, title).text == text


def test_the_words_that_refer_are_in_lower_case_and_name_nothing() -> None:
    lists = language()
    for field in lists.__dataclass_fields__:
        for words in getattr(lists, field):
            assert words == words.lower().strip()
