"""Builds an index from documents, and from what is still good of an earlier index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import faiss

from index.documents.chunk import Passage, chunk_document, text_of
from index.documents.content import read_content
from index.documents.document import Document, Role
from index.documents.join import join_columns
from index.documents.links import Place
from index.documents.origin import Origin
from index.encoder.encode import Encoder
from index.encoder.encoded import Encoded, join
from index.errors import ContentError
from index.folders import Folder
from index.progress import Progress
from index.search.confidence import Calibration, packaged_calibration
from index.search.exemplars import load_exemplars
from index.search.index import MAX_TOKENS, Index
from index.words.lists import Wording, packaged_wording, read_wording

SEE_ALL = "To see all problems: rolebot check"
LAST_GOOD = " Until then its last good version is answered from."
PACKAGED_LISTS = " Until then only the lists that come with rolebot are used."


@dataclass(frozen=True, slots=True)
class _Chunks:
    """The roles and passages of one document."""

    roles: tuple[Role, ...]
    passages: tuple[Passage, ...]


def build_index(
    content: Folder,
    origin: Origin,
    encoder: Encoder,
    old: Index | None,
    calibration: Calibration,
    progress: Progress,
) -> tuple[Index, tuple[str, ...]]:
    """Build the index, and return what is wrong with the documents. Of a document that can no
    longer be read, the last good version is kept; texts that are in `old` are not encoded again."""
    read = read_content(content, tuple(origin.documents), progress)
    if not read.documents and old is None:
        first = next(iter(read.problems.values()))
        raise ContentError(content, None, f"No document can be read: {first}", SEE_ALL)
    chunks = {document.path: _chunks(document, origin) for document in read.documents}
    last = {path: _last_good(path, old) for path in read.problems} if old else {}
    chunks |= {path: found for path, found in last.items() if found}
    ordered = [chunks[path] for path in origin.documents if path in chunks]
    roles, passages = join_columns(
        [role for chunk in ordered for role in chunk.roles],
        [passage for chunk in ordered for passage in chunk.passages],
    )
    wording, unread = _wording(content)
    index = make_index(roles, passages, encoder, old, wording, calibration)
    problems = [f"{e}{LAST_GOOD if last.get(path) else ''}" for path, e in read.problems.items()]
    return index, (*problems, *unread)


def _wording(content: Folder) -> tuple[Wording, tuple[str, ...]]:
    """Read the lists of words, and return what is wrong with the documents' own."""
    try:
        return read_wording(content), ()
    except ContentError as error:
        return packaged_wording(), (f"{error}{PACKAGED_LISTS}",)


def _chunks(document: Document, origin: Origin) -> _Chunks:
    roles = tuple(text.role for text in document.roles)
    passages = (_linked(passage, origin) for passage in chunk_document(document))
    if origin.skip_drafts:
        roles = tuple(role for role in roles if not role.draft)
    return _Chunks(roles, tuple(passage for passage in passages if passage.role in roles))


def _linked(passage: Passage, origin: Origin) -> Passage:
    place = Place(passage.path, passage.line, passage.end_line, passage.anchor, passage.text)
    return replace(passage, url=origin.url_of(place))


def _last_good(path: str, old: Index) -> _Chunks | None:
    roles = tuple(role for role in (*old.roles, *old.pages) if role.path == path)
    passages = tuple(passage for passage in old.passages if passage.path == path)
    return _Chunks(roles, passages) if roles else None


def make_index(
    roles: Sequence[Role],
    passages: Sequence[Passage],
    encoder: Encoder,
    old: Index | None = None,
    wording: Wording | None = None,
    calibration: Calibration | None = None,
) -> Index:
    """Make an index. Passages whose text is in `old` are not encoded again, nor are exemplars if
    the `wording` is the same there. By default, `wording` and `calibration` are the packaged
    ones."""
    wording = wording or packaged_wording()
    encoded = _encode(list(map(text_of, passages)), old, encoder)
    vectors = faiss.IndexFlatIP(encoder.dimensions)
    if passages:
        vectors.add(encoded.vectors)
    known_exemplars = old.exemplars if old and old.wording == wording else None
    exemplars = known_exemplars or load_exemplars(wording, encoder)
    return Index(
        tuple(role for role in roles if not role.is_page),
        tuple(role for role in roles if role.is_page),
        tuple(passages),
        vectors,
        encoded if len(encoded.pieces) <= MAX_TOKENS else encoded.without_tokens(),
        encoder,
        wording,
        exemplars,
        calibration or packaged_calibration(),
    )


def _encode(texts: Sequence[str], old: Index | None, encoder: Encoder) -> Encoded:
    """Encode `texts`, but take from `old` what is there. If that has no tokens, and there is room
    for them now, encode everything again."""
    known = list(map(text_of, old.passages)) if old else []
    before = set(known)
    new = [text for text in dict.fromkeys(texts) if text not in before]
    encoded = encoder.encode_documents(new)
    if old:
        encoded = join([old.encoded, encoded])
    numbers = {text: number for number, text in enumerate((*known, *new))}
    encoded = encoded.take([numbers[text] for text in texts])
    if not encoded.has_tokens and len(encoded.pieces) <= MAX_TOKENS:
        return _encode(texts, None, encoder)
    return encoded
