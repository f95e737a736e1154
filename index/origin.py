"""What an index is made from: if this is the same, the index is up to date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from index.content import find_documents, hash_documents
from index.links import Links, find_links
from index.wording import hash_wording


@dataclass(frozen=True, slots=True)
class Settings:
    """What the owner decides. `source_url` is a template for links (see `index.links`), None to
    derive them from git; with `skip_drafts` roles marked as drafts are left out."""

    source_url: str | None = None
    skip_drafts: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """`documents` maps each path to the sha256 of its bytes; `wording` is the sha256 of the lists
    of words."""

    documents: dict[str, str]
    links: Links
    skip_drafts: bool
    wording: str


def find_origin(content: Path, settings: Settings, before: Origin | None) -> Origin:
    """Of the documents as they are now. Where git does not know them, as in a deployed place,
    what it knew when the index was built `before` still holds for all that has not changed.

    Raises ContentError if there is nothing to read in `content`, SettingsError for a
    `source_url` that cannot be used.
    """
    documents = hash_documents(content, find_documents(content))
    links = find_links(content, settings.source_url)
    if before is not None and links.commit is None and before.links.commit is not None:
        edited = {p for p, digest in documents.items() if before.documents.get(p) != digest}
        links = replace(
            before.links,
            template=links.template or before.links.template,
            changed=(before.links.changed | edited) & documents.keys(),
        )
    return Origin(documents, links, settings.skip_drafts, hash_wording(content))


def why_stale(before: Origin, now: Origin) -> str | None:
    """One sentence; None if nothing has changed."""
    if before.documents != now.documents:
        return "The documents have changed."
    if before.links != now.links:
        return "The links have changed."
    if before.skip_drafts != now.skip_drafts:
        return "Drafts are treated otherwise now."
    if before.wording != now.wording:
        return "The lists of words have changed."
    return None
