"""The demo as `rolebot demo` shows it, and people who use its page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from bot.demo.company import furnish
from bot.kept.keeper import open_keeper
from bot.kept.settings import Keeping
from bot.live.library import Library
from bot.playground.page.site import Site
from bot.playground.workspace import Workspace
from tests.slack import running_bot

if TYPE_CHECKING:  # where it is not installed, tests are skipped
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request

Scheme = Literal["light", "dark"]
DESKTOP, PHONE = (1440, 900), (390, 844)


@dataclass  # no slots: Playwright keeps something of its own in what listens
class Visitor:
    """Somebody at the page; what goes wrong there is in `trouble`."""

    page: Page
    url: str
    trouble: list[str] = field(default_factory=list)

    def goes(self, where: str, user: str = "U1") -> None:
        self.page.goto(f"{self.url}/?as={user}&in={where}")

    def writes(self, text: str, form: str = "main form") -> None:
        """And presses Enter."""
        box = self.page.locator(f"{form} textarea[name=text]")
        box.fill(text)
        box.press("Enter")

    def message(self, words: str) -> Locator:
        """The last one with these words."""
        return self.page.locator("main .message", has_text=words).last

    def reply(self, words: str) -> Locator:
        """The last one in the open thread."""
        return self.page.locator("#thread .message", has_text=words).last

    def _hears(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.trouble.append(said.text)

    def _asks(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:")):
            self.trouble.append(f"asked for {request.url}")


@contextmanager
def demo(library: Library, public_url: str = "") -> Iterator[Workspace]:
    """With a `public_url`, places are links to pages that nobody serves."""
    with (
        TemporaryDirectory() as folder,
        open_keeper(Keeping(folder=Path(folder))) as keeper,
        running_bot(library, keeper=keeper, more={"public_url": public_url}) as workspace,
        Site(workspace),
    ):
        workspace.store.channels.clear()
        furnish(workspace)
        yield workspace


@contextmanager
def visit(
    browser: Browser, url: str, size: tuple[int, int] = DESKTOP, scheme: Scheme = "light"
) -> Iterator[Visitor]:
    """Fails if anything went wrong in the console, or to another machine."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
    )
    page = context.new_page()
    page.set_default_timeout(15_000)  # milliseconds; machines are busy
    visitor = Visitor(page, url)
    page.on("console", visitor._hears)
    page.on("pageerror", lambda error: visitor.trouble.append(str(error)))
    page.on("request", visitor._asks)
    try:
        yield visitor
    finally:
        context.close()
    assert not visitor.trouble, visitor.trouble
