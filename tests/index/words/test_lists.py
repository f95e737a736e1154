"""The owners' own lists of words, beside the packaged ones."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from index.check.content import check_content
from index.check.finding import Finding
from index.documents.origin import Settings
from index.errors import ContentError
from index.store.open import open_index
from index.words.lists import Wording, hash_wording, packaged_wording, read_wording
from tests.conftest import PROJECT, InitialEncoder, WriteContent, always

PACKAGED = packaged_wording()
COOK = "# Cook\n\n- Cooks\n"
HAS_TWICE = "answerable: []\nremove: [pm]\nanswerable: []\n"


def wording_of(write: WriteContent, own: str) -> Wording:
    return read_wording(write({"cook.md": COOK, "words.yaml": own}))


@pytest.mark.parametrize("own", [None, "", "# nothing yet\n", "remove: []\n"])
def test_without_own_words_the_packaged_ones_are_all(write: WriteContent, own: str | None) -> None:
    files: dict[str, str | bytes] = {"cook.md": COOK}
    assert read_wording(write(files if own is None else files | {"words.yaml": own})) == PACKAGED


def test_a_short_form_of_ones_own_is_likelier_than_the_packaged_ones(write: WriteContent) -> None:
    wording = wording_of(write, "abbreviations:\n  PM: pastry maker\n  ZZZ: [zebra, zoo]\n")
    assert wording.abbreviations["pm"] == ("pastry maker", *PACKAGED.abbreviations["pm"])
    assert wording.abbreviations["zzz"] == ("zebra", "zoo")
    assert len(wording.abbreviations) == len(PACKAGED.abbreviations) + 1


def test_what_is_there_already_is_there_once(write: WriteContent) -> None:
    first, *others = PACKAGED.abbreviations["pm"]
    wording = wording_of(write, f"abbreviations:\n  pm: {others[0]}\n")
    assert wording.abbreviations["pm"] == (others[0], first, *others[1:])


@pytest.mark.parametrize("name", ["plain_words", "about"])
@pytest.mark.parametrize("below", [":\n  chew the fat: [meeting]\n", ": [a]\n", ":\n"])
def test_lists_that_older_versions_had_are_passed_over(
    write: WriteContent, name: str, below: str
) -> None:
    own = f"answerable: [who guts the fish?]\n{name}{below}"
    assert doubts(write, own) == [
        f"words.yaml:2: warning: '{name}' has no effect any more. Take it out."
    ]
    wording = read_wording(write({}))
    assert wording == replace(PACKAGED, answerable=(*PACKAGED.answerable, "who guts the fish?"))


def test_words_for_a_kind_of_section_are_added_and_so_is_a_kind(write: WriteContent) -> None:
    wording = wording_of(write, "sections:\n  Skills: [craft]\n  perks: [benefits]\n")
    assert wording.sections["skills"] == ("craft", *PACKAGED.sections["skills"])
    assert wording.sections["perks"] == ("benefits",)
    without = wording_of(write, "remove: [ability, reporting]\n")
    assert "ability" not in without.sections["skills"]
    assert "reporting" not in without.sections


def test_topics_and_exemplars_are_added(write: WriteContent) -> None:
    topic, texts = next(iter(PACKAGED.unanswerable.items()))
    own = (
        f"unanswerable:\n  {topic}: how much is the fish?\n  Parking: [where do I park?]\n"
        "answerable:\n  - who guts the fish?\nask_contact: [Parking]\n"
    )
    wording = wording_of(write, own)
    assert wording.unanswerable[topic] == ("how much is the fish?", *texts)
    assert wording.unanswerable["parking"] == ("where do I park?",)
    assert wording.answerable == (*PACKAGED.answerable, "who guts the fish?")
    assert wording.ask_contact == PACKAGED.ask_contact | {"parking"}


def test_each_exemplar_has_its_topic_and_the_answerable_ones_come_last(
    write: WriteContent,
) -> None:
    wording = wording_of(write, "unanswerable:\n  fish: [how much?, how many?]\n")
    by_topic = list(zip(wording.topics, wording.exemplars, strict=False))
    assert by_topic[-2:] == [("fish", "how much?"), ("fish", "how many?")]
    assert wording.exemplars[len(wording.topics) :] == wording.answerable
    assert all(text in wording.unanswerable[topic] for topic, text in by_topic)


def test_short_forms_topics_and_exemplars_are_taken_away(write: WriteContent) -> None:
    short = next(iter(PACKAGED.abbreviations))
    topic, (text, *others) = next(iter(PACKAGED.unanswerable.items()))
    gone_topic = list(PACKAGED.unanswerable)[1]
    answerable = PACKAGED.answerable[0]
    gone = [short.upper(), gone_topic.upper(), text.upper(), answerable.upper()]
    wording = wording_of(write, f"remove: {json.dumps(gone)}\n")
    assert short not in wording.abbreviations
    assert gone_topic not in wording.unanswerable
    assert wording.unanswerable[topic] == tuple(others)
    assert wording.answerable == PACKAGED.answerable[1:]
    assert len(wording.abbreviations) == len(PACKAGED.abbreviations) - 1


def test_a_topic_without_exemplars_is_gone(write: WriteContent) -> None:
    topic, texts = next(iter(PACKAGED.unanswerable.items()))
    wording = wording_of(write, f"remove: {json.dumps(texts)}\n")
    assert topic not in wording.unanswerable
    assert topic not in wording.topics


@pytest.mark.parametrize("word", ["no", "on", "2024", "1.5", "~", "null", "true", "12:30:45"])
def test_every_word_stays_the_text_that_it_is_written_as(write: WriteContent, word: str) -> None:
    wording = wording_of(write, f"abbreviations:\n  {word}: {word}\n")
    assert wording.abbreviations[word] == (word, *PACKAGED.abbreviations.get(word, ()))


@pytest.mark.parametrize(
    ("own", "message"),
    [
        (
            "remove: []\nabbrevations:\n  x: y\n",
            "2: There is no list called 'abbrevations'. Write 'abbreviations' if you mean that.",
        ),
        (
            "colours: [red]\n",
            "1: There is no list called 'colours'. There are abbreviations, "
            "unanswerable, sections, answerable, ask_contact, remove.",
        ),
        (
            "\nabbreviations: [x, y]\n",
            "2: There should be entries below 'abbreviations'. "
            "Write them like this: ptl: project team lead",
        ),
        (
            "sections:\n  skipper:\n    y: z\n",
            "3: 'skipper' has names behind it, not texts. Put a text that contains ': ' or ' #' in "
            "double quotes; indent with spaces.",
        ),
        (
            "answerable:\n  - who mends it\n  - who: says so?\n",
            "3: 'answerable' has something behind it that is no text. Put a text that contains "
            "': ' or ' #' in double quotes; indent with spaces.",
        ),
        ("remove: [a]\nanswerable: [b\n", "3: The file is not valid YAML: "),
        ("abbreviations:\n\tx: y\n", "2: The file is not valid YAML: found character "),
        ("answerable: []\nremove: [\0]\n", "2: The file is not valid YAML: "),
        ("just words\n", "1: There should be lists, each below its name. Write them like this: "),
        (HAS_TWICE, "3: 'answerable' is there twice. Put both together."),
        (
            "unanswerable:\n  pay: [a]\n  leave: [b]\n  pay: [c]\n",
            "4: 'pay' is there twice. Put both together.",
        ),
        ("abbreviations:\n  ? [a, b]\n  : c\n", "2: A name is not a text. Write it like this: "),
        (
            "remove:\n  " + "- " * 200_000 + "x",
            "2: The file is nested too deep. Write plain lists.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_place_and_fix(
    write: WriteContent, own: str, message: str
) -> None:
    with pytest.raises(ContentError) as raised:
        wording_of(write, own)
    assert str(raised.value).startswith(f"words.yaml:{message}")
    assert raised.value.fix
    assert "\n" not in str(raised.value)


def faults(content: Path) -> list[Finding]:
    """All findings but notes on what was guessed in the documents."""
    return [f for f in check_content(content, Settings()) if f.severity != "note"]


def doubts(write: WriteContent, own: str) -> list[str]:
    findings = faults(write({"cook.md": COOK, "words.yaml": own}))
    assert {finding.severity for finding in findings} <= {"warning"}
    return [str(finding) for finding in findings]


@pytest.mark.parametrize(
    ("own", "message"),
    [
        (
            "abbreviations:\n  zzz:\n  yyy: yo-yo\n",
            "2: warning: 'zzz' has nothing behind it. "
            "Write it behind the colon, or take the line out.",
        ),
        ("sections:\n  skipper: []\n", "2: warning: 'skipper' has nothing behind it. Write it"),
        (
            "answerable:\n  - who guts the fish?\n  -\n",
            "3: warning: A text of 'answerable' is blank. Fill it or take it out.",
        ),
        ("abbreviations:\n  '': x\n", "2: warning: A name in 'abbreviations' is blank. Write it"),
        ("remove:\n", "1: warning: 'remove' has nothing below it. Fill it or take it out."),
        (
            "remove:\n  - pay and salery\n",
            "2: warning: There is no 'pay and salery' to remove. "
            "Write 'pay and salary' if you mean that.",
        ),
        (
            "remove: [xylophones]\n",
            "1: warning: There is no 'xylophones' to remove. "
            "Take it out; what there is stands in index/words/.",
        ),
        (
            "unanswerable:\n  parking: [where?]\nask_contact:\n  - Parkin\n",
            "4: warning: 'Parkin' in 'ask_contact' is no topic of 'unanswerable'. "
            "Write 'parking' if you mean that.",
        ),
        (
            "ask_contact: [zoo]\n",
            "1: warning: 'zoo' in 'ask_contact' is no topic of 'unanswerable'. "
            "Write a topic of yours, or one of index/words/exemplars.yaml.",
        ),
    ],
)
def test_what_has_no_effect_is_a_warning_and_the_rest_holds(
    write: WriteContent, own: str, message: str
) -> None:
    (found,) = doubts(write, own)
    assert found.startswith(f"words.yaml:{message}")
    wording = read_wording(write({}))
    assert all(text.strip() for texts in wording.abbreviations.values() for text in texts)
    assert "zzz" not in wording.abbreviations
    assert ("yyy" in wording.abbreviations) == ("yyy" in own)
    assert "" not in wording.answerable


def test_all_errors_in_the_words_are_listed_at_once(write: WriteContent) -> None:
    own = "abbrevations: {x: y}\nsections: [a]\nremove: [pm, zzz]\n"
    findings = faults(write({"cook.md": COOK, "words.yaml": own}))
    assert [(finding.line, finding.severity) for finding in findings] == [
        (1, "error"),
        (2, "error"),
        (3, "warning"),
    ]


def test_the_example_in_the_docs_holds(write: WriteContent) -> None:
    page = (PROJECT / "docs" / "writing-roles.md").read_text()
    (own,) = re.findall(r"```yaml\n(abbreviations:.*?)```", page, re.DOTALL)
    assert doubts(write, own) == []


def test_one_text_will_do_for_a_list_of_one(write: WriteContent) -> None:
    wording = wording_of(write, "answerable: who guts the fish?\nremove: pm\n")
    assert wording.answerable == (*PACKAGED.answerable, "who guts the fish?")
    assert "pm" not in wording.abbreviations


@pytest.mark.parametrize("name", ["words.yml", "Words.yaml", "sub/words.yaml"])
def test_words_in_another_place_are_said_not_to_be_read(write: WriteContent, name: str) -> None:
    content = write({"cook.md": COOK, name: "remove: [pm]\n"})
    assert [str(finding) for finding in faults(content)] == [
        f"{name}: warning: Lists of words are read from words.yaml in the folder of the documents."
        " Move it there under that name, if it is meant so."
    ]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"answerable: [caf\xe9]\n", b"a: \x00\n"])
def test_bytes_that_are_no_text_are_a_problem_of_the_file(write: WriteContent, data: bytes) -> None:
    with pytest.raises(ContentError, match=r"^words\.yaml"):
        read_wording(write({"cook.md": COOK, "words.yaml": data}))


def test_with_unusable_words_there_is_an_index_nevertheless(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"cook.md": COOK, "words.yaml": "abbrevations:\n  x: y\n"})
    for _ in ("built", "loaded"):
        opened = open_index(content, tmp_path / "index", always(initials))
        assert [passage.text for passage in opened.index.passages] == ["Cooks"]
        assert opened.index.wording == PACKAGED
        (problem,) = opened.problems
        assert problem.startswith("words.yaml:1: There is no list called 'abbrevations'.")
        assert problem.endswith("Until then only the lists that come with rolebot are used.")


def test_a_change_to_the_words_means_a_new_index(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"cook.md": COOK})
    open_index(content, tmp_path / "index", always(initials))
    for own in ("abbreviations:\n  zzz: zebra\n", "abbreviations:\n  zzz: zoo\n"):
        write({"words.yaml": own})
        opened = open_index(content, tmp_path / "index", always(initials))
        assert opened.rebuilt == "The lists of words have changed."
        assert opened.index.wording.abbreviations["zzz"] == (own.split()[-1],)
        again = open_index(content, tmp_path / "index", always(initials))
        assert (again.rebuilt, again.index.wording) == (None, opened.index.wording)
    (content / "words.yaml").unlink()
    opened = open_index(content, tmp_path / "index", always(initials))
    assert opened.rebuilt == "The lists of words have changed."
    assert opened.index.wording == PACKAGED


def test_no_passage_is_encoded_anew_for_other_words(
    write: WriteContent, tmp_path: Path, initials: InitialEncoder
) -> None:
    content = write({"cook.md": COOK})
    open_index(content, tmp_path / "index", always(initials))
    initials.encoded.clear()
    write({"words.yaml": "answerable: [who guts the fish?]\n"})
    open_index(content, tmp_path / "index", always(initials))
    assert "Cook - Cooks" not in initials.encoded


def test_the_hash_follows_every_byte_of_the_own_words(write: WriteContent) -> None:
    hashes = [hash_wording(write({"cook.md": COOK}))]
    hashes += [hash_wording(write({"words.yaml": own})) for own in ("remove: []", "remove: [x]")]
    assert len(set(hashes)) == 3
    assert hash_wording(write({"cook.md": "# Another\n"})) == hashes[-1]


def test_check_tells_what_is_wrong_with_the_words_and_takes_them_for_no_document(
    write: WriteContent,
) -> None:
    content = write({"cook.md": COOK, "words.yaml": "answerable: [who guts the fish?]\n"})
    assert faults(content) == []
    write({"words.yaml": "answerable: {who: me}\n"})
    (finding,) = faults(content)
    assert (finding.severity, finding.path, finding.line) == ("error", "words.yaml", 1)
