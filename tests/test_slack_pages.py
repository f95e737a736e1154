"""Answers in Slack that lead to pages of the documents, in both serving modes."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from lxml import html as lxml_html

from bot.ids import Catalogue
from bot.library import Library
from bot.playground.records import Message
from bot.playground.workspace import Mode, Workspace
from bot.slack.settings import Settings
from index.errors import SettingsError
from tests.slack import answer_to, running_bot, words_of_blocks

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
    """Of all passages one half is known to git."""
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
