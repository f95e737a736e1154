"""The demo in a real browser, used as people use it: with a keyboard and with a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.bench.browser import open_browser, why_not
from bot.live.library import Library
from bot.playground.workspace import Workspace
from index.store.open import Opened
from tests.conftest import PROJECT, InitialEncoder, WriteContent, index_of
from tests.demo import DESKTOP, PHONE, Visitor, demo, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.skipif(bool(why_not()), reason=f"no browser: {why_not()}")

QUESTION = "who owns architecture docs?"
QUOTE = "Owns and maintains the key subsystem level architectural documentation"
RULES = (PROJECT / "tests" / "accessibility.js").read_text()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def workspace(company: Library) -> Iterator[Workspace]:
    with demo(company) as workspace:
        yield workspace


@pytest.fixture
def ada(browser: Browser, workspace: Workspace) -> Iterator[Visitor]:
    with visit(browser, workspace.url) as visitor:
        yield visitor


def sees(visitor: Visitor, words: str) -> bool:
    """Anywhere on the page, at the moment."""
    return words in visitor.page.locator("#app").inner_text()


def test_a_command_is_answered_to_the_asker_alone(
    ada: Visitor, browser: Browser, workspace: Workspace
) -> None:
    ada.goes("C1")
    ada.writes(f"/role {QUESTION}")
    answer = ada.message("Only visible to you")
    assert QUOTE in answer.inner_text()
    assert ada.page.locator("main textarea").input_value() == ""
    with visit(browser, workspace.url) as ben:
        ben.goes("C1", "U2")
        ben.message("Try /role architect").wait_for()
        assert not sees(ben, QUOTE)


def test_a_mention_is_answered_in_its_thread(ada: Visitor) -> None:
    ada.goes("C2")
    ada.writes(f"@rolebot {QUESTION}")
    assert QUOTE in ada.reply("APP").inner_text()
    assert ada.page.evaluate("document.activeElement.closest('#thread') !== null")
    ada.page.get_by_role("link", name="Close the thread").click()
    ada.page.locator("#thread").wait_for(state="detached")
    assert "1 reply" in ada.message("@Rolebot").inner_text()
    ada.page.go_back()
    ada.reply(QUOTE).wait_for()


def test_a_thread_goes_on_where_the_bot_is_mentioned_again(ada: Visitor) -> None:
    ada.goes("C2")
    ada.message("Who owns architecture docs?").locator("summary").click()
    ada.page.get_by_role("link", name="Reply in thread").click()
    ada.page.locator("#thread").wait_for()
    ada.writes("@Rolebot architect", "#thread form")
    ada.reply("Principal Responsibilities").wait_for()


def test_a_conversation_goes_on_from_the_last_answer(ada: Visitor) -> None:
    ada.goes("messages")
    ada.writes("architect")
    ada.reply("Principal Responsibilities").wait_for()
    ada.writes("and competencies?", "#thread form")
    ada.reply("Read as").wait_for()
    assert "Strategic Thinking" in ada.reply("Read as").inner_text()


def test_an_answer_is_shared_with_the_channel(
    ada: Visitor, browser: Browser, workspace: Workspace
) -> None:
    ada.goes("C1")
    ada.writes(f"/role {QUESTION}")
    ada.message("Only visible to you").get_by_label("More to do").click()
    with visit(browser, workspace.url) as ben:
        ben.goes("C1", "U2")  # sees it come
        ben.message("Try /role architect").wait_for()
        ada.page.get_by_role("button", name="Share in this channel").click()
        ben.message("@Ada asked: who owns architecture docs?").wait_for()
        assert QUOTE in ben.message("@Ada asked").inner_text()


def test_pages_sections_and_roles_follow_an_answer(ada: Visitor) -> None:
    ada.goes("C1")
    ada.writes(f"/role {QUESTION}")
    ada.message("Page 1 of").get_by_role("button", name=re.compile("Show page 2")).click()
    ada.message("Page 2 of").wait_for()
    ada.message("Page 1 of").get_by_label("More to do").click()
    ada.page.get_by_role("button", name="All of Architect").click()
    card = ada.message("An architect is responsible for")
    box = card.get_by_role("combobox", name="Choose a section")
    box.click()
    box.fill("compet")
    box.press("Enter")
    ada.message("Only this part: ").wait_for()


def test_what_is_not_helpful_is_asked_about(ada: Visitor, workspace: Workspace) -> None:
    ada.goes("messages")
    ada.writes(QUESTION)
    ada.reply(QUOTE).get_by_role("button", name="This answer is not helpful").click()
    form = ada.page.get_by_role("dialog", name="Rolebot")
    form.get_by_role("button", name="Send").click()
    assert "Please fill in this field." in form.locator(".error").inner_text()
    form.get_by_label("What would be right?").fill("the other one")
    form.get_by_label("Right role, wrong passage").check()
    form.get_by_role("button", name="Send").click()
    form.wait_for(state="detached")
    sent = workspace.deliveries("interactive")[-1].body["view"]["state"]["values"]
    value = sent["reason"]["reason"]["selected_option"]["value"]
    assert value[:-16] == "passage"  # what is behind it is its signature
    assert sent["comment"]["comment"]["value"] == "the other one"


def test_what_is_helpful_is_thanked_for(ada: Visitor) -> None:
    ada.goes("C1")
    ada.writes(f"/role {QUESTION}")
    ada.message(QUOTE).get_by_role("button", name="This answer is helpful").click()
    ada.message("Thank you. This goes to the people").wait_for()


def test_the_home_tab_searches(ada: Visitor) -> None:
    ada.goes("home")
    search = ada.page.get_by_label("Ask a question, or type the name of a role")
    search.fill(QUESTION)
    search.press("Enter")
    answer = ada.page.get_by_role("dialog")
    answer.get_by_text(QUOTE).wait_for()
    ada.page.keyboard.press("Escape")
    answer.wait_for(state="detached")
    box = ada.page.get_by_role("combobox", name="Choose a role")
    box.click()
    ada.page.get_by_role("option", name="Tech Lead").click()
    ada.page.get_by_role("dialog").get_by_text("Technical direction").first.wait_for()


def test_a_form_asks_about_a_role_with_the_keyboard_alone(ada: Visitor) -> None:
    ada.goes("C1")
    ada.page.get_by_role("button", name="Ask about a role").press("Enter")
    form = ada.page.get_by_role("dialog")
    box = form.get_by_role("combobox")
    box.press_sequentially("arch")
    offered = form.get_by_role("option")
    assert [one.inner_text() for one in offered.all()] == ["Architect"]
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant")
    box.press("Enter")
    assert box.input_value() == "Architect"
    form.get_by_role("button", name="Ask").press("Enter")
    form.get_by_text(QUOTE).wait_for()


def test_the_owner_of_a_message_is_found_and_posted_below_it(ada: Visitor) -> None:
    ada.goes("C2")
    ada.message("Who owns architecture docs?").locator("summary").click()
    ada.page.get_by_role("button", name="Find the owning role").click()
    found = ada.page.get_by_role("dialog")
    found.get_by_text(QUOTE).wait_for()
    found.get_by_role("button", name=re.compile("Post this answer")).click()
    found.get_by_text("Posted below the message.").wait_for()
    found.get_by_role("button", name="Close", exact=True).click()
    ada.page.get_by_role("link", name="1 reply").click()
    ada.reply(QUOTE).wait_for()


def test_above_a_hundred_roles_the_bot_offers_what_is_typed(
    browser: Browser, write: WriteContent, initials: InitialEncoder
) -> None:
    roles: dict[str, str | bytes] = {
        f"r{n}.md": f"# Keeper of Lock {n}\n\n- Opens lock {n}.\n" for n in range(101)
    }
    opened = Opened(index_of(write(roles), initials), datetime.now(UTC), ())
    library = Library.of(opened)
    with demo(library) as workspace, visit(browser, workspace.url) as ada:
        ada.goes("C1")
        ada.writes("/role list")
        box = ada.message("101 roles").get_by_role("combobox", name="Choose a role")
        box.press_sequentially("lock 77")
        ada.page.locator("[role=option]:first-child", has_text="Keeper of Lock 77").wait_for()
        box.press("ArrowDown")
        box.press("Enter")
        ada.message("Opens lock 77.").wait_for()
        asked = workspace.deliveries("interactive")
        assert {one.body["type"] for one in asked} == {"block_suggestion", "block_actions"}


def test_who_must_not_ask_is_told_so(ada: Visitor) -> None:
    ada.goes("C1", "U3")
    ada.writes("/role architect")
    ada.message("I cannot answer guests").wait_for()
    ada.goes("C4", "U4")
    ada.writes("@Rolebot architect")
    ada.reply("The role documents are internal").wait_for()


def test_what_slack_would_not_do_is_said(ada: Visitor) -> None:
    ada.goes("C3")
    ada.writes("@Rolebot architect")
    notice = ada.page.get_by_role("status")
    notice.filter(has_text="Rolebot is not in this channel").wait_for()
    ada.writes("/rool architect")
    notice.filter(has_text="There is no command /rool.").wait_for()


def test_a_bot_that_does_not_answer_is_said(ada: Visitor, workspace: Workspace) -> None:
    ada.goes("C1")
    workspace.bot_url = "http://127.0.0.1:9/slack/events"
    ada.writes("/role architect")
    ada.page.get_by_role("status").filter(has_text="The bot did not take it.").wait_for()


def test_each_request_is_shown_with_its_answer_and_its_time(ada: Visitor) -> None:
    ada.goes("C1")
    ada.writes("/role architect")
    asked = ada.page.locator("#wire li", has_text="slash_commands: /role")
    asked.locator("summary").click()
    shown = asked.locator("pre")
    assert '"text": "architect"' in shown.first.inner_text()
    assert '"type": "header"' in shown.last.inner_text()
    assert re.search(r"\d+\.\d ms, \d\d:\d\d:\d\d\.\d{3}", asked.inner_text())


def test_what_people_write_is_shown_and_not_obeyed(ada: Visitor) -> None:
    words = "<img src=x onerror=document.title='mine'> &amp; **no** {{ 7 * 7 }}"
    ada.goes("C1")
    ada.writes(words)
    assert words in ada.message("onerror").inner_text()
    ada.writes(f"/role {words}")
    ada.message("Only visible to you").wait_for()
    assert "mine" not in ada.page.title()


def test_what_is_being_typed_stays_while_others_write(ada: Visitor, workspace: Workspace) -> None:
    ada.goes("C1")
    ada.page.locator("main textarea").press_sequentially("half a thou")
    workspace.user("U2").says("C1", "something else")
    ada.message("something else").wait_for()
    ada.page.keyboard.type("ght")
    assert ada.page.locator("main textarea").input_value() == "half a thought"


def test_a_phone_shows_one_thing_at_a_time(browser: Browser, workspace: Workspace) -> None:
    with visit(browser, workspace.url, PHONE) as ada:
        ada.goes("C1")
        assert not ada.page.locator("nav").is_visible()
        ada.page.get_by_role("button", name="Channels").click()
        assert ada.page.evaluate("document.activeElement.closest('nav') !== null")
        ada.page.keyboard.press("Escape")
        ada.page.locator("nav").wait_for(state="hidden")
        ada.page.get_by_role("button", name="Channels").click()
        assert ada.page.evaluate(RULES) == []
        ada.page.get_by_role("link", name="# architecture").click()
        ada.page.get_by_role("heading", name="# architecture").wait_for()
        assert not ada.page.locator("nav").is_visible()
        ada.writes(f"@Rolebot {QUESTION}")
        ada.reply(QUOTE).wait_for()
        ada.page.get_by_role("link", name="Close the thread").click()
        ada.page.get_by_role("button", name="Requests").click()
        ada.page.get_by_text("chat.postMessage").wait_for()
        ada.page.get_by_role("button", name="Close the list of requests").click()
        ada.message("1 reply").wait_for()


def _command(ada: Visitor) -> None:
    ada.goes("C1")
    ada.writes(f"/role {QUESTION}")
    ada.message(QUOTE).get_by_label("More to do").click()


def _thread(ada: Visitor) -> None:
    ada.goes("C2")
    ada.writes(f"@Rolebot {QUESTION}")
    ada.reply(QUOTE).wait_for()


def _role(ada: Visitor) -> None:
    ada.goes("C1")
    ada.writes("/role architect")
    ada.message(QUOTE).get_by_role("combobox").click()


def _feedback(ada: Visitor) -> None:
    ada.goes("messages")
    ada.writes(QUESTION)
    ada.reply(QUOTE).get_by_role("button", name="This answer is not helpful").click()
    ada.page.get_by_role("dialog").get_by_role("button", name="Send").click()
    ada.page.locator(".error").wait_for()


def _home(ada: Visitor) -> None:
    ada.goes("home")
    ada.page.locator("#home .header").first.wait_for()


def _requests(ada: Visitor) -> None:
    ada.goes("C1")
    ada.writes("/role list")
    ada.message("9 roles").wait_for()
    if not ada.page.locator("#wire").is_visible():
        ada.page.get_by_role("button", name="Requests").click()
    ada.page.locator("#wire summary").first.click()
    ada.page.locator("#wire pre").first.wait_for()


@pytest.mark.parametrize("screen", [_command, _thread, _role, _feedback, _home, _requests])
def test_rules_of_accessibility_are_kept(
    browser: Browser, workspace: Workspace, screen: Callable[[Visitor], None]
) -> None:
    """At both widths, in light and in dark."""
    for size in (DESKTOP, PHONE):
        with visit(browser, workspace.url, size) as ada:
            screen(ada)
            assert ada.page.evaluate(RULES) == [], size
            ada.page.emulate_media(color_scheme="dark")
            assert ada.page.evaluate(RULES) == [], (size, "dark")
        if view := workspace.modal("U1"):  # it would be there on the next page, too
            workspace.user("U1").closes(view)


def test_the_rules_find_what_is_wrong(ada: Visitor) -> None:
    ada.goes("C1")
    ada.page.evaluate(
        """() => { document.querySelector("main").insertAdjacentHTML("beforeend",
            `<button id="head"></button><h4>Deep</h4><label for="nothing">x</label>
            <img src="data:,">
            <p class="pale">pale</p>`);
            document.querySelector(".pale").style.color = "#999"; }"""
    )
    found = " ".join(ada.page.evaluate(RULES))
    for problem in ("no name", "id twice", "skips a level", "leads nowhere", "no alt"):
        assert problem in found
    assert "contrast 2.85" in found
    assert "too small" in found


def test_focus_is_seen_wherever_it_goes(ada: Visitor) -> None:
    ada.goes("C1")
    ada.message("Try /role architect").wait_for()
    seen = set()
    for _ in range(30):
        ada.page.keyboard.press("Tab")
        name, outline = ada.page.evaluate(
            """() => { const e = document.activeElement; const style = getComputedStyle(e);
            return [e.outerHTML.slice(0, 80), parseFloat(style.outlineWidth)]; }"""
        )
        seen.add(name)
        assert outline >= 2 or "<body" in name, name
    assert any("<textarea" in name for name in seen)
    assert any("data-go" in name for name in seen)


def test_the_page_asks_nobody_else_and_weighs_little(browser: Browser, ada: Visitor) -> None:
    """`visit` fails for requests to others; here all that comes at the start is weighed."""
    weights: list[int] = []
    ada.page.on("response", lambda reply: weights.append(len(reply.body())))
    ada.page.goto(ada.url, wait_until="load")
    ada.message("Try /role architect").wait_for()
    assert 5_000 < sum(weights) < 300_000
