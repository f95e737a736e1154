"""Pages of the documents in a real browser: what is seen, by whom and with what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import pytest

from bot.bench.browser import open_browser, why_not
from bot.cli.run_demo import free_port
from bot.live.library import Library, Shelf
from bot.pages.links import PageLinks
from bot.pages.site import Site
from bot.slack.receive.server import WebServer
from bot.slack.receive.web import Gate, create_web
from index.encoder.encode import OnnxEncoder
from index.store.open import Opened
from tests.conftest import PROJECT, index_of
from tests.demo import DESKTOP, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(bool(why_not()), reason=f"no browser: {why_not()}")

RULES = (PROJECT / "tests" / "accessibility.js").read_text()
# Of a page that changes while it is used; what ours has to say, it says at once.
NOT_FOR_PAGES = "nothing announces what went wrong"
MARKED = {"light": "rgb(255, 243, 196)", "dark": "rgb(74, 59, 0)"}

BROKEN_WORDS = """() => {
  const found = [], walker = document.createTreeWalker(document.querySelector("table"), 4);
  while (walker.nextNode())
    for (const word of walker.currentNode.data.matchAll(/[\\w-]+/g)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, word.index);
      range.setEnd(walker.currentNode, word.index + word[0].length);
      if (range.getClientRects().length > 1) found.push(word[0]);
    }
  return found;
}"""

Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def links(company: Library) -> Iterator[PageLinks]:
    yield from served(company)


@pytest.fixture(scope="module")
def exports(model: OnnxEncoder) -> Iterator[PageLinks]:
    """Documents of which one has a table of four columns."""
    index = index_of(PROJECT / "tests" / "exports", model)
    yield from served(Library.of(Opened(index, datetime(2026, 11, 25, tzinfo=UTC), ())))


def served(library: Library) -> Iterator[PageLinks]:
    port = free_port()
    links = PageLinks.of(f"http://127.0.0.1:{port}", "", "secret")
    web = WebServer(create_web(Gate(), Site(links, Shelf(library))), "127.0.0.1", port)
    web.start()
    yield links
    web.stop()


@contextmanager
def opened(
    browser: Browser,
    url: str,
    size: tuple[int, int] = DESKTOP,
    scheme: Scheme = "light",
    scripts: bool = True,
) -> Iterator[Page]:
    """Fails if the browser has something to say, such as that the page may not have its style."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        java_script_enabled=scripts,
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    asked: list[str] = []
    page.goto(url)
    yield page
    context.close()
    assert [one for one in said if not one.startswith("Failed to load resource")] == []
    assert {one.partition("/roles")[0] for one in asked} == {url.partition("/roles")[0]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_without_scripts_the_passage_is_in_view_and_highlighted(
    browser: Browser, links: PageLinks, company: Library, size: tuple[int, int], scheme: Scheme
) -> None:
    passage = company.index.passages[20]
    url = links.of_passage(passage)
    with opened(browser, url, size, scheme, scripts=False) as page:
        target = page.locator(f"#{url.partition('#')[2]}")
        assert passage.text in target.inner_text()
        box = target.bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= size[1]
        assert target.evaluate("e => getComputedStyle(e).backgroundColor") == MARKED[scheme]
        assert page.locator(".passage:target").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE, (320, 500)], ids=["desktop", "phone", "zoomed"])
def test_pages_keep_the_rules_of_accessibility(
    browser: Browser, links: PageLinks, company: Library, size: tuple[int, int], scheme: Scheme
) -> None:
    first = company.index.passages[0]
    gone = links.of_passage(first).replace("passage=", "passage=0")
    for url in (links.of_list(), links.of_passage(first), gone, f"{links.public_url}/roles"):
        with opened(browser, url, size, scheme) as page:
            found = [one for one in page.evaluate(RULES) if one != NOT_FOR_PAGES]
            assert found == [], url


def test_the_first_key_skips_to_the_linked_passage(
    browser: Browser, links: PageLinks, company: Library
) -> None:
    url = links.of_passage(company.index.passages[20])
    with opened(browser, url.partition("#")[0]) as page:
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.inner_text() == "Skip to the linked passage"
        box = focused.bounding_box()
        assert box
        assert box["x"] >= 0
        page.keyboard.press("Enter")
        assert page.locator(":target").get_attribute("aria-current") == "true"


@pytest.mark.parametrize("size", [DESKTOP, PHONE, (280, 500)], ids=["desktop", "phone", "zoomed"])
def test_words_in_tables_are_whole_and_a_wide_table_alone_is_scrolled(
    browser: Browser, exports: PageLinks, size: tuple[int, int]
) -> None:
    url = exports.of_document("Release-Manager_98765.md")
    with opened(browser, url, size) as page:
        assert page.evaluate(BROKEN_WORDS) == []
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
        table = page.get_by_role("group", name="Table").last
        if table.evaluate("e => e.scrollWidth > e.clientWidth"):
            table.focus()
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(500)  # milliseconds; it glides
            assert table.evaluate("e => e.scrollLeft") > 0
        assert (size[0] < PHONE[0]) == table.evaluate("e => e.scrollWidth > e.clientWidth")


def test_on_paper_there_is_nothing_to_press(
    browser: Browser, links: PageLinks, company: Library
) -> None:
    with opened(browser, links.of_document("architect.rst"), scheme="dark") as page:
        assert page.locator("nav").is_visible()
        page.emulate_media(media="print")
        assert not page.locator("nav").is_visible()
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
