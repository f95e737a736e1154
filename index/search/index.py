"""The index: roles by name, passages by meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import faiss
import numpy as np

from index.deadline import NEVER, Deadline
from index.documents.chunk import Passage, text_of
from index.documents.document import Role
from index.encoder.encode import Encoded, Encoder, Tokens, Vectors
from index.fold import fold
from index.question.mentions import How
from index.question.names import MOST_SUGGESTIONS
from index.question.query import Query, Reader
from index.question.steps import ALL, Steps
from index.search.confidence import Calibration, Evidence
from index.search.exemplars import Exemplars, Nearness
from index.search.maxsim import interact
from index.search.rank import Asked, Candidates, Ranked, rank
from index.search.titles import pooled, title_vectors
from index.words.lists import Wording

# Every vector is compared with every question: above so many passages that takes longer than
# encoding the question, and 150 MB (see `rolebot bench`).
MANY_PASSAGES = 100_000
# Of each passage the vectors of its pieces are kept, about 12 kB; above so many pieces, 115 MB,
# those of the candidates are made when they are needed.
MAX_TOKENS = 300_000
RIVALS = 10  # passages, the best one included, that tell how much better it is
MAX_CANDIDATES = 200  # where the collection's pieces are kept; a twentieth of larger ones
MAX_CANDIDATES_TO_ENCODE = 50  # if their pieces have to be encoded first, 2 ms each

NONE = Nearness()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `score` is how well it fits, 0–1; see `Index.search`."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a question finds: `hits` best first, whether they answer it, and the `confidence` that
    the first one does, 0–1.
    `topic` is that of the nearest unanswerable exemplar, None if there are none; `titles` are
    those nearest in meaning to a role that it names and that there is not."""

    query: Query
    hits: tuple[Hit, ...]
    evidence: Evidence | None
    is_answered: bool
    confidence: float
    topic: str | None
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Index:
    """Everything there is to ask about. `vectors` holds a unit vector for each passage, in order,
    for exact inner-product search. `encoded` holds the pieces of passages, without `tokens` if
    there are too many to keep; `exemplars` are those of `wording`; `samples` are questions that it
    answers for certain, for who does not know what to ask."""

    roles: tuple[Role, ...]
    passages: tuple[Passage, ...]
    vectors: faiss.Index
    encoded: Encoded
    encoder: Encoder
    wording: Wording
    exemplars: Exemplars
    calibration: Calibration
    samples: tuple[str, ...] = ()

    def passages_of(self, role: Role) -> tuple[Passage, ...]:
        """All that the documents say of `role`, in reading order."""
        return tuple(passage for passage in self.passages if passage.role == role)

    def excerpt(self, text: str) -> str:
        """What of `text` is read: all of it, unless it is longer than 1,000 characters."""
        return self._reader.excerpt(text)

    def named_by(self, text: str) -> tuple[Role, ...]:
        """The roles whose misspelt name, or initials, is all that `text` is; () if it is not."""
        mention = self._reader.mention_alone(text)
        return mention.roles if mention and mention.how is not How.ENDING else ()

    def titles_near(self, name: str) -> tuple[str, ...]:
        """Of roles, those nearest to `name` in meaning, at most three."""
        if not self.passages:
            return ()
        encoded = self.encoder.encode_query(fold(name))
        return self._titles_near(encoded.tokens)

    def read(self, question: str) -> Query:
        """The question as it would be searched for."""
        return self._reader.read(question)

    def search(
        self, question: str, top_k: int, steps: Steps = ALL, deadline: Deadline = NEVER
    ) -> Found:
        """The `top_k` passages that answer best, fewer if there are no more. Raises TimeoutError
        after the `deadline`."""
        query = self._reader.read(question, steps)
        deadline.check()
        if not self.passages:
            return Found(query, (), None, False, 0.0, None)
        asked = self._ask(query.text, steps)
        deadline.check()
        candidates = self._candidates(asked, query)
        deadline.check()
        reranker = self.encoder.reranker if steps.reranking else None
        ranked = rank(asked, query, candidates, reranker)[: max(top_k, RIVALS)]
        hits = tuple(Hit(candidates.passages[one.place], one.score) for one in ranked[:top_k])
        deadline.check()
        evidence, topic = self._weigh(asked, query, candidates, ranked, steps)
        deadline.check()
        return Found(
            query,
            hits,
            evidence,
            self.calibration.answers(evidence),
            self.calibration.confidence(evidence),
            topic,
            self._near_stranger(asked, query),
        )

    def _ask(self, text: str, steps: Steps) -> Asked:
        encoded = self.encoder.encode_query(text)
        idf = self._idf[encoded.pieces]
        return Asked(encoded, idf if steps.rarity else np.ones_like(idf))

    def _near_stranger(self, asked: Asked, query: Query) -> tuple[str, ...]:
        """The titles nearest to that of the role which there is not, as it stands in `query`."""
        start = query.text.find(query.stranger.name) if query.stranger else -1
        if start < 0 or query.stranger is None:
            return ()
        return self._titles_near(
            asked.encoded.tokens[asked.inside(start, start + len(query.stranger.name))]
        )

    def _titles_near(self, pieces: Tokens) -> tuple[str, ...]:
        titles, vectors = self._title_vectors
        if not titles or not len(pieces):
            return ()
        order = np.argsort(-(vectors @ pooled(pieces)), kind="stable")
        return tuple(titles[number] for number in order[:MOST_SUGGESTIONS])

    @cached_property
    def _title_vectors(self) -> tuple[tuple[str, ...], Vectors]:
        return title_vectors(self.passages, self.encoded)

    def _candidates(self, asked: Asked, query: Query) -> Candidates:
        """The passages nearest in meaning, and of named roles as many again, in reading order."""
        most = MAX_CANDIDATES_TO_ENCODE
        if self.encoded.has_tokens:
            most = max(MAX_CANDIDATES, len(self.passages) // 20)
        found = set(self._nearest(asked, most))
        if roles := {role for mention in query.mentions for role in mention.roles}:
            own = [row for row, passage in enumerate(self.passages) if passage.role in roles]
            found.update(self._nearest(asked, most, faiss.IDSelectorBatch(np.array(own, np.int64))))
        rows = sorted(found)
        return Candidates(tuple(self.passages[row] for row in rows), self._encoded_at(rows))

    def _nearest(
        self, asked: Asked, most: int, among: faiss.IDSelector | None = None
    ) -> Iterator[int]:
        """Rows of passages."""
        only = None
        if among is not None:  # faiss's types leave its arguments out
            only = faiss.SearchParameters(sel=among)  # type: ignore[call-arg]
        _, rows = self.vectors.search(asked.encoded.vectors[:1], most, params=only)
        return (row for row in rows[0].tolist() if row >= 0)  # there may be fewer than that

    def _encoded_at(self, rows: Sequence[int]) -> Encoded:
        if self.encoded.has_tokens:
            return self.encoded.take(rows)
        return self.encoder.encode_documents([text_of(self.passages[row]) for row in rows])

    def _weigh(
        self,
        asked: Asked,
        query: Query,
        candidates: Candidates,
        ranked: Sequence[Ranked],
        steps: Steps,
    ) -> tuple[Evidence, str | None]:
        """What speaks for the best candidate; and the topic of the nearest exemplar."""
        outside = asked.outside(query.mentions)
        weights = outside.astype(np.float32)
        if not query.is_bare and (asked.weights * outside).any():
            weights = asked.weights * outside
        near = self.exemplars.compare(asked.encoded, outside) if steps.exemplars else NONE
        best, *others = ranked
        rivals = [rival.score for rival in others[: RIVALS - 1]]
        seen = [one.relevance for one in ranked if one.relevance is not None]
        evidence = Evidence(
            found=float(interact(asked.encoded, weights, candidates.encoded.take([best.place]))[0]),
            relevance=max(seen, default=None),
            margin=best.score - float(np.mean(rivals or [0])),
            leaning=near.leaning,
            literal=float(self._reader.say_all(_answering(query, candidates, ranked), query)),
            stranger=_strangeness(query),
        )
        return evidence, None if near.topic is None else self._topics[near.topic]

    @cached_property
    def _topics(self) -> tuple[str, ...]:
        return self.wording.topics

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.roles, self.passages, self.wording, self.encoder.vocabulary)

    @cached_property
    def _idf(self) -> Vectors:
        """Of each piece of the vocabulary: how few passages have it (BM25's idf)."""
        size = max(self.encoder.vocabulary.values(), default=0) + 1
        passages = self.encoded
        owners = np.repeat(np.arange(len(passages)), np.diff(passages.bounds))
        pairs = np.unique(owners * np.int64(size) + passages.pieces)
        having = np.bincount(pairs % size, minlength=size)
        rarity: Vectors = np.log1p((len(passages) - having + 0.5) / (having + 0.5))
        return rarity.astype(np.float32)


def _answering(query: Query, candidates: Candidates, ranked: Sequence[Ranked]) -> list[Passage]:
    """The best passage, and of a question that joins two, the second, too."""
    count = 2 if " and " in query.text else 1
    return [candidates.passages[one.place] for one in ranked[:count]]


def _strangeness(query: Query) -> float:
    if query.stranger is None:
        return 0.0
    return query.strangeness * (0.5 if query.stranger.is_kin else 1.0)
