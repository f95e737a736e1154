"""Questions as they are read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunk import Passage
from index.document import Role
from index.mentions import How, Stranger
from index.query import Query, Reader
from index.steps import ALL, NAMES
from index.wording import Wording, packaged_wording

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
    plain_words={
        "boss": ("line manager", "supervisor"),
        "hire people": ("recruit",),
        "plan ahead": ("forecast",),
        "stop it happening again": ("prevent recurrence",),
        "manage": ("supervise",),
        "try": ("experiment",),
        "put out a release": ("ship",),
        "release": ("version",),
    },
    unanswerable={},
    answerable=(),
    ask_contact=frozenset(),
)
WORDS = ("who", "what", "the", "own", "maintain", "plan", "boss", "release", "sales", "pm", "hr")
VOCABULARY = {word: number for number, word in enumerate(WORDS)}
READER = Reader((ARCHITECT, PM, DEV, FORECASTER), PASSAGES, WORDING, VOCABULARY)


def parts_of(query: Query) -> list[str]:
    return [query.text[start:end] for start, end in query.parts]


def test_a_plain_question_stays_as_it_is() -> None:
    question = "who owns the roadmap?"
    assert READER.read(question) == Query(
        text=question,
        formal=None,
        mentions=(),
        parts=((0, len(question)),),
        stranger=None,
        strangeness=0,
        known=1,
        corrected=None,
        is_bare=False,
    )


def test_slips_are_put_right_and_said_so() -> None:
    query = READER.read("who  owns\u00a0the documantation‐roadmapp?")
    assert query.text == query.corrected == "who owns the documentation-roadmap?"
    assert READER.read("who owns the docs?").corrected is None


def test_the_first_meaning_of_a_short_form_is_written_out_in_any_case() -> None:
    assert READER.read("who owns the DOCS, docs?").text == (
        "who owns the documentation, documentation?"
    )


def test_of_several_meanings_the_one_counts_that_documents_have_beside_the_same_word() -> None:
    assert READER.read("sub-system docs").text == "sub-system documentation"
    twofold = replace(WORDING, abbreviations=WORDING.abbreviations | {"rm": ("room", "roadmap")})
    reader = Reader((PM,), (replace(PASSAGES[1], text="Plans the roadmap review"),), twofold, {})
    assert reader.read("who does the rm review").text == "who does the roadmap review"
    assert reader.read("who does the rm").text == "who does the room"  # "the" tells nothing
    assert reader.read("rm stakeholders").text == "room stakeholders"


def test_a_short_form_that_documents_use_names_no_other_role() -> None:
    spoken = replace(WORDING, abbreviations={"qe": ("quality engineer",)})
    for said, is_stranger in (("Helps the QE", False), ("Helps all QEs", False), ("Helps", True)):
        reader = Reader((PM,), (replace(PASSAGES[1], text=said),), spoken, {})
        assert (reader.read("what may a QE do?").stranger is not None) is is_stranger, said


@pytest.mark.parametrize(
    ("question", "said", "is_lacking"),
    [
        ("how often do we meet?", "Meets with the team", True),
        ("how often do we meet?", "Meets with the team weekly", False),
        ("How  many people are there?", "Leads a team of 6", False),
        ("how many people are there?", "Leads a team of SIX", False),
        ("how many people are there?", "Leads people", True),
        ("how do many people meet?", "Leads people", False),
        ("somehow many people meet?", "Leads people", False),
    ],
)
def test_who_asks_for_a_number_wants_a_passage_with_one(
    question: str, said: str, is_lacking: bool
) -> None:
    counting = replace(
        WORDING, asks_amount=("how many", "how often"), amounts=frozenset(("six", "weekly"))
    )
    reader = Reader((PM,), PASSAGES, counting, VOCABULARY)
    passage = replace(PASSAGES[0], text=said)
    assert reader.lacks_amount(passage, reader.read(question)) is is_lacking
    above = replace(passage, context=("Every six weeks:",))
    assert not reader.lacks_amount(above, reader.read(question))


def test_a_short_form_in_a_role_s_name_stays() -> None:
    query = READER.read("does the PM plan docs at HR, or the dev lead with devs or a dev?")
    assert query.text == (
        "does the PM plan documentation at human resources, "
        "or the dev lead with devs or a developer?"
    )
    assert [query.text[m.start : m.end] for m in query.mentions] == ["PM", "dev lead"]
    assert query.roles == (PM, DEV)


@pytest.mark.parametrize(
    ("question", "formal"),
    [
        ("my boss?", "my boss (line manager, supervisor)?"),
        ("bosses", "bosses (line manager, supervisor)"),
        ("do I hire people", "do I hire people (recruit)"),
        ("hiring people", "hiring people (recruit)"),
        ("who hired people", "who hired people (recruit)"),
        ("who hires people", "who hires people (recruit)"),
        ("who plans ahead", "who plans ahead (forecast)"),
        ("who planned ahead", "who planned ahead (forecast)"),
        ("planning ahead", "planning ahead (forecast)"),
        ("stopping it happening again", "stopping it happening again (prevent recurrence)"),
        ("stopped it happening again", "stopped it happening again (prevent recurrence)"),
        ("stops it happening again", "stops it happening again (prevent recurrence)"),
        ("who manages", "who manages (supervise)"),
        ("who managed", "who managed (supervise)"),
        ("managing", "managing (supervise)"),
        ("tries", "tries (experiment)"),
        ("tried", "tried (experiment)"),
        ("trying", "trying (experiment)"),
        # the longest phrase, once
        ("put out a release or a release", "put out a release (ship) or a release (version)"),
    ],
)
def test_plain_words_are_put_formally_in_every_form(question: str, formal: str) -> None:
    assert READER.read(question).formal == formal


def test_formal_words_leave_the_text_as_it_was_asked() -> None:
    query = READER.read("does my boss own the docs?")
    assert query.text == "does my boss own the documentation?"
    assert query.formal == "does my boss (line manager, supervisor) own the documentation?"


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "who mentors engineers and who plans the roadmap?",
            ["who mentors engineers", "who plans the roadmap?"],
        ),
        (
            "who mentors engineers, or what is the budget plan",
            ["who mentors engineers", "what is the budget plan"],
        ),
        (
            "Who plans the roadmap? Who mentors engineers?",
            ["Who plans the roadmap?", "Who mentors engineers?"],
        ),
        (
            "who owns documentation? who mentors engineers and how does advice size?",
            ["who owns documentation?", "who mentors engineers", "how does advice size?"],
        ),
        ("who plans the roadmap and why?", None),  # nothing of its own
        ("who plans the roadmap and who decides?", None),  # too little
        ("who owns documentation and who maintains it all?", None),  # refers to what was before
        ("who owns documentation? Do engineers maintain them?", None),
        ("who owns documentation and mentors engineers?", None),  # one question
        ("who owns documentation and who's the plan engineers", None),
        ("", None),
        ("and who mentors engineers", None),
    ],
)
def test_several_questions_in_one_are_told_apart(question: str, parts: list[str] | None) -> None:
    query = READER.read(question)
    assert parts_of(query) == (parts or [query.text])


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
    (mention,) = READER.read(question).mentions
    assert mention.how is how


@pytest.mark.parametrize("word", ["forecasted", "forecast", "forecasting"])
def test_a_correct_english_word_is_no_slip_of_a_role(word: str) -> None:
    """Of 100, "forecasted" is 90 like "forecaster", and the model has no piece for it."""
    assert READER.read(f"who {word} the budget").mentions == ()
    assert READER.mention_alone(word) is None


def test_a_slip_of_a_role_is_one_where_the_speller_rests() -> None:
    query = READER.read("what does the architct own", replace(ALL, spelling=False))
    (mention,) = query.mentions
    assert (mention.roles, mention.how) == ((ARCHITECT,), How.SLIP)
    assert query.corrected is None


def test_only_roles_named_for_certain_are_the_question_s() -> None:
    assert READER.read("what does a lead plan?").roles == ()
    assert READER.read("the architect, a lead and the PM and the architect").roles == (
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
    mention = READER.mention_alone(text)
    assert (mention.roles if mention else None) == ((role,) if role else None)


def test_a_stranger_weighs_what_it_takes_of_the_question() -> None:
    # "data", "scientist" and "sales" say something, two of them name the role
    query = READER.read("what does the data scientist do at sales?")
    assert query.stranger == Stranger("data scientist", is_kin=False)
    assert query.strangeness == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    "question",
    [
        "does the architect ask the plumber?",  # names a role that there is
        "what does the master plumber do?",  # is spoken of
        "who plans the roadmap?",
    ],
)
def test_without_a_stranger_nothing_is_strange(question: str) -> None:
    query = READER.read(question)
    assert (query.stranger, query.strangeness) == (None, 0)


def test_a_stranger_of_a_kind_that_there_is_may_be_meant() -> None:
    assert READER.read("what does the ferry lead do").stranger == Stranger("ferry lead", True)


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
    assert READER.read(question).is_foreign is is_foreign


def test_words_that_say_something_count() -> None:
    text = "who owns the docs?"
    places = [text.index(word) for word in ("who", "owns", "the", "docs", "?")]
    assert READER.counts_for(text, places) == [False, True, False, True, False]
    assert READER.counts_for("who does?", [0, 4, 8]) == [True, True, True]
    assert READER.counts_for("", []) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_step_that_is_left_out_changes_its_own_part_alone(name: str) -> None:
    question = "does the architect own documantation for my boss, and who mentors eng docs?"
    full, less = READER.read(question), READER.read(question, ALL.without(name))
    changed = {
        field
        for field in ("text", "formal", "mentions", "parts", "corrected")
        if getattr(full, field) != getattr(less, field)
    }
    assert changed == {
        # "documantation" has as many letters as it is spelt with
        "spelling": {"text", "formal", "corrected"},
        "short_forms": {"text", "formal", "parts"},
        "plain_words": {"formal"},
        "role_names": {"mentions"},
        "parts": {"parts"},
    }.get(name, set())


SAID = st.lists(
    st.sampled_from(
        ("who", "owns", "docs", "and", "boss?", "PM,", "architct", "'s", "how do", "plumber", "谁")
    )
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(SAID | st.text(max_size=80))
def test_whatever_is_asked_can_be_read(question: str) -> None:
    query = READER.read(question)
    assert 0 <= query.known <= 1
    assert 0 <= query.strangeness <= 1
    assert query.formal != query.text
    starts, ends = zip(*query.parts, strict=True)
    assert (starts[0], ends[-1]) == (0, len(query.text))
    assert all(start <= end for start, end in query.parts)
    assert all(0 <= m.start < m.end <= len(query.text) for m in query.mentions)


def test_the_packaged_plain_words_can_all_be_found() -> None:
    """None is longer than what is looked for, or hides another."""
    wording = packaged_wording()
    known = dict.fromkeys(" ".join(wording.plain_words).replace("-", " ").split(), 0)
    reader = Reader((), (), wording, known)
    steps = replace(ALL, spelling=False, short_forms=False)
    for plain in wording.plain_words:
        formal = reader.read(plain, steps).formal
        assert formal is not None, plain


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
    assert READER.read(question).is_foreign


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
    assert not READER.read(question).is_foreign


def test_what_documents_say_is_of_their_language() -> None:
    passages = (replace(PASSAGES[0], text="Wer macht die Dokumentation? Das ist der Architect"),)
    reader = Reader((ARCHITECT,), passages, WORDING, VOCABULARY)
    assert not reader.read("Wer macht die Dokumentation?").is_foreign
    assert READER.read("Wer macht die Dokumentation?").is_foreign
