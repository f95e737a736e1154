"""The training data: the passages of companies, and the questions that they answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from random import Random


@dataclass(frozen=True, slots=True)
class Company:
    """One collection of documents. `answers` maps the place of a passage in `texts` to the
    questions that it answers, at least one; no passage answers those in `unanswerable`."""

    name: str
    texts: tuple[str, ...]
    answers: dict[int, tuple[str, ...]]
    unanswerable: tuple[str, ...] = ()

    @property
    def question_count(self) -> int:
        return sum(map(len, self.answers.values()))


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and passages that look like an answer. `company` is a place among the companies,
    `passages` are places in its `texts`."""

    company: int
    question: str
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one optimizer step learns from. The first passage of each of `answerable` is the answer,
    and the others are hard negatives; `near_misses` are questions that nothing answers."""

    answerable: tuple[Example, ...]
    near_misses: tuple[Example, ...]

    @property
    def examples(self) -> tuple[Example, ...]:
        return (*self.answerable, *self.near_misses)


@dataclass(frozen=True, slots=True)
class Negatives:
    """A company's hard negatives: for each passage with questions, and for each unanswerable
    question, the places of passages that look like an answer."""

    of_passage: dict[int, tuple[int, ...]]
    of_question: dict[str, tuple[int, ...]]


MIN_BATCH = 8  # examples; fewer have too few passages to choose from


def count_steps(companies: Sequence[Company], size: int, seed: int, epochs: int) -> int:
    """Return the number of batches in all epochs."""
    return sum(1 for epoch in range(epochs) for _ in _places(companies, size, seed, epoch))


def batches(
    companies: Sequence[Company],
    negatives: Sequence[Negatives],
    size: int,
    seed: int,
    epoch: int,
    count: int = 1,
    near_misses: float = 0.25,
) -> Iterator[Batch]:
    """Yield the batches of one epoch, the same for the same arguments.

    Each passage comes at most once, with one of its questions and `count` negatives. For each
    answerable question there are at most `near_misses` near misses, with `count` passages each.
    About half of the passages are in batches of a single company, which are harder to tell apart.
    Batches of fewer than `MIN_BATCH` are left out; their passages have a chance in the next
    epoch."""
    random = Random(f"questions {seed} {epoch}")  # noqa: S311  not for secrets
    for places in _places(companies, size, seed, epoch):
        examples = tuple(
            Example(
                company,
                random.choice(companies[company].answers[passage]),
                (passage, *_draw(random, negatives[company].of_passage[passage], count)),
            )
            for company, passage in places
        )
        few = random.sample(examples, int(len(examples) * near_misses))
        yield Batch(examples, tuple(_near_misses(companies, negatives, few, random, count)))


def _draw(random: Random, places: Sequence[int], count: int) -> tuple[int, ...]:
    return tuple(random.choice(places) for _ in range(count))


def _near_misses(
    companies: Sequence[Company],
    negatives: Sequence[Negatives],
    examples: Sequence[Example],
    random: Random,
    count: int,
) -> Iterator[Example]:
    for example in examples:
        if questions := companies[example.company].unanswerable:
            question = random.choice(questions)
            passages = _draw(random, negatives[example.company].of_question[question], count)
            yield Example(example.company, question, passages)


def _places(
    companies: Sequence[Company], size: int, seed: int, epoch: int
) -> Iterator[tuple[tuple[int, int], ...]]:
    random = Random(f"batches {seed} {epoch}")  # noqa: S311
    whole = [(number, passage) for number, one in enumerate(companies) for passage in one.answers]
    random.shuffle(whole)
    groups: dict[int | None, list[tuple[int, int]]] = {}
    for place in whole:
        groups.setdefault(place[0] if random.random() < 0.5 else None, []).append(place)
    cut = [
        tuple(group[start : start + size])
        for group in groups.values()
        for start in range(0, len(group), size)
    ]
    kept = [batch for batch in cut if len(batch) >= MIN_BATCH] or cut
    random.shuffle(kept)
    yield from kept


def hold_out(company: Company, parts: int, part: int, seed: int) -> tuple[Company, Company]:
    """Return the company to learn from, and the one to validate on, which has one of `parts` equal
    parts of the passages with questions. Its questions are never learned from, even if another
    passage answers them, too."""
    places = sorted(company.answers)
    Random(f"parts {seed}").shuffle(places)  # noqa: S311
    held = {place: company.answers[place] for place in places[part::parts]}
    asked = {question for questions in held.values() for question in questions}
    left = {
        place: tuple(question for question in questions if question not in asked)
        for place, questions in company.answers.items()
        if place not in held
    }
    taught = {place: questions for place, questions in left.items() if questions}
    return replace(company, answers=taught), replace(company, answers=held)


def digest_of_companies(companies: Sequence[Company]) -> str:
    """Return the sha256 of all training data."""
    described = "".join(repr(astuple(company)) for company in companies)
    return hashlib.sha256(described.encode()).hexdigest()
