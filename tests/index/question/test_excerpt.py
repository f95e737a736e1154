"""What of a long message is read."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.decide import answer_question, look_up
from bot.answers.kinds import RoleCard
from index.documents.document import Role
from index.fold import words_of
from index.question.excerpt import excerpt, is_long
from index.question.mentions import RoleNames
from index.search.index import Index
from tests.conftest import ROLES, InitialEncoder, index_of

MAIL = "We had another look at the numbers of last week, and they are fine. "  # 68 characters


@pytest.fixture(scope="module")
def roles() -> Index:
    return index_of(ROLES, InitialEncoder())


@pytest.mark.parametrize("text", ["", "architect", "who bakes? " * 90, "\n" * 1_000, "é" * 1_000])
def test_what_is_not_long_is_read_as_it_is(text: str, roles: Index) -> None:
    assert roles.lexicon.excerpt(text) == text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (MAIL * 20 + "Who owns the backlog? Thanks a lot!", "Who owns the backlog?"),
        (
            MAIL * 20 + "She asked “who owns the backlog?” " + MAIL,
            "She asked “who owns the backlog?",
        ),
        (MAIL * 20 + "He did, too (“and the docs?”)", "He did, too (“and the docs?”)"),
        (MAIL * 20 + "Ask the tech leads. " + MAIL * 20, "Ask the tech leads."),
        (MAIL * 20 + "A TL said so. So did tl;dr. " + MAIL, "A TL said so."),
        ("one\ntwo\n" * 500 + "the Product Manager\nthree", "the Product Manager"),
        (
            MAIL * 20 + "Why? " + MAIL * 20 + "Is a Tech Lead there? Bye.",
            "Why? Is a Tech Lead there?",
        ),
        # What does not fit leaves its room to what comes after it.
        ("tech lead " * 120 + ". " + MAIL + "Who bakes?", "Who bakes?"),
        # Nothing fits, or there is nothing of the kind: the beginning.
        (MAIL + "tech lead " * 120, ("tech lead " * 100).strip()),
        ("lorem ipsum " * 200, ("lorem ipsum " * 100)[:1_000].strip()),
        ("x" * 40_000, "x" * 1_000),
    ],
)
def test_of_a_long_text_what_names_a_role_or_asks_is_read(
    text: str, read: str, roles: Index
) -> None:
    assert roles.lexicon.excerpt(text) == read


def test_as_many_sentences_as_fit_are_read(roles: Index) -> None:
    assert roles.lexicon.excerpt("Who bakes bread? " * 2_000) == ("Who bakes bread? " * 58).strip()


def test_a_character_counts_for_as_many_as_it_becomes() -> None:
    """One of these becomes eighteen letters, and has to be compared and encoded as such."""
    read = excerpt("\ufdfa" * 1_000, lambda sentence: False)
    assert read == "\ufdfa" * 55
    assert is_long("\ufdfa" * 56)
    assert not is_long("\ufdfa" * 55)


def test_an_answer_says_that_only_part_was_read(roles: Index) -> None:
    long, short = MAIL * 20 + "What does a tech lead do?", "What does a tech lead do?"
    assert answer_question(short, roles).is_of_excerpt is False
    answer = answer_question(long, roles)
    assert isinstance(answer, RoleCard)
    assert (answer.role.title, answer.is_of_excerpt) == ("Tech Lead", True)
    found = look_up(["tech", "lead", *["lorem"] * 400], roles)
    assert found.is_of_excerpt is True
    assert look_up(["tech", "lead"], roles).is_of_excerpt is False


def test_a_name_of_many_words_is_looked_up_by_all_of_them(tmp_path: Path) -> None:
    title = " ".join(f"Keeper{number}" for number in range(40))
    (tmp_path / "a.md").write_text(f"# {title}\n\n- Keeps\n")
    index = index_of(tmp_path, InitialEncoder())
    answer = look_up(title.split(), index)
    assert isinstance(answer, RoleCard)
    assert answer.role.title == title


def test_a_name_is_told_by_looking_at_each_word_of_a_text_once(roles: Index) -> None:
    names = RoleNames(roles.roles, lambda word: True)
    assert names.are_in("ask the Tech-Leads")
    assert names.are_in("TLs know")
    assert not names.are_in("tl;dr and tls")
    assert not names.are_in("a lead, a manager")
    assert not names.are_in("")
    assert not RoleNames([Role("???", "a.md", 1)], lambda word: True).are_in("??? a")


SCRAPS = st.sampled_from([*"?!.,\n \ufdfa\u0301é", "architect", "tech lead", "who owns", "x" * 300])
LONG = st.builds(
    str.__mul__, st.lists(SCRAPS, min_size=1, max_size=12).map("".join), st.integers(1, 900)
)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(text=LONG.map(lambda text: text[:40_000]))
def test_whatever_is_long_becomes_short_and_stays_so(text: str) -> None:
    read = excerpt(text, lambda sentence: "tech lead" in sentence)
    assert len(unicodedata.normalize("NFKC", read)) <= 1_000 or read == text
    assert not is_long(read)
    assert excerpt(read, lambda sentence: False) == read
    assert set(read) <= {*text, " "}


def test_what_a_long_text_was_folded_to_is_not_remembered() -> None:
    words_of("a short name")
    before = words_of.cache_info()
    for number in range(100):
        words_of(f"{number} " * 101)
    assert words_of.cache_info() == before
    words_of("another short name")
    assert words_of.cache_info().currsize == before.currsize + (before.currsize < 10_000)
