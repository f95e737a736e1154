"""Slips of a question, put right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.question.edit_distance import weigh
from index.question.spelling import (
    LONG,
    MIN_LENGTH,
    Speller,
    common_words,
    english_words,
    is_english,
)

DOCUMENTS = {"architect": 3, "documentation": 9, "roadmap": 2, "stakeholders": 4, "runbook": 1}
COMMON = ("the", "what", "house", "about", "there")
SPELLER = Speller(DOCUMENTS, COMMON, lambda word: word in ("kpis", "devops"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("architct", "architect"),  # a letter less
        ("architeect", "architect"),  # more
        ("arxhitect", "architect"),  # other
        ("arcihtect", "architect"),  # two swapped
        ("rchitect", "architect"),  # the first letter, if it is the only slip
        ("archtct", "architect"),  # two slips in a long word
        ("documantashion", "documantashion"),  # three
        ("kocumantation", "kocumantation"),  # two slips, one of them the first letter
        ("stakholders", "stakeholders"),
        ("hosue", "house"),  # a common word, if no word of the documents is as near
        ("hxuxe", "hxuxe"),  # two slips in a short word
    ],
)
def test_slips_are_put_right(written: str, meant: str) -> None:
    assert SPELLER.correct(written) == meant


def test_the_word_that_takes_fewest_slips_wins_then_the_one_used_most() -> None:
    # "planxer" is one slip from each of these; two from "planned".
    speller = Speller({"planner": 1, "planter": 5, "planned": 90}, ())
    assert speller.correct("planxer") == "planter"


def test_a_word_of_the_documents_beats_one_that_is_only_common() -> None:
    assert Speller({"rozds": 1}, ["rozdx"]).correct("rozdz") == "rozds"
    assert Speller({"rozds": 1}, ["rzdzx", "rozdx"]).correct("rozdxx") == "rozdx"


# As role documents have them; all other words are those of the dictionary.
SAID = (
    "owns own ones approve approves proves maintains maintain reviews review mentor mentors release"
    " releases prioritizes decide decides handles resolve hires trains responsible accountable"
    " budget roadmap runbook runbooks incident incidents architecture documentation stakeholders"
    " competencies responsibilities engineer engineers manager architect priorities objectives"
    " strategy technical performance deadline writes written delegate which with with with who"
)
WRITER = Speller(
    {word: SAID.split().count(word) for word in SAID.split()},
    common_words(),
    lambda word: word in ("kpis", "owens"),
    english_words(),
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ownes", "owns"),  # and not "ones", which is a letter less, too
        ("onws", "owns"),
        ("ownz", "owns"),  # the key beside, and not a letter more than "own"
        ("aproves", "approves"),  # and not "proves"
        ("approoves", "approves"),
        ("aproved", "approved"),  # a form of what documents say
        ("apprving", "approving"),
        ("maintaines", "maintains"),  # no form of "maintain"
        ("mentains", "maintains"),
        ("reveiws", "reviews"),
        ("menters", "mentors"),
        ("releseas", "releases"),
        ("decids", "decides"),
        ("desides", "decides"),
        ("delegats", "delegates"),
        ("resolvs", "resolves"),
        ("handels", "handles"),
        ("hiers", "hires"),
        ("recruts", "recruits"),
        ("writtes", "writes"),
        ("responsable", "responsible"),
        ("accountible", "accountable"),
        ("bugdet", "budget"),
        ("raodmap", "roadmap"),
        ("runboks", "runbooks"),
        ("incedent", "incident"),
        ("architechture", "architecture"),
        ("steakholders", "stakeholders"),
        ("competencys", "competencies"),
        ("responsabilities", "responsibilities"),
        ("enginer", "engineer"),
        ("maneger", "manager"),
        ("deadlins", "deadlines"),
        ("wich", "which"),  # however much more often they say "with"
        ("doess", "does"),
        ("waht", "what"),
        ("thier", "their"),
        ("tommorow", "tomorrow"),
        ("realy", "really"),
        ("alowed", "allowed"),
        ("happend", "happened"),
        ("expectd", "expected"),
        ("procces", "process"),
        ("comunicates", "communicates"),
        ("desicions", "decisions"),
        ("sucess", "success"),
        ("recieve", "receive"),
        ("colleages", "colleagues"),
        ("kuberntes", "kubernetes"),
        ("begining", "beginning"),  # no form of "begin"
        ("evaluats", "evaluates"),
    ],
)
def test_the_likeliest_word_is_meant(written: str, meant: str) -> None:
    assert WRITER.correct(f"please say {written} here") == f"please say {meant} here"


@pytest.mark.parametrize(
    "word",
    [
        *("ones", "proves", "owes", "manger", "staffing", "lending", "roster", "heirs"),
        *("jira", "Jira", "okta", "figma", "redis", "Terraform", "PagerDuty", "kafka", "yaml"),
        *("refactor", "subnet", "mentee", "onboarding", "upskilling", "webhook", "whos", "dont"),
        *("Thijs", "Anneke", "Sven", "Kota", "Owens", "Ionas"),
        *("post-mortems", "stand-ups"),  # of which a part is no word
    ],
)
def test_a_correct_word_or_a_name_stays(word: str) -> None:
    assert WRITER.correct(f"please say {word} here") == f"please say {word} here"


def test_with_a_capital_inside_a_sentence_only_what_documents_say_is_meant() -> None:
    assert WRITER.correct("Waht does Thijs do? Tihs: Wich?") == "what does Thijs do? this: which?"
    assert WRITER.correct("does the Maneger decide") == "does the manager decide"


@pytest.mark.parametrize(
    ("written", "likelier", "other"),
    [
        ("aproves", "approves", "proves"),
        ("ownes", "owns", "ones"),
        ("hiers", "hires", "hers"),
        ("ownz", "owns", "own"),
        ("wich", "which", "with"),
        ("rozds", "roads", "rods"),
        ("leeds", "leads", "seeds"),
        ("resolvs", "resolves", "resolve"),
    ],
)
def test_some_slips_are_likelier_than_others(written: str, likelier: str, other: str) -> None:
    assert 0 < weigh(written, likelier) < weigh(written, other)


@given(st.text("abcde", max_size=8), st.text("abcde", max_size=8))
def test_nothing_is_wrong_with_the_same_word_only(written: str, meant: str) -> None:
    assert (weigh(written, meant) == 0) == (written == meant)


@pytest.mark.parametrize(
    "word",
    [
        "forecasted",  # English, and in neither list
        "architecture",
        "underwrites",
        "runbooks",  # of a word of the documents
        "houses",
        "kpis",
        "devops",
        "architects'",
        "architct's",  # apostrophes are left alone
        "don’t",
        "ARCHITCT",  # so are short forms
        "KPI",
        "roadmAPP",
        "frm",  # and what is short
        "naïv",
        "архитктор",
        "24x7",
        "e-mial",
        "sub-sys",
    ],
)
def test_what_is_right_or_cannot_be_told_stays(word: str) -> None:
    assert SPELLER.correct(word) == word


def test_a_capital_does_not_hide_a_slip() -> None:
    assert SPELLER.correct("Architct") == "architect"
    assert SPELLER.correct("Architect") == "Architect"


def test_the_parts_of_a_word_with_hyphens_are_words() -> None:
    assert SPELLER.correct("documantation-roadmapp") == "documentation-roadmap"


def test_everything_between_the_words_stays_as_it_is() -> None:
    text = "  (the architct’s, — roadmapp!)\n\tArchitct? "
    assert SPELLER.correct(text) == "  (the architct’s, — roadmap!)\n\tarchitect? "


def test_without_words_nothing_changes() -> None:
    assert Speller({}, ()).correct("who ownz documantation?") == "who ownz documantation?"


def test_only_whole_words_of_the_dictionary_are_english() -> None:
    assert is_english("underwrite")
    assert not is_english("underwri")
    assert not is_english("documantation")
    assert not is_english("")


WORDS = st.text("abcdeé'’-ABC 1", max_size=30)


@settings(deadline=None)  # the dictionary is read at the first unknown word
@given(WORDS)
def test_what_was_corrected_is_right(text: str) -> None:
    speller = Speller({"aabbcc": 2, "abcde": 1}, ["badcab"])
    once = speller.correct(text)
    assert speller.correct(once) == once


@settings(deadline=None)  # the dictionary is read at the first unknown word
@given(st.sampled_from([*DOCUMENTS, *COMMON]), st.data())
def test_known_words_are_never_changed(word: str, data: st.DataObject) -> None:
    cased = "".join(data.draw(st.sampled_from((c, c.upper()))) for c in word)
    assert SPELLER.correct(f"{cased}?") == f"{cased}?"


@settings(deadline=None)  # the dictionary is read at the first unknown word
@given(st.sampled_from(list(DOCUMENTS)), st.data())
def test_a_slip_of_one_letter_is_undone_unless_it_makes_another_word(
    word: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(1, len(word) - 1))
    letter = data.draw(st.sampled_from("qxzj"))
    slip = word[:place] + letter + word[place + 1 :]
    assert len(slip) >= max(MIN_LENGTH, LONG)
    assert SPELLER.correct(slip) == word
