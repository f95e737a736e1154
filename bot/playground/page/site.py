"""The page's addresses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from types import TracebackType
from typing import Self

from bot.playground.page.acts import do, suggestions
from bot.playground.page.place import Place
from bot.playground.page.screen import see
from bot.playground.page.templating import create_environment
from bot.playground.page.traffic import find_exchange
from bot.playground.server import Page, Reply, Request
from bot.playground.workspace import Workspace

HTML = "text/html; charset=utf-8"
STATIC: Mapping[str, str] = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
}
WAIT_SECONDS = 20.0  # for news, before the browser asks again
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Site:
    """On a workspace's server while it is entered; to be left before the workspace is."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        people = workspace.store.people
        self._templates = create_environment(
            lambda user: people[user].name if user in people else user
        )
        self._closing = False
        self._pages: dict[str, Page] = {
            "": self._front,
            "screen": self._screen,
            "do": self._do,
            "suggest": self._suggest,
            "exchange": self._exchange,
            "static": _static,
        }

    def __enter__(self) -> Self:
        safely = {path: _checked(page) for path, page in self._pages.items()}
        self._workspace.pages.update(safely)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Sends those away who wait for news."""
        for path in self._pages:
            del self._workspace.pages[path]
        with self._workspace.store.change():
            self._closing = True

    def _front(self, request: Request) -> Reply:
        return self._rendered("page.html", request)

    def _screen(self, request: Request) -> Reply:
        """As soon as something is different from revision `since`."""
        since = request.query.get("since", "")
        store = self._workspace.store
        with store.changed:
            store.changed.wait_for(
                lambda: self._closing or str(store.revision) != since, WAIT_SECONDS
            )
        return self._rendered("app.html", request)

    def _rendered(self, template: str, request: Request) -> Reply:
        place = Place.of(request.query, self._workspace.store)
        screen = see(self._workspace, place)
        return _html(self._templates.get_template(template).render(screen=screen, place=place))

    def _do(self, request: Request) -> Reply:
        if request.method != "POST" or "origin" not in request.headers:
            return Reply(b"only from the page", "text/plain", 403, HEADERS)
        outcome = do(self._workspace, json.loads(request.body))
        return Reply(json.dumps(asdict(outcome)).encode(), headers=HEADERS)

    def _suggest(self, request: Request) -> Reply:
        options = suggestions(self._workspace, request.query)
        template = self._templates.get_template("options.html")
        return _html(template.render(options=options, id=request.query["id"]))

    def _exchange(self, request: Request) -> Reply:
        workspace = self._workspace
        id_ = request.query.get("id", "")
        found = find_exchange(id_, workspace.deliveries(), workspace.calls())
        return _html(self._templates.get_template("exchange.html").render(exchange=found))


def _checked(page: Page) -> Page:
    """Refuses what no page of ours would send."""

    def checked(request: Request) -> Reply:
        try:
            return page(request)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            return Reply(f"{type(error).__name__}: {error}".encode(), "text/plain", 400, HEADERS)

    return checked


def _static(request: Request) -> Reply:
    name = request.path.rpartition("/")[2]
    body = (files("bot.playground.page") / "static" / name).read_bytes() if name in STATIC else b""
    return Reply(body, STATIC.get(name, "text/plain"), 200 if body else 404, HEADERS)


def _html(text: str) -> Reply:
    return Reply(text.encode(), HTML, headers=HEADERS)
