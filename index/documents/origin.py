"""What an index is made from: if this is the same, the index is up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from index.documents.content import find_documents, hash_documents
from index.documents.links import Links, Place, find_links
from index.folders import Folder, each
from index.words.lists import hash_wording


@dataclass(frozen=True, slots=True)
class Settings:
    """What the owner decides. `source_url` is a template for links, None to derive them from
    git (see `index.documents.links`); with `skip_drafts` roles marked as drafts are left out."""

    source_url: str | None = None
    skip_drafts: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """`documents` maps each path to the sha256 of its bytes; `links` are those of each folder;
    `wording` is the sha256 of the lists of words."""

    documents: dict[str, str]
    links: tuple[Links, ...]
    skip_drafts: bool
    wording: str

    def url_of(self, place: Place) -> str | None:
        """None if nothing online is known to say the same."""
        links = next((one for one in self.links if place.path.startswith(one.name)), None)
        return links.url_of(place) if links else None


def find_origin(content: Folder, settings: Settings, before: Origin | None) -> Origin:
    """The origin of the documents as they are now. Where git does not know them, as in a
    deployment, what it knew when the index was built `before` still holds for all that is
    unchanged.

    Raises ContentError if there is nothing to read in `content`, SettingsError for a
    `source_url` that cannot be used.
    """
    documents = hash_documents(content, find_documents(content))
    links = tuple(
        _as_before(replace(find_links(place, settings.source_url), name=name), documents, before)
        for name, place in each(content)
    )
    return Origin(documents, links, settings.skip_drafts, hash_wording(content))


def _as_before(links: Links, documents: Mapping[str, str], before: Origin | None) -> Links:
    """`links`, with what git knew `before` if it knows nothing now."""
    known = next((one for one in before.links if one.name == links.name), None) if before else None
    if before is None or known is None or links.commit is not None or known.commit is None:
        return links
    here = {path for path in documents if path.startswith(links.name)}
    edited = {path for path in here if before.documents.get(path) != documents[path]}
    unlike = known.changed | {path.removeprefix(known.name) for path in edited}
    return replace(
        known,
        template=links.template or known.template,
        changed=unlike & {path.removeprefix(known.name) for path in here},
    )


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
