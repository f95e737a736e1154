"""What is encoded of a passage: what its section is about stands in the title."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.build import make_index
from index.chunk import Passage
from index.document import Role
from index.encode import Encoder
from index.glosses import Glossary
from index.wording import packaged_wording

ROLE = Role("Cook", "cook.md", 1)
GLOSSARY = Glossary({"supervisory": ("people", "boss"), "pay": ("money",), "day off": ("rest",)})


def passage(section: str) -> Passage:
    return Passage(ROLE, section, None, "Has none.", 5, 5)


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("Supervisory Duties", "Cook - Supervisory Duties (people, boss) - Has none."),
        ("Duties > Days off", "Cook - Duties > Days off (rest) - Has none."),
        ("Pay > Duties", "Cook - Pay > Duties - Has none."),
        ("Payroll", "Cook - Payroll - Has none."),
        ("Pays, days off", "Cook - Pays, days off (money, rest) - Has none."),
        ("", "Cook - Has none."),
    ],
)
def test_a_title_is_followed_by_what_it_is_about(section: str, text: str) -> None:
    found, start = GLOSSARY.text_of(passage(section))
    assert found == text
    assert found[start:] == "Has none."


def test_other_glosses_encode_those_passages_anew_and_no_others(initials: Encoder) -> None:
    encoded: list[str] = []

    class Counting:
        name, dimensions, vocabulary = initials.name, initials.dimensions, initials.vocabulary

        def __getattr__(self, name: str) -> object:
            return getattr(initials, name)

        def encode_documents(self, texts: list[str]) -> object:
            encoded.extend(texts)
            return initials.encode_documents(texts)

    passages = (passage("Duties"), passage("Pay"))
    wording = packaged_wording()
    before = make_index((ROLE,), passages, initials, wording=wording)
    about = replace(wording, about={"pay": ("money",)})
    make_index((ROLE,), passages, Counting(), before, about)  # type: ignore[arg-type]
    assert [text for text in encoded if "Cook" in text] == ["Cook - Pay (money) - Has none."]
