"""Where a gap in the role documents can be reported."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.suggest import MOST_CHARACTERS, check_suggest_url, suggest_url
from index.documents.chunk import Passage
from index.documents.document import Role
from index.errors import SettingsError

COMMIT = "0f" * 20
GITHUB = f"https://github.com/o/r/blob/{COMMIT}/content/lead.md?plain=1#L7-L9"
LEAD = Role("Tech Lead & Co", "eng/tech lead.md", 3)
PASSAGE = Passage(LEAD, "Duties", None, "Reviews designs", 7, 9, url=GITHUB)
QUESTION = "who pays R&D, 100% or less?"
FORM = "https://forms.example/new?q={question}&role={role}&at={path}:{line}"


def fields(url: str | None) -> dict[str, str]:
    assert url
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


# A template of the owner's


def test_a_template_is_filled_and_encoded() -> None:
    url = suggest_url(QUESTION, PASSAGE, FORM)
    assert url == (
        "https://forms.example/new?q=who%20pays%20R%26D%2C%20100%25%20or%20less%3F"
        "&role=Tech%20Lead%20%26%20Co&at=eng/tech%20lead.md:7"
    )


@pytest.mark.parametrize(
    ("about", "at"), [(PASSAGE, "eng/tech lead.md:7"), (LEAD, "eng/tech lead.md:3"), (None, ":")]
)
def test_a_template_gets_what_is_known(about: Passage | Role | None, at: str) -> None:
    assert fields(suggest_url("who?", about, FORM))["at"] == at


def test_a_template_is_used_where_there_is_a_repository_too() -> None:
    assert suggest_url("who?", PASSAGE, "https://forms.example/") == "https://forms.example/"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            "https://forms.example/{subject}",
            "SUGGEST_URL: The placeholder {subject} is not known. "
            "Use {question}, {role}, {path}, {line}.",
        ),
        ("https://a.example/{commit}{x}", "The placeholder {commit}, {x} is not known."),
        ("forms.example/{question}", "SUGGEST_URL: The link is no web address."),
        ("https://a.example/{question", "SUGGEST_URL: A brace has no partner."),
        ("https://a.example/a b", "SUGGEST_URL: A web address has no spaces"),
    ],
)
def test_a_broken_template_says_what_is_wrong(template: str, message: str) -> None:
    for use in (check_suggest_url, lambda template: suggest_url("who?", None, template)):
        with pytest.raises(SettingsError) as caught:
            use(template)
        assert message in str(caught.value)


# A new issue on the documents' repository


@pytest.mark.parametrize(
    ("source", "form", "title", "body"),
    [
        (GITHUB, "https://github.com/o/r/issues/new", "title", "body"),
        (
            f"https://github.example:8443/o/r/blob/{COMMIT}/a.md",
            "https://github.example:8443/o/r/issues/new",
            "title",
            "body",
        ),
        (
            f"https://gitlab.com/a/b/c/-/blob/{COMMIT}/a.md?plain=1#L3-5",
            "https://gitlab.com/a/b/c/-/issues/new",
            "issue[title]",
            "issue[description]",
        ),
        (
            f"https://bitbucket.org/o/r/src/{COMMIT}/a.md#lines-3:5",
            "https://bitbucket.org/o/r/issues/new",
            "title",
            "content",
        ),
    ],
)
def test_an_issue_is_filled_in_on_the_repository_that_has_the_passage(
    source: str, form: str, title: str, body: str
) -> None:
    url = suggest_url(QUESTION, replace(PASSAGE, url=source))
    assert url
    assert url.startswith(f"{form}?")
    assert "[" not in url
    assert fields(url) == {
        title: f"Not answered: {QUESTION}",
        body: "Somebody asked this, and the role documents did not answer it:\n\n"
        f"> {QUESTION}\n\n"
        f"What came closest is in Tech Lead & Co, eng/tech lead.md, line 7.\n{source}",
    }


def test_another_passages_source_tells_the_repository() -> None:
    url = suggest_url("who?", LEAD, source_url=GITHUB)
    assert "It is about the role Tech Lead & Co (eng/tech lead.md)." in fields(url)["body"]
    assert suggest_url("who?", replace(PASSAGE, url=None), source_url=GITHUB)
    assert fields(suggest_url("who?", None, source_url=GITHUB))["body"].endswith("> who?")


@pytest.mark.parametrize(
    "source",
    [
        None,
        "https://handbook.example/roles/lead/#duties",
        "https://github.com/o/r/wiki/lead",
        "https://o.github.io/blob/main/lead",
        "javascript://github.com/o/r/blob/x/y",
    ],
)
def test_where_nothing_is_known_there_is_no_address(source: str | None) -> None:
    assert suggest_url("who?", replace(PASSAGE, url=source)) is None
    assert suggest_url("who?", None, None, source) is None


# Length


@settings(derandomize=True, deadline=None)
@given(
    question=st.text(max_size=60).map(lambda text: text * 60),
    form=st.sampled_from([None, FORM]),
    about=st.sampled_from([PASSAGE, LEAD, None]),
)
def test_an_address_is_never_too_long_for_a_button(
    question: str, form: str | None, about: Passage | Role | None
) -> None:
    url = suggest_url(question, about, form, GITHUB)
    assert url
    assert len(url) <= MOST_CHARACTERS
    assert url.isascii()


def test_a_long_question_is_cut_as_late_as_possible() -> None:
    asked = fields(suggest_url("word " * 1_000, None, FORM))["q"]
    assert asked.startswith("word word")
    assert asked.endswith("word…") or asked.endswith("wor…")
    assert len(suggest_url("é" * 4_000, None, FORM) or "") > MOST_CHARACTERS - 10


def test_what_fits_is_not_cut() -> None:
    room = MOST_CHARACTERS - len(FORM.format(question="", role="", path="", line=""))
    assert fields(suggest_url("q" * room, None, FORM))["q"] == "q" * room
    assert fields(suggest_url("q" * (room + 1), None, FORM))["q"].endswith("q…")


def test_a_template_that_is_too_long_itself_leads_nowhere() -> None:
    assert suggest_url("who?", None, "https://a.example/" + "x" * MOST_CHARACTERS) is None


def test_a_question_in_no_encoding_does_no_harm() -> None:
    assert fields(suggest_url("who\ud800?", None, FORM))["q"] == "who??"
