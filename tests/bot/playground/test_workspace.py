"""The playground's workspace, with a small real Bolt app in it, over HTTP and over Socket Mode."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlencode
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from slack_bolt import Ack, App, BoltResponse, Respond
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.playground.records import Json, Message, View
from bot.playground.workspace import Mode, Workspace

SCOPES = ["app_mentions:read", "assistant:write", "chat:write", "commands", "im:history"]
MANIFEST: Json = {
    "features": {
        "agent_view": {"agent_description": "Answers."},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Helper"},
        "shortcuts": [
            {"name": "Ask", "type": "global", "callback_id": "ask", "description": "Ask"},
            {"name": "Find", "type": "message", "callback_id": "find", "description": "Find"},
        ],
        "slash_commands": [{"command": "/role", "description": "Look up"}],
    },
    "oauth_config": {"scopes": {"bot": [*SCOPES, "im:write"], "bot_optional": ["users:read"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "app_mention", "message.im"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}
Setup = Callable[[App], None]
Start = Callable[..., "Workspace"]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def header(text: str, **more: object) -> Json:
    return {"type": "header", "text": plain(text), **more}


def button(action_id: str, value: str = "v") -> Json:
    return {"type": "button", "action_id": action_id, "text": plain("Press"), "value": value}


def modal(*blocks: Json, **more: object) -> Json:
    return {"type": "modal", "title": plain("Ask"), "blocks": list(blocks), **more}


def field(block_id: str = "question", **more: object) -> Json:
    element = {"type": "plain_text_input", "action_id": "text"}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain("Question"),
        "element": element,
        **more,
    }


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = False
    request_queue_size = 64


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def running(workspace: Workspace, app: App, ping_seconds: float = 10) -> Iterator[None]:
    """The app, reached in the workspace's mode."""
    if workspace.mode == "socket":
        handler = SocketModeHandler(app, workspace.app_token, ping_interval=ping_seconds)
        handler.connect()  # type: ignore[no-untyped-call]
        assert workspace.socket.wait_for_connections()
        try:
            yield
        finally:
            handler.client.auto_reconnect_enabled = False
            workspace.socket.drop()  # or slack_sdk waits for 3 seconds for something to read,
            handler.client.closed = True  # and here for another
            handler.client.enqueue_message("")
            handler.close()  # type: ignore[no-untyped-call]
        return
    wsgi: Any = SlackRequestHandler(app)
    server = make_server("127.0.0.1", 0, wsgi, _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    workspace.bot_url = f"http://127.0.0.1:{server.server_port}/slack/events"
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def make_app(workspace: Workspace) -> App:
    client = WebClient(workspace.bot_token, base_url=workspace.base_url)
    logger = logging.getLogger("test_workspace")
    logger.setLevel(logging.CRITICAL)
    return App(
        client=client,
        signing_secret=workspace.signing_secret,
        logger=logger,
        attaching_conversation_kwargs_enabled=False,
    )


@pytest.fixture(params=["http", "socket"])
def mode(request: pytest.FixtureRequest) -> Mode:
    chosen: Mode = request.param
    return chosen


@pytest.fixture
def start(mode: Mode) -> Iterator[Start]:
    """A workspace with ada (U1), ben (U2) and #general (C1), and an app that `setup` fills."""
    with ExitStack() as stack:

        def start(setup: Setup, *, ping_seconds: float = 10, **options: Any) -> Workspace:  # noqa: ANN401
            workspace = stack.enter_context(Workspace(MANIFEST, mode=mode, **options))
            workspace.add_person("U1", "ada")
            workspace.add_person("U2", "ben")
            workspace.add_channel("C1", "general", members=["U1", "U2"])
            app = make_app(workspace)
            setup(app)
            stack.enter_context(running(workspace, app, ping_seconds))
            return workspace

        yield start


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """Without a bot."""
    with Workspace(MANIFEST, mode="http") as workspace:
        workspace.add_person("U1", "ada")
        workspace.add_person("U2", "ben")
        workspace.add_channel("C1", "general", members=["U1", "U2"])
        yield workspace


@pytest.fixture
def client(workspace: Workspace) -> WebClient:
    return WebClient(workspace.bot_token, base_url=workspace.base_url)


def refusal(call: Callable[[], object]) -> Json:
    with pytest.raises(SlackApiError) as error:
        call()
    data: Json = error.value.response.data
    return data


# Slash commands


def test_what_a_command_is_acknowledged_with_is_seen_by_its_author_only(start: Start) -> None:
    def setup(app: App) -> None:
        @app.command("/role")
        def answer(ack: Ack, command: Json) -> None:
            ack(text=f"About {command['text']}", blocks=[header("*Architect*")])

    workspace = start(setup)
    result = workspace.user("U1").command("/role", "architect", "C1")
    assert (result.ok, result.status) == (True, 200)
    assert 0 < result.seconds < 3
    (message,) = workspace.user("U1").sees("C1")
    assert (message.text, message.viewer) == ("About architect", "U1")
    assert message.blocks[0]["text"]["text"] == "*Architect*"
    assert workspace.user("U2").sees("C1") == []


def test_an_acknowledgement_can_be_mere_text_or_for_the_whole_channel(start: Start) -> None:
    def setup(app: App) -> None:
        @app.command("/role")
        def answer(ack: Ack, command: Json) -> None:
            if command["text"] == "all":
                ack(text="Everybody", response_type="in_channel")
            else:
                ack("Only you")

    workspace = start(setup)
    ada = workspace.user("U1")
    ada.command("/role", "me", "C1")
    ada.command("/role", "all", "C1")
    assert [(m.text, m.viewer) for m in ada.sees("C1")] == [
        ("Only you", "U1"),
        ("Everybody", None),
    ]


def test_a_command_that_is_not_declared_does_not_reach_the_bot(start: Start) -> None:
    workspace = start(lambda app: None)
    assert workspace.user("U1").command("/other", "", "C1").error == "not_declared"
    assert workspace.deliveries() == []


def test_a_late_acknowledgement_is_an_operation_timeout(start: Start) -> None:
    def setup(app: App) -> None:
        @app.command("/role")
        def answer(ack: Ack) -> None:
            time.sleep(0.6)
            ack("Too late")

    workspace = start(setup, ack_seconds=0.3)
    result = workspace.user("U1").command("/role", "x", "C1")
    assert (result.status, result.error) == (0, "operation_timeout")
    assert 0.3 <= result.seconds < 0.6
    time.sleep(0.4)  # until the app has said it
    assert workspace.messages("C1") == []


def test_blocks_that_slack_refuses_are_not_shown(start: Start) -> None:
    def setup(app: App) -> None:
        @app.command("/role")
        def answer(ack: Ack) -> None:
            ack(text="x", blocks=[header("x" * 151)])

    workspace = start(setup)
    result = workspace.user("U1").command("/role", "x", "C1")
    assert result.error == "invalid_blocks"
    assert result.problems == (
        "[ERROR] Expected `str` of length <= 150 [json-pointer:/blocks/0/text/text]",
    )
    assert workspace.messages("C1") == []


def test_what_people_type_is_escaped(start: Start) -> None:
    heard: list[str] = []

    def setup(app: App) -> None:
        @app.command("/role")
        def answer(ack: Ack, command: Json) -> None:
            heard.append(command["text"])
            ack()

    workspace = start(setup)
    workspace.user("U1").command("/role", "R&D <lead>  ", "C1")
    assert heard == ["R&amp;D &lt;lead&gt;"]
    assert workspace.messages("C1") == []  # an empty acknowledgement shows nothing


# Events


def answering(app: App) -> None:
    @app.event("app_mention")
    def mention(event: Json, client: WebClient) -> None:
        thread = event.get("thread_ts") or event["ts"]
        client.chat_postMessage(channel=event["channel"], thread_ts=thread, text="Answer")

    @app.event("message")
    def message(event: Json, client: WebClient) -> None:
        if event.get("subtype") is None and not event.get("bot_id"):
            client.chat_postMessage(
                channel=event["channel"], thread_ts=event["ts"], text=event["text"].upper()
            )


def test_a_mention_is_answered_in_its_thread(start: Start) -> None:
    workspace = start(answering)
    result = workspace.user("U1").mention("C1", "who?")
    assert result.ok
    assert result.message
    assert result.message.text == "<@U0BOT> who?"
    ts = result.message.ts
    question, answer = workspace.wait_for(
        lambda: len(found := workspace.messages("C1", ts)) == 2 and found
    ) or (None, None)
    assert question
    assert answer
    assert (question.thread_ts, answer.thread_ts, answer.text) == (ts, ts, "Answer")
    assert answer.from_bot
    assert len(workspace.deliveries()) == 1  # message.channels is not subscribed to


def test_a_direct_message_and_its_edit_and_the_answer_come_as_events(start: Start) -> None:
    workspace = start(answering)
    ada = workspace.user("U1")
    sent = ada.dm("hello & <you>").message
    assert sent
    workspace.wait_for(lambda: len(workspace.messages(sent.channel)) == 2)
    assert workspace.messages(sent.channel)[1].text == "HELLO &AMP; &LT;YOU&GT;"
    ada.edit(sent, "bye")
    ada.deletes(sent)

    def subtypes() -> list[tuple[str | None, bool]]:
        events = [one.body["event"] for one in workspace.deliveries()]
        return [(event.get("subtype"), "bot_id" in event) for event in events]

    workspace.wait_for(lambda: len(subtypes()) == 4)
    assert sorted(subtypes(), key=str) == sorted(
        [(None, False), (None, True), ("message_changed", False), ("message_deleted", False)],
        key=str,
    )
    assert len({one.body["event_id"] for one in workspace.deliveries()}) == 4


def test_an_edit_that_mentions_the_bot_is_a_mention_again(start: Start) -> None:
    workspace = start(answering)
    ada = workspace.user("U1")
    said = ada.says("C1", "who?")
    assert said.error == "not_subscribed"
    assert said.message
    assert ada.edit(said.message, f"<@{workspace.bot_user}> who?").ok
    (delivery,) = workspace.deliveries()
    assert delivery.body["event"]["type"] == "app_mention"
    assert delivery.body["event"]["edited"]["user"] == "U1"


def test_strangers_and_guests_are_told_apart(start: Start) -> None:
    workspace = start(answering)
    workspace.add_person("U7", "eve", "external")
    workspace.add_person("U8", "gus", "guest")
    workspace.add_channel("C7", "with-others", "shared", ["U1", "U7", "U8"])
    workspace.user("U7").mention("C7", "who?")
    workspace.user("U8").mention("C7", "who?")
    eve, gus = [one.body for one in workspace.deliveries("events_api")]
    assert eve["is_ext_shared_channel"]
    assert eve["team_id"] == eve["authorizations"][0]["team_id"] == "T0HOME"
    assert eve["event"]["team"] == eve["event"]["user_team"] == "T0OTHER"
    assert gus["event"]["team"] == "T0HOME"
    assert gus["event"]["user_profile"]["is_restricted"]
    assert workspace.user("U7").command("/role", "x", "C7").error == "not_declared"


def test_where_the_bot_is_not_nothing_is_heard(start: Start) -> None:
    workspace = start(answering)
    workspace.add_channel("C2", "quiet", members=["U1"], with_bot=False)
    assert workspace.user("U1").mention("C2", "who?").error == "not_in_channel"
    with pytest.raises(PermissionError):
        workspace.user("U2").mention("C2", "who?")
    assert workspace.deliveries() == []


def test_an_event_that_is_not_acknowledged_comes_again(start: Start) -> None:
    heard: list[Json] = []

    def setup(app: App) -> None:
        @app.middleware
        def refuse_twice(body: Json, next: Callable[[], None]) -> BoltResponse | None:
            heard.append(body)
            if len(heard) < 3:
                return BoltResponse(status=500)
            next()
            return None

        answering(app)

    workspace = start(setup, ack_seconds=0.5, retry_delays=(0.0, 0.05, 0.1))
    result = workspace.user("U1").mention("C1", "who?")
    assert result.error
    workspace.wait_for(lambda: len(workspace.deliveries("events_api")) == 3)
    assert [one.attempt for one in workspace.deliveries()] == [0, 1, 2]
    assert len({one["event_id"] for one in heard}) == 1
    workspace.wait_for(lambda: workspace.calls("chat.postMessage"))


def test_the_bot_sees_that_it_is_a_retry(start: Start) -> None:
    numbers: list[str | None] = []

    def setup(app: App) -> None:
        @app.event("app_mention")
        def mention(request: Any) -> None:  # noqa: ANN401 - Bolt's own
            numbers.append((request.headers.get("x-slack-retry-num") or [None])[0])

    workspace = start(setup)
    workspace.user("U1").mention("C1", "who?")
    workspace.redeliver(workspace.deliveries()[0])
    workspace.wait_for(lambda: len(workspace.deliveries()) == 2)
    workspace.wait_for(lambda: len(numbers) == 2)
    assert sorted(numbers, key=str)[-2:] == (
        ["0", "1"] if workspace.mode == "socket" else ["1", None]
    )


# Interactivity


def posted(workspace: Workspace, *blocks: Json, channel: str = "C1") -> Message:
    """By the bot, before anything happens."""
    client = WebClient(workspace.bot_token, base_url=workspace.base_url)
    ts = client.chat_postMessage(channel=channel, text="Choose", blocks=list(blocks))["ts"]
    message = workspace.store.find_message(channel, ts)
    assert message
    return message


def test_a_button_is_answered_by_a_new_message(start: Start) -> None:
    bodies: list[Json] = []

    def setup(app: App) -> None:
        @app.action("more")
        def more(ack: Ack, body: Json, respond: Respond) -> None:
            ack()
            bodies.append(body)
            respond(text="More", replace_original=False)

    workspace = start(setup)
    message = posted(workspace, {"type": "actions", "elements": [button("more", "42")]})
    result = workspace.user("U1").clicks(message, "more")
    assert result.ok
    workspace.wait_for(lambda: len(workspace.messages("C1")) == 2)
    assert [(m.text, m.viewer) for m in workspace.messages("C1")][1] == ("More", "U1")
    (body,) = bodies
    assert body["actions"][0]["value"] == "42"
    assert body["message"]["ts"] == body["container"]["message_ts"] == message.ts
    assert body["user"]["id"] == "U1"


def test_feedback_and_menus_say_what_was_chosen(start: Start) -> None:
    chosen: list[Json] = []

    def setup(app: App) -> None:
        @app.action({"type": "block_actions", "action_id": "feedback"})
        @app.action("menu")
        def note(ack: Ack, action: Json) -> None:
            ack()
            chosen.append(action)

        @app.options("role")
        def roles(ack: Ack, payload: Json) -> None:
            ack(options=[{"text": plain(payload["value"]), "value": "architect"}])

        @app.action("role")
        def role(ack: Ack, action: Json) -> None:
            ack()
            chosen.append(action)

    workspace = start(setup)
    good = {"text": plain("Good"), "value": "good"}
    bad = {"text": plain("Bad"), "value": "bad"}
    feedback: Json = {"type": "feedback_buttons", "action_id": "feedback"}
    feedback |= {"positive_button": good, "negative_button": bad}
    message = posted(
        workspace,
        {"type": "context_actions", "elements": [feedback]},
        {
            "type": "actions",
            "elements": [
                {"type": "static_select", "action_id": "menu", "options": [good, bad]},
                {"type": "external_select", "action_id": "role", "min_query_length": 1},
            ],
        },
    )
    ada = workspace.user("U1")
    assert ada.clicks(message, "feedback", "bad").ok
    assert ada.selects(message, "menu", "good").ok
    offered = ada.suggest(message, "role", "arch")
    assert isinstance(offered.body, dict)
    assert offered.body["options"][0]["text"]["text"] == "arch"
    assert ada.selects(message, "role", "architect").ok
    assert [one.get("value") for one in chosen][:1] == ["bad"]
    assert chosen[1]["selected_option"] == good
    assert chosen[2]["selected_option"]["value"] == "architect"
    with pytest.raises(LookupError, match="but not 'other'"):
        ada.selects(message, "menu", "other")
    with pytest.raises(LookupError, match="There is no 'gone'"):
        ada.clicks(message, "gone")


def test_suggestions_that_slack_refuses_are_an_error(start: Start) -> None:
    def setup(app: App) -> None:
        @app.options("role")
        def roles(ack: Ack) -> None:
            ack(options=[{"text": plain("x" * 76), "value": "a"}])

    workspace = start(setup)
    menu = {"type": "external_select", "action_id": "role", "min_query_length": 0}
    message = posted(workspace, {"type": "actions", "elements": [menu]})
    result = workspace.user("U1").suggest(message, "role")
    assert result.error == "invalid_options"
    assert "length <= 75" in result.problems[0]


def test_a_modal_is_filled_in_found_wrong_mended_and_closed(start: Start) -> None:
    states: list[Json] = []

    def setup(app: App) -> None:
        @app.shortcut("ask")
        def ask(ack: Ack, body: Json, client: WebClient) -> None:
            ack()
            view = modal(field(), submit=plain("Send"), callback_id="asked")
            client.views_open(trigger_id=body["trigger_id"], view=view)

        @app.view("asked")
        def asked(ack: Ack, view: Json) -> None:
            states.append(view["state"]["values"])
            if view["state"]["values"]["question"]["text"]["value"] == "bad":
                ack(response_action="errors", errors={"question": "Ask something"})
            else:
                ack()

    workspace = start(setup)
    ada = workspace.user("U1")
    assert ada.shortcut("ask").ok
    view = workspace.wait_for(lambda: workspace.modal("U1"))
    assert view
    assert ada.submits(view).error == "invalid_input"  # Slack asks for it itself
    ada.types(view, "question", "text", "bad")
    assert ada.submits(view).ok
    again = workspace.modal("U1")
    assert again
    assert again.errors == {"question": "Ask something"}
    ada.types(again, "question", "text", "good")
    assert ada.submits(again).ok
    assert workspace.modal("U1") is None
    assert [one["question"]["text"]["value"] for one in states] == ["bad", "good"]
    with pytest.raises(LookupError):
        ada.submits(view)


def test_an_acknowledgement_can_change_the_modal(start: Start) -> None:
    def setup(app: App) -> None:
        @app.shortcut("ask")
        def ask(ack: Ack, body: Json, client: WebClient) -> None:
            ack()
            view = modal(header("One"), submit=plain("Go"), callback_id="asked")
            client.views_open(trigger_id=body["trigger_id"], view=view)

        @app.view("asked")
        def asked(ack: Ack) -> None:
            ack(response_action="update", view=modal(header("Two")))

    workspace = start(setup)
    ada = workspace.user("U1")
    ada.shortcut("ask")
    view = workspace.wait_for(lambda: workspace.modal("U1"))
    assert view
    assert ada.submits(view).ok
    shown = workspace.modal("U1")
    assert shown
    assert (shown.id, shown.blocks[0]["text"]["text"]) == (view.id, "Two")
    ada.closes(shown)
    assert workspace.modal("U1") is None


def test_a_message_shortcut_brings_the_message(start: Start) -> None:
    def setup(app: App) -> None:
        @app.shortcut("find")
        def find(ack: Ack, shortcut: Json, respond: Respond) -> None:
            ack()
            respond(text=f"Found {shortcut['message']['text']}")

    workspace = start(setup)
    ada = workspace.user("U1")
    said = workspace.user("U2").says("C1", "who decides?").message
    assert said
    assert ada.message_shortcut("find", said).ok
    workspace.wait_for(lambda: len(ada.sees("C1")) == 2)
    assert [one.text for one in workspace.user("U2").sees("C1")] == ["who decides?"]
    assert ada.sees("C1")[-1].text == "Found who decides?"
    assert ada.shortcut("find").error == "not_declared"  # it is not a global one


def test_the_home_tab_is_published_searched_and_updated(start: Start) -> None:
    asked: list[str] = []

    def setup(app: App) -> None:
        @app.event("app_home_opened")
        def opened(event: Json, client: WebClient) -> None:
            if event["tab"] == "messages":
                client.assistant_threads_setSuggestedPrompts(
                    channel_id=event["channel"], prompts=[{"title": "A", "message": "B"}]
                )
                return
            search = field(dispatch_action=True)
            view = {"type": "home", "blocks": [header(f"{'view' in event}"), search]}
            client.views_publish(user_id=event["user"], view=view)

        @app.action("text")
        def search(ack: Ack, action: Json, body: Json) -> None:
            ack()
            asked.append(action["value"])
            asked.append(body["view"]["state"]["values"]["question"]["text"]["value"])

    workspace = start(setup)
    ada = workspace.user("U1")
    assert ada.opens_home().ok
    home = workspace.wait_for(lambda: workspace.home("U1"))
    assert home
    assert home.blocks[0]["text"]["text"] == "False"
    ada.opens_home()
    workspace.wait_for(lambda: (now := workspace.home("U1")) and now.blocks != home.blocks)
    again = workspace.home("U1")
    assert again
    assert again.id == home.id
    assert again.blocks[0]["text"]["text"] == "True"
    assert ada.types(again, "question", "text", "who?").ok
    assert asked == ["who?", "who?"]
    assert workspace.home("U2") is None
    ada.opens_home("messages")
    prompts = workspace.wait_for(lambda: workspace.prompts("U1"))
    assert prompts
    assert prompts["prompts"] == [{"title": "A", "message": "B"}]


# response_url


def asked_with_response_url(start: Start) -> tuple[Workspace, WebhookClient]:
    """A workspace in which a person has typed a command, and what replies to it later."""
    urls: list[str] = []

    def setup(app: App) -> None:
        @app.command("/role")
        def answer(ack: Ack, command: Json) -> None:
            urls.append(command["response_url"])
            ack()

    workspace = start(setup)
    workspace.user("U1").command("/role", "x", "C1")
    return workspace, WebhookClient(urls[0])


def test_a_response_url_works_more_than_once(start: Start) -> None:
    workspace, webhook = asked_with_response_url(start)
    assert [webhook.send(text=str(n)).status_code for n in range(2)] == [200, 200]
    assert [(m.text, m.viewer) for m in workspace.messages("C1")] == [("0", "U1"), ("1", "U1")]
    assert WebhookClient(f"{workspace.url}/response/other").send(text="x").status_code == 400
    assert len(workspace.calls("response_url")) == 3


def test_an_ephemeral_answer_is_shared(start: Start) -> None:
    def setup(app: App) -> None:
        @app.command("/role")
        def answer(ack: Ack) -> None:
            ack(text="x", blocks=[{"type": "actions", "elements": [button("share")]}])

        @app.action("share")
        def share(ack: Ack, body: Json, respond: Respond) -> None:
            ack()
            assert body["container"]["is_ephemeral"]
            respond(text="Shared", response_type="in_channel", replace_original=False)

    workspace = start(setup)
    ada = workspace.user("U1")
    ada.command("/role", "x", "C1")
    (message,) = ada.sees("C1")
    with pytest.raises(LookupError):
        workspace.user("U2").clicks(message, "share")
    assert ada.clicks(message, "share").ok
    workspace.wait_for(lambda: len(ada.sees("C1")) == 2)
    assert [(m.text, m.viewer) for m in ada.sees("C1")] == [("x", "U1"), ("Shared", None)]


def test_a_response_url_can_be_made_to_fail(workspace: Workspace) -> None:
    url = workspace.base_url.replace("api/", "response/")
    name = workspace.store.new_response_url("U1", "C1")
    workspace.fail("response_url", status=500)
    assert WebhookClient(url + name).send(text="x").status_code == 500
    assert WebhookClient(url + name).send(blocks=[header("")]).status_code == 400
    assert WebhookClient(url + name).send(text="x").status_code == 200


# The whole of it


def test_forged_requests_are_seen_as_the_bot_treats_them() -> None:
    with Workspace(MANIFEST, mode="http") as workspace:
        app = make_app(workspace)
        with running(workspace, app):
            raw = urlencode({"command": "/role", "text": "x", "team_id": "T0HOME"}).encode()
            assert workspace.post_raw(raw, secret="wrong").status == 401  # noqa: S106
            assert workspace.post_raw(raw).status == 404  # believed, but there is no such listener


def test_nobody_there_is_a_failed_dispatch(mode: Mode) -> None:
    with Workspace(MANIFEST, mode=mode, ack_seconds=0.1) as workspace:
        if mode == "http":
            workspace.bot_url = "http://127.0.0.1:9/slack/events"
        ada = workspace.add_person("U1")
        workspace.add_channel("C1", members=["U1"])
        assert ada.command("/role", "x", "C1").error == "dispatch_failed"


def test_fifty_commands_at_a_time_are_all_answered(start: Start) -> None:
    def setup(app: App) -> None:
        @app.command("/role")
        def answer(ack: Ack, command: Json) -> None:
            ack(command["text"])

    workspace = start(setup)
    people = [workspace.add_person(f"U{n}") for n in range(100, 120)]
    workspace.add_channel("C5", members=[one.id for one in people])
    threads = [threading.Thread(target=p.command, args=("/role", p.id, "C5")) for p in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(m.text, m.viewer) for m in workspace.messages("C5")} == {(p.id, p.id) for p in people}


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_nothing_is_left_over(mode: Mode) -> None:
    before = {thread.ident for thread in threading.enumerate()}
    with Workspace(MANIFEST, mode=mode) as workspace:
        ada = workspace.add_person("U1")
        workspace.add_channel("C1", members=["U1"])
        app = make_app(workspace)
        answering(app)
        with running(workspace, app):
            ada.mention("C1", "who?")
            workspace.wait_for(lambda: workspace.calls("chat.postMessage"))
        app.listener_runner.listener_executor.shutdown()
    for thread in threading.enumerate():
        if thread.ident not in before:
            thread.join(5)  # one that has done its last work ends an instant later
            assert not thread.is_alive(), thread


def test_waiting_is_bounded(workspace: Workspace) -> None:
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        workspace.wait_for(lambda: workspace.messages("C1"), timeout=0.05)
    assert time.monotonic() - started < 5


def test_a_view_of_somebody_else_cannot_be_used(workspace: Workspace, client: WebClient) -> None:
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [button("b")]}]}
    client.views_publish(user_id="U1", view=home)
    view = workspace.home("U1")
    assert isinstance(view, View)
    with pytest.raises(LookupError):
        workspace.user("U2").clicks(view, "b")
