"""Addresses of pages. Each is signed: whoever has one can open the page, but nobody can make
one."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import PurePosixPath
from types import MappingProxyType
from urllib.parse import urlencode

from bot.answers.ids import passage_id
from index.documents.chunk import Passage
from index.documents.links import encode, slug_of

ROUTE = "/roles"
SIGNATURE, PASSAGE, UNTIL = "signature", "passage", "until"  # parameters of an address's query
DERIVED = b"rolebot: links to pages, 1"  # what a key is derived for; another number, other keys
LIST, DOCUMENT = b"list", b"document "  # what is signed; neither can be mistaken for the other
LENGTH = 22  # characters of a signature: 132 bits
UNNAMED = "index"  # for index.md at the top, which has no folder to be named after


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Addresses below `public_url`, such as "https://rolebot.example". They are valid as long as
    the `key` is, on every bot that has it. If `days` is not 0, a link is valid for so many days;
    `until` is the last day of the links that this makes and verifies, as "2026-12-25". It is a part
    of them and of what is signed, "" if they have none."""

    public_url: str
    key: bytes = field(repr=False)
    days: int = 0
    until: str = ""

    @classmethod
    def of(cls, public_url: str, link_key: str, secret: str, days: int = 0) -> PageLinks:
        """Without a `link_key` the key is derived from a `secret` that the bot has anyway."""
        derived = hmac.digest((link_key or secret).encode(), DERIVED, "sha256")
        return cls(public_url, derived, days)

    def made_on(self, day: date) -> PageLinks:
        """The same for links that are made on this day."""
        last = f"{day + timedelta(self.days)}" if self.days else ""
        return replace(self, until=last)

    def have_expired(self, day: date) -> bool:
        """Whether the links that this verifies are no longer valid on this day. Where links expire,
        one without a last day is from before they did, and counts as expired."""
        return self.until < f"{day}" if self.until else bool(self.days)

    def of_list(self) -> str:
        return f"{self.public_url}{ROUTE}?{self._query(LIST)}"

    def of_document(self, path: str) -> str:
        return self._document(path, {})

    def of_passage(self, passage: Passage) -> str:
        """The passage is in it twice: the fragment leads there, and the query, which alone reaches
        the server, lets it say if the passage is gone."""
        name = passage_id(passage)
        return f"{self._document(passage.role.path, {PASSAGE: name})}#{fragment_of(name)}"

    def opens_list(self, signature: str) -> bool:
        return _same(self._sign(LIST), signature)

    def opens(self, path: str, signature: str) -> bool:
        return _same(self._sign(_of_document(path)), signature)

    def _document(self, path: str, more: dict[str, str]) -> str:
        query = self._query(_of_document(path), more)
        return f"{self.public_url}{ROUTE}/{encode(slug(path))}?{query}"

    def _query(self, what: bytes, more: Mapping[str, str] = MappingProxyType({})) -> str:
        until = {UNTIL: self.until} if self.until else {}
        return urlencode({SIGNATURE: self._sign(what), **until, **more})

    def _sign(self, what: bytes) -> str:
        if self.until:
            # The day comes from the client. No path has a "\0", so no part of a path can be
            # passed off as part of the day.
            what = b"until %b\0%b" % (self.until.encode("utf-8", "replace"), what)
        return urlsafe_b64encode(hmac.digest(self.key, what, "sha256")).decode()[:LENGTH]


def slug(path: str) -> str:
    """The name of a document in its page's address. Several documents can share one: the signature
    tells them apart.

    >>> slug("kitchen/Head Baker.md")
    'head-baker'
    """
    return slug_of(PurePosixPath(path)) or UNNAMED


def fragment_of(name: str) -> str:
    """The fragment that leads to the passage with this id. It has a prefix, since an id may begin
    with a digit."""
    return f"p-{name}"


def _of_document(path: str) -> bytes:
    return DOCUMENT + path.encode("utf-8", "surrogateescape")


def _same(right: str, given: str) -> bool:
    return hmac.compare_digest(right.encode(), given.encode("utf-8", "replace"))
