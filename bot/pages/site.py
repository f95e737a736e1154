"""The pages over HTTP: whoever has a signed address gets a page, and everybody else a refusal."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.kept.records import Clock, today
from bot.live.library import Library, Shelf
from bot.pages.book import Book
from bot.pages.document import document_page
from bot.pages.links import PASSAGE, ROUTE, SIGNATURE, UNTIL, PageLinks
from bot.pages.roles import roles_page
from bot.pages.templates import STYLE, render

STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # since the address alone opens the page
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex, nofollow",
}
REFUSED = "This page needs a link from the bot"
ASK = (
    "Ask the bot for a link: its answers have one. The one that was followed is not whole or not "
    "valid any more, or its document is gone."
)
EXPIRED = "This link has expired"
ASK_AGAIN = "Ask the bot in Slack again: its answer has a new one."
STARTING = "Not yet"
WAIT = "The bot has just started. Try again in a minute."
WAIT_SECONDS = "10"


@dataclass(slots=True)
class Site:
    """Shows the library that is on the `shelf`. Until there is a shelf, the bot is starting."""

    links: PageLinks
    shelf: Shelf | None = None
    clock: Clock = today

    @property
    def prefix(self) -> str:
        """The path in the address at which others reach the bot, "" if there is none."""
        return urlsplit(self.links.public_url).path

    def routes(self) -> list[Route]:
        return [Route(ROUTE, self.roles), Route(ROUTE + "/{slug}", self.document)]

    # Not async, so that Starlette runs these in threads, and a long page holds nothing up.

    def roles(self, request: Request) -> Response:
        links = self._links(request)
        if not links.opens_list(_signature(request)):
            return _message(403, REFUSED, ASK)
        if links.have_expired(self.clock()):
            return _message(410, EXPIRED, ASK_AGAIN)
        library = self._library()
        return _page(roles_page(_book(library), links)) if library else _not_yet()

    def document(self, request: Request) -> Response:
        library = self._library()
        if library is None:
            return _not_yet()
        links = self._links(request)
        asked = str(request.path_params["slug"]), _signature(request)
        linked = request.query_params.get(PASSAGE, "")
        sheet = _book(library).find(*asked, links)
        moved = None if sheet else _book(library).find_moved(*asked, linked, links)
        if sheet is None and moved is None:
            return _message(403, REFUSED, ASK)
        if links.have_expired(self.clock()):
            return _message(410, EXPIRED, ASK_AGAIN)
        if sheet is None:
            return RedirectResponse(str(moved), 302, HEADERS)
        return _page(document_page(sheet, linked, library.built))

    def _links(self, request: Request) -> PageLinks:
        """Links that expire with the one that was followed, so that no page gives access for longer
        than it is accessible itself."""
        return replace(self.links, until=request.query_params.get(UNTIL, ""))

    def _library(self) -> Library | None:
        return self.shelf.library if self.shelf else None


def _book(library: Library) -> Book:
    book: Book = library.cached(Book, lambda: Book.of(library.index))
    return book


def _signature(request: Request) -> str:
    return str(request.query_params.get(SIGNATURE, ""))


def _page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, HEADERS)


def _message(status: int, title: str, text: str) -> Response:
    """A page that says why there is no other."""
    return _page(render("message", title=title, text=text), status)


def _not_yet() -> Response:
    response = _message(503, STARTING, WAIT)
    response.headers["Retry-After"] = WAIT_SECONDS
    return response
