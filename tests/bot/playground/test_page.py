"""The workspace's page without a browser: what the server renders, does and refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from threading import Thread
from time import monotonic
from urllib.parse import urlencode

import pytest
from slack_sdk import WebClient

from bot.live.library import Library
from bot.playground.page.place import HOME, Place
from bot.playground.page.site import Site
from bot.playground.page.templating import ident_of
from bot.playground.records import Json, Message
from bot.playground.workspace import Workspace
from tests.demo import demo
from tests.slack import MANIFEST

Got = tuple[int, str, Mapping[str, str]]


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """Without a bot."""
    with Workspace(MANIFEST, mode="http") as workspace, Site(workspace):
        workspace.add_person("U1", "Ada")
        workspace.add_person("U2", "Ben")
        workspace.add_channel("C1", "general", members=["U1", "U2"])
        yield workspace


def ask(
    workspace: Workspace, path: str, what: object = None, headers: Mapping[str, str] | None = None
) -> Got:
    """A GET, or a POST of `what`, as the page itself would send it but for `headers`."""
    connection = HTTPConnection(workspace.url.removeprefix("http://"), timeout=10)
    body = None if what is None else json.dumps(what)
    own = {} if what is None else {"Origin": workspace.url}
    try:
        connection.request("GET" if what is None else "POST", path, body, own | dict(headers or {}))
        reply = connection.getresponse()
        return reply.status, reply.read().decode(), dict(reply.headers)
    finally:
        connection.close()


def page(workspace: Workspace, where: str = "C1", user: str = "U1", thread: str = "") -> str:
    query = urlencode({"as": user, "in": where, "thread": thread})
    status, html, _ = ask(workspace, f"/?{query}")
    assert status == 200, html
    return html


def client(workspace: Workspace) -> WebClient:
    return WebClient(workspace.bot_token, base_url=workspace.base_url)


# Who may


@pytest.mark.parametrize(
    "path", ["/", "/do", "/screen", "/api/chat.postMessage", "/static/page.js"]
)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
    ],
)
def test_no_other_site_gets_anything(
    workspace: Workspace, path: str, headers: Mapping[str, str]
) -> None:
    for what in (None, {"kind": "write", "as": "U1", "channel": "C1", "text": "x"}):
        assert ask(workspace, path, what, headers)[0] == 403
    assert workspace.messages("C1") == []
    assert workspace.calls() == []


def test_nothing_is_done_by_a_link_or_by_something_that_is_no_page(workspace: Workspace) -> None:
    assert ask(workspace, "/do")[0] == 403
    connection = HTTPConnection(workspace.url.removeprefix("http://"), timeout=10)
    connection.request("POST", "/do", json.dumps({"kind": "write", "as": "U1"}))
    assert connection.getresponse().status == 403
    connection.close()


@pytest.mark.parametrize("length", ["2000001", "9" * 15])
def test_what_is_too_large_is_not_even_read(workspace: Workspace, length: str) -> None:
    connection = HTTPConnection(workspace.url.removeprefix("http://"), timeout=3)
    connection.request("POST", "/do", headers={"Content-Length": length})
    assert connection.getresponse().status == 413
    connection.close()


def test_the_page_may_load_its_own_things_alone(workspace: Workspace) -> None:
    _, html, headers = ask(workspace, "/")
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    addresses = re.findall(r"""(?:src|href)=["']?([^"'> ]+)""", html)
    assert all(one.startswith(("/", "#", "data:,")) for one in addresses), addresses


@pytest.mark.parametrize(
    "what",
    [
        "no object",
        {},
        {"kind": "write"},
        {"kind": "write", "as": "U9", "channel": "C1", "text": "x"},
        {"kind": "write", "as": "U1", "channel": "C1", "text": 7},
        {"kind": "dance", "as": "U1"},
        {"kind": "act", "as": "U1"},
        {"kind": "submit", "as": "U1", "view": "V1", "values": []},
        [],
    ],
)
def test_what_the_page_would_not_send_is_refused_and_harms_nothing(
    workspace: Workspace, what: object
) -> None:
    status, said, _ = ask(workspace, "/do", what)
    assert status == 400 or "not" in json.loads(said)["notice"]
    assert workspace.messages("C1") == []
    assert page(workspace)


@pytest.mark.parametrize(
    "path", ["/static/site.py", "/static/..%2fsite.py", "/static/", "/nothing"]
)
def test_nothing_else_is_to_be_had(workspace: Workspace, path: str) -> None:
    assert ask(workspace, path)[0] == 404


# Where


def test_an_address_says_where_one_is_and_a_wrong_one_says_nearly_so(workspace: Workspace) -> None:
    message = workspace.user("U1").says("C1", "hello").message
    assert message
    place = Place("U2", "C1", message.ts)
    query = dict(pair.split("=") for pair in place.address().removeprefix("/?").split("&"))
    assert Place.of(query, workspace.store) == place
    assert Place.of({}, workspace.store) == Place("U1", "C1")
    assert Place.of({"as": "U9", "in": "C9", "thread": "9"}, workspace.store) == Place("U1", "C1")
    assert Place.of({"in": HOME, "thread": message.ts}, workspace.store) == Place("U1", HOME)


def test_somebody_in_no_channel_is_at_home(workspace: Workspace) -> None:
    workspace.add_person("U7", "Zoe")
    assert Place.of({"as": "U7"}, workspace.store).where == HOME


# What is there


def test_what_only_one_person_sees_only_they_see(workspace: Workspace) -> None:
    client(workspace).chat_postEphemeral(channel="C1", user="U1", text="psst")
    assert "psst" in page(workspace)
    assert "Only visible to you" in page(workspace)
    assert "psst" not in page(workspace, user="U2")


def test_markup_of_people_and_of_the_bot_is_shown_as_it_is(workspace: Workspace) -> None:
    workspace.user("U1").says("C1", "<script>alert(1)</script> {{ 7*7 }}")
    client(workspace).chat_postMessage(channel="C1", text="a &lt;b&gt; <script>")
    html = page(workspace)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in html
    assert "a &lt;b&gt; &lt;script&gt;" in html


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*bold*"}},
        {"type": "image", "image_url": "https://example.com/cat.png", "alt_text": "a cat"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "small"}]},
        {"type": "actions", "elements": [{"type": "datepicker", "action_id": "when"}]},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "emoji", "name": "wave"}],
                },
                {
                    "type": "rich_text_preformatted",
                    "elements": [{"type": "text", "text": "code"}],
                },
            ],
        },
    ],
)
def test_a_block_that_is_not_drawn_is_shown_as_json(workspace: Workspace, block: Json) -> None:
    workspace.store.add_message(Message("C1", "", "U2", "x", (block,)))
    html = page(workspace)
    assert 'class="unknown"' in html
    for word in re.findall(r"mrkdwn|bold|cat\.png|small|when|wave|code", json.dumps(block)):
        assert word in html
    assert "<img" not in html


def test_addresses_that_are_none_of_the_web_lead_nowhere(workspace: Workspace) -> None:
    link = {"type": "link", "url": "javascript:alert(1)", "text": "go"}
    button = {"type": "button", "action_id": "b", "url": "data:text/html,x"}
    button["text"] = {"type": "plain_text", "text": "press"}  # type: ignore[assignment]
    blocks: list[Json] = [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [link]}],
        },
        {"type": "actions", "elements": [button]},
    ]
    client(workspace).chat_postMessage(channel="C1", text="x", blocks=blocks)
    html = page(workspace)
    assert 'href="javascript' not in html
    assert 'href="data:text' not in html
    assert "press" in html


def test_replies_are_counted_and_shown_in_their_thread(workspace: Workspace) -> None:
    first = workspace.user("U1").says("C1", "first").message
    assert first
    for text in ("second", "third"):
        workspace.user("U2").says("C1", text, first.ts)
    html = page(workspace)
    assert "2 replies" in html
    assert "second" not in html
    assert "second" in page(workspace, thread=first.ts)


def test_ids_are_the_same_for_the_same_names_alone() -> None:
    assert ident_of(("a", "bc")) == ident_of(("a", "bc"))
    assert ident_of(("a", "bc")) != ident_of(("ab", "c"))


# What changes


def test_news_is_waited_for_and_comes_at_once(workspace: Workspace) -> None:
    revision = workspace.store.revision
    got: list[Got] = []
    path = f"/screen?in=C1&since={revision}"
    thread = Thread(target=lambda: got.append(ask(workspace, path)))
    thread.start()
    thread.join(0.2)
    assert not got
    workspace.user("U2").says("C1", "news")
    thread.join(2)
    assert "news" in got[0][1]


def test_whoever_waits_for_news_is_sent_away_at_the_end() -> None:
    with Workspace(MANIFEST, mode="http") as workspace:
        workspace.add_person("U1")
        workspace.add_channel("C1", members=["U1"])
        with Site(workspace):
            path = f"/screen?since={workspace.store.revision}"
            thread = Thread(target=ask, args=(workspace, path))
            thread.start()
            thread.join(0.2)
            began = monotonic()
        thread.join(10)
        assert monotonic() - began < 5


# With the bot


def test_all_that_the_bot_shows_is_drawn(company: Library) -> None:
    """Every kind of answer, the Home tab, both forms; nothing is left as JSON."""
    with demo(company) as workspace:
        ada = workspace.user("U1")
        for text in (
            *("architect", "who owns architecture docs?", "list", "help", "architect teamwork"),
            *("who is our chief zebra?", "what is the wifi password?", "manager", ""),
        ):
            assert ada.command("/role", text, "C1").ok
        mention = ada.mention("C1", "who owns architecture docs?").message
        assert mention
        workspace.wait_for(lambda: workspace.messages("C1", mention.ts)[1:])
        ada.opens_home()
        workspace.wait_for(lambda: workspace.home("U1"))
        seen = page(workspace) + page(workspace, thread=mention.ts) + page(workspace, HOME)
        ada.shortcut("ask_role")
        workspace.wait_for(lambda: workspace.modal("U1"))
        seen += page(workspace)
        ada.clicks(
            workspace.messages("C1", mention.ts)[1], "feedback", _thumb(workspace, mention.ts)
        )
        workspace.wait_for(lambda: (top := workspace.modal("U1")) and "reason" in str(top.blocks))
        seen += page(workspace)
        assert 'class="unknown"' not in seen
        for drawn in ("<blockquote>", 'role="combobox"', 'type="radio"', "<dialog", "<h2"):
            assert drawn in seen


def _thumb(workspace: Workspace, thread: str) -> str:
    blocks = workspace.messages("C1", thread)[1].blocks
    (buttons,) = [block for block in blocks if block["type"] == "context_actions"]
    value: str = buttons["elements"][0]["negative_button"]["value"]
    return value


def test_a_form_is_sent_with_a_menu_in_which_nothing_is_picked(company: Library) -> None:
    with demo(company) as workspace:
        workspace.user("U1").shortcut("ask_role")
        form = workspace.wait_for(lambda: workspace.modal("U1"))
        assert form
        values = {
            "question": {"question": "who owns architecture docs?"},
            "role_pick": {"role_pick": ""},
        }
        sent = {"kind": "submit", "as": "U1", "view": form.id, "values": values}
        assert json.loads(ask(workspace, "/do", sent)[1]) == {"notice": "", "thread": ""}
        assert "Owns and maintains the key" in page(workspace)


def test_every_exchange_can_be_read(company: Library) -> None:
    with demo(company) as workspace:
        workspace.user("U1").command("/role", "architect", "C1")
        html = page(workspace)
        ids = re.findall(r'data-exchange="(\d+)"', html)
        assert len(ids) == len(workspace.calls()) + len(workspace.deliveries())
        read = [ask(workspace, f"/exchange/{id_}")[1] for id_ in ids]
        assert any("Principal Responsibilities" in one for one in read)
        for wrong in ("", "x", "999", "-1", "%C2%B2"):
            assert ask(workspace, f"/exchange/{wrong}")[0] in (400, 404)
