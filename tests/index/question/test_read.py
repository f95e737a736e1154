"""Questions as they are read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents.chunk import Passage
from index.documents.document import Role
from index.question.intent import named_alone
from index.question.lexicon import Lexicon
from index.question.mentions import How, UnknownRole
from index.question.question import Anything, Question
from index.question.read import read
from index.question.rewriting import Rewritten
from index.question.steps import ALL, NAMES, Steps
from index.words.lists import Wording, packaged_wording

ARCHITECT = Role("Architect", "a.md", 1)
PM = Role("PM", "p.md", 1)
DEV = Role("Dev Lead", "d.md", 1)
FORECASTER = Role("Forecaster", "f.md", 1)
PASSAGES = (
    Passage(ARCHITECT, "Duties", None, "Owns and maintains the documentation of subsystems", 1, 1),
    Passage(PM, "Duties", None, "Plans the roadmap with stakeholders", 1, 1),
    Passage(DEV, "Duties", None, "Mentors engineers; asks the master plumber for advice", 1, 1),
    Passage(FORECASTER, "Duties", None, "Predicts the budget by eng size", 1, 1),
)
WORDING = Wording(
    stop_words=packaged_wording().stop_words,
    abbreviations={
        "docs": ("documentation", "documents"),
        "pm": ("product manager",),
        "dev": ("developer",),
        "eng": ("engineering",),
        "hr": ("human resources",),
        "kpi": ("key figure",),
    },
    unanswerable={},
    answerable=(),
    ask_contact=frozenset(),
)
WORDS = ("who", "what", "the", "own", "maintain", "plan", "boss", "release", "sales", "pm", "hr")
VOCABULARY = {word: number for number, word in enumerate(WORDS)}
LEXICON = Lexicon((ARCHITECT, PM, DEV, FORECASTER), PASSAGES, WORDING, VOCABULARY)


def reading(text: str, steps: Steps = ALL) -> Question:
    return read(text, None, LEXICON, steps)


def test_a_plain_question_stays_as_it_is() -> None:
    text = "who owns the roadmap?"
    assert reading(text) == Question(
        written=text,
        asked=text,
        said=Rewritten.of(text),
        mentions=(),
        unknown=None,
        unknown_share=0,
        known=1,
        corrected=None,
        is_bare=False,
        is_other_language=False,
    )


def test_slips_are_put_right_and_said_so() -> None:
    question = reading("who  owns\u00a0the documantation‐roadmapp?")
    assert question.text == question.corrected == "who owns the documentation-roadmap?"
    assert reading("who owns the docs?").corrected is None


def test_the_first_meaning_of_a_short_form_is_written_out_in_any_case() -> None:
    assert reading("who owns the DOCS, docs?").text == (
        "who owns the documentation, documentation?"
    )


def test_of_several_meanings_the_one_counts_that_documents_have_beside_the_same_word() -> None:
    assert reading("sub-system docs").text == "sub-system documentation"
    twofold = replace(WORDING, abbreviations=WORDING.abbreviations | {"rm": ("room", "roadmap")})
    lexicon = Lexicon((PM,), (replace(PASSAGES[1], text="Plans the roadmap review"),), twofold, {})
    assert read("who does the rm review", None, lexicon).text == "who does the roadmap review"
    assert read("who does the rm", None, lexicon).text == "who does the room"  # "the" tells nothing
    assert read("rm stakeholders", None, lexicon).text == "room stakeholders"


def test_a_short_form_that_documents_use_names_no_other_role() -> None:
    spoken = replace(WORDING, abbreviations={"qe": ("quality engineer",)})
    for said, is_stranger in (("Helps the QE", False), ("Helps all QEs", False), ("Helps", True)):
        lexicon = Lexicon((PM,), (replace(PASSAGES[1], text=said),), spoken, {})
        assert (read("what may a QE do?", None, lexicon).unknown is not None) is is_stranger, said


def test_a_short_form_in_a_role_s_name_stays() -> None:
    question = reading("does the PM plan docs at HR, or the dev lead with devs or a dev?")
    assert question.text == (
        "does the PM plan documentation at human resources, "
        "or the dev lead with devs or a developer?"
    )
    assert [question.text[m.start : m.end] for m in question.mentions] == ["PM", "dev lead"]
    assert question.roles == (PM, DEV)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("who answers calls?", True),
        ("who does answer a call?", True),
        ("who answered a call in a shift?", True),  # it stands above
        ("who answers nightly calls?", False),
        ("who calls the master plumber?", False),
        ("does the PM answer calls?", True),
        ("does the architect answer calls?", False),  # of another role
        ("who gets answered?", False),  # not the one who answers
        ("who is it?", False),  # says nothing
        ("the PM?", False),
    ],
)
def test_a_passage_may_say_all_words_of_a_question(asked: str, says: bool) -> None:
    passage = Passage(PM, "Duties", None, "Answers calls", 1, 1, ("In every shift:",))
    assert LEXICON.say_all([passage], reading(asked)) is says


@pytest.mark.parametrize(
    ("question", "how"),
    [
        ("who asks the architect?", How.NAME),
        ("what does the architct own", How.NAME),  # the speller knows it
        ("what does a lead plan?", How.ENDING),
        ("is it for DLs", How.INITIALS),
    ],
)
def test_the_roles_named_are_found(question: str, how: How) -> None:
    (mention,) = reading(question).mentions
    assert mention.how is how


@pytest.mark.parametrize("word", ["forecasted", "forecast", "forecasting"])
def test_a_correct_english_word_is_no_slip_of_a_role(word: str) -> None:
    """Of 100, "forecasted" is 90 like "forecaster", and the model has no piece for it."""
    assert reading(f"who {word} the budget").mentions == ()
    assert isinstance(reading(word).intent, Anything)


def test_a_slip_of_a_role_is_one_where_the_speller_rests() -> None:
    question = reading("what does the architct own", replace(ALL, spelling=False))
    (mention,) = question.mentions
    assert (mention.roles, mention.how) == ((ARCHITECT,), How.SLIP)
    assert question.corrected is None


def test_only_roles_named_for_certain_are_the_question_s() -> None:
    assert reading("what does a lead plan?").roles == ()
    assert reading("the architect, a lead and the PM and the architect").roles == (
        ARCHITECT,
        PM,
    )


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("architct", ARCHITECT),
        ("Architects?", ARCHITECT),
        ("the architect", None),
        ("architect pm", None),
        ("", None),
        ("roadmap", None),
    ],
)
def test_a_role_s_name_alone_is_nothing_else(text: str, role: Role | None) -> None:
    named = named_alone(reading(text), LEXICON)
    assert (named.roles if named else None) == ((role,) if role else None)


def test_a_stranger_weighs_what_it_takes_of_the_question() -> None:
    # "data", "scientist" and "sales" say something, two of them name the role
    question = reading("what does the data scientist do at sales?")
    assert question.unknown == UnknownRole("data scientist", is_kin=False)
    assert question.unknown_share == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    "question",
    [
        "does the architect ask the plumber?",  # names a role that there is
        "what does the master plumber do?",  # is spoken of
        "who plans the roadmap?",
    ],
)
def test_without_an_unknown_role_none_weighs_anything(question: str) -> None:
    found = reading(question)
    assert (found.unknown, found.unknown_share) == (None, 0)


def test_a_stranger_of_a_kind_that_there_is_may_be_meant() -> None:
    assert reading("what does the ferry lead do").unknown == UnknownRole("ferry lead", True)


@pytest.mark.parametrize(
    ("question", "is_foreign"),
    [
        ("who plans the roadmap?", False),
        ("who plant die roadmappe quorl zibt pfenk", False),  # "who", "plant", "die": 3 of 7
        ("who plant die roadmappe für uns alle", True),  # but for "who" German
        ("кто отвечает за бюджет", True),
        ("кто", True),
        ("who maintains кто зачем почему", False),  # 2 of 5
        ("谁负责预算", True),
        ("who 谁 负责 预算 责预", True),  # 1 of 5
        ("asdf qwer zxcv uiop", True),
        ("asdf", False),  # too little to tell
        ("HR KPI docs eng", False),  # short forms of the lists
        ("HR HR HR", False),  # also where the model has a piece for them
        ("what is the café naïveté budget", False),
        ("documantation stakehoders architct", False),  # long slips of words that are known
        ("", False),
        ("??? !!! ...", True),
        ("1 2 3 4", True),
    ],
)
def test_a_question_in_another_language_or_in_none_is_foreign(
    question: str, is_foreign: bool
) -> None:
    assert reading(question).is_foreign is is_foreign


@pytest.mark.parametrize("name", NAMES)
def test_a_step_that_is_left_out_changes_its_own_part_alone(name: str) -> None:
    question = "does the architect own documantation for my boss, and who mentors eng docs?"
    full, less = reading(question), reading(question, ALL.without(name))
    changed = {
        field
        for field in ("text", "mentions", "corrected")
        if getattr(full, field) != getattr(less, field)
    }
    assert changed == {
        # "documantation" has as many letters as it is spelt with
        "spelling": {"text", "corrected"},
        "short_forms": {"text"},
        "role_names": {"mentions"},
    }.get(name, set())


SAID = st.lists(
    st.sampled_from(
        ("who", "owns", "docs", "and", "boss?", "PM,", "architct", "'s", "how do", "plumber", "谁")
    )
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(SAID | st.text(max_size=80))
def test_whatever_is_asked_can_be_read(text: str) -> None:
    question = reading(text)
    assert 0 <= question.known <= 1
    assert 0 <= question.unknown_share <= 1
    assert all(0 <= m.start < m.end <= len(question.text) for m in question.mentions)


@pytest.mark.parametrize(
    "question",
    [
        "Was macht ein Dev Lead bei einem Vorfall?",
        "Was macht der PM?",
        "Wem gehört das Budget?",
        "Wie wird man Forecaster?",
        "Berichtet der Dev Lead an den Architect?",
        "Qui est responsable de la documentation, l'architecte ou le Dev Lead?",
        "Quel est le rôle du Dev Lead dans les incidents?",
        "¿Qué hace un Dev Lead?",
        "que hace un dev lead",
        "Cosa fa il Dev Lead durante un incidente?",
        "Wat doet een Dev Lead bij een storing?",
        "O que faz um Architect?",
        "Como posso falar com o Architect?",
        "Vem ansvarar för dokumentationen?",
    ],
)
def test_names_of_roles_do_not_hide_another_language(question: str) -> None:
    assert reading(question).is_foreign


@pytest.mark.parametrize(
    "question",
    [
        "Dev Lead or Architect or Forecaster?",
        "architect vs dev lead vs forecaster",
        "DE vs SE",
        "Jira Confluence Grafana Terraform PagerDuty ownership",
        "who owns okta, redis, kafka, nginx and postgres?",
        "does Juan de la Cruz report to the Dev Lead?",
        "who is the dev lead for La Paz and El Salvador?",
        "the de facto dev lead",
        "ad hoc work, per se: who does it?",
        "who ownes teh runboks?",
        "was the PM in on it as an architect?",
    ],
)
def test_names_and_a_foreign_word_or_two_make_no_other_language(question: str) -> None:
    assert not reading(question).is_foreign


def test_what_documents_say_is_of_their_language() -> None:
    passages = (replace(PASSAGES[0], text="Wer macht die Dokumentation? Das ist der Architect"),)
    lexicon = Lexicon((ARCHITECT,), passages, WORDING, VOCABULARY)
    assert not read("Wer macht die Dokumentation?", None, lexicon).is_foreign
    assert reading("Wer macht die Dokumentation?").is_foreign
