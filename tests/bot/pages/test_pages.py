"""Pages of the documents: what they show, and to whom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import httpx2 as httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from lxml.html import HtmlElement
from pytest_mock import MockerFixture
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.answers.decide import answer_question, list_roles
from bot.answers.ids import passage_id
from bot.answers.kinds import NoAnswer, Passages, RoleCard
from bot.live.library import Library, Shelf
from bot.pages import book
from bot.pages.answers import with_pages
from bot.pages.book import Book, RolePart, SectionPart, Sheet
from bot.pages.document import GONE, document_page
from bot.pages.links import PageLinks
from bot.pages.site import ASK, Site
from bot.pages.templates import STYLE, clean_lines
from index.documents.chunk import Passage
from index.documents.document import Mark, Role
from index.search.engine import Hit
from index.store.open import Opened
from tests.conftest import CONTENT, ROLES, InitialEncoder, WriteContent, index_of

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ADDRESS = "https://rolebot.example"
LINKS = PageLinks.of(ADDRESS, "", "a secret of Slack's")
TWO = """
# Release

## Release Manager

- Plans the release:
    - names its date
    - tells everybody
- Thanks those who helped.

## Release Engineer

- Cuts the branch.
"""
VOID = {"meta"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def library_of(folder: Path) -> Library:
    return Library.of(Opened(index_of(folder, InitialEncoder()), NOW, ()))


library_at = cache(library_of)


def client(library: Library | None, links: PageLinks = LINKS) -> TestClient:
    site = Site(links, Shelf(library) if library else None)
    return TestClient(Starlette(routes=site.routes()))


def get(url: str, library: Library, links: PageLinks = LINKS) -> HtmlElement:
    answer = client(library, links).get(url.removeprefix(ADDRESS))
    assert answer.status_code == 200, answer.text
    require_sound(answer.text)
    return lxml_html.document_fromstring(answer.text)


def status(url: str, library: Library | None, links: PageLinks = LINKS) -> int:
    answer = client(library, links).get(url.removeprefix(ADDRESS))
    require_sound(answer.text)
    return answer.status_code


def passage_at(page: HtmlElement, url: str) -> HtmlElement:
    """What the address' fragment leads to."""
    return page.get_element_by_id(urlsplit(url).fragment)


def words_in(element: HtmlElement) -> str:
    (own,) = element.find_class("words")
    return str(own.text_content())


class _Sound(HTMLParser):
    """Every element is closed, in order; no id and no attribute is there twice; paragraphs and
    headings hold nothing that would end them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: Counter[str] = Counter()
        self.headings: list[str] = []
        self.fragments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        if {"p", *HEADINGS} & set(self.open):
            assert tag in {"span", "strong", "em", "code", "del", "a"}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.fragments += [str(v)[1:] for n, v in attrs if n == "href" and str(v)[:1] == "#"]
        self.tags[tag] += 1
        self.headings += [tag] if tag in HEADINGS else []
        self.open += [tag] if tag not in VOID else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def require_sound(text: str) -> None:
    assert text.startswith('<!doctype html>\n<html lang="en">')
    page = _Sound()
    page.feed(text)
    page.close()
    assert page.open == []
    assert max(Counter(page.ids).values()) == 1
    assert (page.tags["main"], page.tags["h1"], page.tags["title"]) == (1, 1, 1)
    levels = [int(heading[1]) for heading in page.headings]
    assert levels[0] == 1
    assert all(there - here <= 1 for here, there in pairwise(levels))
    assert set(page.fragments) <= set(page.ids)
    assert page.fragments  # one of them skips to the content


@pytest.fixture(scope="module", params=[CONTENT, ROLES], ids=["content", "roles"])
def library(request: pytest.FixtureRequest) -> Library:
    return library_of(request.param)


def test_every_passage_is_on_its_page_word_for_word(library: Library) -> None:
    for passage in library.index.passages:
        url = LINKS.of_passage(passage)
        found = passage_at(get(url, library), url)
        assert words_in(found) == passage.text
        assert "linked" in found.classes
        assert found.get("aria-current") == "true"
        assert found.text_content().startswith("Linked passage: ")


def test_a_page_has_its_passages_in_order_and_nothing_else(library: Library) -> None:
    for sheet in Book.of(library.index).sheets:
        page = get(LINKS.of_document(sheet.path), library)
        expected = [p.text for p in library.index.passages if p.role.path == sheet.path]
        assert [str(one.text_content()) for one in page.find_class("words")] == expected
        assert not page.find_class("linked")
        assert not page.find_class("notice")


def test_the_list_leads_to_every_role(library: Library) -> None:
    page = get(LINKS.of_list(), library)
    links = page.xpath("//main//a/@href")
    assert len(links) == len(library.index.roles)
    for url, role in zip(links, library.index.roles, strict=True):
        assert get(url, library).xpath("//h1")[0].text == role.title


@pytest.mark.parametrize(
    "url",
    [
        "/roles",
        "/roles?signature=",
        "/roles?signature=%FF%C3%A9",
        "/roles/architect",
        "/roles/architect?signature=",
        "/roles/architect?signature=AAAAAAAAAAAAAAAAAAAAAA",
        "/roles/nothing",
        "/roles/%00?signature=x",
    ],
)
def test_without_the_right_signature_there_is_nothing_to_see(url: str) -> None:
    library = library_at(CONTENT)
    answer = client(library).get(url)
    assert answer.status_code == 403
    assert ASK.split(":")[0] in answer.text
    assert "Architect" not in answer.text


def test_a_link_opens_one_document(write: WriteContent) -> None:
    library = library_of(write({"a/lead.md": "# Lead\n\n- One.", "b/lead.md": "# Lead\n\n- Two."}))
    first, second = LINKS.of_document("a/lead.md"), LINKS.of_document("b/lead.md")
    assert urlsplit(first).path == urlsplit(second).path == "/roles/lead"
    assert words_in(get(first, library)) == "One."
    assert words_in(get(second, library)) == "Two."
    signature = urlsplit(LINKS.of_list()).query
    assert status(f"/roles/lead?{signature}", library) == 403
    assert status(f"/roles?{urlsplit(first).query}", library) == 403


def test_another_key_revokes_all_links() -> None:
    library = library_at(CONTENT)
    for url in (LINKS.of_list(), LINKS.of_passage(library.index.passages[0])):
        assert status(url, library) == 200
        for key, secret in (("k" * 16, "a secret of Slack's"), ("", "another secret")):
            assert status(url, library, PageLinks.of(ADDRESS, key, secret)) == 403
        assert status(url, library, PageLinks.of(ADDRESS, "", "a secret of Slack's")) == 200


EXPIRING = PageLinks.of(ADDRESS, "", "a secret of Slack's", 30).made_on(date(2026, 11, 25))
LAST_DAY, DAY_AFTER = date(2026, 12, 25), date(2026, 12, 26)


def on(day: date, url: str, library: Library, links: PageLinks = EXPIRING) -> httpx.Response:
    """What the bot with such `links` answers on that day."""
    site = Site(links, Shelf(library), lambda: day)
    browser = TestClient(Starlette(routes=site.routes()))
    return browser.get(url.removeprefix(ADDRESS), follow_redirects=False)


@pytest.mark.parametrize("kind", ["list", "document", "passage"])
def test_a_link_holds_until_its_last_day_and_then_says_whom_to_ask(kind: str) -> None:
    library = library_at(CONTENT)
    urls = {
        "list": EXPIRING.of_list(),
        "document": EXPIRING.of_document("architect.rst"),
        "passage": EXPIRING.of_passage(library.index.passages[0]),
    }
    assert "until=2026-12-25" in urls[kind]
    assert on(LAST_DAY, urls[kind], library).status_code == 200
    late = on(DAY_AFTER, urls[kind], library)
    require_sound(late.text)
    assert late.status_code == 410
    assert "This link has expired" in late.text
    assert "Ask the bot in Slack again" in late.text
    assert "Architect" not in late.text


@pytest.mark.parametrize(
    "forged", ["until=2027-12-25", "until=", "until=9", "", "until=2026-12-25&until=2027-12-25"]
)
def test_nobody_else_can_say_how_long_a_link_holds(forged: str) -> None:
    library = library_at(CONTENT)
    for url in (EXPIRING.of_list(), EXPIRING.of_document("architect.rst")):
        changed = url.replace("until=2026-12-25", forged)
        assert on(LAST_DAY, changed, library).status_code == 403
        assert on(LAST_DAY, changed, library, LINKS).status_code == 403


def test_no_link_to_a_document_can_be_read_as_one_to_another(tmp_path: Path) -> None:
    """The day is the client's word, and what is signed has it before the path."""
    (tmp_path / "a document b.md").write_text("# Baker\n\n- Bakes.\n")
    (tmp_path / "b.md").write_text("# Pilot\n\n- Flies.\n")
    library = library_of(tmp_path)
    url = EXPIRING.of_document("a document b.md")
    assert on(LAST_DAY, url, library).status_code == 200
    for between in ("%20", "%00"):
        forged = f"2026-12-25{between}document%20a"
        other = url.replace("/a-document-b?", "/b?").replace("2026-12-25", forged)
        assert on(LAST_DAY, other, library).status_code == 403


def test_a_link_without_an_end_holds_only_while_links_have_none() -> None:
    library = library_at(CONTENT)
    for url in (LINKS.of_list(), LINKS.of_document("architect.rst")):
        assert "until" not in url
        assert on(date(2099, 1, 1), url, library, LINKS).status_code == 200
        assert on(date(2026, 11, 25), url, library).status_code == 410


def test_what_the_list_links_to_holds_no_longer_than_the_link_to_it() -> None:
    page = lxml_html.document_fromstring(on(LAST_DAY, EXPIRING.of_list(), library_at(CONTENT)).text)
    for url in page.xpath("//main//a/@href"):
        assert on(LAST_DAY, url, library_at(CONTENT)).status_code == 200
        assert on(DAY_AFTER, url, library_at(CONTENT)).status_code == 410


def test_a_link_to_what_has_moved_holds_no_longer_where_it_leads(write: WriteContent) -> None:
    moved = "---\naliases: [/clerk/]\n---\n# Payroll Clerk\n\n- Pays.\n"
    library = library_of(write({"payroll.md": moved}))
    old = EXPIRING.of_document("clerk.md")
    led = on(LAST_DAY, old, library)
    assert led.status_code == 302
    assert on(LAST_DAY, led.headers["location"], library).status_code == 200
    assert on(DAY_AFTER, led.headers["location"], library).status_code == 410
    assert on(DAY_AFTER, old, library).status_code == 410


def test_the_key_is_not_the_secret_and_is_not_shown() -> None:
    assert b"secret" not in LINKS.key
    assert str(LINKS.key) not in repr(LINKS)


def test_a_link_outlasts_edits_elsewhere_in_the_document(write: WriteContent) -> None:
    before = library_of(write({"baker.md": "# Baker\n\n## Duties\n\n- Bakes.\n- Sells.\n"}))
    url = LINKS.of_passage(before.index.passages[1])
    write({"baker.md": "# Baker\n\nOpens at five.\n\n## Duties\n\n- Kneads.\n- Sells.\n"})
    after = library_of(write({}))
    page = get(url, after)
    assert words_in(passage_at(page, url)) == "Sells."
    assert not page.find_class("notice")


def test_a_passage_that_has_changed_since_is_said_to_have(write: WriteContent) -> None:
    before = library_of(write({"baker.md": "# Baker\n\n- Bakes.\n- Sells.\n"}))
    url = LINKS.of_passage(before.index.passages[1])
    page = get(url, library_of(write({"baker.md": "# Baker\n\n- Bakes.\n- Sells bread.\n"})))
    (notice,) = page.find_class("notice")
    assert (notice.text, notice.get("role")) == (GONE, "status")
    assert not page.find_class("linked")


def test_a_document_that_is_gone_is_refused_like_one_that_never_was(write: WriteContent) -> None:
    library = library_of(write({"baker.md": "# Baker\n\n- Bakes."}))
    assert status(LINKS.of_document("chef.md"), library) == 403


@pytest.mark.parametrize(
    ("before", "after", "alias"),
    [
        ("wages-clerk.md", "payroll.md", "/wages-clerk/"),
        ("Wages-Clerk.rst", "payroll.md", "/roles/Wages-Clerk.html"),
        ("roles/wages-clerk.md", "finance/team/payroll.md", "/roles/wages-clerk"),
        ("roles/wages-clerk/_index.md", "roles/payroll/index.md", "/en/roles/wages-clerk/"),
        ("finance/wages-clerk.txt", "finance/payroll.md", "/wages-clerk/"),
    ],
)
def test_links_to_a_renamed_document_lead_on(
    write: WriteContent, before: str, after: str, alias: str
) -> None:
    duties = "\n\nPays.\n\n{} gone.\n"
    folder = write({before: f"Clerk\n=====\n{duties.format('Soon')}"})
    old = library_of(folder).index.passages
    fields = f"---\ntitle: Clerk\naliases: [{alias}, Cashier]\n---\n"
    (folder / before).unlink()
    write({after: f"{fields}{duties.format('Not')}"})
    library = library_of(folder)
    (role,) = library.index.roles
    assert (role.other_names, role.former_addresses) == (("Cashier",), (alias,))
    for passage, url in (
        (old[0], LINKS.of_passage(library.index.passages[0])),
        (old[1], LINKS.of_document(after)),  # which has been rewritten since
    ):
        address = LINKS.of_passage(passage).removeprefix(ADDRESS)
        answer = client(library).get(address, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (302, url)
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert get(url, library) is not None
    assert status(LINKS.of_document(before).replace("signature=", "signature=x"), library) == 403
    assert status(LINKS.of_document("another.md"), library) == 403
    query = urlsplit(LINKS.of_document("another.md")).query
    slug = urlsplit(LINKS.of_document(before)).path
    assert status(f"{slug}?{query}", library) == 403


def test_a_document_that_is_there_beats_one_that_was(write: WriteContent) -> None:
    moved = "---\naliases: [/clerk/]\n---\n# Payroll Clerk\n\n- Pays.\n"
    library = library_of(write({"clerk.md": "# Clerk\n\n- Sells.", "payroll.md": moved}))
    assert words_in(get(LINKS.of_document("clerk.md"), library)) == "Sells."


def test_for_an_address_that_nothing_had_no_place_of_what_has_moved_is_tried(
    write: WriteContent, mocker: MockerFixture
) -> None:
    aliases = "aliases: [/team/jobs/clerk-{0}/, /old/jobs/a/b/{0}, /c/d/e/{0}.html]"
    moved = "---\n" + aliases + "\n---\n# Clerk {0}\n\n- Pays.\n"
    folder = write({f"a/b/c/clerk{n}.md": moved.format(n) for n in range(100)})
    library = library_of(folder)
    tried = mocker.spy(book, "former_paths")
    assert status("/roles/x?signature=y", library) == 403
    assert tried.call_count == 0
    assert status("/roles/clerk-7?signature=y", library) == 403
    assert tried.call_count == 1


def test_several_roles_of_a_document_share_its_page(write: WriteContent) -> None:
    library = library_of(write({"release.md": TWO}))
    assert len(library.index.roles) == 2
    page = get(LINKS.of_document("release.md"), library)
    assert page.xpath("//h1")[0].text == "Roles in release.md"
    assert [heading.text for heading in page.xpath("//h2")] == [
        "Release Manager",
        "Release Engineer",
    ]
    links = get(LINKS.of_list(), library).xpath("//main//a/@href")
    assert [passage_at(page, url).text for url in links] == ["Release Manager", "Release Engineer"]


def test_nested_points_stand_below_what_they_are_of(write: WriteContent) -> None:
    library = library_of(write({"release.md": TWO}))
    page = get(LINKS.of_document("release.md"), library)
    (outer,) = page.xpath("//li[.//*[text()='Plans the release:']]")
    assert [item.text_content() for item in outer.xpath("./ul/li//*[@class='words']")] == [
        "names its date",
        "tells everybody",
    ]
    (_, thanks), (cuts,) = page.xpath("//ul[@class='passages']")
    assert [words_in(thanks), words_in(cuts)] == ["Thanks those who helped.", "Cuts the branch."]


NESTED = """
# Baker

Opens at five.

## Duties

### By day

#### Morning

- Bakes.

#### Evening

- Sells.

### By night

- Sleeps.

## Skills

- Patience.

### By day

- Strength.
"""


def headings_of(page: HtmlElement) -> list[tuple[str, str]]:
    return [(str(one.tag), str(one.text)) for one in page.iter(*HEADINGS)]


def test_a_section_in_a_section_has_a_heading_below_its(write: WriteContent) -> None:
    page = get(LINKS.of_document("baker.md"), library_of(write({"baker.md": NESTED})))
    assert headings_of(page) == [
        ("h1", "Baker"),
        ("h2", "Duties"),
        ("h3", "By day"),
        ("h4", "Morning"),
        ("h4", "Evening"),
        ("h3", "By night"),
        ("h2", "Skills"),
        ("h3", "By day"),
    ]
    led = {str(a.text): passage_below(page, str(a.get("href"))[1:]) for a in page.xpath("//nav//a")}
    assert led == {
        "Duties › By day › Morning": "Bakes.",
        "Duties › By day › Evening": "Sells.",
        "Duties › By night": "Sleeps.",
        "Skills": "Patience.",
        "Skills › By day": "Strength.",
    }


def passage_below(page: HtmlElement, heading: str) -> str:
    (passage, *_) = page.xpath(f"//*[@id='{heading}']/following::*[@class='passage']")
    return words_in(passage)


def test_where_several_roles_are_sections_are_below_them(write: WriteContent) -> None:
    deep = "".join(f"{'#' * level} Level {level}\n\n- Is {level}.\n\n" for level in range(3, 7))
    text = f"# Release\n\n## Release Manager\n\n{deep}## Release Engineer\n\n- Cuts.\n"
    page = get(LINKS.of_document("release.md"), library_of(write({"release.md": text})))
    assert [tag for tag, _ in headings_of(page)] == ["h1", "h2", "h3", "h4", "h5", "h6", "h2"]


def test_what_a_separator_is_not_is_a_heading_all_the_same(write: WriteContent) -> None:
    text = "# Baker\n\n## Bread > cake\n\n- Bakes.\n\n## > > >\n\n- Sells.\n"
    page = get(LINKS.of_document("baker.md"), library_of(write({"baker.md": text})))
    assert [str(one.text_content()) for one in page.find_class("words")] == ["Bakes.", "Sells."]


def test_of_passages_that_say_the_same_the_first_is_linked(write: WriteContent) -> None:
    library = library_of(write({"a.md": "# Baker\n\n- Bakes.\n- Sells.\n- Bakes."}))
    url = LINKS.of_passage(library.index.passages[2])
    page = get(url, library)
    assert [words_in(one) for one in page.find_class("linked")] == ["Bakes."]
    assert passage_at(page, url) is page.find_class("passage")[0]


TABLES = """
# Baker

Before it.

|  | Junior | Senior |
|-|-|-|
| Scope | a **task** | - a field<br>- an oven |
| Pay |  | more |
| From here on |

- In a list:

    | Day | Who |
    |-|-|
    | Monday, with all that is baked on it in the whole week | Ada bakes rye and spelt for all |

<table><tr><td>Only</td><td>cells of more words than a heading would ever have in a table</td></tr>
<tr><td>And more words than that in this one, too, so that it is no name</td><td>b</td></tr></table>
"""


def table_of(table: HtmlElement) -> list[list[tuple[str, str]]]:
    """The cells by row, each with its tag and its text."""
    return [
        [
            (
                str(cell.tag),
                " | ".join(map(words_in, cell.find_class("passage"))) or cell.text or "",
            )
            for cell in row
        ]
        for row in table.iter("tr")
    ]


def test_a_table_is_one(write: WriteContent) -> None:
    library = library_of(write({"a.md": TABLES}))
    page = get(LINKS.of_document("a.md"), library)
    first, second, third = page.iter("table")
    assert table_of(first) == [
        [("td", ""), ("th", "Junior"), ("th", "Senior")],
        [("th", "Scope"), ("td", "a task"), ("td", "a field | an oven")],
        [("th", "Pay"), ("td", ""), ("td", "more")],
        [("td", "From here on")],
    ]
    assert [(one.get("scope"), one.text) for one in first.iter("th")] == [
        *(("col", name) for name in ("Junior", "Senior")),
        *(("row", name) for name in ("Scope", "Pay")),
    ]
    assert [one.get("colspan") for one in first.iter("td")][-1] == "3"
    assert [one[0] for one in table_of(second)[0]] == ["th", "th"]
    assert [one.text for one in second.xpath("ancestor::li/p[@class='above']")] == ["In a list:"]
    assert [one.tag for one in third.iter("th", "td")] == ["td"] * 4
    assert [str(one.text_content()) for one in page.find_class("words")] == [
        one.text for one in library.index.passages
    ]
    assert not [one.text for one in page.find_class("above") if one.text != "In a list:"]


def test_a_heading_that_is_quoted_itself_is_said_once(write: WriteContent) -> None:
    source = (
        "# Baker\n\n## Week\n\n### How you will know it is *going well*\n\n- No bread is left.\n"
    )
    library = library_of(write({"a.md": source}))
    heading, point = library.index.passages
    for passage in (heading, point):
        url = LINKS.of_passage(passage)
        page = get(url, library)
        assert words_in(passage_at(page, url)) == passage.text
        assert page.text_content().count(heading.text) == 1
        (own,) = page.iter("h3")
        assert own.xpath("ancestor::*[contains(@class, 'passage')]/@id")
        assert [one.text for one in own.iter("em")] == ["going well"]


def test_a_cell_can_be_linked_to(write: WriteContent) -> None:
    library = library_of(write({"a.md": TABLES}))
    for passage in library.index.passages:
        url = LINKS.of_passage(passage)
        found = passage_at(get(url, library), url)
        assert words_in(found) == passage.text
        assert "linked" in found.classes


def test_facts_about_a_role_are_there(write: WriteContent) -> None:
    fields = "---\nother_names: [Loafer]\nowner: Ada\ndraft: true\n---\n"
    library = library_of(write({"baker.md": f"{fields}# Baker\n\n- Bakes."}))
    (told,) = get(LINKS.of_document("baker.md"), library).xpath("//dl")
    assert [one.text for one in told] == ["Also called", "Loafer", "Owner", "Ada", "State", "draft"]


def test_emphasis_stays_and_only_links_to_the_web_are_links() -> None:
    text = "Owns the docs here and there"
    marks = (
        Mark("bold", 0, 8),
        Mark("italic", 5, 13),
        Mark("link", 9, 13, "https://a.example/?b&c"),
        Mark("link", 14, 18, "javascript:alert(1)"),
        Mark("link", 23, 28, "../there.md"),
    )
    passage = Passage(Role("Baker", "baker.md", 1), "", None, text, 1, 1, (), marks)
    page = lxml_html.document_fromstring(document_page(sheet_of([passage]), "", NOW))
    (holder,) = page.find_class("words")
    assert holder.text_content() == text
    assert [(a.get("href"), a.text_content()) for a in holder.xpath(".//a")] == [
        ("https://a.example/?b&c", "docs")
    ]
    assert "".join(one.text_content() for one in holder.xpath(".//strong")) == "Owns the"
    assert "".join(one.text_content() for one in holder.xpath(".//em")) == "the docs"


@pytest.mark.parametrize("path", ["/roles", LINKS.of_list(), LINKS.of_document("architect.rst")])
def test_every_answer_forbids_what_no_page_needs(path: str) -> None:
    answer = client(library_at(CONTENT)).get(path.removeprefix(ADDRESS))
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    for elsewhere in ("<script", "<link", "<img", "src=", "url(", "@import", " style="):
        assert elsewhere not in answer.text


def test_pages_are_read_only() -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client(library_at(CONTENT)).request(method, "/roles").status_code == 405


def test_until_there_are_documents_a_page_is_to_be_asked_for_again() -> None:
    answer = client(None).get(LINKS.of_list().removeprefix(ADDRESS))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert status(LINKS.of_document("architect.rst"), None) == 503
    assert status("/roles", None) == 403


HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(
        [
            "</title></style><script>alert(1)</script>",
            "\"' onmouseover=alert(1) x='",
            "<!-- --><svg/onload=alert(1)>",
            "&lt;b&gt; &amp; ]]>",
            "\u202e\x00\x1b\r\n\t\N{NO-BREAK SPACE}",
        ]
    ),
).filter(lambda text: "\ufffe" not in text and "\uffff" not in text)
HREFS = st.one_of(
    HOSTILE,
    HOSTILE.map(lambda text: f"https://a.example/{text}"),
    st.sampled_from(["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "//a.example"]),
)
KINDS = st.sampled_from(["bold", "code", "italic", "link", "strike"])


ASCII_OR_NOT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@st.composite
def passages(draw: st.DrawFn, role: Role) -> list[Passage]:
    found = []
    sections, texts = draw(st.lists(HOSTILE, min_size=1, max_size=3)), HOSTILE.filter(str.strip)
    for section in sorted(set(sections)):
        for text in draw(st.lists(texts, min_size=1, max_size=4, unique=True)):
            places = st.integers(0, len(text))
            marks = st.builds(Mark, KINDS, places, places, HREFS)
            found.append(
                Passage(
                    role, section, None, text, 1, draw(st.integers(1, 3)),
                    tuple(draw(st.lists(st.sampled_from(["a", "<b>", "c"]), max_size=12))),
                    tuple(draw(st.lists(marks, max_size=4))),
                )
            )  # fmt: skip
    return found


def sheet_of(passages: Sequence[Passage]) -> Sheet:
    role = passages[0].role
    titles = dict.fromkeys(passage.section for passage in passages)
    sections = (
        SectionPart(title, tuple(one for one in passages if one.section == title))
        for title in titles
    )
    return Sheet(role.path, (RolePart(role, tuple(sections)),))


@settings(deadline=None)
@given(st.data(), HOSTILE, HOSTILE)
def test_no_document_can_put_anything_into_its_page(
    data: st.DataObject, title: str, linked: str
) -> None:
    role = Role(title, f"{title}.md", 1, owner=title, other_names=(title,))
    found = data.draw(passages(role))
    text = document_page(sheet_of(found), linked, NOW)
    require_sound(text)
    page = lxml_html.document_fromstring(text)
    assert {element.tag for element in page.iter()} <= {
        "html", "head", "meta", "title", "style", "body", "a", "main", "nav", "footer",
        "h1", "h2", "h3", "dl", "dt", "dd", "ul", "li", "div", "p", "span", "strong", "em", "code",
        "del",
    }  # fmt: skip
    assert {name for element in page.iter() for name in element.attrib} <= {
        "lang", "charset", "name", "content", "href", "class", "id", "tabindex", "dir", "rel",
        "role", "aria-label", "aria-current",
    }  # fmt: skip
    hrefs = page.xpath("//a/@href")
    assert all(str(href).startswith(("#", "https://a.example/")) for href in hrefs)
    assert page.xpath("//style")[0].text == STYLE
    expected = [clean_lines(one.text) for one in found]
    assert [str(one.text_content()) for one in page.find_class("words")] == expected


@settings(deadline=None)
@given(ASCII_OR_NOT, ASCII_OR_NOT, ASCII_OR_NOT)
def test_no_request_breaks_the_site(slug: str, signature: str, passage: str) -> None:
    answers = client(library_at(CONTENT))
    path = f"/roles/{quote(slug, safe='')}"
    wrong = answers.get(path, params={"signature": signature}, follow_redirects=False)
    assert wrong.status_code in (403, 404, 307)
    right = urlsplit(LINKS.of_document("architect.rst"))
    opened = answers.get(f"{right.path}?{right.query}&{urlencode({'passage': passage})}")
    assert opened.status_code == 200
    require_sound(opened.text)


def test_a_name_in_an_address_is_read_back(write: WriteContent) -> None:
    names = ["Head Baker.md", "100%.md", "a?b#c.md", "ä & ö.md", "index.md", "team/README.md"]
    library = library_of(write({name: f"# Baker\n\n- Task {n}" for n, name in enumerate(names)}))
    for n, name in enumerate(names):
        assert words_in(get(LINKS.of_document(name), library)) == f"Task {n}"


def test_answers_lead_to_pages_where_nothing_else_is_known() -> None:
    library = library_at(CONTENT)
    answer = answer_question("architect", library.index)
    assert isinstance(answer, RoleCard)
    linked = with_pages(answer, LINKS)
    assert isinstance(linked, RoleCard)
    for before, after in zip(answer.passages, linked.passages, strict=True):
        assert after.url == LINKS.of_passage(before)
        assert passage_id(after) == passage_id(before)
    assert with_pages(linked, PageLinks.of("https://other.example", "", "x")) == linked
    assert with_pages(list_roles(library.index), LINKS) == list_roles(library.index)


def test_only_answers_that_quote_are_changed() -> None:
    index = library_of(ROLES).index
    hits = (Hit(index.passages[0], 0.9), Hit(index.passages[1], 0.8))
    shown = with_pages(Passages(hits, 0.9), LINKS)
    declined = with_pages(NoAnswer("who?", hits), LINKS)
    assert isinstance(shown, Passages)
    assert isinstance(declined, NoAnswer)
    for linked in (shown.hits, declined.nearest):
        assert [hit.score for hit in linked] == [0.9, 0.8]
        assert [hit.passage.url for hit in linked] == [LINKS.of_passage(h.passage) for h in hits]


# Colours: WCAG 2.2, 1.4.3 and 1.4.11


def palettes() -> Iterator[dict[str, str]]:
    """The colours for light, dark and print; what one does not define is as in the first."""
    light: dict[str, str] = {}
    for block in re.findall(r":root \{([^}]*)\}", STYLE):
        own = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block))
        light = light or own
        yield {**light, **own}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_enough_in_light_dark_and_print() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert len(list(palettes())) == 3
    for colours in palettes():
        for text in ("ink", "quiet", "link"):
            for behind in ("paper", "mark"):
                assert contrast(colours[text], colours[behind]) >= 4.5, (text, behind)
        for behind in ("paper", "mark"):
            assert contrast(colours["edge"], colours[behind]) >= 3


def test_the_style_has_what_it_promises() -> None:
    for needed in (
        "prefers-color-scheme: dark",
        "@media print",
        "forced-colors: active",
        ".passage:target",
        "scroll-margin",
        ":focus-visible",
        ".skip:focus",
    ):
        assert needed in STYLE
