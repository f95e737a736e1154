"""The page's addresses."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Self

from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
)

from bot.playground.page.acts import do, suggestions
from bot.playground.page.place import Place
from bot.playground.page.screen import see
from bot.playground.page.templating import create_environment
from bot.playground.workspace import Workspace

STATIC = Path(__file__).parent / "static"
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
    """The pages on a workspace's server; to be left before the workspace is."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        people = workspace.store.people
        self._templates = create_environment(
            lambda user: people[user].name if user in people else user
        )
        self._closing = False
        workspace.add_page("/", self._front)
        workspace.add_page("/screen", self._screen)
        workspace.add_page("/do", self._do)
        workspace.add_page("/suggest", self._suggest)
        workspace.add_page("/exchange/{number:int}", self._exchange)
        workspace.add_page("/static/{name}", _static)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        """Sends those away who wait for news."""
        with self._workspace.store.change():
            self._closing = True

    def _front(self, request: Request, body: bytes) -> Response:
        return self._drawn("page.html", request)

    def _screen(self, request: Request, body: bytes) -> Response:
        """As soon as something is different from revision `since`."""
        since = request.query_params.get("since")
        store = self._workspace.store
        with store.changed:
            store.changed.wait_for(
                lambda: self._closing or str(store.revision) != since, WAIT_SECONDS
            )
        return self._drawn("app.html", request)

    def _drawn(self, template: str, request: Request) -> Response:
        with self._workspace.store.changed:
            place = Place.of(request.query_params, self._workspace.store)
            screen = see(self._workspace, place)
        return self._html(template, screen=screen, place=place)

    def _do(self, request: Request, body: bytes) -> Response:
        if request.method != "POST" or "origin" not in request.headers:
            return PlainTextResponse("only from the page", 403, HEADERS)
        return JSONResponse(asdict(do(self._workspace, json.loads(body))), headers=HEADERS)

    def _suggest(self, request: Request, body: bytes) -> Response:
        options = suggestions(self._workspace, request.query_params)
        return self._html("options.html", options=options, id=request.query_params["id"])

    def _exchange(self, request: Request, body: bytes) -> Response:
        return self._html(
            "exchange.html", one=self._workspace.store.log[request.path_params["number"]]
        )

    def _html(self, template: str, **context: object) -> Response:
        text = self._templates.get_template(template).render(context)
        return HTMLResponse(text, headers=HEADERS)


def _static(request: Request, body: bytes) -> Response:
    path = STATIC / request.path_params["name"]
    if not path.is_file():
        return PlainTextResponse("not found", 404, HEADERS)
    return FileResponse(path, headers=HEADERS)
