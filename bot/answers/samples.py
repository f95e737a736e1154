"""Questions to show to who does not know what to ask: each made of the documents, and answered by
them for certain. Pure and always the same for one index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.answers.decide import answer_question
from bot.answers.kinds import Answer, Passages, RoleCard
from index.documents.chunk import Passage
from index.documents.document import Role
from index.question.sample_questions import ask_part, ask_what, ask_who
from index.search.index import Index

MOST_TRIED = 40  # questions, each of which takes some milliseconds to answer
BEST_LENGTH = 8  # words of a question of who does something


class Kind(Enum):
    """What a sample shows that can be asked."""

    WHO = "who does something"
    WHAT = "what a role does"
    PART = "a part of a role"


# By this, and with another kind where there is none of it.
PLAN = (Kind.WHO, Kind.WHAT, Kind.PART, Kind.WHO, Kind.WHO, Kind.WHO)


@dataclass(frozen=True, slots=True)
class Candidate:
    """`passage` is what it was made of, None if it is about all of the role or about `part`."""

    question: str
    role: Role
    passage: Passage | None = None
    part: str = ""

    def is_answered_by(self, answer: Answer) -> bool:
        """For certain, and with what it was made of."""
        match answer:
            case RoleCard(role, part=part):
                return self.passage is None and (role, bool(part)) == (self.role, bool(self.part))
            case Passages(hits):
                return hits[0].passage == self.passage and not answer.is_weak
        return False


def choose_samples(index: Index) -> tuple[str, ...]:
    """At most six, of as many roles as possible; fewer or none where the documents give no more
    that read well."""
    left = {(kind, role): _candidates(kind, role, index) for kind in Kind for role in index.roles}
    chosen: list[Candidate] = []
    tried: set[str] = set()
    for planned in PLAN:
        for kind in (planned, *(kind for kind in Kind if kind is not planned)):
            sample = _next_sample(kind, left, chosen, tried, index)
            if sample:
                chosen.append(sample)
                break
    return tuple(sample.question for sample in chosen)


def _next_sample(
    kind: Kind,
    left: Mapping[tuple[Kind, Role], Iterator[Candidate]],
    chosen: Sequence[Candidate],
    tried: set[str],
    index: Index,
) -> Candidate | None:
    """Of the roles that were asked about least; what was tried is not tried again."""
    asked = Counter(sample.role for sample in chosen)
    for role in sorted(index.roles, key=asked.__getitem__):
        for candidate in left[kind, role]:
            if len(tried) == MOST_TRIED:
                return None
            if candidate.question not in tried:
                tried.add(candidate.question)
                if candidate.is_answered_by(answer_question(candidate.question, index)):
                    return candidate
    return None


def _candidates(kind: Kind, role: Role, index: Index) -> Iterator[Candidate]:
    match kind:
        case Kind.WHAT:
            if question := ask_what(role.title):
                yield Candidate(question, role)
        case Kind.PART:
            for section in role.sections:
                if question := ask_part(role.title, section):
                    yield Candidate(question, role, part=section)
        case Kind.WHO:
            yield from sorted(_of_passages(role, index), key=_distance_from_best_length)


def _of_passages(role: Role, index: Index) -> Iterator[Candidate]:
    """Only of those that can be understood without what stands above them."""
    for passage in index.lexicon.passages_of(role):
        if not passage.context and not passage.name and (question := ask_who(passage.text)):
            yield Candidate(question, role, passage)


def _distance_from_best_length(candidate: Candidate) -> int:
    return abs(len(candidate.question.split()) - BEST_LENGTH)
