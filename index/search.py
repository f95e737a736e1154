"""The index: roles by name, passages by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import faiss
import numpy as np
from numpy.typing import NDArray

from index.chunk import Passage
from index.confidence import Calibration, Evidence
from index.deadline import NEVER, Deadline
from index.document import Role
from index.encode import Encoded, Encoder, Tokens, Vectors
from index.exemplars import Exemplars, Nearness
from index.fold import fold
from index.glosses import Glossary
from index.late import interact
from index.mentions import How
from index.names import MOST_SUGGESTIONS
from index.query import Query, Reader
from index.rank import Asked, Candidates, rank, shares_of
from index.steps import ALL, Steps
from index.titles import Titles, numbers_in, pooled, title_vectors
from index.wording import Wording

# Every vector is compared with every question: above so many passages that takes longer than
# encoding the question, and 150 MB (see `rolebot bench`).
MANY_PASSAGES = 100_000
# Of each passage the vectors of its pieces are kept, about 12 kB; above so many pieces, 115 MB,
# those of the candidates are made when they are needed.
MOST_TOKENS = 300_000
SAID = 0.5  # of what speaks against an answer remains, if a passage says all that is asked
MOST_CANDIDATES = 200  # of `MOST_TOKENS`' worth of passages; more of larger collections
CANDIDATES_MADE = 50  # if their pieces have to be encoded first, 2 ms each

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `score` is how well it fits, 0–1; see `Index.search`."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a question finds: `hits` best first, `confidence` that they are an answer, 0–1.
    `topic` is that of the nearest unanswerable exemplar, None if there are none; `titles` are
    those nearest in meaning to a role that it names and that there is not."""

    query: Query
    hits: tuple[Hit, ...]
    evidence: Evidence | None
    confidence: float
    topic: str | None
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Index:
    """Everything there is to ask about. `vectors` holds one unit vector for each clause of each
    passage, in order, for exact inner-product search; `clauses` says how many each passage has.
    `encoded` holds the pieces of passages, without `tokens` if there are too many to keep;
    `exemplars` are those of `wording`; `samples` are questions that it answers for certain, for
    who does not know what to ask."""

    roles: tuple[Role, ...]
    passages: tuple[Passage, ...]
    vectors: faiss.Index
    clauses: tuple[int, ...]
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
        """The `top_k` passages that answer best, fewer if there are no more. The question is
        encoded once, and once more if documents would put it in other words. Raises TimeoutError
        after the `deadline`."""
        query = self._reader.read(question, steps)
        deadline.check()
        if not self.passages:
            return Found(query, (), None, 0.0, None)
        asked = self._ask(query.text, steps)
        formal = self._ask(query.formal, steps) if query.formal else None
        deadline.check()
        candidates = self._candidates(asked, query, steps)
        deadline.check()
        ranked = list(islice(rank(asked, formal, query, candidates, steps), top_k))
        hits = tuple(Hit(candidates.passages[place], score) for place, score in ranked)
        best = ranked[0][0] if ranked else 0
        deadline.check()
        evidence, topic = self._weigh(asked, query, candidates, best, steps)
        deadline.check()
        confidence = self.calibration.confidence(evidence)
        return Found(query, hits, evidence, confidence, topic, self._near_stranger(asked, query))

    def _ask(self, text: str, steps: Steps) -> Asked:
        encoded = self.encoder.encode_query(text)
        counts = np.array(self._reader.counts_for(text, encoded.places.tolist()), np.float32)
        weights = counts * (self._rarity[encoded.pieces] if steps.rarity else 1)
        return Asked(encoded, weights, self._cosines(encoded))

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

    def _candidates(self, asked: Asked, query: Query, steps: Steps) -> Candidates:
        """The passages nearest in meaning, and of named roles as many again, in reading order."""
        most = CANDIDATES_MADE
        if self.encoded.has_tokens:
            most = max(MOST_CANDIDATES, len(self.passages) // 20)
        nearest = np.argsort(-asked.cosines, kind="stable")
        named = {role for mention in query.mentions for role in mention.roles}
        of_named = [row for row in nearest if named and self.passages[row].role in named][:most]
        rows = np.unique(np.array([*nearest[:most], *of_named], dtype=np.int64))
        passages = tuple(self.passages[row] for row in rows)
        encoded = self._encoded_at(rows)
        return Candidates(
            passages,
            rows,
            encoded,
            self._title_shares(query, passages, steps),
        )

    def _cosines(self, asked: Encoded) -> Vectors:
        """Of the nearest clause of each passage, shape (passages,). By FAISS's own kernel, since
        its search would sort all clauses, which takes many times longer."""
        count, dimensions = self.vectors.ntotal, self.vectors.d
        found, question = np.empty(count, np.float32), np.ascontiguousarray(asked.vectors[0])
        # what FAISS's types leave out
        faiss.fvec_inner_products_ny(  # type: ignore[attr-defined]
            faiss.swig_ptr(found),
            faiss.swig_ptr(question),
            self.vectors.get_xb(),  # type: ignore[attr-defined]
            dimensions,
            count,
        )
        best: Vectors = np.maximum.reduceat(found, self._first_clauses)
        return best

    @cached_property
    def _first_clauses(self) -> Rows:
        return np.cumsum((0, *self.clauses[:-1]))

    def _encoded_at(self, rows: Rows) -> Encoded:
        if self.encoded.has_tokens:
            return self.encoded.take(rows.tolist())
        texts = (self._glossary.text_of(self.passages[row]) for row in rows)
        return self.encoder.encode_documents([text for text, _ in texts])

    def _title_shares(self, query: Query, passages: Sequence[Passage], steps: Steps) -> Vectors:
        if not steps.titles:
            return shares_of(passages, {}, {})
        stop = self.wording.stop_words
        roles = self._role_titles.shares(query.text, stop)
        sections = self._section_titles.shares(query.text, stop)
        return shares_of(passages, roles, sections, numbers_in(query.text))

    def _weigh(
        self, asked: Asked, query: Query, candidates: Candidates, best: int, steps: Steps
    ) -> tuple[Evidence, str | None]:
        """What speaks for the best candidate; and the topic of the nearest exemplar."""
        outside = asked.without_roles(query.mentions)
        weights = outside.astype(np.float32) if query.is_bare else asked.only(outside).weights
        passage = candidates.passages[best]
        near = Nearness()
        if steps.exemplars:
            near = self.exemplars.compare(asked.encoded, weights, outside)
        if self._reader.says_all(passage, query):
            # an answer, more likely than not, whatever the question is like
            near = near.weakened(SAID)
        own = candidates.encoded.take([best])
        evidence = Evidence(
            found=float(interact(asked.encoded, weights, own)[0]),
            cosine=float(asked.cosines[candidates.rows[best]]),
            exemplar=near.exemplar,
            phrasing=near.phrasing,
            familiar=near.familiar,
            leaning=near.leaning,
            stranger=_strangeness(query),
            lacking=float(self._reader.lacks_amount(passage, query)),
        )
        return evidence, None if near.topic is None else self._topics[near.topic]

    @cached_property
    def _topics(self) -> tuple[str, ...]:
        return self.wording.topics

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.roles, self.passages, self.wording, self.encoder.vocabulary)

    @cached_property
    def _glossary(self) -> Glossary:
        return Glossary(self.wording.about)

    @cached_property
    def _rarity(self) -> Vectors:
        """Of each piece of the vocabulary: how few passages have it (BM25's idf)."""
        size = max(self.encoder.vocabulary.values(), default=0) + 1
        passages = self.encoded
        owners = np.repeat(np.arange(len(passages)), np.diff(passages.bounds))
        pairs = np.unique(owners * np.int64(size) + passages.pieces)
        having = np.bincount(pairs % size, minlength=size)
        rarity: Vectors = np.log1p((len(passages) - having + 0.5) / (having + 0.5))
        return rarity.astype(np.float32)

    @cached_property
    def _role_titles(self) -> Titles:
        return Titles(role.title for role in self.roles)

    @cached_property
    def _section_titles(self) -> Titles:
        return Titles(passage.section for passage in self.passages)


def _strangeness(query: Query) -> float:
    if query.stranger is None:
        return 0.0
    return query.strangeness * (0.5 if query.stranger.is_kin else 1.0)
