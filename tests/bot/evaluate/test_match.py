"""Which passages a label means, also when the document was edited since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluate.labels import LabelledQuestion, Wanted
from bot.evaluate.match import Lines, digest_of, first_fitting, fits, lines_in, unfindable
from bot.evaluate.questions import read_questions
from index.documents.chunk import Passage, chunk_document
from index.documents.content import find_documents, read_content
from index.documents.document import Role
from tests.conftest import PROJECT, WriteContent

SHARED = PROJECT.parent / "shared"
OWN = PROJECT / "tests" / "questions" / "own"

BAKER = Role("Baker (II)", "kitchen/baker.md", 1, other_names=("Bread Maker",))
CHEF = Role("Chef", "chef.md", 1)
BREAD = Passage(BAKER, "What you’ll do > Daily duties", None, "Owns the sub‐system “bread”", 3, 4)
RYE = Passage(BAKER, "Skills", None, "Rye, too", 5, 5, context=("Bakes every day:",))
CALM = Passage(CHEF, "Skills", "Calm", "Calm: keeps calm", 3, 3)
PASSAGES = (BREAD, RYE, CALM)


def lines_of(documents: Mapping[str, Sequence[str]]) -> Lines:
    return lambda path: documents.get(path, ())


NO_LINES = lines_of({})


def fitting(wanted: Wanted, lines: Lines = NO_LINES) -> list[Passage]:
    return [passage for passage in PASSAGES if fits(wanted, passage, lines)]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(0), []),
        (Wanted(0, file="kitchen/baker.md"), [BREAD, RYE]),
        (Wanted(0, file="baker.md"), [BREAD, RYE]),
        (Wanted(0, file="aker.md"), []),
        (Wanted(0, file="other/kitchen/baker.md"), []),
        (Wanted(0, file="baker.md", line=2), []),
        (Wanted(0, file="baker.md", line=3), [BREAD]),
        (Wanted(0, file="baker.md", line=4), [BREAD]),
        (Wanted(0, file="baker.md", line=5), [RYE]),
        (Wanted(0, role="baker ii"), [BREAD, RYE]),
        (Wanted(0, role="bread maker"), [BREAD, RYE]),
        (Wanted(0, role="baker"), []),
        (Wanted(0, section="skills"), [RYE, CALM]),
        (Wanted(0, section="what you'll do"), [BREAD]),
        (Wanted(0, section="DUTIES"), [BREAD]),
        (Wanted(0, section="Dut"), [BREAD]),
        (Wanted(0, section="uties"), []),
        (Wanted(0, section="calm"), [CALM]),
        (Wanted(0, section="cal"), []),
        (Wanted(0, text='SUB-SYSTEM "Bread"'), [BREAD]),
        (Wanted(0, text="every day: rye"), [RYE]),
        (Wanted(0, text="keeps  calm"), [CALM]),
        (Wanted(0, text="keeps", role="Baker (II)"), []),
        (Wanted(0, role="Chef", section="Skills"), [CALM]),
        (Wanted(0, role="Chef", file="baker.md", line=3), []),
        (Wanted(0, opening='owns the sub-system "br'), [BREAD]),
        (Wanted(0, opening="the sub‐system"), []),
        (Wanted(0, opening="Rye"), [RYE]),
        (Wanted(0, opening="Bakes every day: Ry"), [RYE]),
        (Wanted(0, opening="Bakes every night"), []),
        (Wanted(0, file="baker.md", line=3, opening="Calm: k"), [BREAD, CALM]),
        (Wanted(0, file="gone.md", line=3, opening="Calm: k"), [CALM]),
    ],
)
def test_a_label_fits_what_it_says(wanted: Wanted, expected: list[Passage]) -> None:
    assert fitting(wanted) == expected


DOCUMENT = ("# Baker", "", "- Owns the", "  bread", "- Rye, too")


def labelled(line: int, text: str) -> Wanted:
    return Wanted(0, file="kitchen/baker.md", line=line, digest=digest_of(text))


@pytest.mark.parametrize(
    ("document", "wanted", "expected"),
    [
        (DOCUMENT, labelled(5, "- Rye, too"), [RYE]),
        (DOCUMENT, labelled(5, "  - Rye, too "), [RYE]),
        (DOCUMENT, labelled(4, "- Rye, too"), [RYE]),  # a line was added above it
        (DOCUMENT, labelled(9, "- Rye, too"), [RYE]),  # lines were removed
        (DOCUMENT, labelled(5, "- Rye"), []),  # the line itself was changed
        (("a", "a", "b", "b", "a"), labelled(4, "a"), [RYE]),  # 5 is nearer than 2
        (("a", "b", "a", "b", "a"), labelled(4, "a"), [BREAD]),  # of two as near, the first
        ((), labelled(5, "- Rye"), [RYE]),  # it is not there to look into
    ],
)
def test_a_labelled_line_is_found_again_by_its_digest(
    document: Sequence[str], wanted: Wanted, expected: list[Passage]
) -> None:
    assert fitting(wanted, lines_of({"kitchen/baker.md": document})) == expected


def test_a_stale_label_can_still_be_found_by_its_text() -> None:
    wanted = Wanted(0, file="kitchen/baker.md", line=5, digest="0" * 16, opening="Rye")
    assert fitting(wanted, lines_of({"kitchen/baker.md": DOCUMENT})) == [RYE]


@settings(deadline=None)
@given(st.text(), st.integers(0, 100))
def test_the_beginning_of_any_passage_fits_it(text: str, length: int) -> None:
    passage = Passage(CHEF, "", None, text.swapcase(), 1, 1)
    assert fits(Wanted(0, opening=passage.text[:length].rstrip()), passage, NO_LINES) or (
        # a cut may part a letter from its mark, or be in what becomes one sign with the next
        not passage.text[: length + 1].isascii()
    )


@settings(deadline=None)
@given(st.lists(st.text("ab", max_size=3), min_size=1), st.lists(st.text("cd"), max_size=5))
def test_lines_added_above_a_label_do_not_matter(document: list[str], added: Sequence[str]) -> None:
    """Nor does their number, if the line is there only once."""
    *_, last = document = [*document, "z"]
    passage = Passage(CHEF, "", None, "z", len(added) + len(document), len(added) + len(document))
    wanted = Wanted(0, file="chef.md", line=len(document), digest=digest_of(last))
    assert fits(wanted, passage, lines_of({"chef.md": [*added, *document]}))


def test_the_first_passage_that_any_label_of_a_group_fits_counts() -> None:
    group = (Wanted(0, text="calm"), Wanted(0, text="rye"))
    assert first_fitting(group, PASSAGES, NO_LINES) == (2, RYE)
    assert first_fitting((), PASSAGES, NO_LINES) is None
    assert first_fitting(group, (), NO_LINES) is None


def test_labels_that_no_passage_fits_are_mistakes_in_the_questions() -> None:
    found, lost = Wanted(0, text="rye"), Wanted(0, text="wheat", role="Chef")
    gone = Wanted(1, file="gone.md", line=3)
    one = LabelledQuestion("a", "?", "question", "", (found, lost, gone), "q.yaml:7")
    two = LabelledQuestion("b", "?", "question", "", (Wanted(0, opening="W"),))
    none = LabelledQuestion("c", "?", "no_answer", "near_miss", ())
    fix = "Correct the label: copy the words from the document."
    problem = "The documents have no passage that fits"
    assert [str(error) for error in unfindable((one, two, none), PASSAGES, NO_LINES)] == [
        f"q.yaml:7: {problem} role “Chef”, text “wheat”. {fix}",
        f"q.yaml:7: {problem} gone.md:3. {fix}",
        f"b: {problem} text “W”. {fix}",
    ]


def test_lines_are_those_of_the_file(write: WriteContent) -> None:
    folder = write({"a.md": "\ufeffA\r\nB\rC\u2028D\n".encode(), "b.md": b"\xff\n"})
    lines = lines_in(folder)
    assert lines("a.md") == ["A", "B", "C\u2028D", ""]
    assert lines("b.md") == ["\N{REPLACEMENT CHARACTER}", ""]
    assert lines("c.md") == ()


SETS = {
    SHARED / "eval" / "architect.jsonl": SHARED / "content",
    SHARED / "eval" / "positions.jsonl": SHARED / "corpus" / "18F__joining-18f" / "_positions",
    **{path: SHARED / "corpus" / path.stem for path in sorted(OWN.glob("*.jsonl"))},
}


@pytest.mark.parametrize(("path", "content"), SETS.items(), ids=lambda path: str(path.stem))
def test_every_label_of_the_labelled_questions_can_be_found(path: Path, content: Path) -> None:
    if not path.is_file() or not content.is_dir():
        pytest.skip("the questions or their documents are not there: ../shared")
    documents = read_content(content, find_documents(content)).documents
    passages = [passage for document in documents for passage in chunk_document(document)]
    (found,) = read_questions(path)
    stale = unfindable(found.questions, passages, lines_in(content))
    assert list(map(str, stale)) == []
