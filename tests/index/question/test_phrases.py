"""What forms of a word share."""

from __future__ import annotations

import pytest

from index.question.phrases import stem, stems_of


@pytest.mark.parametrize(
    "forms",
    [
        ("hire", "hires", "hired", "hiring"),
        ("plan", "plans", "planned", "planning"),
        ("stop", "stops", "stopped", "stopping"),
        ("manage", "manages", "managed", "managing", "Manages"),
        ("boss", "bosses"),
        ("try", "tries", "tried", "trying"),
        ("your", "my", "our", "their"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len(set(map(stem, forms))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("process", "processor"), ("manage", "manager"), ("on", "one"), ("use", "us")],
)
def test_other_words_have_another(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_text_has_the_stems_of_its_words_in_order() -> None:
    assert stems_of("Who plans, and manages it?") == ("who", "plan", "and", "manag", "it")
    assert stems_of("?!") == ()
