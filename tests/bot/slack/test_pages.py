"""Answers in Slack that lead to pages of the documents, in both serving modes."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from lxml import html as lxml_html

from bot.answers.ids import Catalogue
from bot.cli.run_bot import opened_by_links
from bot.kept.keeper import Nothing
from bot.live.library import Library, Shelf
from bot.pages.links import PageLinks
from bot.playground.records import Message
from bot.playground.workspace import Mode, Workspace
from bot.render.slack import actions
from bot.render.slack.message import Surface
from bot.slack.desk import Desk
from bot.slack.metrics import Metrics
from bot.slack.settings import Settings
from bot.slack.threads import Threads
from index.errors import SettingsError
from tests.slack import answer_to, answers, held, running_bot, words_of_blocks

PUBLIC = "https://rolebot.example"
QUESTION = "who owns architecture docs?"
KEY = "k" * 16

pytestmark = pytest.mark.usefixtures("quiet")


@contextmanager
def serving(library: Library, mode: Mode = "http", **more: Any) -> Iterator[tuple[Workspace, int]]:  # noqa: ANN401
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with running_bot(library, mode, more={"port": port, "public_url": PUBLIC, **more}) as workspace:
        yield workspace, port


def urls_in(message: Message) -> list[str]:
    found: list[str] = []

    def look(value: object) -> None:
        if isinstance(value, Mapping):
            if isinstance(value.get("url"), str):
                found.append(value["url"])
            for inner in value.values():
                look(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                look(inner)

    look(message.blocks)
    return found


def fetch(url: str, port: int) -> tuple[int, str]:
    address = urlsplit(url)
    local = f"http://127.0.0.1:{port}{address.path}?{address.query}"
    try:
        with urlopen(local) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_the_link_of_an_answer_leads_to_its_quote(company: Library, mode: Mode) -> None:
    with serving(company, mode) as (workspace, port):
        message = answer_to(workspace.user("U1"), workspace, QUESTION)
        urls = urls_in(message)
        assert urls
        for url in urls:
            assert url.startswith(f"{PUBLIC}/roles/")
            status, text = fetch(url, port)
            assert status == 200
            target = lxml_html.document_fromstring(text).get_element_by_id(urlsplit(url).fragment)
            (quoted,) = target.find_class("words")
            assert str(quoted.text_content()) in words_of_blocks(message.blocks).replace("\n", "")
        assert fetch(urls[0].partition("?")[0], port)[0] == 403


@pytest.mark.parametrize("kept", ["", "/tools/Rolebot"])
def test_an_address_may_have_a_path_that_a_proxy_takes_off_or_not(
    company: Library, kept: str
) -> None:
    with serving(company, public_url=f"{PUBLIC}/tools/Rolebot") as (workspace, port):
        urls = urls_in(answer_to(workspace.user("U1"), workspace, QUESTION))
        assert urls
        assert all(url.startswith(f"{PUBLIC}/tools/Rolebot/roles/") for url in urls)
        status, page = fetch(urls[0].replace("/tools/Rolebot", kept), port)
        assert (status, "Owns and maintains" in page) == (200, True)
        workspace.bot_url = f"http://127.0.0.1:{port}{kept}/slack/events"
        assert answer_to(workspace.user("U1"), workspace, QUESTION)


def test_the_list_of_roles_leads_to_the_page_of_all(company: Library) -> None:
    with serving(company) as (workspace, port):
        (url,) = urls_in(answer_to(workspace.user("U1"), workspace, "list"))
        status, text = fetch(url, port)
        assert (status, text.count("<li>")) == (200, len(company.index.roles))
        assert fetch("/roles", port)[0] == 403


def list_links(blocks: object) -> list[str]:
    return re.findall(rf"{PUBLIC}/roles\?[^\"]+", json.dumps(blocks))


def test_the_link_to_all_is_for_whoever_asked_and_never_for_a_channel(company: Library) -> None:
    with serving(company) as (workspace, _):
        ada = workspace.user("U1")
        alone = answer_to(ada, workspace, "list")
        assert len(list_links(alone.blocks)) == 1
        ada.dm("list")
        (direct,) = answers(workspace, workspace.direct("U1"))
        assert len(list_links(direct.blocks)) == 1
        assert ada.selects(alone, actions.MENU, held(alone, actions.MENU, actions.MENU_SHARE)).ok
        (shared,) = workspace.wait_for(lambda: public(workspace))
        ada.mention("C1", "list")
        (below,) = workspace.wait_for(lambda: public(workspace)[1:])
        assert "Architect" in shared.text
        assert "Architect" in below.text
        assert list_links([shared.blocks, below.blocks]) == []


def public(workspace: Workspace) -> list[Message]:
    """What the bot has said in #general for everybody."""
    return [one for one in workspace.messages("C1") if one.from_bot and not one.is_ephemeral]


def test_the_link_to_all_is_not_posted_from_a_form(company: Library) -> None:
    with serving(company) as (workspace, _):
        ada = workspace.user("U1")
        asked = workspace.user("U2").says("C1", "list").message
        assert asked
        ada.message_shortcut(actions.FIND_OWNER, asked)
        modal = workspace.wait_for(lambda: workspace.modal("U1"))
        assert modal
        assert len(list_links(modal.blocks)) == 1
        assert ada.clicks(modal, actions.IN_THREAD).ok
        (posted,) = workspace.wait_for(lambda: public(workspace))
        assert "Architect" in posted.text
        assert list_links(posted.blocks) == []


def test_links_hold_for_as_long_as_is_set(company: Library) -> None:
    with serving(company, link_days=30) as (workspace, port):
        for question in (QUESTION, "list"):
            url = urls_in(answer_to(workspace.user("U1"), workspace, question))[0]
            last = date.fromisoformat(parse_qs(urlsplit(url).query)["until"][0])
            assert last - datetime.now(UTC).date() in (timedelta(30), timedelta(29))  # at midnight
            assert fetch(url, port)[0] == 200
            assert fetch(url.replace(f"{last}", "2999-01-01"), port)[0] == 403


def test_an_answer_that_was_worked_out_yesterday_has_a_link_of_today(company: Library) -> None:
    days = [date(2026, 11, 25)]
    links = PageLinks.of(PUBLIC, KEY, "", 30)
    desk = Desk(
        Shelf(company), Threads(), Nothing(), Metrics(), links=links, clock=lambda: days[-1]
    )
    for last in ("2026-12-25", "2026-12-26"):
        told = json.dumps(desk.ask(QUESTION, Surface.EPHEMERAL).blocks)
        assert set(re.findall(r"until=([0-9-]+)", told)) == {last}
        days.append(date(2026, 11, 26))


@pytest.mark.parametrize(("given", "read"), [("", 0), ("0", 0), ("30", 30), ("3650", 3650)])
def test_the_days_that_a_link_holds_are_a_number(given: str, read: int) -> None:
    assert settings(LINK_DAYS=given).link_days == read


@pytest.mark.parametrize("given", ["3651", "-1", "1.5", "a month", "٣"])
def test_any_other_number_of_days_is_refused(given: str) -> None:
    problem = "LINK_DAYS: It cannot be used. Give a whole number up to 3650, such as 30."
    with pytest.raises(SettingsError, match=re.escape(problem)):
        settings(LINK_DAYS=given)


def test_people_are_told_what_a_link_opens() -> None:
    ever = (
        "A link to a page of mine opens the whole document, and the one below a list of roles "
        "opens every document, to whoever has the link, and does not expire."
    )
    assert opened_by_links(settings()) == ""
    assert opened_by_links(settings(PUBLIC_URL=PUBLIC)) == ever
    for days, said in (("1", "for 1 day."), ("30", "for 30 days.")):
        told = opened_by_links(settings(PUBLIC_URL=PUBLIC, LINK_DAYS=days))
        assert told.endswith(f"to whoever has the link, {said}")


def test_a_changed_key_revokes_what_was_linked(company: Library) -> None:
    with serving(company) as (workspace, port):
        first = urls_in(answer_to(workspace.user("U1"), workspace, QUESTION))[0]
        assert fetch(first, port)[0] == 200
    with serving(company, link_key=KEY) as (workspace, port):
        second = urls_in(answer_to(workspace.user("U1"), workspace, QUESTION))[0]
        assert [fetch(url, port)[0] for url in (first, second)] == [403, 200]


def test_without_an_address_there_are_neither_links_nor_pages(company: Library) -> None:
    with serving(company, public_url="") as (workspace, port):
        assert urls_in(answer_to(workspace.user("U1"), workspace, QUESTION)) == []
        assert urls_in(answer_to(workspace.user("U1"), workspace, "list")) == []
        assert fetch("/roles", port)[0] == 404


def test_a_better_link_stays_and_a_suggestion_holds_no_signed_one(company: Library) -> None:
    """Half of the passages have an address on GitHub."""
    known = "https://github.com/acme/roles/blob/0f3d/a.md?plain=1#L3"
    passages = tuple(
        replace(passage, url=known if number % 2 else None)
        for number, passage in enumerate(company.index.passages)
    )
    index = replace(company.index, passages=passages)
    library = Library(index, Catalogue.of(index), company.built, ())
    with serving(library) as (workspace, _):
        urls = urls_in(answer_to(workspace.user("U1"), workspace, "architect"))
        assert known in urls
        assert any(url.startswith(PUBLIC) for url in urls)
        declined = answer_to(workspace.user("U1"), workspace, "how much does an architect earn?")
        suggested = [url for url in urls_in(declined) if "/issues/new?" in url]
        assert suggested
        assert "rolebot.example" not in json.dumps(suggested)


def settings(**more: str) -> Settings:
    environ = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    return Settings.from_env({**environ, **more})


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("", ""),
        ("https://Rolebot.example/", "https://rolebot.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("HTTPS://A.example/Tools/role_bot-1.2/", "https://a.example/Tools/role_bot-1.2"),
        ("https://a.example/roles-of-ours", "https://a.example/roles-of-ours"),
    ],
)
def test_the_address_is_that_of_a_server(given: str, read: str) -> None:
    assert settings(PUBLIC_URL=given).public_url == read


@pytest.mark.parametrize(
    "given",
    [
        "rolebot.example",
        "ftp://rolebot.example",
        "https://",
        "https://a.example/slack/events",
        "https://a.example/rolebot/slack/events/",
        "https://a.example/roles",
        "https://a.example/x/%2e%2e/b",
        "https://a.example/x//b",
        "https://a.example/../b",
        "https://a.example//",
        "https://a.example?b",
        "https://a.example#b",
        "https://user:password@a.example",
        "https://a.example:99999",
        "https://[::1",
        "https://a b.example",
        "https://a.example\\@b.example",
        "javascript:alert(1)",
        "https://a.example|x",
    ],
)
def test_an_address_that_is_more_or_less_than_a_server_is_refused(given: str) -> None:
    with pytest.raises(SettingsError, match="PUBLIC_URL: It is no address of a server"):
        settings(PUBLIC_URL=given)


def test_a_key_that_can_be_guessed_is_refused_and_none_is_shown() -> None:
    with pytest.raises(SettingsError, match="LINK_KEY: It is too short"):
        settings(LINK_KEY="short")
    assert settings(LINK_KEY=KEY).link_key == KEY
    assert KEY not in repr(settings(LINK_KEY=KEY))
