"""Indexes with the real model, without encoding the packaged exemplars, 10 seconds, for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from index.build import make_index
from index.chunk import chunk_document
from index.content import find_documents, read_content
from index.encode import OnnxEncoder
from index.origin import Settings, find_origin
from index.search import Index
from index.store import save_index


@cache
def index_of_nothing(encoder: OnnxEncoder) -> Index:
    return make_index((), (), encoder)


def seeded_index(folder: Path, encoder: OnnxEncoder) -> Index:
    """Everything in `folder`, indexed and not stored."""
    documents = read_content(folder, find_documents(folder)).documents
    roles = [text.role for document in documents for text in document.roles]
    passages = [passage for document in documents for passage in chunk_document(document)]
    return make_index(roles, passages, encoder, index_of_nothing(encoder))


def seed(content: Path, folder: Path, encoder: OnnxEncoder) -> None:
    """Store in `folder` an index as if `content` had been empty when it was built."""
    origin = replace(find_origin(content, Settings(), None), documents={})
    save_index(index_of_nothing(encoder), folder, origin, (), datetime.now(UTC))
