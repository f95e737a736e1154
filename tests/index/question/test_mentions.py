"""Roles that a question names, and such as there are not."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents.document import Role
from index.documents.parse.role_names import role_nouns
from index.question.mentions import How, Mention, RoleNames, UnknownRole, asks_who, find_unknown
from index.words.lists import packaged_wording
from tests.calls import calls_of

ROLES = (
    Role("Architect", "architect.md", 1),
    Role("Tech Lead", "lead.md", 1, other_names=("Helmsman", "Chief of the Deck")),
    Role("Director of Outreach", "outreach.md", 1),
    Role("Product Manager", "product.md", 1),
    Role("Project Manager", "project.md", 1),
    Role("🥖 Bread & Butter Designer", "designer.md", 1),
    Role("Lead for Harbour Safety", "safety.md", 1),
)
ARCHITECT, LEAD, OUTREACH, PRODUCT, PROJECT, DESIGNER, SAFETY = ROLES
WORDS = frozenset(("do", "tl", "architecture", "architects", "direct", "products", "manger"))
NAMES = RoleNames(ROLES, WORDS.__contains__)


def named(question: str, names: RoleNames = NAMES) -> list[tuple[str, set[Role], How]]:
    return [(question[m.start : m.end], {*m.roles}, m.how) for m in names.find(question)]


@pytest.mark.parametrize(
    ("name", "role", "how"),
    [
        ("architect", ARCHITECT, How.NAME),
        ("ARCHITECT", ARCHITECT, How.NAME),
        ("Architects", ARCHITECT, How.NAME),
        ("architect's", ARCHITECT, How.NAME),
        ("architect’s", ARCHITECT, How.NAME),
        ("tech lead", LEAD, How.NAME),
        ("tech-leads", LEAD, How.NAME),
        ("tech  lead", LEAD, How.NAME),
        ("helmsman", LEAD, How.NAME),
        ("chief of the deck", LEAD, How.NAME),
        ("director of outreach", OUTREACH, How.NAME),
        ("outreach director", OUTREACH, How.NAME),
        ("Outreach Directors", OUTREACH, How.NAME),
        ("bread & butter designer", DESIGNER, How.NAME),
        ("bread butter designer", DESIGNER, How.NAME),
        ("DoO", OUTREACH, How.INITIALS),
        ("BBDs", DESIGNER, How.INITIALS),
        ("architct", ARCHITECT, How.SLIP),
        ("archtects", ARCHITECT, How.SLIP),
        ("prodct manager", PRODUCT, How.SLIP),
        ("projekt manger", PROJECT, How.SLIP),
        ("direktor of outreach", OUTREACH, How.SLIP),
        ("helmsmann", LEAD, How.SLIP),
        ("techlead", LEAD, How.NAME),  # written as one
        ("TechLeads", LEAD, How.NAME),
        ("helms man", LEAD, How.NAME),  # or apart
        ("director", OUTREACH, How.ENDING),
        ("designer", DESIGNER, How.ENDING),
        ("butter designer", DESIGNER, How.ENDING),
    ],
)
def test_a_role_is_found_by_whatever_it_is_called(name: str, role: Role, how: How) -> None:
    if name != "bread & butter designer":  # a sign between spaces is no word
        assert named(name) == [(name, {role}, how)]
    question = f"What does the {name} do, and who helps?"
    assert named(question) == [(name, {role}, how)]


@pytest.mark.parametrize(
    ("name", "roles", "how"),
    [
        ("manager", {PRODUCT, PROJECT}, How.ENDING),
        ("managers", {PRODUCT, PROJECT}, How.ENDING),
        ("lead", {LEAD, SAFETY}, How.ENDING),
        ("pm", {PRODUCT, PROJECT}, How.INITIALS),
        ("PMs", {PRODUCT, PROJECT}, How.INITIALS),
    ],
)
def test_a_name_may_be_that_of_several(name: str, roles: set[Role], how: How) -> None:
    assert named(f"who asks the {name}?") == [(name, roles, how)]


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?!",
        "who owns the architecture?",  # 84 of 100 like "architect", and a word
        "who may direct the products?",
        "do they",  # initials without "of" that are a word
        "tl;dr",
        "a prod",  # too short to be a slip
        "handbook",
    ],
)
def test_a_word_is_no_role(question: str) -> None:
    assert named(question) == []


@pytest.mark.parametrize("word", ["architecte", "architeht"])
def test_a_correct_word_is_never_read_as_a_slip_of_a_role(word: str) -> None:
    assert named(word) == [(word, {ARCHITECT}, How.SLIP)]
    assert named(word, RoleNames(ROLES, lambda known: known == word)) == []


def test_a_rare_word_is_a_slip_beside_the_other_words_of_a_name() -> None:
    rare = ("manger", "leaf", "mangers")
    common = ("project", "product", "tech", "manage", "led")
    names = RoleNames(ROLES, (*rare, *common).__contains__, common.__contains__)
    assert named("the project manger", names) == [("project manger", {PROJECT}, How.SLIP)]
    assert named("product mangers", names) == [("product mangers", {PRODUCT}, How.SLIP)]
    assert named("who may manage a manger", names) == []
    for common_words in ("project manage", "tech led", "tech leaf"):  # the last is no likely slip
        assert named(common_words, names) == []


def test_initials_that_are_a_word_are_initials_in_capitals() -> None:
    assert named("does the TL do it?") == [("TL", {LEAD}, How.INITIALS)]
    assert named("does the tl do it?") == []


def test_a_name_beats_initials_and_those_beat_an_ending() -> None:
    role, other = Role("PM", "pm.md", 1), Role("Senior Do", "do.md", 1)
    names = RoleNames((PRODUCT, role, other, OUTREACH), lambda word: False)
    assert named("pm", names) == [("pm", {role}, How.NAME)]
    assert named("do", names) == [("do", {OUTREACH}, How.INITIALS)]


def test_longer_names_come_first_and_none_is_within_another() -> None:
    names = RoleNames((Role("Lead", "a.md", 1), *ROLES), lambda word: False)
    question = "the tech lead, a lead, the architect and the product manager's architect"
    assert [text for text, _, _ in named(question, names)] == [
        "tech lead",
        "lead",
        "architect",
        "product manager's",
        "architect",
    ]


def test_a_last_word_that_most_titles_have_need_not_be_said() -> None:
    titles = ("Release Lead Handbook", "Docs Lead Handbook", "Signal Shadow Handbook", "Cook")
    roles = tuple(Role(title, f"{title}.md", 1) for title in titles)
    names = RoleNames(roles, lambda word: False)
    for name in ("release lead", "Release Lead Handbook"):
        assert named(name, names) == [(name, {roles[0]}, How.NAME)]
    assert named("signal shadows", names) == [("signal shadows", {roles[2]}, How.NAME)]
    assert named("the lead", names) == [("lead", {roles[0], roles[1]}, How.ENDING)]
    assert named("RL", names) == [("RL", {roles[0]}, How.INITIALS)]
    assert named("the handbook", names) == []
    two = RoleNames(roles[:2], lambda word: False)
    assert named("the handbook", two) == [("handbook", {*roles[:2]}, How.ENDING)]


@pytest.mark.parametrize(
    "name",
    [
        "head of sales and service",
        "sales and service head",
        "head of sales",
        "service head",
        "head of service",
    ],
)
def test_of_two_fields_one_may_be_said(name: str) -> None:
    head = Role("Head of Sales and Service", "head.md", 1)
    assert named(name, RoleNames((head, PRODUCT), lambda word: False)) == [(name, {head}, How.NAME)]


@pytest.mark.parametrize("title", ["VP Engineering", "VP, Engineering", "VP of Engineering"])
def test_of_need_not_be_said_and_may_be(title: str) -> None:
    role = Role(title, "vp.md", 1)
    names = RoleNames((role, Role("Engineering Manager", "em.md", 1)), lambda word: False)
    for name in ("VP of Engineering", "VP Engineering"):
        assert named(f"what does the {name} do?", names) == [(name, {role}, How.NAME)]


def test_of_a_level_what_is_between_it_and_the_last_word_need_not_be_said() -> None:
    bread, cake = Role("Senior Bread Baker", "b.md", 1), Role("Senior Cake Baker", "c.md", 1)
    names = RoleNames((bread, cake, Role("Head Night Cook", "n.md", 1)), WORDS.__contains__)
    assert named("what do senior bakers do?", names) == [
        ("senior bakers", {bread, cake}, How.SHORTENED)
    ]
    assert named("senior cake baker", names) == [("senior cake baker", {cake}, How.NAME)]
    assert named("night baker", names) == [("baker", {bread, cake}, How.ENDING)]


def test_without_roles_there_is_nothing_to_name() -> None:
    assert RoleNames((), WORDS.__contains__).find("what does the architect do?") == ()


@pytest.mark.parametrize("title", ["", "🥖", "!", "of", "S"])
def test_odd_titles_do_no_harm(title: str) -> None:
    names = RoleNames((Role(title, "odd.md", 1), ARCHITECT), WORDS.__contains__)
    question = "what is the architect of?"
    assert ("architect", {ARCHITECT}, How.NAME) in named(question, names)


SAID = st.lists(
    st.sampled_from(("tech", "lead", "architect", "of", "PM", "director's", "outreach", "—", "?"))
).map(" ".join)


@given(SAID | st.text(max_size=60))
def test_mentions_are_in_order_and_apart(question: str) -> None:
    end = 0
    for mention in NAMES.find(question):
        assert end <= mention.start < mention.end <= len(question)
        assert mention.roles
        end = mention.end


STOP = packaged_wording().stop_words | {"new"}


def unknown(question: str, *said: str) -> UnknownRole | None:
    mentions: tuple[Mention, ...] = NAMES.find(question)
    return find_unknown(question, mentions, role_nouns(), STOP, said.__contains__)


@pytest.mark.parametrize(
    ("question", "name", "is_kin"),
    [
        ("what does the plumber do?", "plumber", False),
        ("plumber", "plumber", False),
        ("what do senior data scientists do?", "senior data scientists", False),
        ("what does the head chef's day hold", "head chef", False),
        ("the front-end developer", "front-end developer", False),
        ("what is the sales manager", "sales manager", True),  # there are other managers
        ("what is the ferry director", "ferry director", True),
        ("who is our CEO", "CEO", False),
        ("is the plumber’s day long", "plumber", False),
    ],
)
def test_a_role_that_is_not_there_is_a_stranger(question: str, name: str, is_kin: bool) -> None:
    assert unknown(question) == UnknownRole(name, is_kin)


@pytest.mark.parametrize(
    "question",
    ["", "who bakes?", "who can lead that", "hand over keys", "who will host parties"],
)
def test_a_word_that_may_be_a_role_is_none_where_nothing_says_so(question: str) -> None:
    assert unknown(question) is None


def test_a_role_that_documents_speak_of_is_no_stranger() -> None:
    assert unknown("what does the plumber do", "plumber") is None
    assert unknown("what does the master plumber do", "master plumber") is None
    assert unknown("what does the old master plumber do", "master plumber") is None
    # of whom any plumber is said is not known by it
    assert unknown("what does the master plumber do", "plumber") == UnknownRole(
        "master plumber", False
    )


def test_a_name_goes_back_to_the_next_stop_word_sign_or_three_words() -> None:
    assert unknown("red, blue plumber") == UnknownRole("blue plumber", False)
    assert unknown("the new blue plumber") == UnknownRole("blue plumber", False)
    assert unknown("big red blue old plumber") == UnknownRole("red blue old plumber", False)
    assert unknown("level 3 blue plumber") == UnknownRole("blue plumber", False)
    assert unknown("red n blue plumber") == UnknownRole("blue plumber", False)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("who is our tech lead?", True),
        ("who's the tech lead", True),
        ("Who’s our Tech Lead?", True),
        ("whos tech lead right now", True),
        ("do you know who the tech lead is?", True),
        ("tell me who our tech lead is", True),
        ("who are the tech leads?", True),
        ("who is currently the acting tech lead", True),
        ("who was the tech lead before?", True),
        ("who is a tech lead?", False),  # what that is
        ("what is our tech lead?", False),
        ("who helps the tech lead?", False),
        ("who is responsible for the tech lead?", False),
        ("who does the tech lead mentor?", False),
        ("tech lead", False),
    ],
)
def test_who_has_a_role_is_another_question_than_what_it_is(question: str, asks: bool) -> None:
    (mention,) = NAMES.find(question)
    assert asks_who(question, mention) == asks


@pytest.mark.parametrize("word", ["a ", "head of sales and service ", "step {} and "])
def test_a_title_as_long_as_a_page_costs_no_message_anything(word: str) -> None:
    text = "architect a " + "a b " * 245
    title = "".join(map(word.format, range(400))) + "engineer"
    names = RoleNames((*ROLES, Role(title, "long.md", 1)), WORDS.__contains__)
    others = (lambda: NAMES.find(text), lambda: NAMES.are_in(text))
    own = (lambda: names.find(text), lambda: names.are_in(text))
    for harmless, task in zip(others, own, strict=True):
        assert calls_of(task) < 5 * calls_of(harmless)
    assert named("the architect", names) == [("architect", {ARCHITECT}, How.NAME)]


def test_a_title_as_long_as_a_page_takes_no_more_memory_than_a_few_of_its_kind() -> None:
    title = "rye wheat oats " * 1_000 + "engineer"
    tracemalloc.start()
    try:
        RoleNames((Role(title, "long.md", 1),), WORDS.__contains__)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100 * len(title)


def test_a_name_of_twenty_words_is_still_known() -> None:
    name = "Lead for " + " ".join(f"north{number} harbour{number}" for number in range(9))
    role = Role(name, "harbours.md", 1)
    assert named(name, RoleNames((role,), WORDS.__contains__)) == [(name, {role}, How.NAME)]
