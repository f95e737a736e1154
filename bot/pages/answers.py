"""Links the passages in an answer to their pages, unless they have an address of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.answers.kinds import Answer, NoAnswer, Passages, RoleCard
from bot.pages.links import PageLinks
from index.documents.chunk import Passage
from index.search.engine import Hit


def with_pages(answer: Answer, links: PageLinks) -> Answer:
    match answer:
        case Passages():
            return replace(answer, hits=_hits(answer.hits, links))
        case NoAnswer():
            return replace(answer, nearest=_hits(answer.nearest, links))
        case RoleCard():
            linked = tuple(_linked(passage, links) for passage in answer.passages)
            return replace(answer, passages=linked)
        case _:
            return answer  # it quotes nothing


def _hits(hits: Iterable[Hit], links: PageLinks) -> tuple[Hit, ...]:
    return tuple(replace(hit, passage=_linked(hit.passage, links)) for hit in hits)


def _linked(passage: Passage, links: PageLinks) -> Passage:
    return passage if passage.url else replace(passage, url=links.of_passage(passage))
