"""What is answered and what is declined, with the real model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bot.answers.decide import answer_question
from bot.answers.kinds import Choice, NoAnswer, Passages, RoleCard, Why
from index.encoder.encode import OnnxEncoder
from index.encoder.encoded import Encoded
from index.search import engine
from index.search.index import Index
from index.store import build
from index.store.build import make_index
from tests.conftest import CONTENT, WriteContent, find, index_of

FERRY: dict[str, str | bytes] = {
    "captain.md": """---
title: Ferry Captain
other_names: [Skipper]
contact: ferry-office@example.com
---

## Duties

- Decides whether a sailing is safe in bad weather
- Keeps the log book of every crossing
- Trains new deckhands on mooring and rescue drills

## Authority

- May refuse passengers who endanger others
""",
    "engineer.md": """# Marine Engineer

## Duties

- Maintains the diesel engines and the fuel system
- Orders spare parts and keeps the parts inventory
- Reports every breakdown to the harbour authority
""",
    "manager.md": """# Terminal Manager

## Duties

- Plans the staff rota of the terminal
- Handles complaints of passengers about delays
- Approves the budget for repairs of the pier
""",
    "cargo.md": """# Cargo Manager

## Duties

- Weighs and records all freight before loading
- Negotiates contracts with freight companies
""",
}
PAY: dict[str, str | bytes] = {
    "steward.md": """# Ship Steward

## Duties

- Serves meals in the cabin

## Pay

- The salary of a steward is 31,000 a year, paid monthly
- Overtime is paid at one and a half times the hourly rate

## Leave

- Every steward has 28 days of annual leave a year
- Parental leave is 20 weeks on full pay
"""
}


@pytest.fixture(scope="module")
def make(
    model: OnnxEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[dict[str, str | bytes]], Index]:
    def made(files: dict[str, str | bytes]) -> Index:
        folder = tmp_path_factory.mktemp("documents")
        for name, text in files.items():
            (folder / name).write_text(str(text))
        return index_of(folder, model)

    return made


@pytest.fixture(scope="module")
def ferry(make: Callable[[dict[str, str | bytes]], Index]) -> Index:
    return make(FERRY)


@pytest.fixture(scope="module")
def at_sea(make: Callable[[dict[str, str | bytes]], Index]) -> Index:
    return make(FERRY | PAY)


@pytest.fixture(scope="module")
def architect(model: OnnxEncoder) -> Index:
    return index_of(CONTENT, model)


def texts(question: str, index: Index) -> list[str]:
    answer = answer_question(question, index)
    assert isinstance(answer, Passages), answer
    return [hit.passage.text for hit in answer.hits]


def declined(question: str, index: Index) -> NoAnswer:
    answer = answer_question(question, index)
    assert isinstance(answer, NoAnswer), answer
    return answer


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("who decides if we sail when the weather is bad?", "Decides whether"),
        ("who looks after the diesel engines?", "Maintains the diesel"),
        ("who wrks on the enginees and the feul system?", "Maintains the diesel"),
        ("what does the captain write down about each crossing?", "Keeps the log book"),
        ("who deals with angry passengers when a boat is late?", "Handles complaints"),
        ("who signs off the money for pier repairs?", "Approves the budget"),
    ],
)
def test_the_passage_that_answers_comes_first(ferry: Index, question: str, start: str) -> None:
    assert texts(question, ferry)[0].startswith(start)


@pytest.mark.parametrize(
    "question",
    ["does an architect manage people?", "do I have subordinates as an architect?"],
)
def test_a_section_is_found_by_what_it_is_about(architect: Index, question: str) -> None:
    answer = answer_question(question, architect)
    assert isinstance(answer, Passages)
    assert answer.hits[0].passage.section == "Supervisory Responsibilities"


@pytest.mark.parametrize("question", ["when do architects get promoted?", "can I be promoted?"])
def test_what_happens_to_people_is_not_told_by_what_they_do(
    architect: Index, question: str
) -> None:
    declined(question, architect)  # "Promote and champion self-discovery …"


@pytest.mark.parametrize("question", ["who does the architect report to?", "who is my boss?"])
def test_and_not_by_what_it_is_not_about(architect: Index, question: str) -> None:
    assert isinstance(answer_question(question, architect), NoAnswer)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("ferry captan", "Ferry Captain"),
        ("Ferrry Captain?", "Ferry Captain"),
        ("skiper", "Ferry Captain"),
        ("marine enginer", "Marine Engineer"),
    ],
)
def test_a_slip_of_a_role_s_name_as_the_whole_question_gets_its_card(
    ferry: Index, question: str, title: str
) -> None:
    answer = answer_question(question, ferry)
    assert isinstance(answer, RoleCard)
    assert answer.role.title == title
    assert answer.passages == ferry.lexicon.passages_of(answer.role)


@pytest.mark.parametrize(
    ("question", "suggestion"),
    [
        ("what does the harbour pilot do?", None),
        ("what does the ship manager do?", "Terminal Manager"),
        ("what does the terminal supervisor do?", "Terminal Manager"),
    ],
)
def test_a_role_that_is_not_there_is_said_not_to_be_there(
    ferry: Index, question: str, suggestion: str | None
) -> None:
    answer = declined(question, ferry)
    assert answer.why is Why.NO_SUCH_ROLE
    assert suggestion is None or suggestion in answer.suggestions
    assert answer.suggestions
    assert answer.nearest


def test_a_name_that_fits_two_roles_is_a_choice_and_one_that_fits_one_is_not(
    ferry: Index,
) -> None:
    for name in ("manager", "managers?"):
        answer = answer_question(name, ferry)
        assert isinstance(answer, Choice)
        assert {role.title for role in answer.roles} == {"Terminal Manager", "Cargo Manager"}
    for name in ("captain", "engineer", "cargo manager", "TM", "skipper"):
        assert isinstance(answer_question(name, ferry), RoleCard)
    answer = answer_question("what do the managers do about complaints and freight?", ferry)
    assert not isinstance(answer, Choice)


def test_every_choice_is_between_two_or_more(ferry: Index) -> None:
    words = {word for role in ferry.roles for word in role.title.split()}
    asked = [*words, *(f"{a} {b}" for a in words for b in words), "FC", "ME", "M", "pm"]
    choices = [answer_question(name, ferry) for name in asked]
    found = [len(answer.roles) for answer in choices if isinstance(answer, Choice)]
    assert found
    assert min(found) >= 2


PAY_QUESTIONS = [
    ("what is the salary?", "The salary"),
    ("how much does a steward earn?", "The salary"),
    ("is overtime paid?", "Overtime"),
    ("how many days of leave do we get?", "Every steward"),
    ("how long is parental leave?", "Parental leave"),
]


@pytest.mark.parametrize(("question", "start"), PAY_QUESTIONS)
def test_documents_that_say_so_are_surer_of_pay_and_leave_than_others(
    at_sea: Index, architect: Index, question: str, start: str
) -> None:
    found = find(at_sea, question, 1)
    assert found.hits[0].passage.text.startswith(start)
    assert found.evidence is not None
    assert found.evidence.found > 0.6
    assert found.confidence > 5 * find(architect, question, 1).confidence
    answer = answer_question(question, at_sea)  # no exemplar outweighs it
    assert isinstance(answer, Passages)
    assert answer.hits[0].passage == found.hits[0].passage


@pytest.mark.parametrize("question", [question for question, _ in PAY_QUESTIONS])
def test_documents_that_do_not_decline_them(architect: Index, question: str) -> None:
    declined(question.replace("steward", "architect"), architect)


@pytest.mark.parametrize(
    "question",
    [
        "кто отвечает за безопасность и погоду",
        "что делает Ferry Captain каждый рабочий день",
        "谁负责维护柴油发动机",
        "谁负责 diesel 发动机 的维护 工作 吗",
        "fgkjh wqerty zxcvpo asdlkj",
        "xqzt",
    ],
)
def test_another_script_and_words_that_are_none_are_not_understood(
    ferry: Index, question: str
) -> None:
    answer = declined(question, ferry)
    if len(question.split()) == 1 and question.isascii():
        assert answer.why is Why.NOT_COVERED  # a word alone may be a name
    else:
        assert answer.why is Why.NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("question", "contacts"),
    [
        ("who is our ferry captain?", ["ferry-office@example.com"]),
        ("who is our skipper?", ["ferry-office@example.com"]),
        ("who is our marine engineer?", []),  # has none
        ("who is our captain?", []),  # an ending is not certain enough
        ("when is the ferry captain paid?", []),  # nothing that a contact knows
    ],
)
def test_who_a_person_is_is_for_the_role_s_contact_to_say(
    ferry: Index, question: str, contacts: list[str]
) -> None:
    wording = replace(
        ferry.wording,
        unanswerable={"who": ("who is our mechanic?",), "pay": ("when is the mechanic paid?",)},
        ask_contact=frozenset(("who",)),
    )
    calibration = replace(ferry.calibration, threshold=2)  # whatever it finds is no answer
    index = make_index(ferry.roles, ferry.passages, ferry.encoder, ferry, wording, calibration)
    assert [role.contact for role in declined(question, index).contacts] == contacts


def test_who_has_a_role_somewhere_is_not_told_by_what_has_a_similar_word(architect: Index) -> None:
    assert declined("who is the architect for platform?", architect).why is Why.NO_PERSON


def test_other_questions_that_are_declined_point_to_nobody(ferry: Index) -> None:
    assert declined("how much is the ferry captain paid?", ferry).contacts == ()


def test_of_two_questions_in_one_both_are_among_the_first_hits(ferry: Index) -> None:
    found = texts("who maintains the engines and who weighs the freight?", ferry)
    assert {text.split()[0] for text in found[:2]} == {"Maintains", "Weighs"}


class Counting:
    """The real model, which counts how often it is asked."""

    def __init__(self, model: OnnxEncoder) -> None:
        self._model = model
        self.queries: list[str] = []
        self.documents: list[str] = []
        self.name, self.dimensions = model.name, model.dimensions
        self.files, self.vocabulary = model.files, model.vocabulary
        self.reranker = model.reranker

    def encode_query(self, text: str) -> Encoded:
        self.queries.append(text)
        return self._model.encode_query(text)

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        self.documents.extend(texts)
        return self._model.encode_documents(texts)


@pytest.mark.parametrize(
    ("question", "calls"),
    [
        ("who maintains the diesel engines?", 1),
        ("who is my boss?", 1),
        ("who maintains the engines and who weighs the freight and who is my boss?", 1),
        ("what do the marine engineer and the cargo manager report?", 1),
        ("ferry captain", 0),
        ("manager", 0),
        ("", 0),
    ],
)
def test_a_question_is_encoded_once(ferry: Index, question: str, calls: int) -> None:
    assert isinstance(ferry.encoder, OnnxEncoder)
    counting = Counting(ferry.encoder)
    answer_question(question, replace(ferry, encoder=counting))
    assert len(counting.queries) == calls
    assert counting.documents == []


def test_too_many_pieces_are_not_kept_and_the_first_hits_are_the_same(
    ferry: Index,
    write: WriteContent,
    model: OnnxEncoder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(build, "MAX_TOKENS", 10)
    bare = index_of(write(FERRY), model)
    assert ferry.encoded.has_tokens
    assert not bare.encoded.has_tokens
    assert len(bare.encoded.tokens) == 0
    for question in (
        "who maintains the diesel engines?",
        "who is my boss?",
        "who decides if we sail in bad weather, and who weighs the freight?",
        "what does the cargo manager negotiate?",
    ):
        kept, made = find(ferry, question, 5), find(bare, question, 5)
        # roles are of other folders and alike
        assert [hit.passage for hit in made.hits] == [hit.passage for hit in kept.hits]
        assert [hit.score for hit in made.hits] == pytest.approx([h.score for h in kept.hits])
        assert made.confidence == pytest.approx(kept.confidence)


def test_passages_that_are_made_again_are_only_the_candidates(
    write: WriteContent, model: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "MAX_TOKENS", 10)
    monkeypatch.setattr(engine, "MAX_CANDIDATES_TO_ENCODE", 2)
    counting = Counting(model)
    bare = replace(index_of(write(FERRY), model), encoder=counting)
    found = find(bare, "who weighs the freight before loading?", 10)
    assert len(counting.documents) == len(found.hits) == 2
    assert found.hits[0].passage.text.startswith("Weighs")


def test_an_index_of_nothing_answers_nothing(model: OnnxEncoder) -> None:
    found = find(make_index((), (), model), "who maintains the engines?", 3)
    assert (found.hits, found.evidence, found.confidence) == ((), None, 0)


def test_a_slip_is_said_with_the_answer(ferry: Index) -> None:
    answer = answer_question("who maintains the deisel engines?", ferry)
    assert isinstance(answer, Passages)
    assert answer.corrected == "who maintains the diesel engines?"


def test_what_a_text_becomes_does_not_depend_on_its_neighbours(model: OnnxEncoder) -> None:
    together = model.encode_documents(["bake bread", "", "a much longer text about ferries"])
    assert together.has_tokens
    for number, text in enumerate(("bake bread", "", "a much longer text about ferries")):
        alone = model.encode_documents([text])
        taken = together.take([number])
        for name in ("vectors", "tokens", "pieces", "places", "bounds"):
            assert getattr(taken, name).tolist() == getattr(alone, name).tolist()
    assert len(together.pieces[together.pieces_of(1)]) > 0  # also of an empty text


def test_places_are_those_of_the_words(model: OnnxEncoder) -> None:
    text = "bakes sourdough 🥖 bread"
    encoded = model.encode_documents([text])
    starts = {text.index(word) for word in ("bakes", "sourdough", "bread")}
    assert starts <= set(encoded.places.tolist())
    assert encoded.places.tolist() == sorted(encoded.places.tolist())


def test_no_texts_are_encoded_to_nothing(model: OnnxEncoder) -> None:
    nothing = model.encode_documents([])
    assert (len(nothing), nothing.vectors.shape, nothing.tokens.shape) == (0, (0, 384), (0, 384))
    assert nothing.take([]).bounds.tolist() == [0]
